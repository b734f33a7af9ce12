#include "rram/product/driven_planes.hpp"

#include <bit>
#include <cstdlib>

namespace ohmimo::rram {
namespace {

[[gnu::always_inline]] inline std::int32_t bits_used(const LaneInts* word, std::size_t n_input) {
  LaneInts used{};
  for (std::size_t j = 0; j < n_input; ++j)
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_lane; ++l) used.at[l] |= std::abs(word[j].at[l]);
  std::int32_t all = 0;
  for (const std::int32_t lane : used.at) all |= lane;
  return all;
}

// Four bits spread to four bytes: bit k of x is bit 0 of byte k of (x + 2^7 x + 2^14 x + 2^21 x) & 0x01010101.
[[gnu::always_inline]] inline void add_input(const LaneInts& word, int first_plane, int place, LaneInts* on[2]) {
  std::int32_t* __restrict positive = on[0]->at;
  std::int32_t* __restrict negative = on[1]->at;
#pragma GCC ivdep
#pragma GCC unroll 1
  for (std::size_t l = 0; l < n_lane; ++l) {
    const std::int32_t value = word.at[l], below = value >> 31;  // all ones or none
    const std::int32_t four = std::abs(value) >> first_plane & 15;
    const std::int32_t bytes = ((four | four << 7 | four << 14 | four << 21) & 0x01010101) << place;
    positive[l] |= bytes & ~below;
    negative[l] |= bytes & below;
  }
}

}  // namespace

void drive(const LaneInts* word, std::size_t n_input, DrivenPlanes& planes) {
  const int n_plane = std::bit_width(static_cast<std::uint32_t>(simd::run_by_isa<bits_used>(word, n_input)));
  planes.assign(static_cast<std::size_t>((n_plane + planes_per_step - 1) / planes_per_step), {});
  for (std::size_t step = 0; step < planes.size(); ++step)
    for (std::size_t j = 0; j < n_input; ++j) {
      LaneInts* on[2] = {&planes[step][0].pattern[j / 4], &planes[step][1].pattern[j / 4]};
      simd::run_by_isa<add_input>(word[j], planes_per_step * static_cast<int>(step), static_cast<int>(j % 4), on);
    }
}

}  // namespace ohmimo::rram
