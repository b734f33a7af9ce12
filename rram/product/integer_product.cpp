#include "rram/product/integer_product.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::rram {
namespace {

// The double nearest to a sum, from its two halves: few instruction sets convert vectors of 64-bit integers.
[[gnu::always_inline]] inline double to_double(std::int64_t sum) {
  const auto high = static_cast<std::int32_t>(sum >> 32);
  const auto low = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) ^ 0x80000000u);  // less 2^31
  return high * 0x1p32 + (low + 0x1p31);
}

// y = y + more. Both are integers: the sum is rounded only here, beyond 2^53.
[[gnu::always_inline]] inline void add(std::span<const LaneSums> more, Lanes* y) {
  for (std::size_t i = 0; i < more.size(); ++i)
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_lane; ++l) y[i].at[l] += to_double(more[i].at[l]);
}

void add_product(const MatrixView& a, const Lanes* code, std::span<LaneSums> sum) {
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_col; ++j) {
      const auto element = static_cast<std::int64_t>(a(i, j));
      for (std::size_t l = 0; l < n_lane; ++l) sum[i].at[l] += element * static_cast<std::int64_t>(code[j].at[l]);
    }
}

}  // namespace

bool exact_in_double(const MatrixView& integers, int word_bits) {
  double largest_row_sum = 0.0;
  for (std::size_t i = 0; i < integers.n_row; ++i) {
    double sum[4] = {};  // of integers: exact in any order
    for (std::size_t j = 0; j < integers.n_col; ++j) sum[j % 4] += std::abs(integers(i, j));
    largest_row_sum = std::max(largest_row_sum, (sum[0] + sum[1]) + (sum[2] + sum[3]));
  }
  return largest_row_sum * std::ldexp(3.0, word_bits - 1) <= 0x1p53;
}

void multiply(const IntegerMatrix& a, const Lanes* code, std::span<LaneSums> more, Lanes* y) {
  if (a.exact_in_double) {
    multiply(a.value, code, y);
    if (!more.empty()) simd::run_by_isa<add>(more, y);
    return;
  }
  thread_local std::vector<LaneSums> none;
  if (more.empty()) {
    none.assign(a.value.n_row, {});
    more = none;
  }
  add_product(a.value, code, more);
  std::fill_n(y, a.value.n_row, Lanes{});
  simd::run_by_isa<add>(more, y);
}

}  // namespace ohmimo::rram
