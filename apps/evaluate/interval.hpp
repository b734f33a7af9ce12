// Confidence interval of a simulated bit error rate whose errors come in clusters (see ErrorCount).
#pragma once
#include "apps/evaluate/error_count.hpp"

namespace ohmimo {

struct BerInterval {
  double ber = 0.0;  // 0 if no error was seen
  double low = 0.0, high = 1.0;
  bool upper_limit = false;     // no error seen: low = 0 and high is a one-sided limit
  bool single_cluster = false;  // variance over channels unknown (one cluster): binomial, too narrow if errors cluster
  double design_effect = 1.0;   // variance over clusters / binomial variance, >= 1
};

// Two-sided interval at the given confidence (inside 0 .. 1). No bits: [0, 1], upper_limit set.
// No errors: high = -ln(1 - confidence) * m / bits, where m = bad_cluster_errors >= 1 is errors_per_bad_cluster() of
// the nearest point of the same curve that has errors; m = 1 is right only if errors are independent.
BerInterval ber_interval(const ErrorCount& count, double confidence = 0.95, double bad_cluster_errors = 1.0);

// The same for independent bits, for instance published points of known sample size; bit_errors need not be whole.
BerInterval binomial_interval(double bit_errors, double bits, double confidence = 0.95);

}  // namespace ohmimo
