#include "apps/external/spice/spice_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "apps/external/spice/nodal_rounding.hpp"
#include "rram/circuit/transient.hpp"

namespace ohmimo::external {
namespace {

// Exact port reduction (rram/wires) eliminates three resistors a cell and subtracts nothing: four roundings of eps / 2
// each, as if the resistors changed by so much.
double our_rounding_V(const rram::Network& network, const NodalRounding& nodal) {
  return 6.0 * static_cast<double>(network.n * network.n_input) * nodal.resistor_V.max();
}

void compare_with_nodal_equations(const rram::Network& network, const std::string& deck, SpiceComparison& result) {
  std::vector<std::string> outputs;
  for (arma::uword i = 0; i < network.n; ++i) outputs.push_back(fmt::format("v_{}", i));
  for (arma::uword k = 0; k < network.n_inverter; ++k) outputs.push_back(fmt::format("w_{}", k));
  const NodalRounding nodal = nodal_rounding(deck, outputs);
  const double largest_V = arma::abs(result.ours_V).max();
  result.static_rounding = nodal.error_V.max() / largest_V;
  result.nodal_rounding = std::max(nodal.node_error_V.max(), our_rounding_V(network, nodal)) / largest_V;
  result.nodal_difference = relative_difference(result.ours_V, nodal.node_V);
}

}  // namespace

double relative_difference(const arma::mat& ours, const arma::mat& theirs) {
  if (arma::size(ours) != arma::size(theirs)) return INFINITY;
  const double difference = arma::abs(ours - theirs).max();
  return std::isnan(difference) || !ours.is_finite() || !theirs.is_finite() ? INFINITY
                                                                            : difference / arma::abs(theirs).max();
}

double sampled_settling_s(const arma::vec& time_s, const arma::mat& v_V, const arma::vec& end_V, double tolerance) {
  const double allowed_V = tolerance * arma::abs(end_V).max();
  const arma::vec away_V = arma::max(arma::abs(v_V.each_row() - end_V.t()), 1);
  if (away_V.is_empty() || !(away_V.back() <= allowed_V)) return NAN;
  for (arma::uword k = time_s.n_elem - 1; k > 0; --k)
    if (away_V(k - 1) > allowed_V)
      return time_s(k - 1) + (time_s(k) - time_s(k - 1)) * (away_V(k - 1) - allowed_V) / (away_V(k - 1) - away_V(k));
  return 0.0;
}

SpiceComparison compare_with_ngspice(const rram::Circuit& circuit, const rram::Drive& drive,
                                     const rram::SpiceRun& run) {
  const rram::Network network = rram::make_network(circuit);
  const rram::OperatingPoint point = rram::operating_point(network, drive);
  const rram::SpiceResult theirs = run_ngspice(circuit, drive, run);
  SpiceComparison result;
  result.ours_V = arma::join_cols(point.v_V, point.w_V);
  result.theirs_V = arma::join_cols(theirs.v_V, theirs.w_V);
  result.static_difference = relative_difference(result.ours_V, result.theirs_V);
  compare_with_nodal_equations(network, rram::spice_deck(circuit, drive, {}), result);
  if (!(run.stop_s > 0.0)) return result;
  const rram::StepResponse response(network, drive);
  arma::mat ours_V(arma::size(theirs.output_V));
  for (arma::uword k = 0; k < theirs.time_s.n_elem; ++k) ours_V.row(k) = response.output_V(theirs.time_s(k)).t();
  result.samples = theirs.time_s.n_elem;
  result.sample_difference = relative_difference(ours_V, theirs.output_V);
  result.settling_s = response.settling_time_s(1e-3);
  result.sampled_settling_s = sampled_settling_s(theirs.time_s, theirs.output_V.head_cols(network.n), theirs.v_V, 1e-3);
  return result;
}

}  // namespace ohmimo::external
