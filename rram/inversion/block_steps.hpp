// The five steps of BlockAMC (block_inverse.hpp), for one matrix or for 16 side by side.
#pragma once
#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {

// The inverse of a matrix in blocks. Inverse: solve(in, out, precision, scratch) and size(). Product: M2 or M3,
// subtract_product(operands, precision, out, scratch).
template <class Inverse, class Product>
struct Blocks {
  const Inverse &m1, &m4;
  const Product &m2, &m3;
};

template <class Inverse, class Product, class Precision>
void solve_blocks(const Blocks<Inverse, Product>& block, const Lanes* in, Lanes* out, const Precision& precision,
                  Lanes* scratch) {
  const std::size_t n1 = block.m1.size();
  Lanes* difference = scratch;
  Lanes* rest = scratch + n1;
  block.m1.solve(in, out, precision, rest);                                // yt
  block.m3.subtract_product({in + n1, out}, precision, difference, rest);  // g - gt
  block.m4.solve(difference, out + n1, precision, rest);                   // z
  block.m2.subtract_product({in, out + n1}, precision, difference, rest);  // f - ft
  block.m1.solve(difference, out, precision, rest);                        // y
}

}  // namespace ohmimo::rram
