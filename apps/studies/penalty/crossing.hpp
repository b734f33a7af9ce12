// Where a falling BER curve meets a target, from counts on common channels, bits and noise, with an interval.
//
// The curve is taken at two SNRs a and b, step_db apart, as a straight line of c(BER) over dB,
//   c = -(l + curvature l^2),  l = ln(BER / target),
// which with the curvature of the reference's own curve is straight for a mere shift of that:
//   x = step c_a / (c_a - c_b), counted from a.
// Every BER is an exact part plus a mean over frames, which are independent. Delta method: with u = x / step, slopes
// c' = dc/dBER and deviations d from the means, a frame moves x by
//   dx = step (c'_t dt - (1 - u) c'_a da - u c'_b db) / (c_b - c_a),
// so that what the three BERs have in common cancels inside each frame; the interval is Student's t over the frames.
#pragma once
#include <cstddef>
#include <vector>

namespace ohmimo::penalty {

struct PairedBer {
  double exact = 0.0;           // part known without counting
  std::vector<double> counted;  // per frame: errors per bit, or difference of errors per bit; empty = none

  double mean() const;
  double standard_error() const;  // of the mean, over the frames
};

struct CrossingData {
  double step_db = 0.0;
  PairedBer a, b, target;  // counted parts: equally many frames, or empty
  double curvature = 0.0;
};

struct Crossing {
  bool resolved = false;       // BERs > 0, and c_b - c_a > 0 beyond twice the half width of its interval
  double x_db = 0.0;           // from a; may lie outside [0, step]
  double half_width_db = 0.0;  // of the 95 % interval
  double fall_per_db = 0.0;    // of ln BER
};

// Never resolved with fewer than 8 frames.
Crossing find_crossing(const CrossingData& data);

}  // namespace ohmimo::penalty
