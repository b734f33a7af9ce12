#include "rram/solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "rram/block_inverse.hpp"
#include "rram/right_hand_sides.hpp"
#include "rram/scaling.hpp"

namespace ohmimo::rram {
namespace {

void validate(const CycleLog& log, int cycles) {
  int last = 0;
  for (const int kept : log.keep) {
    if (kept <= last || kept > cycles)
      throw std::invalid_argument(fmt::format("kept cycles must be ascending and 1 to {}, got {}", cycles, kept));
    last = kept;
  }
}

// Scratch of the calling thread, grown when needed; it holds nothing between solves.
Lanes* scratch_lanes(std::size_t count) {
  thread_local std::vector<Lanes> scratch;
  if (scratch.size() < count) scratch.resize(count);
  return scratch.data();
}

}  // namespace

struct ProgrammedSystem::Impl {
  SolverConfig config;
  std::size_t n = 0;
  int exponent = 0;  // the arrays hold a 2^-exponent, largest magnitude in [0.5, 1)
  bool usable = false;
  std::shared_ptr<const BitSlicedMatrix> copy;
  std::unique_ptr<const BlockInverse> inverse;
  OperationCount programming;
  OperationCount per_cycle;      // of one right-hand side
  double spectral_radius = NAN;  // when asked for by the configuration

  Precision precision() const {
    Precision precision;
    if (config.fidelity.converter)
      precision.codes = {converter_codes(config.dac_bits), converter_codes(config.adc_bits)};
    if (config.fidelity.quantise) precision.word_bits = config.word_bits;
    return precision;
  }
};

namespace {

using Status = SolveReport::Status;

void add_to_report(const Batch& batch, const Refinement& state, const OperationCount& per_cycle, SolveReport& report) {
  for (std::size_t l = 0; l < batch.count; ++l) {
    report.vector_status.push_back(state.status[l]);
    report.status = std::max(report.status, state.status[l]);  // the worst: they are declared in that order
    report.cycles = std::max(report.cycles, state.cycles[l]);
    report.ops.add(per_cycle, static_cast<std::uint64_t>(state.cycles[l]));
    if (state.status[l] == Status::not_finite) continue;
    const double b_norm2 = state.b_norm2.at[l];
    const double relative = b_norm2 > 0.0 ? std::sqrt(state.norm2.at[l] / b_norm2) : 0.0;
    report.relative_residual = std::fmax(report.relative_residual, relative);  // fmax passes over the initial NaN
  }
}

Refinement make_state(const BlockInverse& inverse, std::size_t n) {
  Lanes* next = scratch_lanes(6 * n + inverse.scratch_size());
  Refinement state;
  state.n = n;
  for (Lanes** array : {&state.r, &state.x, &state.dx, &state.product, &state.best_x, &state.best_r, &state.scratch}) {
    *array = next;
    next += n;
  }
  return state;
}

void solve_batch(const ProgrammedSystem::Impl& system, const Batch& batch, Refinement& state, CycleLog* log) {
  const RefinementRule rule{system.config.tolerance, system.precision()};
  start(state);
  std::size_t kept = 0;
  for (int k = 1; k <= system.config.cycles; ++k) {
    if (state.any_active()) cycle(*system.inverse, *system.copy, rule, state);
    if (log == nullptr || kept == log->keep.size() || log->keep[kept] != k) continue;
    store(state.x, batch, -system.exponent, log->x[kept]);
    drop_overflow(batch, log->x[kept], state);
    store(state.r, batch, 0, log->residual[kept]);
    ++kept;
  }
}

// The operator of the arrays for the matrix as scaled, column by column.
arma::mat scaled_inverse(const ProgrammedSystem::Impl& system) {
  const std::size_t n = system.n;
  arma::mat result(n, n);
  std::vector<Lanes> work(2 * n + system.inverse->scratch_size());
  for (std::size_t column = 0; column < n; ++column) {
    std::fill_n(work.begin(), n, Lanes{});
    work[column].at[0] = 1.0;
    system.inverse->solve(work.data(), work.data() + n, Precision{}, work.data() + 2 * n);
    for (std::size_t i = 0; i < n; ++i) result(i, column) = work[n + i].at[0];
  }
  return result;
}

// Copies a, scaled by a power of two; false if it is not finite, zero or singular to working precision.
bool load_matrix(const arma::mat& a, int& exponent, Dense& scaled_a) {
  for (std::size_t i = 0; i < a.n_rows; ++i)
    for (std::size_t j = 0; j < a.n_cols; ++j) {
      if (!std::isfinite(a(i, j))) return false;
      scaled_a(i, j) = a(i, j);
    }
  const double magnitude = largest_magnitude(scaled_a.view());
  if (magnitude == 0.0) return false;
  exponent = exponent_of(magnitude);
  const PowerOfTwo down(-exponent);
  for (double& value : scaled_a.value) value = down.scale(value);
  return !is_singular(scaled_a);
}

}  // namespace

ProgrammedSystem program(const arma::mat& a, const SolverConfig& config, RngStream& device) {
  validate(config);
  if (a.n_rows != a.n_cols || a.n_rows == 0)
    throw std::invalid_argument(fmt::format("matrix must be square and not empty, got {}x{}", a.n_rows, a.n_cols));
  const auto impl = std::make_shared<ProgrammedSystem::Impl>();
  impl->config = config;
  impl->n = a.n_rows;
  Dense scaled_a(impl->n, impl->n);
  impl->usable = load_matrix(a, impl->exponent, scaled_a);
  if (!impl->usable) return ProgrammedSystem(impl);

  const HpFormat format{config.fidelity.quantise, config.word_bits, config.slice_bits,
                        config.hp_path == HpPath::slices};
  impl->copy = std::make_shared<BitSlicedMatrix>(scaled_a.view(), format);
  CellWriter writer{config.fidelity.quantise, config.fidelity.device ? &config.device : nullptr, device};
  if (config.mapping.scale) impl->config.mapping.scale = PowerOfTwo(-impl->exponent).scale(*config.mapping.scale);
  TreeBuilder builder{impl->config, writer};
  impl->inverse =
      std::make_unique<BlockInverse>(BlockInverse::Source{scaled_a.view(), impl->copy}, config.stages, builder);
  impl->usable = impl->inverse->usable();
  impl->programming.cells_clipped = writer.clipped;
  impl->programming.cells_programmed = writer.written + impl->copy->cells() + builder.high_cells;
  impl->per_cycle = impl->inverse->operations();
  impl->per_cycle.hp_mvm += impl->inverse->tiles_per_side() * impl->inverse->tiles_per_side();  // the residual
  const ProgrammedSystem system(impl);
  if (config.report_spectral_radius) impl->spectral_radius = system.spectral_radius();
  return system;
}

SolveReport ProgrammedSystem::solve(const arma::mat& b, arma::mat& x, CycleLog* log) const {
  const std::size_t n = impl_->n;
  if (b.n_cols != n)
    throw std::invalid_argument(fmt::format("right-hand side must have {} columns, got {}", n, b.n_cols));
  if (log != nullptr) {
    validate(*log, impl_->config.cycles);
    log->x.assign(log->keep.size(), arma::mat(b.n_rows, n, arma::fill::zeros));
    log->residual.assign(log->keep.size(), b);  // that of x = 0
  }
  SolveReport report;
  x.set_size(b.n_rows, n);
  if (!impl_->usable) {
    x.zeros();
    report.status = Status::not_finite;
    report.vector_status.assign(b.n_rows, Status::not_finite);
    report.cycles = 0;
    return report;
  }
  Refinement state = make_state(*impl_->inverse, n);
  for (std::size_t first = 0; first < b.n_rows; first += n_rhs_lane) {
    Batch batch{.first = first, .count = std::min<std::size_t>(n_rhs_lane, b.n_rows - first)};
    load(b, impl_->precision().word_bits, batch, state);
    solve_batch(*impl_, batch, state, log);
    store(state.x, batch, -impl_->exponent, x);
    drop_overflow(batch, x, state);
    add_to_report(batch, state, impl_->per_cycle, report);
  }
  report.spectral_radius = impl_->spectral_radius;
  return report;
}

const OperationCount& ProgrammedSystem::programming() const {
  return impl_->programming;
}

arma::mat ProgrammedSystem::realised_inverse() const {
  if (!impl_->usable) return arma::mat(impl_->n, impl_->n, arma::fill::value(NAN));
  const PowerOfTwo up(-impl_->exponent);
  return scaled_inverse(*impl_).for_each([&up](double& value) { value = up.scale(value); });
}

double ProgrammedSystem::spectral_radius() const {
  const std::size_t n = impl_->n;
  if (!impl_->usable) return NAN;
  arma::mat a(n, n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) a(i, j) = impl_->copy->value(i, j);
  const arma::mat iteration = arma::eye(n, n) - a * scaled_inverse(*impl_);
  arma::cx_vec eigenvalue;
  if (!arma::eig_gen(eigenvalue, iteration)) return NAN;
  return arma::abs(eigenvalue).max();
}

}  // namespace ohmimo::rram
