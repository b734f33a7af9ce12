#include "rram/solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "rram/block_inverse.hpp"
#include "rram/refinement.hpp"

namespace ohmimo::rram {
namespace {

void require(bool ok, std::string_view rule, double value) {
  if (!ok) throw std::invalid_argument(fmt::format("{}, got {}", rule, value));
}

void validate(const SolverConfig& config) {
  require(config.slice_bits >= 1 && config.slice_bits <= 8, "slice bits must be 1 to 8", config.slice_bits);
  require(config.word_bits >= 6 && config.word_bits <= 24 && config.word_bits % config.slice_bits == 0,
          "word bits must be 6 to 24 and a multiple of the slice bits", config.word_bits);
  require(config.stages >= 0 && config.stages <= 16, "stages must be 0 to 16", config.stages);
  require(config.dac_bits >= 2 && config.dac_bits <= 16, "dac bits must be 2 to 16", config.dac_bits);
  require(config.adc_bits >= 2 && config.adc_bits <= 16, "adc bits must be 2 to 16", config.adc_bits);
  require(config.cycles >= 1 && config.cycles <= 10000, "cycles must be 1 to 10000", config.cycles);
  require(config.tolerance >= 0.0 && config.tolerance < 1.0, "tolerance must be >= 0 and < 1", config.tolerance);
  require(std::isfinite(config.mapping.m), "mapping m must be finite", config.mapping.m);
  require(std::isfinite(config.mapping.n), "mapping n must be finite", config.mapping.n);
  const MappingConfig& mapping = config.mapping;
  if (mapping.kind == MappingKind::fixed && !mapping.scale)
    require(mapping.n - mapping.m + 0.5 > 0.0, "mapping n - m + 0.5 must be > 0 unless a scale is given",
            mapping.n - mapping.m + 0.5);
  if (mapping.scale)
    require(*mapping.scale > 0.0 && std::isfinite(*mapping.scale), "mapping scale must be > 0", *mapping.scale);
  if (config.fidelity.device) require(config.device.step_S > 0.0, "device step must be > 0 S", config.device.step_S);
}

void validate(const CycleLog& log, int cycles) {
  int last = 0;
  for (const int kept : log.keep) {
    require(kept > last, "kept cycles must be >= 1 and ascending", kept);
    require(kept <= cycles, fmt::format("kept cycles must be <= {} cycles", cycles), kept);
    last = kept;
  }
}

// Exponent that brings a magnitude into [0.5, 1) by ldexp(value, -exponent); 0 for zero.
int exponent_of(double magnitude) {
  int exponent = 0;
  std::frexp(magnitude, &exponent);
  return exponent;
}

// 2^exponent as two factors, so that neither leaves the range of double where the product of both with a value stays in
// it.
struct PowerOfTwo {
  double first = 1.0;
  double second = 1.0;

  explicit PowerOfTwo(int exponent)
      : first(std::ldexp(1.0, exponent / 2)), second(std::ldexp(1.0, exponent - exponent / 2)) {}
  double scale(double value) const { return value * first * second; }
};

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
  OperationCount per_cycle;  // of one right-hand side

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

// Up to 16 rows of b on their way through the solver.
struct Batch {
  std::size_t first = 0;
  std::size_t count = 0;
  std::array<int, n_rhs_lane> exponent{};  // lane l solves b 2^-exponent, largest magnitude in [0.5, 1)
};

// Loads rows of b, scaled, into r; lanes without a row or with a value that is not finite get zeros and stay frozen.
void load(const arma::mat& b, Batch& batch, Refinement& state) {
  std::fill_n(state.r, state.n, Lanes{});
  state.active = Lanes{};
  state.status.fill(Status::not_run);
  for (std::size_t l = 0; l < batch.count; ++l) {
    double magnitude = 0.0;
    bool finite = true;
    for (std::size_t j = 0; j < state.n; ++j) {
      const double value = b(batch.first + l, j);
      finite = finite && std::isfinite(value);
      magnitude = std::max(magnitude, std::abs(value));
    }
    state.status[l] = finite ? Status::not_run : Status::not_finite;
    if (!finite) continue;
    state.active.at[l] = 1.0;
    batch.exponent[l] = exponent_of(magnitude);
    const PowerOfTwo down(-batch.exponent[l]);
    for (std::size_t j = 0; j < state.n; ++j) state.r[j].at[l] = down.scale(b(batch.first + l, j));
  }
}

void round_to_words(int word_bits, Refinement& state) {
  const Words words = to_words({state.r, state.n}, word_bits, state.r);
  for (std::size_t j = 0; j < state.n; ++j)
    for (std::size_t l = 0; l < n_rhs_lane; ++l) state.r[j].at[l] *= words.lsb.at[l];
}

// Undoes the scaling: values [n] of every lane times 2^(its exponent + shift).
void store(const Lanes* values, const Batch& batch, int shift, arma::mat& out) {
  for (std::size_t l = 0; l < batch.count; ++l) {
    const PowerOfTwo up(batch.exponent[l] + shift);
    for (std::size_t j = 0; j < out.n_cols; ++j) out(batch.first + l, j) = up.scale(values[j].at[l]);
  }
}

// A solution beyond the range of double is reported, not returned.
void drop_overflow(const Batch& batch, arma::mat& x, Refinement& state) {
  for (std::size_t l = 0; l < batch.count; ++l) {
    bool finite = true;
    for (std::size_t j = 0; j < x.n_cols; ++j) finite = finite && std::isfinite(x(batch.first + l, j));
    if (finite) continue;
    for (std::size_t j = 0; j < x.n_cols; ++j) x(batch.first + l, j) = 0.0;
    state.status[l] = Status::not_finite;
  }
}

void add_to_report(const Batch& batch, const Refinement& state, const OperationCount& per_cycle, SolveReport& report) {
  for (std::size_t l = 0; l < batch.count; ++l) {
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

void solve_batch(const ProgrammedSystem::Impl& system, Batch& batch, Refinement& state, CycleLog* log) {
  const RefinementRule rule{system.config.tolerance, system.precision()};
  if (rule.precision.word_bits > 0) round_to_words(rule.precision.word_bits, state);
  start(state);
  std::size_t kept = 0;
  for (int k = 1; k <= system.config.cycles; ++k) {
    if (state.any_active()) cycle(*system.inverse, *system.copy, rule, state);
    if (log == nullptr || kept == log->keep.size() || log->keep[kept] != k) continue;
    store(state.x, batch, -system.exponent, log->x[kept]);
    store(state.r, batch, 0, log->residual[kept]);
    ++kept;
  }
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

Fidelity fidelity_from_name(std::string_view name) {
  if (name == "exact") return {};
  if (name == "quantised") return {.quantise = true};
  if (name == "device") return {.quantise = true, .device = true};
  if (name == "converter") return {.quantise = true, .device = true, .converter = true};
  throw std::invalid_argument(fmt::format("fidelity must be exact, quantised, device or converter, got '{}'", name));
}

OperationCount& OperationCount::operator+=(const OperationCount& other) {
  return add(other, 1);
}

OperationCount& OperationCount::add(const OperationCount& other, std::uint64_t times) {
  lp_inv += times * other.lp_inv;
  hp_mvm += times * other.hp_mvm;
  lp_mvm += times * other.lp_mvm;
  dac += times * other.dac;
  adc += times * other.adc;
  cells_programmed += times * other.cells_programmed;
  return *this;
}

std::string_view status_name(SolveReport::Status status) {
  switch (status) {
    case Status::not_run:
      return "not run";
    case Status::converged:
      return "converged";
    case Status::cycle_limit:
      return "cycle limit";
    case Status::diverged:
      return "diverged";
    case Status::not_finite:
      return "not finite";
  }
  return "?";
}

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
  impl->programming.cells_programmed = writer.written + impl->copy->cells() + builder.high_cells;
  impl->per_cycle = impl->inverse->operations();
  impl->per_cycle.hp_mvm += impl->inverse->tiles_per_side() * impl->inverse->tiles_per_side();  // the residual
  return ProgrammedSystem(impl);
}

SolveReport ProgrammedSystem::solve(const arma::mat& b, arma::mat& x, CycleLog* log) const {
  const std::size_t n = impl_->n;
  if (b.n_cols != n)
    throw std::invalid_argument(fmt::format("right-hand side must have {} columns, got {}", n, b.n_cols));
  if (log != nullptr) {
    validate(*log, impl_->config.cycles);
    log->x.assign(log->keep.size(), arma::mat(b.n_rows, n));
    log->residual.assign(log->keep.size(), arma::mat(b.n_rows, n));
  }
  SolveReport report;
  x.set_size(b.n_rows, n);
  if (!impl_->usable) {
    x.zeros();
    report.status = Status::not_finite;
    report.cycles = 0;
    return report;
  }
  Refinement state = make_state(*impl_->inverse, n);
  for (std::size_t first = 0; first < b.n_rows; first += n_rhs_lane) {
    Batch batch{.first = first, .count = std::min<std::size_t>(n_rhs_lane, b.n_rows - first)};
    load(b, batch, state);
    solve_batch(*impl_, batch, state, log);
    store(state.x, batch, -impl_->exponent, x);
    drop_overflow(batch, x, state);
    add_to_report(batch, state, impl_->per_cycle, report);
  }
  if (impl_->config.report_spectral_radius) report.spectral_radius = spectral_radius();
  return report;
}

const OperationCount& ProgrammedSystem::programming() const {
  return impl_->programming;
}

arma::mat ProgrammedSystem::realised_inverse() const {
  const std::size_t n = impl_->n;
  arma::mat result(n, n);
  if (!impl_->usable) return result.fill(arma::datum::nan);
  const PowerOfTwo up(-impl_->exponent);
  std::vector<Lanes> work(2 * n + impl_->inverse->scratch_size());
  for (std::size_t column = 0; column < n; ++column) {
    std::fill_n(work.begin(), n, Lanes{});
    work[column].at[0] = 1.0;
    impl_->inverse->solve(work.data(), work.data() + n, Precision{}, work.data() + 2 * n);
    for (std::size_t i = 0; i < n; ++i) result(i, column) = up.scale(work[n + i].at[0]);
  }
  return result;
}

double ProgrammedSystem::spectral_radius() const {
  const std::size_t n = impl_->n;
  if (!impl_->usable) return NAN;
  const PowerOfTwo up(impl_->exponent);
  arma::mat a(n, n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) a(i, j) = up.scale(impl_->copy->value(i, j));
  const arma::mat iteration = arma::eye(n, n) - a * realised_inverse();
  arma::cx_vec eigenvalue;
  if (!arma::eig_gen(eigenvalue, iteration)) return NAN;
  return arma::abs(eigenvalue).max();
}

}  // namespace ohmimo::rram
