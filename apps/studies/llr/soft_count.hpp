// Soft bits of a curve, counted by their size and by whether their sign is right.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "detector/detector.hpp"
#include "phy/frame.hpp"
#include "phy/modulation/soft_bits.hpp"

namespace ohmimo::llr {

inline constexpr std::size_t bins_per_llr = 8, n_bin = 32 * bins_per_llr;

// |L| is counted in bins of 1/8 up to 32, those beyond in one more. Integers: sums are exact whatever their order.
struct SoftCount {
  std::array<std::uint64_t, n_bin + 1> right = {}, wrong = {};
  std::uint64_t zero = 0;  // L = 0 says nothing
  // Of symbols with a finite variance: |x_hat - x|^2 / var in steps of 2^-16, each at most 2^10.
  std::uint64_t symbols = 0, sum_error_ratio = 0;
  std::uint64_t no_answer = 0;  // symbols of infinite variance

  std::uint64_t bits() const;
  double mean_error_ratio() const;  // 1 where var is the mean of |x_hat - x|^2

  SoftCount& operator+=(const SoftCount& other);
  bool operator==(const SoftCount&) const = default;
};

inline double llr_of_bin(std::size_t bin) {
  return bin == n_bin ? 32.0 : (static_cast<double>(bin) + 0.5) / bins_per_llr;
}

// Adds what a detector says of a frame, by the bits that were sent. llr is room for its soft bits.
void add_soft_bits(SoftBitRule rule, const Constellation& constellation, const Estimate& estimate,
                   const FrameTruth& truth, RealBatch& llr, SoftCount& out);

// What the counts say of L as ln P(b = 0) / P(b = 1).
struct Calibration {
  // Of log odds over L: the s that makes 1 / (1 + exp(-s |L|)) the likeliest share of right signs. 1 where L is what it
  // says; below 1 it says too much.
  double slope = 1.0;
  double information = 0.0;       // bits that a coded bit gives a decoder that takes L at its word
  double best_information = 0.0;  // and one that takes s L
};
Calibration calibration(const SoftCount& count);

// Mutual information of a coded bit and scale x L: 1 - E log2(1 + exp(-a)), a = scale (1 - 2b) L.
double information(const SoftCount& count, double scale);

}  // namespace ohmimo::llr
