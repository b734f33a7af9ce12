#include "rram/solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "rram/array_cells.hpp"
#include "rram/programmed_system.hpp"
#include "rram/refinement/conjugate_gradient.hpp"
#include "rram/refinement/right_hand_sides.hpp"

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

// Scratch memory of the calling thread, grown when needed; nothing of it is kept between solves.
Lanes* scratch_lanes(std::size_t count) {
  thread_local std::vector<Lanes> scratch;
  if (scratch.size() < count) scratch.resize(count);
  return scratch.data();
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

// One batch of right-hand sides on the arrays as read.
struct Pass {
  const ProgrammedSystem::Impl& system;
  ArrayReading& reading;
  const Batch& batch;
  Lanes& clamped;  // outputs at the clamp so far
};

void solve_batch(const Pass& pass, Refinement& state, CycleLog* log) {
  const ProgrammedSystem::Impl& system = pass.system;
  const Batch& batch = pass.batch;
  const RefinementKind kind = system.choice.kind;
  RefinementRule rule{system.config.tolerance, system.precision(), kind, system.choice.interval};
  rule.precision.reader = pass.reading.start(batch.first, state.active);
  start(state);
  std::size_t kept = 0;
  for (int k = 1; k <= system.config.cycles; ++k) {
    if (state.any_active()) {
      const Lanes was_active = state.active;
      Lanes clamped{};
      if (system.config.fidelity.analogue()) rule.precision.codes.clamped = &clamped;
      cycle(pass.reading.inverse(), *system.copy, rule, state);
      for (std::size_t l = 0; l < n_lane; ++l) pass.clamped.at[l] += was_active.at[l] * clamped.at[l];
    }
    if (log == nullptr || kept == log->keep.size() || log->keep[kept] != k) continue;
    store_solution(state.delivered_x(kind), batch, -system.exponent, log->x[kept], state);
    store_residual(state.delivered_r(kind), batch, log->residual[kept], state);
    ++kept;
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

Refinement make_state(const ProgrammedSystem::Impl& system) {
  const std::size_t n = system.n;
  const bool conjugate = system.choice.kind == RefinementKind::fcg;
  const std::size_t n_plain = conjugate ? kept_plain_directions(n, system.config.cycles) : 0;
  Lanes* next = scratch_lanes(9 * n + system.inverse->scratch_size() + 3 * n_plain * (2 * n + 1));
  const auto take = [&next](std::size_t count) { return std::exchange(next, next + count); };
  const auto take_set = [&](std::size_t n_kept) {
    return ConjugateSet{
        .n_kept = n_kept, .p = take(n_kept * n), .product = take(n_kept * n), .curvature = take(n_kept)};
  };
  Refinement state;
  state.n = n;
  for (Lanes** array : {&state.r, &state.x, &state.dx, &state.product, &state.best_x, &state.best_r, &state.chebyshev.p,
                        &state.r_plain, &state.plain_product})
    *array = take(n);
  if (!conjugate) state.r_plain = nullptr;
  state.plain = take_set(n_plain);
  state.joint = take_set(2 * n_plain);
  state.scratch = next;
  return state;
}

SolveReport ProgrammedSystem::solve(const arma::mat& b, arma::mat& x, CycleLog* log, RngStream* read) const {
  const std::size_t n = impl_->n;
  if (b.n_cols != n)
    throw std::invalid_argument(fmt::format("right-hand side must have {} columns, got {}", n, b.n_cols));
  if (log != nullptr) {
    validate(*log, impl_->config.cycles);
    log->x.resize(log->keep.size());
    log->residual.resize(log->keep.size());
    for (arma::mat& kept : log->x) kept.set_size(b.n_rows, n);
    for (arma::mat& kept : log->residual) kept.set_size(b.n_rows, n);
  }
  SolveReport report;
  x.set_size(b.n_rows, n);
  std::optional<ArrayReading> reading;
  if (impl_->usable) reading.emplace(impl_->config, impl_->inverse, read);
  const bool plain = impl_->choice.kind == RefinementKind::fcg;  // which runs without LP-INV too
  if (!reading || !(plain || reading->inverse().usable())) {
    for (std::size_t k = 0; log != nullptr && k < log->keep.size(); ++k) {
      log->residual[k] = b;  // that of x = 0
      log->x[k].zeros();
    }
    x.zeros();
    const BlockInverse* inverse = reading ? &reading->inverse() : impl_->inverse.get();
    report.status = inverse != nullptr && !inverse->stable() ? Status::unstable : Status::not_finite;
    report.vector_status.assign(b.n_rows, report.status);
    report.cycles = 0;
    return report;
  }
  report.refinement = impl_->choice.kind;
  report.refinement_reason = impl_->choice.reason;
  report.predicted_radius = impl_->choice.predicted_radius;
  report.vector_status.reserve(b.n_rows);
  Refinement state = make_state(*impl_);
  for (std::size_t first = 0; first < b.n_rows; first += n_lane) {
    Batch batch{.first = first, .count = std::min<std::size_t>(n_lane, b.n_rows - first), .factor = impl_->factor};
    load(b, impl_->precision().word_bits, batch, state);
    Lanes clamped{};
    solve_batch({*impl_, *reading, batch, clamped}, state, log);
    note_clamped(clamped, state, report);
    store_solution(state.delivered_x(impl_->choice.kind), batch, -impl_->exponent, x, state);
    add_to_report(batch, state, *impl_, report);
  }
  report.spectral_radius = impl_->spectral_radius;
  report.hp_reads = reading->count();
  return report;
}

}  // namespace ohmimo::rram
