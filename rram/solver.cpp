#include "rram/solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "rram/array_cells.hpp"
#include "rram/solve_batch.hpp"

namespace ohmimo::rram {
namespace {

using Status = SolveReport::Status;

// Scratch memory of the calling thread, grown when needed; nothing of it is kept between solves.
Lanes* scratch_lanes(std::size_t count) {
  thread_local std::vector<Lanes> scratch;
  if (scratch.size() < count) scratch.resize(count);
  return scratch.data();
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
  if (log != nullptr) resize_log(b.n_rows, *impl_, *log);
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
    batch.matrix_exponent.fill(impl_->exponent);
    load(b, impl_->precision().word_bits, batch, state);
    HpReader* reader = reading->start(first, state.active);
    solve_batch(Arrays<BlockInverse, BitSlicedMatrix>{reading->inverse(), *impl_->copy, reader},
                {*impl_, batch, x, log}, state, report);
  }
  report.spectral_radius = impl_->spectral_radius;
  report.hp_reads = reading->count();
  return report;
}

}  // namespace ohmimo::rram
