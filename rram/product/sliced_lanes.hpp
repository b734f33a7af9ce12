// HP-MVM of up to 16 matrices of one size side by side, lane = matrix: BitSlicedMatrix for one vector of each.
#pragma once
#include "rram/product/bit_sliced_product.hpp"

namespace ohmimo::rram {

class SlicedLanes {
 public:
  // Whether the products of a copy can be made here: of integers, none of which passes 2^53.
  static bool fits(const BitSlicedMatrix& copy) { return copy.exact_part(copy.whole()).data != nullptr; }

  // of: at least one, each fits().
  explicit SlicedLanes(std::span<const BitSlicedMatrix* const> of);

  // y = minuend - A_part (code lsb), as BitSlicedMatrix.
  struct Minuend {
    const Lanes* value;
    HpReader* reader = nullptr;  // is not needed: integers are not read
  };
  void subtract_product(const SubArray& part, const Words& words, const Minuend& minuend, Lanes* y) const;

  LaneMatrixView exact_part(const SubArray& part) const { return integer_.view().part(part); }
  SubArray whole() const { return {0, 0, integer_.n_row, integer_.n_col}; }
  const Lanes& lsb() const { return lsb_; }
  const Lanes& frobenius_norm() const { return frobenius_norm_; }

 private:
  LaneMatrix integer_;
  Lanes lsb_{}, frobenius_norm_{};
};

}  // namespace ohmimo::rram
