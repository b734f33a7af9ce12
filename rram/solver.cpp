#include "rram/solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "rram/array_cells.hpp"
#include "rram/array_dump.hpp"
#include "rram/block_inverse.hpp"
#include "rram/conjugate_gradient.hpp"
#include "rram/equilibration.hpp"
#include "rram/predictor.hpp"
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
  int exponent = 0;            // the arrays hold a 2^-exponent, largest magnitude in [0.5, 1)
  std::vector<double> factor;  // of equilibration: the arrays hold S a S 2^-exponent; empty = none
  bool usable = false;
  Choice choice;  // of the refinement kind
  std::shared_ptr<const BitSlicedMatrix> copy;
  std::shared_ptr<const BlockInverse> inverse;
  OperationCount programming;
  WriteCount writing;
  OperationCount per_cycle;      // of one right-hand side
  double spectral_radius = NAN;  // when asked for by the configuration

  Precision precision() const {
    Precision precision;
    if (config.fidelity.converter)
      precision.codes = {converter_codes(config.dac_bits), converter_codes(config.adc_bits)};
    if (config.fidelity.quantise) precision.word_bits = config.word_bits;
    return precision;
  }

  // Of one right-hand side: the arrays, and what the controller computes beyond the sums of the stationary kind.
  OperationCount operations(int cycles) const {
    OperationCount count;
    count.add(per_cycle, static_cast<std::uint64_t>(cycles));
    if (choice.kind == RefinementKind::fcg) count.digital_dot = count.digital_axpy = conjugate_gradient_dots(n, cycles);
    if (choice.kind == RefinementKind::chebyshev) count.digital_axpy = static_cast<std::uint64_t>(cycles);
    if (!factor.empty()) count.digital_axpy += 2;
    return count;
  }
};

namespace {

using Status = SolveReport::Status;

// The circuits of the tiles with the rungs that are off made ideal; none if all three are off.
std::optional<TileMaker> make_tiles(const SolverConfig& config, const RngStream& device) {
  constexpr std::uint32_t offset_index = 3;  // 0 to 2 name the effects of the cells (array_cells.cpp)
  const Fidelity& fidelity = config.fidelity;
  if (!fidelity.analogue()) return std::nullopt;
  TileSetting setting{config.analogue, fidelity.transient, config.device.unit_S(), config.device.zero_S};
  CircuitModel& circuit = setting.model.circuit;
  if (!fidelity.wires) circuit.wire = {0.0, 0.0};
  if (!fidelity.circuit) {
    for (AmplifierModel* amplifier : {&circuit.amplifier, &circuit.inverter}) {
      amplifier->gain = INFINITY;
      amplifier->offset_sigma_V = 0.0;
    }
    circuit.clamp_V = INFINITY;
    circuit.g_in_S = circuit.r_out_ohm = 0.0;
  }
  RngStream copy = device;
  return TileMaker{setting, RngStream(draw_name(copy), Purpose::device_program, offset_index)};
}

void add_to_report(const Batch& batch, const Refinement& state, const ProgrammedSystem::Impl& system,
                   SolveReport& report) {
  const Lanes& norm2 = state.delivered_norm2(system.choice.kind);
  for (std::size_t l = 0; l < batch.count; ++l) {
    report.vector_status.push_back(state.status[l]);
    report.status = std::max(report.status, state.status[l]);  // the worst: they are declared in that order
    report.cycles = std::max(report.cycles, state.cycles[l]);
    report.ops += system.operations(state.cycles[l]);
    if (state.status[l] == Status::not_finite) continue;
    const double b_norm2 = state.b_norm2.at[l];
    const double relative = b_norm2 > 0.0 ? std::sqrt(norm2.at[l] / b_norm2) : 0.0;
    report.relative_residual = std::fmax(report.relative_residual, relative);  // fmax passes over the initial NaN
  }
}

Refinement make_state(const ProgrammedSystem::Impl& system) {
  const std::size_t n = system.n;
  const std::size_t n_kept = kept_directions(system.choice.kind, n);
  Lanes* next = scratch_lanes(6 * n + system.inverse->scratch_size() + n_kept * (2 * n + 1));
  Refinement state;
  state.n = n;
  for (Lanes** array : {&state.r, &state.x, &state.dx, &state.product, &state.best_x, &state.best_r}) {
    *array = next;
    next += n;
  }
  state.directions = {.n_kept = n_kept, .p = next, .product = next + n_kept * n, .curvature = next + 2 * n_kept * n};
  state.scratch = next + n_kept * (2 * n + 1);
  return state;
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
      for (std::size_t l = 0; l < n_rhs_lane; ++l) pass.clamped.at[l] += was_active.at[l] * clamped.at[l];
    }
    if (log == nullptr || kept == log->keep.size() || log->keep[kept] != k) continue;
    store_solution(state.delivered_x(kind), batch, -system.exponent, log->x[kept]);
    drop_overflow(batch, log->x[kept], state);
    store_residual(state.delivered_r(kind), batch, log->residual[kept]);
    ++kept;
  }
}

// A vector that met the clamp and did not come within the tolerance is saturated.
void note_clamped(const Lanes& clamped, Refinement& state, SolveReport& report) {
  for (std::size_t l = 0; l < n_rhs_lane; ++l) {
    if (clamped.at[l] == 0.0) continue;
    report.clamped_outputs += static_cast<std::uint64_t>(clamped.at[l]);
    if (state.status[l] == Status::cycle_limit || state.status[l] == Status::diverged)
      state.status[l] = Status::saturated;
  }
}

// The operator of the arrays for the matrix as scaled, 16 columns at a time.
arma::mat scaled_inverse(const ProgrammedSystem::Impl& system) {
  const std::size_t n = system.n;
  arma::mat result(n, n);
  std::vector<Lanes> work(2 * n + system.inverse->scratch_size());
  for (std::size_t first = 0; first < n; first += n_rhs_lane) {
    const std::size_t count = std::min(n_rhs_lane, n - first);
    std::fill_n(work.begin(), n, Lanes{});
    for (std::size_t l = 0; l < count; ++l) work[first + l].at[l] = 1.0;
    system.inverse->solve(work.data(), work.data() + n, Precision{}, work.data() + 2 * n);
    for (std::size_t l = 0; l < count; ++l)
      for (std::size_t i = 0; i < n; ++i) result(i, first + l) = work[n + i].at[l];
  }
  return result;
}

Choice choose_refinement(const ProgrammedSystem::Impl& system) {
  const RefinementKind wanted = system.config.refinement;
  if (wanted == RefinementKind::stationary) return {};
  const std::size_t n = system.n;
  Dense a(n, n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) a(i, j) = system.copy->value(i, j);
  return choose_refinement(wanted, a, wanted == RefinementKind::fcg ? arma::mat() : scaled_inverse(system));
}

// Copies a, scaled by a power of two and equilibrated if asked for; false if it is not finite, zero or singular to
// working precision.
bool load_matrix(const arma::mat& a, ProgrammedSystem::Impl& system, Dense& scaled_a) {
  for (std::size_t i = 0; i < a.n_rows; ++i)
    for (std::size_t j = 0; j < a.n_cols; ++j) {
      if (!std::isfinite(a(i, j))) return false;
      scaled_a(i, j) = a(i, j);
    }
  const double magnitude = largest_magnitude(scaled_a.view());
  if (magnitude == 0.0) return false;
  system.exponent = exponent_of(magnitude);
  const PowerOfTwo down(-system.exponent);
  for (double& value : scaled_a.value) value = down.scale(value);
  if (system.config.equilibrate) system.factor = equilibrate(scaled_a);
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
  impl->usable = load_matrix(a, *impl, scaled_a);
  if (!impl->usable) return ProgrammedSystem(impl);

  const HpFormat format{config.fidelity.quantise, config.word_bits, config.slice_bits,
                        config.hp_path != HpPath::integer};
  ArrayWriters writers(config, device);
  CellWriter& writer = writers.low();
  impl->copy = std::make_shared<BitSlicedMatrix>(scaled_a.view(), format, writers.high());
  if (config.mapping.scale) impl->config.mapping.scale = PowerOfTwo(-impl->exponent).scale(*config.mapping.scale);
  std::optional<TileMaker> tiles = make_tiles(config, device);
  TreeBuilder builder{impl->config, writer, writers.high(), tiles ? &*tiles : nullptr};
  impl->inverse =
      std::make_shared<BlockInverse>(BlockInverse::Source{scaled_a.view(), impl->copy}, config.stages, builder);
  impl->usable = impl->inverse->usable();
  impl->programming.cells_clipped = writer.clipped;
  impl->programming.cells_programmed = writer.written + impl->copy->cells() + builder.high_cells;
  impl->writing = writers.pulses();
  impl->per_cycle = impl->inverse->operations();
  impl->per_cycle.hp_mvm += impl->inverse->tiles_per_side() * impl->inverse->tiles_per_side();  // the residual
  if (impl->usable) impl->choice = choose_refinement(*impl);
  const ProgrammedSystem system(impl);
  if (config.report_spectral_radius) impl->spectral_radius = system.spectral_radius();
  return system;
}

SolveReport ProgrammedSystem::solve(const arma::mat& b, arma::mat& x, CycleLog* log, RngStream* read) const {
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
  std::optional<ArrayReading> reading;
  if (impl_->usable) reading.emplace(impl_->config, impl_->inverse, read);
  if (!reading || !reading->inverse().usable()) {
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
  Refinement state = make_state(*impl_);
  for (std::size_t first = 0; first < b.n_rows; first += n_rhs_lane) {
    Batch batch{.first = first, .count = std::min<std::size_t>(n_rhs_lane, b.n_rows - first), .factor = impl_->factor};
    load(b, impl_->precision().word_bits, batch, state);
    Lanes clamped{};
    solve_batch({*impl_, *reading, batch, clamped}, state, log);
    note_clamped(clamped, state, report);
    store_solution(state.delivered_x(impl_->choice.kind), batch, -impl_->exponent, x);
    drop_overflow(batch, x, state);
    add_to_report(batch, state, *impl_, report);
  }
  report.spectral_radius = impl_->spectral_radius;
  report.hp_reads = reading->count();
  return report;
}

const OperationCount& ProgrammedSystem::programming() const {
  return impl_->programming;
}

const WriteCount& ProgrammedSystem::writing() const {
  return impl_->writing;
}

std::vector<ProgrammedArray> ProgrammedSystem::arrays() const {
  if (!impl_->inverse) return {};
  std::vector<ProgrammedArray> dump = array_dump(*impl_->inverse, impl_->config.device);
  // Without the device rung the slices are integers.
  if (!impl_->config.fidelity.device) return dump;
  for (ProgrammedArray& slice : slice_dump(*impl_->copy, impl_->config.device)) dump.push_back(std::move(slice));
  return dump;
}

std::vector<ArrayOperation> ProgrammedSystem::first_operations(const arma::rowvec& b) const {
  if (b.n_elem != impl_->n)
    throw std::invalid_argument(fmt::format("right-hand side must have {} columns, got {}", impl_->n, b.n_elem));
  if (!impl_->usable) return {};
  Refinement state = make_state(*impl_);
  Batch batch{.first = 0, .count = 1, .factor = impl_->factor};
  load(b, impl_->precision().word_bits, batch, state);
  Precision precision = impl_->precision();
  Lanes clamped{};
  HpReader reader;  // counts reads that nobody asks for
  std::vector<TileVisit> visits;
  if (impl_->config.fidelity.analogue()) precision.codes.clamped = &clamped;
  precision.reader = &reader;
  precision.visits = &visits;
  impl_->inverse->solve(state.r, state.dx, precision, state.scratch);
  return visit_voltages(*impl_->inverse, visits, impl_->config);
}

arma::mat ProgrammedSystem::realised_inverse() const {
  if (!impl_->usable) return arma::mat(impl_->n, impl_->n, arma::fill::value(NAN));
  const PowerOfTwo up(-impl_->exponent);
  arma::mat inverse = scaled_inverse(*impl_);
  const std::vector<double>& s = impl_->factor;
  for (std::size_t j = 0; j < impl_->n; ++j)
    for (std::size_t i = 0; i < impl_->n; ++i)
      inverse(i, j) = up.scale(s.empty() ? inverse(i, j) : inverse(i, j) * s[i] * s[j]);
  return inverse;
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
