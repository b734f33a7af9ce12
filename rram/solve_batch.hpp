// Up to 16 right-hand sides through all cycles: of one system, or one of each of 16 systems (system_lanes.hpp).
#pragma once
#include "rram/programmed_system.hpp"
#include "rram/refinement/right_hand_sides.hpp"

namespace ohmimo::rram {

// The arrays as they are read for a call of solve.
template <class Inverse, class Copy>
struct Arrays {
  const Inverse& inverse;
  const Copy& copy;
  HpReader* reader;
};

struct Solving {
  const ProgrammedSystem::Impl& system;  // or one of the systems side by side: they share what is asked of it here
  const Batch& batch;                    // loaded into the state
  arma::mat& x;
  CycleLog* log;  // null: not wanted
};

// Throws std::invalid_argument if the log keeps cycles that are not made. Makes room for n_vector vectors.
void resize_log(std::size_t n_vector, const ProgrammedSystem::Impl& system, CycleLog& log);

// Fills the rows of the batch in x and adds them to the report. clamped: outputs at the clamp in all cycles.
void finish_batch(const Solving& solving, const Lanes& clamped, Refinement& state, SolveReport& report);

template <class Inverse, class Copy>
void solve_batch(const Arrays<Inverse, Copy>& arrays, const Solving& solving, Refinement& state, SolveReport& report) {
  const ProgrammedSystem::Impl& system = solving.system;
  CycleLog* log = solving.log;
  const RefinementKind kind = system.choice.kind;
  RefinementRule rule{system.config.tolerance, system.precision(), kind, system.choice.interval};
  rule.precision.reader = arrays.reader;
  start(state);
  Lanes sum{};
  std::size_t kept = 0;
  for (int k = 1; k <= system.config.cycles; ++k) {
    if (state.any_active()) {
      const Lanes was_active = state.active;
      Lanes clamped{};
      if (system.config.fidelity.analogue()) rule.precision.codes.clamped = &clamped;
      cycle(arrays.inverse, arrays.copy, rule, state);
      for (std::size_t l = 0; l < n_lane; ++l) sum.at[l] += was_active.at[l] * clamped.at[l];
    }
    if (log == nullptr || kept == log->keep.size() || log->keep[kept] != k) continue;
    store_solution(state.delivered_x(kind), solving.batch, log->x[kept], state);
    store_residual(state.delivered_r(kind), solving.batch, log->residual[kept], state);
    ++kept;
  }
  finish_batch(solving, sum, state, report);
}

}  // namespace ohmimo::rram
