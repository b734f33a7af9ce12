#include "rram/cost/solver_work.hpp"
#include "rram/circuit/static_circuit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "rram/cost/settling.hpp"

namespace ohmimo::rram {
namespace {

struct Losses {
  double resistive_W, output_W;
};

Losses losses(const Network& network, const arma::vec& input_V, double supply_V) {
  const OperatingPoint point = settled_point(network, {input_V, {}});
  if (point.status != CircuitStatus::settled && point.status != CircuitStatus::saturated)
    throw std::runtime_error("cost: an inversion array has no steady state");
  const arma::vec out_V = arma::join_cols(point.v_V, point.w_V);
  return {point.dissipated_W, supply_V * arma::accu(arma::abs(point.output_A)) - arma::dot(out_V, point.output_A)};
}

InverseArrays inverse_work(const ProgrammedSystem& system, const SolverConfig& config, const arma::rowvec& b,
                           double supply_V) {
  const std::vector<ProgrammedArray> arrays = system.arrays();
  const std::vector<Circuit> circuits = inverse_circuits(arrays, config.analogue.circuit);
  InverseArrays work;
  std::map<std::string, Network> networks;
  std::size_t k = 0;
  for (const ProgrammedArray& array : arrays) {
    if (array.kind != "inverse") continue;
    const Network network = make_network(circuits[k++]);
    work.rows += static_cast<int>(network.n);
    work.inverters += static_cast<int>(network.n_inverter);
    work.settling_s = std::max(work.settling_s, settling_time_s(network, converter_tolerance(config.adc_bits)));
    networks.emplace(array.name, network);
  }
  work.mean_rows = static_cast<double>(work.rows) / static_cast<double>(networks.size());
  work.mean_inverters = static_cast<double>(work.inverters) / static_cast<double>(networks.size());
  const std::vector<ArrayOperation> steps = system.first_operations(b);
  for (const ArrayOperation& step : steps) {
    const Losses lost = losses(networks.at(step.name), step.input_V, supply_V);
    work.resistive_W += lost.resistive_W / static_cast<double>(steps.size());
    work.output_W += lost.output_W / static_cast<double>(steps.size());
  }
  return work;
}

SliceArrays slice_work(const ProgrammedSystem& system, const SolverConfig& config) {
  SliceArrays work;
  const std::vector<Circuit> circuits = slice_circuits(system.arrays(), config.analogue.circuit);
  for (const Circuit& circuit : circuits) {
    const Network network = make_network(circuit);
    work.lines += static_cast<int>(network.n);
    work.settling_s =
        std::max(work.settling_s, settling_time_s(network, converter_tolerance(config.hp_array.adc_bits)));
    work.mean_S += arma::mean(arma::vectorise(circuit.arrays.positive_S)) / static_cast<double>(circuits.size());
  }
  return work;
}

}  // namespace

SolverWork& SolverWork::operator+=(const SolverWork& other) {
  const double share = other.n_matrix / (n_matrix + other.n_matrix);
  const auto mix = [share](double& mean, double value) { mean += share * (value - mean); };
  mix(inverse.resistive_W, other.inverse.resistive_W);
  mix(inverse.output_W, other.inverse.output_W);
  mix(slice.mean_S, other.slice.mean_S);
  inverse.settling_s = std::max(inverse.settling_s, other.inverse.settling_s);
  slice.settling_s = std::max(slice.settling_s, other.slice.settling_s);
  // An array may need more inverters for one matrix than for another: there are as many as the worst needs.
  inverse.inverters = std::max(inverse.inverters, other.inverse.inverters);
  inverse.mean_inverters = std::max(inverse.mean_inverters, other.inverse.mean_inverters);
  n_matrix += other.n_matrix;
  n_vector += other.n_vector;
  ops += other.ops;
  hp_reads += other.hp_reads;
  programming += other.programming;
  writing += other.writing;
  return *this;
}

SolverWork measure_work(const arma::mat& a, const arma::mat& b, SolverConfig config, const WorkSetting& setting) {
  config.fidelity.quantise = config.fidelity.device = config.cells.write_verify = true;
  config.hp_path = HpPath::analogue;
  RngStream device(setting.draws, Purpose::device_program), read(setting.draws, Purpose::device_read);
  const ProgrammedSystem system = program(a, config, device);
  arma::mat x;
  const SolveReport report = system.solve(b, x, nullptr, &read);
  using Status = SolveReport::Status;
  if (report.status == Status::unstable || report.status == Status::not_finite)
    throw std::runtime_error(fmt::format("cost: the solver ended as {}", status_name(report.status)));
  SolverWork work;
  work.config = config;
  work.n_row = static_cast<int>(a.n_rows);
  work.n_matrix = 1.0;
  work.n_vector = static_cast<double>(b.n_rows);
  work.ops = report.ops;
  work.hp_reads = report.hp_reads;
  work.programming = system.programming();
  work.writing = system.writing();
  work.inverse = inverse_work(system, config, b.row(0), setting.supply_V);
  work.slice = slice_work(system, config);
  return work;
}

}  // namespace ohmimo::rram
