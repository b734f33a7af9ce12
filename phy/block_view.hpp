// One block of 16 matrices as kernels see it: plain pointers, so that this header is safe in translation units built
// for one instruction set. Element (row, col) starts at data + row*stride + col*32: [re x16][im x16].
#pragma once
#include <cstddef>

#include "phy/simd/isa.hpp"

namespace ohmimo {

struct ConstBlockView {
  const float* data;
  std::size_t stride;  // floats from one row to the next
};
struct BlockView {
  float* data;
  std::size_t stride;
  operator ConstBlockView() const { return {data, stride}; }
};

}  // namespace ohmimo
