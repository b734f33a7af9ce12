#include "apps/studies/audit/factorisation_cost.hpp"

#include <cmath>

#include "apps/theory/quantiles.hpp"
#include "rram/cells/write_verify.hpp"
#include "rram/nnls/nnls_system.hpp"
#include "rram/nnls/planted_data.hpp"

namespace ohmimo::audit {
namespace {

constexpr int converter_bits = 8;
constexpr double full_scale_V = 0.1;  // of the DAC
constexpr double mean_cell_S = 17.5e-6;

}  // namespace

IterationWork iteration_work(const RatingsSize& size, double rank, const Assumed& assumed,
                             rram::RegressionKind circuit) {
  IterationWork work;
  const double longer = std::max(size.users, size.items), k = rank;
  work.solves = work.rows_written = size.users + size.items;
  work.driven_rows = 2.0 * size.count;
  work.cells_written = 2.0 * k * (size.users + size.items);
  work.digital_flop = 2.0 * size.count * (k * k + 3.0 * k) +
                      (size.users + size.items) * assumed.trials * (k * k * k / 3.0 + 2.0 * k * k);
  const double tiles = std::ceil(longer / assumed.tile_rows);
  const double banks = circuit == rram::RegressionKind::two_banks ? longer : 0.0;
  work.chain = {tiles, 2.0 * k * longer, banks + k, longer, k};
  return work;
}

double iteration_s(const IterationWork& work, const ChipSpeed& speed) {
  return work.solves * speed.solve_s + work.rows_written * speed.write_s;
}

IterationEnergy iteration_energy(const IterationWork& work, double rank, double response_s, double gbwp_hz,
                                 const rram::PartCosts& parts) {
  IterationEnergy energy;
  energy.dac = work.driven_rows * parts.dac_8bit_pJ * 1e-12;
  energy.adc = work.solves * rank * parts.adc_pJ(converter_bits) * 1e-12;
  // Rows that are not driven leave their op-amps switched off.
  const double used = work.chain.amplifiers > rank ? work.driven_rows : 0.0;
  energy.amplifiers = (used + work.solves * rank) * parts.amplifier_W(gbwp_hz) * response_s;
  energy.array = work.driven_rows * 2.0 * rank * mean_cell_S * full_scale_V * full_scale_V * response_s;
  return energy;
}

double simulated_settling_s(rram::RegressionKind circuit, double rank, const Assumed& assumed, std::uint64_t seed) {
  rram::NnlsConfig config;
  config.circuit = circuit;
  config.fidelity = rram::fidelity_from_name("circuit");
  config.analogue.circuit.amplifier.gbwp_hz = assumed.gbwp_hz;
  config.settling = true;
  rram::SplitMix64 draws(seed);
  std::vector<double> times;
  for (std::uint32_t trial = 0; trial < 9; ++trial) {
    const rram::PlantedNnls problem =
        rram::planted_nnls(draws, static_cast<arma::uword>(assumed.tile_rows), static_cast<arma::uword>(rank));
    RngStream device({seed, 0, trial}, Purpose::device_program);
    arma::mat x;
    times.push_back(rram::program_nnls(problem.a, config, device).solve(arma::mat(problem.b.t()), x).settling_s);
  }
  return median(times);
}

CellWrite simulated_write(std::uint64_t seed) {
  const rram::DeviceModel& device = rram::default_device();
  RngStream stream({seed, 0, 0}, Purpose::device_program);
  rram::WriteCount count;
  for (int trial = 0; trial < 200; ++trial)
    for (std::size_t level = 0; level < device.level.size(); ++level) rram::write_verify(device, level, stream, count);
  const auto cells = static_cast<double>(count.cells);
  return {count.time_s / cells, count.energy_J / cells,
          static_cast<double>(count.set_pulses + count.reset_pulses) / cells};
}

}  // namespace ohmimo::audit
