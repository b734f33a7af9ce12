// Blocks in place of bits, for statistics that know error rates only.
#pragma once
#include "apps/link/code_config.hpp"
#include "apps/link/error_count.hpp"

namespace ohmimo {

// Units are those of the blocks; symbols, vectors and frames are not counted.
inline ErrorCount blocks_as_bits(const BlockCount& count) {
  ErrorCount bits;
  bits.bits = count.blocks;
  bits.bit_errors = count.block_errors;
  bits.units = count.units;
  bits.unit_errors = count.unit_errors;
  bits.sum_sq_errors = count.sum_sq_errors;
  return bits;
}

}  // namespace ohmimo
