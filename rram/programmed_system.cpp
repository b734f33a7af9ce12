#include "rram/programmed_system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "rram/array_cells.hpp"
#include "rram/numbers/scaling.hpp"
#include "rram/refinement/equilibration.hpp"

namespace ohmimo::rram {
namespace {

// The model and the offsets of tiles; none if the rungs circuit, wires and transient are all off. If only some of them
// are, the model gets ideal values for those: wires of 0 ohm; infinite gain, no offsets, no clamp.
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

Choice choose_refinement(const ProgrammedSystem::Impl& system) {
  const RefinementKind wanted = system.config.refinement;
  if (wanted == RefinementKind::stationary) return {};
  return choose_refinement(wanted, system.copy->values(),
                           wanted == RefinementKind::fcg ? arma::mat() : scaled_inverse(system));
}

// Of one cycle of one right-hand side: LP-INV, if it is usable, and a product for each direction taken.
OperationCount cycle_operations(const ProgrammedSystem::Impl& system) {
  const bool hurried = system.inverse->usable();
  const std::uint64_t side = system.inverse->tiles_per_side();
  OperationCount count;
  if (hurried) count = system.inverse->operations();
  count.hp_mvm += side * side * (hurried && system.choice.kind == RefinementKind::fcg ? 2 : 1);
  return count;
}

// Copies a, scaled by a power of two and, if asked for, equilibrated. False if it is not finite, or zero, or singular
// to working precision.
bool load_matrix(const arma::mat& a, ProgrammedSystem::Impl& system, Dense& scaled_a) {
  if (!a.is_finite()) return false;
  scaled_a = to_dense(a);
  const double magnitude = largest_magnitude(scaled_a.view());
  if (magnitude == 0.0) return false;
  system.exponent = exponent_of(magnitude);
  const PowerOfTwo down(-system.exponent);
  for (double& value : scaled_a.value) value = down.scale(value);
  if (system.config.equilibrate) system.factor = equilibrate(scaled_a);
  return !is_singular(scaled_a);
}

}  // namespace

arma::mat scaled_inverse(const ProgrammedSystem::Impl& system) {
  const std::size_t n = system.n;
  arma::mat result(n, n);
  std::vector<Lanes> work(2 * n + system.inverse->scratch_size());
  for (std::size_t first = 0; first < n; first += n_lane) {
    const std::size_t count = std::min(n_lane, n - first);
    std::fill_n(work.begin(), n, Lanes{});
    for (std::size_t l = 0; l < count; ++l) work[first + l].at[l] = 1.0;
    system.inverse->solve(work.data(), work.data() + n, Precision{}, work.data() + 2 * n);
    for (std::size_t l = 0; l < count; ++l)
      for (std::size_t i = 0; i < n; ++i) result(i, first + l) = work[n + i].at[l];
  }
  return result;
}

ProgrammedSystem program(const arma::mat& a, const SolverConfig& config, RngStream& device) {
  validate(config);
  if (a.n_rows != a.n_cols || a.n_rows == 0)
    throw std::invalid_argument(fmt::format("matrix must be square and not empty, got {}x{}", a.n_rows, a.n_cols));
  const auto impl = std::make_shared<ProgrammedSystem::Impl>();
  impl->config = config;
  impl->n = a.n_rows;
  Dense scaled_a;
  impl->usable = load_matrix(a, *impl, scaled_a);
  if (!impl->usable) return ProgrammedSystem(impl);

  const HpFormat format{config.fidelity.quantise, config.word_bits, config.slice_bits,
                        config.hp_path != HpPath::integer};
  ArrayWriters writers(config, device);
  CellWriter& writer = writers.low();
  const auto copy = std::make_shared<BitSlicedMatrix>(scaled_a.view(), format, writers.high());
  impl->copy = copy;
  if (config.mapping.scale) impl->config.mapping.scale = PowerOfTwo(-impl->exponent).scale(*config.mapping.scale);
  std::optional<TileMaker> tiles = make_tiles(config, device);
  TreeBuilder builder{impl->config, writer, writers.high(), tiles ? &*tiles : nullptr};
  impl->inverse = std::make_shared<BlockInverse>(BlockInverse::Source{scaled_a.view(), copy}, config.stages, builder);
  impl->programming.cells_clipped = writer.clipped;
  impl->programming.cells_programmed = writer.written + impl->copy->cells() + builder.high_cells;
  impl->writing = writers.pulses();
  if (impl->inverse->usable()) {
    impl->choice = choose_refinement(*impl);
  } else {
    impl->choice = choose_without_inverse(config.refinement, copy->values());
    impl->usable = impl->choice.kind == RefinementKind::fcg;
  }
  impl->per_cycle = cycle_operations(*impl);
  const ProgrammedSystem system(impl);
  if (config.report_spectral_radius) impl->spectral_radius = system.spectral_radius();
  return system;
}

}  // namespace ohmimo::rram
