#include "rram/product/wrong_patterns.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::rram {
namespace {

// The planes in which each pattern shows, one bit for each: of the positive words, and of the negative ones.
struct PatternPlanes {
  LaneInts positive[16], negative[16];
};

// Each further input splits the planes of a pattern in two: where it is on and where it is off.
[[gnu::always_inline]] inline void find_planes(const LaneInts* word, std::size_t n_input, PatternPlanes& planes) {
  for (std::size_t j = 0; j < n_input; ++j) {
    LaneInts on[2];
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_lane; ++l) {
      const std::int32_t value = word[j].at[l], below = value >> 31;  // all ones or none
      on[0].at[l] = value & ~below;
      on[1].at[l] = -value & below;
    }
    for (std::size_t k = 0; k < std::size_t{1} << j; ++k)
#pragma GCC unroll 1
      for (std::size_t l = 0; l < n_lane; ++l) {
        const std::int32_t positive = j > 0 ? planes.positive[k].at[l] : -1;
        const std::int32_t negative = j > 0 ? planes.negative[k].at[l] : -1;
        planes.positive[k + (std::size_t{1} << j)].at[l] = positive & on[0].at[l];
        planes.negative[k + (std::size_t{1} << j)].at[l] = negative & on[1].at[l];
        planes.positive[k].at[l] = positive & ~on[0].at[l];
        planes.negative[k].at[l] = negative & ~on[1].at[l];
      }
  }
}

// Adds the errors of one pattern in all planes where it shows.
[[gnu::always_inline]] inline void add_wrong(const WrongPatterns::Wrong& wrong, const LaneInts& positive,
                                             const LaneInts& negative, Corrections& all) {
  std::int64_t* __restrict sum = all.sum[wrong.row].at;
  std::int32_t* __restrict n_wrong = all.wrong.at;
  std::int32_t* __restrict worst = all.worst.at;
  const std::int32_t *plus = positive.at, *minus = negative.at, error = wrong.error, size = wrong.size;
#pragma GCC ivdep
#pragma GCC unroll 1
  for (std::size_t l = 0; l < n_lane; ++l)
    sum[l] += static_cast<std::int64_t>(plus[l] - minus[l]) * static_cast<std::int64_t>(error) << wrong.shift;
#pragma GCC ivdep
#pragma GCC unroll 1
  for (std::size_t l = 0; l < n_lane; ++l) n_wrong[l] += bits_on(plus[l]) + bits_on(minus[l]);
#pragma GCC ivdep
#pragma GCC unroll 1
  for (std::size_t l = 0; l < n_lane; ++l) {
    const std::int32_t seen = std::max(plus[l], minus[l]) > 0 ? size : 0;
    worst[l] = seen > worst[l] ? seen : worst[l];
  }
}

}  // namespace

WrongPatterns::WrongPatterns(const InputGroup& group, std::span<const DoubtfulLine> lines)
    : n_input_(group.inputs.count) {
  for (const DoubtfulLine& line : lines)
    for (std::uint32_t pattern = 1; pattern >> n_input_ == 0; ++pattern) {
      const std::int32_t error = read_error(group, line.array, line.row, pattern);
      if (error == 0) continue;
      wrong_.push_back({static_cast<std::uint32_t>(line.row), pattern, line.array % 2 == 0 ? error : -error,
                        std::abs(error), group.cells.slice_bits * static_cast<int>(line.array / 2)});
    }
}

void WrongPatterns::read(const LaneInts* word, Corrections& corrections) const {
  PatternPlanes planes;
  simd::run_by_isa<find_planes>(word, n_input_, planes);
  for (const Wrong& wrong : wrong_)
    simd::run_by_isa<add_wrong>(wrong, planes.positive[wrong.pattern], planes.negative[wrong.pattern], corrections);
}

}  // namespace ohmimo::rram
