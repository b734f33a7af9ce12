#include "rram/product/sliced_lanes.hpp"

namespace ohmimo::rram {
namespace {

LaneMatrix integers_of(std::span<const BitSlicedMatrix* const> of) {
  std::vector<MatrixView> integers;
  for (const BitSlicedMatrix* copy : of) integers.push_back(copy->exact_part(copy->whole()));
  return LaneMatrix(integers);
}

}  // namespace

SlicedLanes::SlicedLanes(std::span<const BitSlicedMatrix* const> of) : integer_(integers_of(of)) {
  for (std::size_t l = 0; l < of.size(); ++l) {
    lsb_.at[l] = of[l]->lsb();
    frobenius_norm_.at[l] = of[l]->frobenius_norm();
  }
}

void SlicedLanes::subtract_product(const SubArray& part, const Words& words, const Minuend& minuend, Lanes* y) const {
  Finish finish{.factor = {}, .minuend = minuend.value};
  for (std::size_t l = 0; l < n_lane; ++l) finish.factor.at[l] = lsb_.at[l] * words.lsb.at[l];
  multiply(exact_part(part), words.code, finish, y);
}

}  // namespace ohmimo::rram
