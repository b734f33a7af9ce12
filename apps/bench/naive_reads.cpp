#include "apps/bench/naive_reads.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::bench {
namespace {

// Inputs of one group that are on in one plane of one polarity.
std::vector<std::size_t> driven(std::span<const std::int64_t> word, std::size_t first, std::size_t group, int bit) {
  std::vector<std::size_t> on;
  for (std::size_t j = first; j < std::min(first + group, word.size()); ++j)
    if ((bit > 0) == (word[j] > 0) && (std::abs(word[j]) >> (std::abs(bit) - 1) & 1) != 0) on.push_back(j);
  return on;
}

}  // namespace

NaiveArrays naive_arrays(const rram::SliceReads& slices, std::span<const std::uint8_t> level,
                         const rram::SubArray& part, const rram::HpArray& array) {
  NaiveArrays arrays{{}, {}, array};
  for (std::size_t k = 0; k < slices.n_array(); ++k) {
    const arma::mat seen = slices.levels(k);
    arma::mat want(seen.n_rows, seen.n_cols);
    for (std::size_t i = 0; i < seen.n_rows; ++i)
      for (std::size_t j = 0; j < seen.n_cols; ++j) want(i, j) = level[(k * seen.n_rows + i) * seen.n_cols + j];
    arrays.seen.push_back(seen.submat(part.row, part.col, arma::size(part.n_row, part.n_col)));
    arrays.level.push_back(want.submat(part.row, part.col, arma::size(part.n_row, part.n_col)));
  }
  return arrays;
}

rram::ReadCount naive_product(const NaiveArrays& arrays, std::span<const std::int64_t> word,
                              std::span<std::int64_t> sum) {
  rram::ReadCount count;
  std::fill(sum.begin(), sum.end(), 0);
  const rram::HpArray& array = arrays.array;
  const std::size_t group = array.rows_per_read > 0 ? static_cast<std::size_t>(array.rows_per_read) : word.size();
  const auto per_step = static_cast<float>(1.0 / array.adc_step);
  const double most = std::ldexp(1.0, array.adc_bits) - 1.0;
  for (std::size_t first = 0; first < word.size(); first += group)
    for (int bit = -26; bit <= 26; ++bit) {  // planes from 1 on, the sign that of the words
      if (bit == 0) continue;
      const std::vector<std::size_t> on = driven(word, first, group, bit);
      if (on.empty()) continue;
      ++count.drives;
      for (std::size_t k = 0; k < arrays.seen.size(); ++k)
        for (std::size_t i = 0; i < sum.size(); ++i) {
          double current = 0.0, want = 0.0;
          for (const std::size_t j : on) {
            current += arrays.seen[k](i, j);
            want += arrays.level[k](i, j);
          }
          const float scaled = static_cast<float>(current) * per_step + 0.5f;
          const double code = std::floor(std::clamp<double>(scaled, 0.0, most));
          const auto value = static_cast<std::int64_t>(std::floor(code * array.adc_step + 0.5));
          const std::int64_t error = std::abs(value - static_cast<std::int64_t>(want));
          count += {1, error != 0 ? 1u : 0u, error, 0};
          const std::int64_t weighted = value * (std::int64_t{1} << (std::abs(bit) - 1 + 3 * static_cast<int>(k / 2)));
          sum[i] += (k % 2 == 0) == (bit > 0) ? weighted : -weighted;
        }
    }
  return count;
}

}  // namespace ohmimo::bench
