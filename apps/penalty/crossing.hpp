// Where a falling BER curve meets a target, from counts on common channels, bits and noise, with an interval.
//
// The curve is taken at two SNRs a and b, step_db apart, as a straight line of ln BER over dB:
//   x = step (L_a - L_t) / (L_a - L_b),  L = ln BER,  x counted from a.
// Every BER is an exact part plus a mean over independent groups of channels. Delta method: with P the BERs,
// u = x / step and deviations d from the means, a group moves x by
//   dx = step ((1 - u) da/P_a + u db/P_b - dt/P_t) / (L_a - L_b),
// so that what the three BERs have in common cancels inside each group; the interval is Student's t over the groups.
#pragma once
#include <cstddef>
#include <vector>

namespace ohmimo {

struct PairedBer {
  double exact = 0.0;           // part known without counting
  std::vector<double> counted;  // per group: errors per bit, or difference of errors per bit; empty = none

  double mean() const;
  double standard_error() const;  // of the mean, over the groups
};

struct CrossingData {
  double step_db = 0.0;
  PairedBer a, b, target;  // counted parts: equally many groups, or empty
};

struct Crossing {
  bool resolved = false;  // both BERs > 0 and the fall from a to b larger than twice the half width of its interval
  double x_db = 0.0;      // from a; may lie outside [0, step]
  double half_width_db = 0.0;  // of the 95 % interval
};

// Never resolved with fewer than 8 groups.
Crossing find_crossing(const CrossingData& data);

// Two-sided 95 % quantile of Student's t, from n_group - 1 >= 7 degrees of freedom on right within 0.5 %.
double student_t95(std::size_t n_group);

}  // namespace ohmimo
