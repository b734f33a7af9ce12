#include <algorithm>
#include <bit>

#include "rram/line_kernels.hpp"

namespace ohmimo::rram {
namespace {

// 0, 1, 2 ...
template <std::size_t width, class Int>
[[gnu::always_inline]] inline void count_up(Int& lane) {
#pragma GCC unroll 16
  for (std::size_t k = 0; k < width; ++k) lane[k] = static_cast<std::int32_t>(k);
}

template <std::size_t width, class Int>
[[gnu::always_inline]] inline std::int32_t sum_of(const Int& value) {
#ifdef OHMIMO_X86_LANES
  Int sum = value, lane{};
  count_up<width>(lane);
#pragma GCC unroll 4
  for (int apart = width / 2; apart > 0; apart /= 2) sum += __builtin_shuffle(sum, lane ^ apart);
  return sum[0];
#else
  std::int32_t sum = 0;
  for (std::size_t k = 0; k < width; ++k) sum += value[k];
  return sum;
#endif
}

// Bit j of a plane's pattern: input j of the vector is on.
template <std::size_t width, class Int>
[[gnu::always_inline]] inline void to_planes(const DrivenInputs& driven, std::size_t l, int first_plane, Int& pattern) {
  Int lane{};
  count_up<width>(lane);
  const Int bit = (Int{} + 1) << (lane + first_plane);
  pattern = Int{};
#pragma GCC unroll 16
  for (std::size_t j = 0; j < 4 * n_quad; ++j) {
    const Int word = Int{} + driven.magnitude[j].at[l];
    pattern |= (word & bit) != 0 ? Int{} + (1 << j) : Int{};
  }
}

// Patterns of all planes of the words in doubt, made when first asked for.
template <std::size_t width>
struct Planes {
  using Int = typename IntVector<width>::Type;
  const DrivenInputs& driven;
  std::uint32_t made = 0;
  Int pattern[n_rhs_lane][32 / width];
  explicit Planes(const DrivenInputs& inputs) : driven(inputs) {}  // 2 KiB are not cleared
};

// The planes of one word side by side: with AVX-512 about 35 instructions for 16 reads.
template <std::size_t width>
[[gnu::always_inline]] inline void read_word(const LineReads::Tables& tables, const Doubts::Few& doubt,
                                             Planes<width>& planes, Corrections& all) {
  const DrivenInputs& driven = planes.driven;
  using Int = typename IntVector<width>::Type;
  Int lane{};
  count_up<width>(lane);
  const std::size_t l = doubt.lane;
  const LineReads::Line& line = tables.line[doubt.line];
  const int n_plane = std::bit_width(static_cast<std::uint32_t>(driven.used.at[l]));
  if ((planes.made >> l & 1) == 0) {
    for (int first = 0; first < n_plane; first += width)
      to_planes<width>(driven, l, first, planes.pattern[l][static_cast<std::size_t>(first) / width]);
    planes.made |= 1u << l;
  }
  Int* wrong = reinterpret_cast<Int*>(all.wrong_in[l].at);
  Int* worst = reinterpret_cast<Int*>(all.worst_in[l].at);
  ReadErrors<Int> errors{*wrong, *worst, {}};
  std::int64_t change = 0;
  for (int first = 0; first < n_plane; first += width) {
    Int at[n_quad];
    split(planes.pattern[l][static_cast<std::size_t>(first) / width] & driven.on[doubt.polarity].at[l], at);
    read_line<width>(tables, tables.quad + doubt.line * n_quad, at, errors);
    change += static_cast<std::int64_t>(sum_of<width>(errors.last << lane)) << (first + line.shift);
  }
  all.sum[line.row].at[l] += line.negative == (doubt.polarity == 1) ? change : -change;
  *wrong = errors.wrong;
  *worst = errors.worst;
}

template <std::size_t width>
[[gnu::always_inline]] inline void read_words(const LineReads::Tables& tables, const DrivenInputs& driven,
                                              const Doubts& doubts, Corrections& all) {
  Planes<width> planes(driven);
  for (const Doubts::Few& doubt : doubts.few) read_word<width>(tables, doubt, planes, all);
}

using Read = void(const LineReads::Tables&, const DrivenInputs&, const Doubts&, Corrections&);
void read_4(const LineReads::Tables& tables, const DrivenInputs& driven, const Doubts& doubts, Corrections& all) {
  read_words<4>(tables, driven, doubts, all);
}
OHMIMO_LANE_TARGET("avx2")
void read_8(const LineReads::Tables& tables, const DrivenInputs& driven, const Doubts& doubts, Corrections& all) {
  read_words<8>(tables, driven, doubts, all);
}
OHMIMO_LANE_TARGET("avx512f")
void read_16(const LineReads::Tables& tables, const DrivenInputs& driven, const Doubts& doubts, Corrections& all) {
  read_words<16>(tables, driven, doubts, all);
}

}  // namespace

void read_few(const LineReads::Tables& tables, const DrivenInputs& driven, const Doubts& doubts, Corrections& all) {
  static Read* const chosen = by_width<Read*>(read_4, read_8, read_16);
  chosen(tables, driven, doubts, all);
}

}  // namespace ohmimo::rram
