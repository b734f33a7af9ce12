// A layered LDPC decoder as one writes it first: single precision, one lane at a time. The rival of our kernels.
#pragma once
#include <span>
#include <vector>

#include "phy/coding/segmentation.hpp"

namespace ohmimo::bench {

class PlainLdpc {
 public:
  // The first n_row rows of the code.
  PlainLdpc(const coding::CodeShape& code, int n_row);

  // llr: of the N coded bits; info: K' decisions after n_iteration iterations.
  void decode(std::span<const float> llr, int n_iteration, std::span<std::uint8_t> info);

 private:
  void update(int row, int lane);

  coding::CodeShape code_;
  const coding::BaseGraph& graph_;
  int n_row_;
  std::vector<float> sum_, message_;
};

}  // namespace ohmimo::bench
