#include "rram/system_lanes.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

#include "rram/solve_batch.hpp"

namespace ohmimo::rram {

static_assert(most_systems == n_lane);

struct SystemLanes::Impl {
  std::vector<std::shared_ptr<const ProgrammedSystem::Impl>> systems;
  std::shared_ptr<const SlicedLanes> copy;
  std::unique_ptr<const InverseLanes> inverse;
};

bool SystemLanes::fits(const ProgrammedSystem& system) {
  const ProgrammedSystem::Impl& impl = *system.impl_;
  const SolverConfig& config = impl.config;
  return impl.inverse_usable() && impl.choice.kind == RefinementKind::stationary && config.fidelity.quantise &&
         config.hp_path == HpPath::integer && !(config.fidelity.device && config.cells.read_noise) &&
         impl.factor.empty() && SlicedLanes::fits(*impl.copy) && InverseLanes::fits(*impl.inverse);
}

SystemLanes::SystemLanes(std::span<const ProgrammedSystem> systems) {
  auto impl = std::make_unique<Impl>();
  std::vector<const BitSlicedMatrix*> copies;
  std::vector<const BlockInverse*> inverses;
  for (const ProgrammedSystem& system : systems) {
    impl->systems.push_back(system.impl_);
    copies.push_back(system.impl_->copy.get());
    inverses.push_back(system.impl_->inverse.get());
  }
  impl->copy = std::make_shared<SlicedLanes>(copies);
  InverseLanes::Copies made{{copies.front(), impl->copy}};
  impl->inverse = std::make_unique<InverseLanes>(inverses, made);
  impl_ = std::move(impl);
}

SystemLanes::~SystemLanes() = default;

SolveReport SystemLanes::solve(const arma::mat& b, arma::mat& x, CycleLog* log) const {
  const ProgrammedSystem::Impl& first = *impl_->systems.front();
  if (b.n_rows != impl_->systems.size() || b.n_cols != first.n)
    throw std::invalid_argument(fmt::format("right-hand sides must be {} by {}, got {} by {}", impl_->systems.size(),
                                            first.n, b.n_rows, b.n_cols));
  if (log != nullptr) resize_log(b.n_rows, first, *log);
  x.set_size(b.n_rows, b.n_cols);
  SolveReport report;
  report.vector_status.reserve(b.n_rows);
  Refinement state = make_state(first);
  Batch batch{.first = 0, .count = b.n_rows, .factor = {}};
  for (std::size_t l = 0; l < b.n_rows; ++l) batch.matrix_exponent[l] = impl_->systems[l]->exponent;
  load(b, first.precision().word_bits, batch, state);
  solve_batch(Arrays<InverseLanes, SlicedLanes>{*impl_->inverse, *impl_->copy, nullptr}, {first, batch, x, log}, state,
              report);
  return report;
}

}  // namespace ohmimo::rram
