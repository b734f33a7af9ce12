#include "apps/studies/sweep/hardware_figures.hpp"

#include <algorithm>
#include <vector>

#include "apps/config/config_fields.hpp"
#include "apps/config/link_setup.hpp"
#include "apps/studies/compare/coherence.hpp"
#include "apps/studies/compare/solver_cost.hpp"
#include "channel/uplink.hpp"
#include "rram/cells/mapping.hpp"
#include "rram/solver.hpp"

namespace ohmimo::sweep {
namespace {

constexpr int n_channel = 8;
constexpr std::size_t bottom_up = 2;  // of compare::SolverCosts::models

// The same hardware on the plainest link.
Config plain_link(const Config& config, int cycle) {
  Config plain;
  plain.link.n_rx = config.link.n_rx;
  plain.link.n_user = config.link.n_user;
  plain.solver = with_automatic_values(config).solver;
  plain.solver.cycles = {cycle};
  plain.hardware = config.hardware;
  plain.detector.names = {"rram-zf"};
  return plain;
}

bool matters(const Field& field) {
  return field.section == "solver" || field.section == "hardware" || field.name == "rx" || field.name == "users";
}

// Relative difference of the inverse that the arrays realise with wires and without, all else ideal.
double wire_error_of(const arma::mat& matrix, rram::SolverConfig solver, const FrameId& name) {
  std::vector<arma::mat> inverses;
  for (const bool wires : {true, false}) {
    solver.fidelity = {.quantise = true, .wires = wires};
    RngStream device(name, Purpose::device_program);
    inverses.push_back(rram::program(matrix, solver, device).realised_inverse());
  }
  return arma::norm(inverses[0] - inverses[1], "fro") / arma::norm(inverses[1], "fro");
}

// Real matrices of a few channels.
std::vector<arma::mat> sample_matrices(const Config& config) {
  LinkConfig link = link_config(config);
  link.uplink.n_channel = n_channel;
  link.uplink.exact_statistics = false;
  UplinkFrame frame;
  FrameTruth truth;
  Uplink(link.uplink, link.constellation).generate({config.run.seed, 0, 0}, 1e-2, frame, truth);
  std::vector<arma::mat> matrices;
  for (std::uint32_t c = 0; c < n_channel; ++c) {
    const arma::cx_mat h = frame.h.matrix(c);
    matrices.push_back(rram::embed_complex(h.t() * h));
  }
  return matrices;
}

void set_arrays(const Config& config, HardwareFigures& figures) {
  const rram::SolverConfig solver = solver_config(config);
  const std::vector<arma::mat> matrices = sample_matrices(config);
  std::vector<double> errors;
  for (std::uint32_t c = 0; c < n_channel; ++c)
    errors.push_back(wire_error_of(matrices[c], solver, {config.run.seed, 0, c}));
  std::ranges::nth_element(errors, errors.begin() + n_channel / 2);
  figures.wire_error = errors[n_channel / 2];
  RngStream device({config.run.seed, 0, 0}, Purpose::device_program);
  for (const rram::ProgrammedArray& array : rram::program(matrices.front(), solver, device).arrays()) {
    if (array.kind != "inverse") continue;
    ++figures.arrays;
    figures.array_rows = std::max(figures.array_rows, static_cast<int>(array.g_S.n_rows));
  }
}

}  // namespace

std::string hardware_setting(const Config& config, int cycle) {
  return to_toml(plain_link(config, cycle), matters);
}

HardwareFigures hardware_figures(const Config& config, int cycle) {
  compare::CompareConfig compared;
  compared.system = plain_link(config, cycle);
  const int n_row = 2 * config.link.n_user;
  compared.tile = n_row >> compared.system.solver.stages;
  compared.n_channel = n_channel;
  compared = compare::checked(compared);
  const compare::SolverCosts costs = compare::solver_costs(compared);
  const rram::HardwareCost& cost = costs.models[bottom_up].cost;
  HardwareFigures figures;
  figures.latency_us = 1e-3 * cost.per_vector.latency_ns();
  figures.nJ_per_vector = 1e-3 * cost.per_vector.energy_pJ();
  figures.programming_us = 1e-3 * cost.per_matrix.latency_ns();
  figures.nJ_per_channel = 1e-3 * cost.per_matrix.energy_pJ();
  figures.area_mm2 = cost.area_mm2();
  set_arrays(compared.system, figures);
  return figures;
}

double programming_share(const HardwareFigures& figures, double speed_kmh, double carrier_GHz) {
  compare::Mobility mobility;
  mobility.speed_kmh = speed_kmh;
  mobility.carrier_GHz = carrier_GHz;
  compare::check(mobility);
  return 1e-6 * figures.programming_us / compare::coherence_time_s(mobility);
}

}  // namespace ohmimo::sweep
