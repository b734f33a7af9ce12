// One circuit by our equations and by ngspice.
#pragma once
#include "apps/external/ngspice.hpp"

namespace ohmimo::rram {

struct SpiceComparison {
  arma::vec ours_V, theirs_V;      // [n + n_inverter] steady state: v, then w
  double static_difference = NAN;  // relative_difference() of them
  // With a transient; otherwise not set.
  arma::uword samples = 0;
  double sample_difference = NAN;   // relative_difference() of all samples of all outputs
  double settling_s = NAN;          // to 0.1 % of the largest final v: ours
  double sampled_settling_s = NAN;  // of the trace of ngspice; NaN if it ends before
};

// Throws as run_ngspice() does.
SpiceComparison compare_with_ngspice(const Circuit& circuit, const Drive& drive, const SpiceRun& run = {});

// Last time a sampled trace v_V [time][n] is farther than tolerance max|end| from its end, straight lines between
// samples; 0 if it never is, NaN if it still is at the last sample.
double sampled_settling_s(const arma::vec& time_s, const arma::mat& v_V, const arma::vec& end_V, double tolerance);

}  // namespace ohmimo::rram
