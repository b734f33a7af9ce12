// Channel estimates against closed forms: rows of `ohmimo verify channel`.
#pragma once
#include <vector>

#include "apps/studies/verify/check_group.hpp"
#include "apps/studies/verify/pilot_case.hpp"
#include "phy/estimation/estimator_kind.hpp"

namespace ohmimo::verify {

// What an estimator does over drawn channels.
struct EstimateRun {
  PilotGrid pilots;
  PathLaw law;
  EstimatorKind kind = EstimatorKind::ls;
  double noise_var = 0.1;
  int n_slot = 40;
  std::uint64_t seed = 1;
  double max_doppler_hz = 0.0;
};
// Mean square error over users, 16 antennas and slots, with the standard error over slots, and what the estimator says.
struct EstimateError {
  double mean = 0.0, standard_error = 0.0, reported = 0.0;
  double noise_var = 0.0, noise_standard_error = 0.0;  // as the estimator used it
};
EstimateError estimate_error(const EstimateRun& run, int symbol, const SubcarrierRange& range);

// Least squares against N0/Ep, LMMSE and its robust form against the trace of their error covariance, for 1, 4, 8 and
// 12 users; the noise estimate.
std::vector<Check> estimation_checks(const VerifyOptions& options);

}  // namespace ohmimo::verify
