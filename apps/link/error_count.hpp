// What a run counts. Integers only, so sums are exact whatever the order: threads, processes and resumed runs agree.
#pragma once
#include <cstdint>

namespace ohmimo {

// A cluster is one independent unit: a channel, or a received vector where the channel is fixed. The bits of a channel
// share one H, so their errors come together; intervals (interval.hpp) use the variance over clusters. All clusters of
// one count hold the same number of bits.
struct ErrorCount {
  std::uint64_t bits = 0, bit_errors = 0;
  std::uint64_t symbols = 0, symbol_errors = 0;
  std::uint64_t vectors = 0, vector_errors = 0;  // vector: the symbols of all users at one time
  std::uint64_t frames = 0, frame_errors = 0;
  std::uint64_t clusters = 0, cluster_errors = 0;  // cluster_errors: clusters with at least one bit error
  std::uint64_t sum_sq_errors = 0;                 // sum over clusters of (bit errors of the cluster)^2

  // Counts the bits of one cluster (bits, bit_errors, clusters, cluster_errors, sum_sq_errors).
  void add_cluster(std::uint64_t n_bit, std::uint64_t n_bit_error) {
    bits += n_bit;
    bit_errors += n_bit_error;
    clusters += 1;
    cluster_errors += n_bit_error > 0 ? 1 : 0;
    sum_sq_errors += n_bit_error * n_bit_error;
  }

  ErrorCount& operator+=(const ErrorCount& other);
  bool operator==(const ErrorCount&) const = default;
};

}  // namespace ohmimo
