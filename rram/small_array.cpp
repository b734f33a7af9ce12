#include "rram/small_array.hpp"

#include "rram/lane_vectors.hpp"

namespace ohmimo::rram {
namespace {

// n rows by two vectors.
template <std::size_t width, std::size_t n>
struct Rows {
  Vector<width> at[n][2];

  [[gnu::always_inline]] void convert(int codes) {
    if (codes == 0) return;
    for (std::size_t h = 0; h < 2; ++h) {
      Vector<width> even{}, odd{};  // two chains: the maximum is waited for
#pragma GCC unroll 4
      for (std::size_t i = 0; i < n; ++i) keep_largest<width>(at[i][h], i % 2 == 0 ? even : odd);
      if (n > 1) keep_largest<width>(odd, even);
      ConverterSteps<width> steps;
      steps.set(even, codes);
#pragma GCC unroll 4
      for (std::size_t i = 0; i < n; ++i) steps.apply(at[i][h]);
    }
  }
};

template <std::size_t width, std::size_t n>
[[gnu::always_inline]] inline void apply_rows(const SmallArray& array, const Lanes* in, Lanes* out) {
  for (std::size_t l = 0; l < n_rhs_lane; l += 2 * width) {
    Rows<width, n> driven, sum{};
#pragma GCC unroll 4
    for (std::size_t j = 0; j < n; ++j) {
      driven.at[j][0] = vector_at<width>(in[j], l);
      driven.at[j][1] = vector_at<width>(in[j], l + width);
    }
    driven.convert(array.dac);
#pragma GCC unroll 4
    for (std::size_t j = 0; j < n; ++j)
#pragma GCC unroll 4
      for (std::size_t i = 0; i < n; ++i) {
        const double element = array.a(i, j);
        sum.at[i][0] += element * driven.at[j][0];
        sum.at[i][1] += element * driven.at[j][1];
      }
    sum.convert(array.adc);
#pragma GCC unroll 4
    for (std::size_t i = 0; i < n; ++i) {
      vector_at<width>(out[i], l) = sum.at[i][0];
      vector_at<width>(out[i], l + width) = sum.at[i][1];
    }
  }
}

template <std::size_t width>
[[gnu::always_inline]] inline void apply_any(const SmallArray& array, const Lanes* in, Lanes* out) {
  static_assert(largest_small_array == 4);
  switch (array.a.n_row) {
    case 1:
      return apply_rows<width, 1>(array, in, out);
    case 2:
      return apply_rows<width, 2>(array, in, out);
    case 3:
      return apply_rows<width, 3>(array, in, out);
    default:
      return apply_rows<width, 4>(array, in, out);
  }
}

void apply_2(const SmallArray& array, const Lanes* in, Lanes* out) {
  apply_any<2>(array, in, out);
}
OHMIMO_LANE_TARGET("avx2") void apply_4(const SmallArray& array, const Lanes* in, Lanes* out) {
  apply_any<4>(array, in, out);
}
OHMIMO_LANE_TARGET("avx512f") void apply_8(const SmallArray& array, const Lanes* in, Lanes* out) {
  apply_any<8>(array, in, out);
}

}  // namespace

void apply(const SmallArray& array, const Lanes* in, Lanes* out) {
  static const auto chosen = by_width(apply_2, apply_4, apply_8);
  chosen(array, in, out);
}

}  // namespace ohmimo::rram
