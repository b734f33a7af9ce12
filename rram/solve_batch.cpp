#include "rram/solve_batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ohmimo::rram {
namespace {

using Status = SolveReport::Status;

void validate(const CycleLog& log, int cycles) {
  int last = 0;
  for (const int kept : log.keep) {
    if (kept <= last || kept > cycles)
      throw std::invalid_argument(fmt::format("kept cycles must be ascending and 1 to {}, got {}", cycles, kept));
    last = kept;
  }
}

// Largest ||r||^2 / ||b||^2 over the lanes of a batch that are finite; below 0 if none is.
double worst_residual2(const Batch& batch, const Refinement& state, const Lanes& norm2) {
  double worst = -1.0;
  for (std::size_t l = 0; l < batch.count; ++l) {
    if (state.status[l] == Status::not_finite) continue;
    const double b_norm2 = state.b_norm2.at[l];
    const double relative2 = b_norm2 > 0.0 ? norm2.at[l] / b_norm2 : 0.0;
    if (relative2 > worst) worst = relative2;
  }
  return worst;
}

void add_to_report(const Batch& batch, const Refinement& state, const ProgrammedSystem::Impl& system,
                   SolveReport& report) {
  const double residual2 = worst_residual2(batch, state, state.delivered_norm2(system.choice.kind));
  if (residual2 >= 0.0) report.relative_residual = std::fmax(report.relative_residual, std::sqrt(residual2));
  for (std::size_t l = 0; l < batch.count; ++l) {
    report.vector_status.push_back(state.status[l]);
    report.status = std::max(report.status, state.status[l]);  // the worst: they are declared in that order
    report.cycles = std::max(report.cycles, state.cycles[l]);
  }
  for (std::size_t l = 0, next = 0; l < batch.count; l = next) {  // runs of equal cycles: most often one
    while (next < batch.count && state.cycles[next] == state.cycles[l]) ++next;
    report.ops.add(system.operations(state.cycles[l]), next - l);
  }
}

// A vector that met the clamp and did not come within the tolerance is saturated.
void note_clamped(const Lanes& clamped, Refinement& state, SolveReport& report) {
  for (std::size_t l = 0; l < n_lane; ++l) {
    if (clamped.at[l] == 0.0) continue;
    report.clamped_outputs += static_cast<std::uint64_t>(clamped.at[l]);
    if (state.status[l] == Status::cycle_limit || state.status[l] == Status::diverged)
      state.status[l] = Status::saturated;
  }
}

}  // namespace

void resize_log(std::size_t n_vector, const ProgrammedSystem::Impl& system, CycleLog& log) {
  validate(log, system.config.cycles);
  log.x.resize(log.keep.size());
  log.residual.resize(log.keep.size());
  for (arma::mat& kept : log.x) kept.set_size(n_vector, system.n);
  for (arma::mat& kept : log.residual) kept.set_size(n_vector, system.n);
}

void finish_batch(const Solving& solving, const Lanes& clamped, Refinement& state, SolveReport& report) {
  note_clamped(clamped, state, report);
  store_solution(state.delivered_x(solving.system.choice.kind), solving.batch, solving.x, state);
  add_to_report(solving.batch, state, solving.system, report);
}

}  // namespace ohmimo::rram
