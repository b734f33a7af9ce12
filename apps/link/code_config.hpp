// A coded link: one transport block of every user on the resource elements of a block.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "phy/coding/mcs.hpp"
#include "phy/coding/rate_matching.hpp"
#include "phy/modulation/soft_bits.hpp"

namespace ohmimo {

struct CodeConfig {
  coding::Mcs mcs;
  int iterations = 20;
  SoftBitRule rule = SoftBitRule::max_log;
  int n_channel = 1;                // that a block lies on; of a frame that is a slot the block is the slot
  std::vector<int> versions = {0};  // redundancy version of every transmission of a block (HARQ)
};

// What one block is: the same for all users.
struct BlockShape {
  std::size_t n_element = 0;  // resource elements with data
  std::size_t n_pilot = 0;    // and without
  coding::Segmentation segmentation;
  coding::Transmission transmission;  // the first

  double pilot_share() const { return static_cast<double>(n_pilot) / static_cast<double>(n_pilot + n_element); }
  // Bits before encoding, CRC among them, over bits sent.
  double code_rate() const { return static_cast<double>(segmentation.n_checked()) / transmission.n_coded; }
};

struct LinkConfig;
// Throws std::invalid_argument for elements too few for the code.
BlockShape block_shape(const LinkConfig& config);

// Share of pilots among the resource elements of a frame, coded or not.
double pilot_share(const LinkConfig& config);

// Transport blocks as they are counted: integers, so that sums are exact. A unit is what blocks are independent
// between: the channels of a block, with the blocks of all users. All units hold as many blocks.
struct BlockCount {
  std::uint64_t blocks = 0, block_errors = 0;  // after the last transmission
  std::uint64_t units = 0, unit_errors = 0;    // unit_errors: with at least one block error
  std::uint64_t sum_sq_errors = 0;             // sum over units of (block errors of the unit)^2
  std::uint64_t undetected = 0;                // of the block errors, those whose CRC holds
  std::uint64_t info_bits = 0, info_bit_errors = 0;
  std::uint64_t transmissions = 0;
  std::uint64_t decoded = 0, iterations = 0;  // code blocks given to the decoder, and their iterations together

  // Adds the blocks of one unit.
  void add_unit(std::uint64_t n_block, std::uint64_t n_error);

  BlockCount& operator+=(const BlockCount& other);
  bool operator==(const BlockCount&) const = default;
};

}  // namespace ohmimo
