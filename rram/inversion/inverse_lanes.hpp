// Inverses of up to 16 matrices of one size side by side, lane = matrix: BlockInverse for one right-hand side of each.
#pragma once
#include <map>
#include <memory>

#include "rram/inversion/block_inverse.hpp"
#include "rram/inversion/tile_lanes.hpp"
#include "rram/product/sliced_lanes.hpp"

namespace ohmimo::rram {

class InverseLanes {
 public:
  // Bit-sliced copies that are side by side already, by the one in lane 0.
  using Copies = std::map<const BitSlicedMatrix*, std::shared_ptr<const SlicedLanes>>;

  // Whether an inverse can stand in a lane: usable, with products that SlicedLanes makes.
  static bool fits(const BlockInverse& inverse);

  // of: at least one, built with one configuration, each fits(); they outlive this object.
  InverseLanes(std::span<const BlockInverse* const> of, Copies& copies);

  // As BlockInverse::solve, with its scratch.
  void solve(const Lanes* in, Lanes* out, const Precision& precision, Lanes* scratch) const;
  std::size_t size() const { return n_; }

 private:
  struct Quarter {
    std::shared_ptr<const SlicedLanes> copy;
    SubArray part;

    struct Operands {
      const Lanes* minuend;
      const Lanes* vector;
    };
    void subtract_product(const Operands& of, const Precision& precision, Lanes* out, Lanes* scratch) const;
  };
  static Quarter quarter(std::span<const BlockInverse* const> of, BlockInverse::Quarter BlockInverse::*which,
                         Copies& copies);

  std::size_t n_ = 0;
  std::optional<OperatorLanes> array_;           // leaf
  std::shared_ptr<const InverseLanes> m1_, m4_;  // one object where M4 equals M1 in every lane
  Quarter m2_, m3_;
};

}  // namespace ohmimo::rram
