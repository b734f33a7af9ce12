#include "apps/link/error_count.hpp"

namespace ohmimo {

ErrorCount& ErrorCount::operator+=(const ErrorCount& other) {
  bits += other.bits;
  bit_errors += other.bit_errors;
  symbols += other.symbols;
  symbol_errors += other.symbol_errors;
  vectors += other.vectors;
  vector_errors += other.vector_errors;
  frames += other.frames;
  frame_errors += other.frame_errors;
  units += other.units;
  unit_errors += other.unit_errors;
  sum_sq_errors += other.sum_sq_errors;
  return *this;
}

}  // namespace ohmimo
