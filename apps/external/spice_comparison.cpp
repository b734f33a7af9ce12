#include "apps/external/spice_comparison.hpp"

#include "rram/circuit/transient.hpp"

namespace ohmimo::rram {

double sampled_settling_s(const arma::vec& time_s, const arma::mat& v_V, const arma::vec& end_V, double tolerance) {
  const double allowed_V = tolerance * arma::abs(end_V).max();
  const arma::vec away_V = arma::max(arma::abs(v_V.each_row() - end_V.t()), 1);
  if (away_V.is_empty() || !(away_V.back() <= allowed_V)) return NAN;
  for (arma::uword k = time_s.n_elem - 1; k > 0; --k)
    if (away_V(k - 1) > allowed_V)
      return time_s(k - 1) + (time_s(k) - time_s(k - 1)) * (away_V(k - 1) - allowed_V) / (away_V(k - 1) - away_V(k));
  return 0.0;
}

SpiceComparison compare_with_ngspice(const Circuit& circuit, const Drive& drive, const SpiceRun& run) {
  const Network network = make_network(circuit);
  const OperatingPoint point = operating_point(network, drive);
  const SpiceResult theirs = run_ngspice(circuit, drive, run);
  SpiceComparison result;
  result.ours_V = arma::join_cols(point.v_V, point.w_V);
  result.theirs_V = arma::join_cols(theirs.v_V, theirs.w_V);
  result.static_difference = relative_difference(result.ours_V, result.theirs_V);
  if (!(run.stop_s > 0.0)) return result;
  const StepResponse response(network, drive);
  arma::mat ours_V(arma::size(theirs.output_V));
  for (arma::uword k = 0; k < theirs.time_s.n_elem; ++k) ours_V.row(k) = response.output_V(theirs.time_s(k)).t();
  result.samples = theirs.time_s.n_elem;
  result.sample_difference = relative_difference(ours_V, theirs.output_V);
  result.settling_s = response.settling_time_s(1e-3);
  result.sampled_settling_s = sampled_settling_s(theirs.time_s, theirs.output_V.head_cols(network.n), theirs.v_V, 1e-3);
  return result;
}

}  // namespace ohmimo::rram
