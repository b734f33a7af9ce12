// Reading slices of cells, held against a reading line by line in plain loops.
#include <doctest/doctest.h>

#include "apps/bench/naive_reads.hpp"
#include "rram/product/slice_reads.hpp"
#include "tests/rram/rram_case.hpp"

namespace test_slice_reads {

using namespace ohmimo;
using namespace ohmimo::bench;
using namespace ohmimo::rram;

struct NaiveReads {
  std::vector<std::int64_t> sum;
  ReadCount count;
};

// 16 words at once, all but the last drawn at random: the last is the one read naively, and the only one counted; the
// others must come out as they do alone, whatever the words beside them.
void check_lanes(const SliceReads& slices, const SubArray& part, std::span<const std::int64_t> last,
                 const NaiveReads& naive) {
  RngStream stream({48, 0, 0}, Purpose::channel);
  std::vector<Lanes> code(part.n_col), y(part.n_row);
  for (std::size_t j = 0; j < part.n_col; ++j)
    for (std::size_t l = 0; l < n_lane; ++l)
      code[j].at[l] = l + 1 == n_lane
                          ? static_cast<double>(last[j])
                          : std::round((2.0 * stream.uniform() - 1.0) * std::ldexp(1.0, 2 + static_cast<int>(l)));
  Lanes active{};
  active.at[n_lane - 1] = 1.0;
  HpReader reader{.noise = {}, .active = &active, .count = {}}, alone;
  slices.multiply(part, code.data(), reader, y.data());
  CHECK(reader.count.reads == naive.count.reads);
  CHECK(reader.count.wrong == naive.count.wrong);
  CHECK(reader.count.worst == naive.count.worst);
  CHECK(reader.count.drives == naive.count.drives);
  std::vector<std::int64_t> word(part.n_col), sum(part.n_row);
  for (std::size_t l = 0; l < n_lane; ++l) {
    for (std::size_t j = 0; j < part.n_col; ++j) word[j] = static_cast<std::int64_t>(code[j].at[l]);
    slices.multiply(part, {word, l}, alone, sum);
    if (l + 1 == n_lane) sum = naive.sum;
    for (std::size_t i = 0; i < part.n_row; ++i) CHECK(y[i].at[l] == static_cast<double>(sum[i]));
  }
}

TEST_CASE(
    "cells with errors through ADCs that clip and round: tables and sums give what a line by line reading gives") {
  RngStream stream({46, 0, 0}, Purpose::device_program), draws({47, 0, 0}, Purpose::channel);
  constexpr std::size_t n_slice = 4, n_row = 13, n_col = 18;
  std::vector<std::uint8_t> level(2 * n_slice * n_row * n_col);
  for (std::uint8_t& cell : level) cell = static_cast<std::uint8_t>(8.0 * draws.uniform());
  std::uint64_t wrong = 0;
  for (const bool exact : {false, true})
    for (const int rows : {0, 1, 2, 3, 5, 8, 11})
      for (const HpArray& array : {HpArray{rows, 8, 1.0, 0.0}, HpArray{rows, 4, 1.0, 0.0}, HpArray{rows, 5, 2.0, 0.0},
                                   HpArray{rows, 8, 0.5, 0.0}, HpArray{rows, 3, 1.5, 0.0}}) {
        CAPTURE(rows);
        CAPTURE(array.adc_bits);
        CAPTURE(array.adc_step);
        CellWriter writer{.device = &default_device(), .stream = stream};
        SliceReads slices({n_slice, n_row, n_col, 3}, level, {array, exact ? nullptr : &writer, {}, {}});
        for (const SubArray& part : {SubArray{0, 0, n_row, n_col}, SubArray{2, 9, 8, 9}, SubArray{1, 1, 9, 16},
                                     SubArray{5, 3, 3, 8}, SubArray{12, 17, 1, 1}}) {
          std::vector<std::int64_t> word(part.n_col), sum(part.n_row), ready(part.n_row);
          for (std::int64_t& value : word) value = std::llround((2.0 * draws.uniform() - 1.0) * 3.0 * 0x1p23);
          NaiveReads naive{std::vector<std::int64_t>(part.n_row), {}};
          naive.count = naive_product(naive_arrays(slices, level, part, array), word, naive.sum);
          HpReader first, second;
          slices.multiply(part, {word, 0}, first, sum);
          slices.prepare(part);
          slices.multiply(part, {word, 0}, second, ready);
          CHECK(sum == naive.sum);
          CHECK(ready == naive.sum);
          check_lanes(slices, part, word, naive);
          for (const ReadCount& count : {first.count, second.count}) {
            CHECK(count.reads == naive.count.reads);
            CHECK(count.wrong == naive.count.wrong);
            CHECK(count.worst == naive.count.worst);
            CHECK(count.drives == naive.count.drives);
          }
          wrong += naive.count.wrong;
          if (array.adc_bits < 8 || array.adc_step > 1.0) continue;
          word[0] ^= 1;  // one bit of one word must show, unless its line clips
          slices.multiply(part, {word, 0}, second, ready);
          CHECK_FALSE(ready == naive.sum);
        }
      }
  CHECK(wrong > 0);
}

// What the terminals see may be far from the levels: errors of many levels, conductances below 0, and sums that fall
// on the boundaries of the codes, where the last bit decides. 24 planes and more, of 16 inputs and of 8.
TEST_CASE("lines with large errors, below zero and on the boundaries of codes are read as line by line") {
  RngStream stream({50, 0, 0}, Purpose::device_program), draws({51, 0, 0}, Purpose::channel);
  constexpr std::size_t n_slice = 3, n_row = 7, n_col = 16;
  std::vector<std::uint8_t> level(2 * n_slice * n_row * n_col);
  for (std::uint8_t& cell : level) cell = static_cast<std::uint8_t>(8.0 * draws.uniform());
  const double step_S = default_device().step_S;
  const auto seen = [&](int kind) -> SliceReads::Effective {
    return [=](const arma::mat& g_S) -> arma::mat {
      if (kind == 0) return g_S * 1.25;                                               // up to 16 levels of a line
      if (kind == 1) return g_S * 0.5;                                                // as far down
      if (kind == 2) return g_S - 0.5 * step_S;                                       // below zero
      if (kind == 3) return arma::round(4.0 * g_S / step_S) * (0.25 * step_S);        // on boundaries
      return arma::round(4096.0 * g_S / step_S) * (step_S / 4096.0) + 1e-7 * step_S;  // close to them
    };
  };
  for (const int kind : {0, 1, 2, 3, 4})
    for (const HpArray& array : {HpArray{0, 8, 1.0, 0.0}, HpArray{0, 5, 1.0, 0.0}, HpArray{8, 5, 1.0, 0.0}}) {
      CAPTURE(kind);
      CAPTURE(array.adc_bits);
      CellWriter writer{.device = &default_device(), .stream = stream};
      SliceReads slices({n_slice, n_row, n_col, 3}, level, {array, &writer, {}, seen(kind)});
      const SubArray whole{0, 0, n_row, n_col};
      slices.prepare(whole);
      std::vector<std::int64_t> word(n_col);
      for (std::int64_t& value : word) value = std::llround((2.0 * draws.uniform() - 1.0) * 3.0 * 0x1p23);
      NaiveReads naive{std::vector<std::int64_t>(n_row), {}};
      naive.count = naive_product(naive_arrays(slices, level, whole, array), word, naive.sum);
      CHECK(naive.count.wrong > 0);
      check_lanes(slices, whole, word, naive);
    }
}

// TaOx law, levels 1 to 7 alike on every driven cell: a read is wrong where the errors of 3 or 8 cells add up to half a
// step. 0.0264 and 0.1937 by convolution of the piecewise linear laws.
TEST_CASE("share of wrong reads with three and eight driven cells of random non-zero level") {
  const DeviceModel& device = default_device();
  RngStream stream({49, 0, 0}, Purpose::device_program);
  constexpr int n_read = 40'000;
  for (const auto& [cells, share] : {std::pair{3, 0.0264}, {8, 0.1937}}) {
    int wrong = 0;
    for (int k = 0; k < n_read; ++k) {
      double error_S = 0.0;
      for (int j = 0; j < cells; ++j) {
        const auto level = 1 + static_cast<std::size_t>(7.0 * stream.uniform());
        error_S += device.programmed_S(level, stream) - device.target_S(level);
      }
      wrong += std::abs(error_S) >= 0.5 * device.step_S ? 1 : 0;
    }
    // 5 standard deviations of a binomial count
    CHECK(std::abs(wrong - n_read * share) < 5.0 * std::sqrt(n_read * share * (1.0 - share)));
  }
}

}  // namespace test_slice_reads
