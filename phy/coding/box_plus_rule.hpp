// The numbers of the decoder on bytes: what a unit is, and how a check joins two soft bits.
//
// What a check says of one bit from two others is exactly
//   min(a, b) - c(|a - b|) + c(a + b),  c(x) = ln(1 + e^-x),
// times their signs. c comes from a table of whole units. Measured at a block error rate of 10 % and 20 iterations
// (tests/long/test_coded_awgn.cpp), this loses 0.03 to 0.13 dB to sum-product in double precision; the smallest
// magnitude less an offset loses 0.15 to 0.3 dB at rates of 1/2 and below, and needs a fifth more iterations.
#pragma once
#include <array>
#include <cstdint>

#include "phy/coding/ldpc_kernels.hpp"

namespace ohmimo::coding {

struct BoxPlusRule {
  int units_per_llr = 0;
  int most_llr = 0;                                  // of what was received, in units
  int most_message = 0;                              // of what a check says, in units
  std::array<std::uint8_t, n_correction> less = {};  // c of 0, 1, ... units; the last is 0 and for all beyond
};

// Low rates need fine units, high ones a wide range. Sums of a bit saturate at 127 units, which must be several
// messages, or a single one that disagrees moves them too far.
BoxPlusRule box_plus_rule(double code_rate);

}  // namespace ohmimo::coding
