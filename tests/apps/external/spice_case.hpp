// Comparison of one circuit with ngspice, shared by the short and the long test.
#pragma once
#include "apps/external/spice/spice_comparison.hpp"
#include "rram/circuit/transient.hpp"
#include "tests/rram/circuit/circuit_case.hpp"

namespace ohmimo::circuit_test {

// Differences relative to the largest voltage ngspice gives; one of 0 means "not compared".
struct SpiceDifference {
  double row = 0.0, output = 0.0, inverter = 0.0;  // .op
  double sample = 0.0;                             // .tran, every sample of every output
  double settling = 0.0;                           // of the 0.1 % settling time
};

inline SpiceDifference compare(const rram::Circuit& circuit, const rram::Drive& drive, bool transient) {
  using namespace rram;
  const Network network = make_network(circuit);
  const OperatingPoint ours = operating_point(network, drive);
  const StepResponse response(network, drive);
  REQUIRE(response.stable());
  SpiceRun run;
  // ngspice starts to see the step at 0; 12 time constants of the slowest pole.
  if (transient) run.stop_s = 12.0 / slowest_rate(state_space(network));
  const SpiceResult theirs = external::run_ngspice(circuit, drive, run);
  SpiceDifference difference;
  difference.row = arma::abs(ours.u_V - theirs.u_V).max() / arma::abs(theirs.v_V).max();
  difference.output = external::relative_difference(ours.v_V, theirs.v_V);
  if (network.n_inverter > 0) difference.inverter = external::relative_difference(ours.w_V, theirs.w_V);
  if (!transient) return difference;
  arma::mat samples(arma::size(theirs.output_V));
  for (arma::uword k = 0; k < theirs.time_s.n_elem; ++k) samples.row(k) = response.output_V(theirs.time_s(k)).t();
  difference.sample = external::relative_difference(samples, theirs.output_V);
  const double theirs_s =
      external::sampled_settling_s(theirs.time_s, theirs.output_V.head_cols(network.n), theirs.v_V, 1e-3);
  difference.settling = std::abs(response.settling_time_s(1e-3) / theirs_s - 1.0);
  return difference;
}

// A circuit of n rows: Gram matrix of n/2 users and 4 n antennas, one array (all cells positive, diagonally dominant)
// or a signed way of signed_ways(); offsets of about 1 mV.
struct SpiceCase {
  rram::CircuitKind kind;
  arma::uword n;
  int way;  // -1 one array, 0 two arrays, 1 pairs, 2 bias column
  double wire_ohm;

  rram::Circuit circuit(RngStream& draws) const {
    rram::CircuitModel model = plain_model(wire_ohm);
    if (way < 0) {
      arma::mat cells = random_cells(draws, n, n, 0.2);
      cells = 0.2 * (cells + cells.t());
      if (kind == rram::CircuitKind::inverse) cells.diag() += arma::max(arma::sum(cells, 1));
      return {kind, {.positive_S = cells}, model};
    }
    const arma::mat a = gram_S(draws, n / 2, 4 * n, 0.05);
    return {kind, signed_ways(a)[static_cast<std::size_t>(way)], model};
  }
  rram::Drive drive(RngStream& draws) const {
    rram::Drive drive{random_input(draws, n), {0.005 * random_input(draws, n), {}}};
    if (kind == rram::CircuitKind::inverse && way >= 0)
      drive.offsets.inverter_V = 0.005 * random_input(draws, way == 2 ? 1 : n);
    return drive;
  }
};

}  // namespace ohmimo::circuit_test
