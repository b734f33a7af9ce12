// Right-hand sides side by side: 16 at a time, element j of all 16 contiguous. Every operation acts lane by lane in a
// fixed order, so a solution depends neither on its neighbours nor on the width of the instruction set.
//
// Loops over the lanes run through simd::run_by_isa and carry "unroll 1": unrolled first they would no longer be
// vectorised (GCC 12: a solve takes 1.5 times as long).
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "phy/simd/isa.hpp"
#include "rram/numbers/dense.hpp"

namespace ohmimo::rram {

// Kernel::run<width>(...), a static function that is always inlined, with vectors of `width` doubles as wide as the
// registers here: for loops whose sums must stay in registers and which the compiler does not vectorise by itself.
template <class Kernel>
inline constexpr auto run_by_width =
    simd::run_by_isa<&Kernel::template run<2>, &Kernel::template run<4>, &Kernel::template run<8>>;

struct alignas(64) Lanes {
  double at[n_lane];
};
struct alignas(64) LaneInts {
  std::int32_t at[n_lane];
};
struct alignas(64) LaneSums {
  std::int64_t at[n_lane];
};

// The number of bits that are set, in steps that every instruction set has for vectors (Warren, Hacker's Delight, 5-1).
[[gnu::always_inline]] inline std::int32_t bits_on(std::int32_t word) {
  auto x = static_cast<std::uint32_t>(word);
  x -= x >> 1 & 0x55555555;
  x = (x & 0x33333333) + (x >> 2 & 0x33333333);
  x = (x + (x >> 4)) & 0x0f0f0f0f;
  x += x >> 8;
  return static_cast<std::int32_t>((x + (x >> 16)) & 0x3f);
}

// 16 matrices of one shape, lane = matrix.
using LaneMatrixView = ViewOf<Lanes>;
struct LaneMatrix {
  std::size_t n_row = 0;
  std::size_t n_col = 0;
  std::vector<Lanes> value;

  // of: up to 16 matrices of one shape, at least one; further lanes hold zeros.
  explicit LaneMatrix(std::span<const MatrixView> of);
  LaneMatrixView view() const { return {value.data(), n_row, n_col, n_col}; }
};

// y = a x; x [n_col], y [n_row], not overlapping. Summed in the order of the columns.
void multiply(const MatrixView& a, const Lanes* x, Lanes* y);
void multiply(const LaneMatrixView& a, const Lanes* x, Lanes* y);

// What is done to a product on its way to memory: it is multiplied by the factor, lane by lane, and then subtracted
// from the minuend [n_row], if there is one. The minuend may be the storage of y.
struct Finish {
  Lanes factor;
  const Lanes* minuend = nullptr;
};
void multiply(const MatrixView& a, const Lanes* x, const Finish& finish, Lanes* y);
void multiply(const LaneMatrixView& a, const Lanes* x, const Finish& finish, Lanes* y);

// b = a - b, each [n], not overlapping.
void subtract_from(const Lanes* a, std::size_t n, Lanes* b);

// Largest magnitude over the n elements of each lane.
void largest(const Lanes* x, std::size_t n, Lanes& magnitude);

}  // namespace ohmimo::rram
