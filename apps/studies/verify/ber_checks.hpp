// Simulated bit error rates against closed forms: rows of `ohmimo verify ber`.
#pragma once
#include <string>
#include <vector>

#include "apps/config/run.hpp"
#include "apps/studies/verify/check_group.hpp"

namespace ohmimo::verify {

// One detector at one SNR.
struct BerPoint {
  Config config;
  double snr_rx_db = 0.0;
  std::uint64_t bits = 0;
  double form_error = 0.0;  // share by which the closed form itself may be off
};

// Of one detector, digital or of one refinement cycle.
ErrorCount simulated_count(const BerPoint& point);

// A count against the closed form of the point, which must exist. false_alarm: the share of right counts that fail. One
// with too few errors to be judged (trusted_bad_units of interval.hpp) shows as NaN and fails.
Check ber_check(const BerPoint& point, const ErrorCount& count, double false_alarm);

// Zero forcing, MMSE and the exact rung of the solver.
std::vector<CheckGroup> ber_check_groups();

}  // namespace ohmimo::verify
