// One circuit by our equations and by ngspice.
#pragma once
#include "apps/external/spice/ngspice.hpp"

namespace ohmimo::external {

struct SpiceComparison {
  arma::vec ours_V, theirs_V;      // [n + n_inverter] steady state: v, then w
  double static_difference = NAN;  // relative_difference() of them
  // By the nodal equations of the deck (nodal_rounding), relative to the same:
  double static_rounding = NAN;   // how far rounding alone may put ngspice off
  double nodal_difference = NAN;  // of ours from the solution corrected in long double; infinite if there is none
  double nodal_rounding = NAN;    // how far rounding may put that one off, or ours
  // With a transient; otherwise not set.
  arma::uword samples = 0;
  double sample_difference = NAN;   // relative_difference() of all samples of all outputs
  double settling_s = NAN;          // to 0.1 % of the largest final v: ours
  double sampled_settling_s = NAN;  // of the trace of ngspice; NaN if it ends before
};

// Throws as run_ngspice() does.
SpiceComparison compare_with_ngspice(const rram::Circuit& circuit, const rram::Drive& drive,
                                     const rram::SpiceRun& run = {});

// Largest |ours - theirs| over the largest |theirs|; infinite if sizes differ or a number is not finite.
double relative_difference(const arma::mat& ours, const arma::mat& theirs);

// Last time a sampled trace v_V [time][n] is farther than tolerance max|end| from its end, straight lines between
// samples; 0 if it never is, NaN if it still is at the last sample.
double sampled_settling_s(const arma::vec& time_s, const arma::mat& v_V, const arma::vec& end_V, double tolerance);

}  // namespace ohmimo::external
