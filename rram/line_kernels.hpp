// One read of a line in as many lanes as a register has: lanes are bit planes of one word, or one plane of 16 words.
#pragma once
#include "rram/line_reads.hpp"

namespace ohmimo::rram {

template <std::size_t width>
struct IntVector {
  typedef std::int32_t Type __attribute__((vector_size(4 * width), may_alias));
};

// Adds the elements of a quad at the lowest four bits of each pattern.
template <std::size_t width, class Int>
[[gnu::always_inline]] inline void add(const LaneInts& quad, const Int& pattern, Int& sum) {
#ifdef OHMIMO_X86_LANES
  const Int* part = reinterpret_cast<const Int*>(quad.at);
  if constexpr (width == 16) sum += __builtin_shuffle(part[0], pattern);
  if constexpr (width == 8) sum += __builtin_shuffle(part[0], part[1], pattern);
  if constexpr (width >= 8) return;
#endif
  for (std::size_t k = 0; k < width; ++k) sum[k] += quad.at[pattern[k] & 15];
}

// 4 bits of the pattern each.
template <class Int>
[[gnu::always_inline]] inline void split(const Int& pattern, Int (&at)[n_quad]) {
#pragma GCC unroll 4
  for (std::size_t k = 0; k < n_quad; ++k) at[k] = pattern >> static_cast<int>(4 * k);
}

template <class Int>
struct ReadErrors {
  Int wrong, worst;
  Int last;  // read
};

// The error of the code: look up, round, clip, compare.
template <std::size_t width, class Int>
[[gnu::always_inline]] inline void read_line(const LineReads::Tables& tables, const LaneInts* quad,
                                             const Int (&at)[n_quad], ReadErrors<Int>& errors) {
  constexpr std::int32_t want_mask = (1 << LineReads::want_bits) - 1;
  Int sum{};
#pragma GCC unroll 4
  for (std::size_t k = 0; k < n_quad; ++k) add<width>(quad[k], at[k], sum);
  const Int rounded = sum >> tables.shift;
  const Int above = rounded > 0 ? rounded : Int{};
  const Int code = above < tables.most ? above : Int{} + tables.most;
  errors.last = code - (sum & want_mask);
  const Int size = errors.last > 0 ? errors.last : -errors.last;
  errors.wrong += size < 1 ? size : Int{} + 1;
  errors.worst = size > errors.worst ? size : errors.worst;
}

// Each for its part of the doubts.
void read_few(const LineReads::Tables& tables, const DrivenInputs& driven, const Doubts& doubts, Corrections& all);
void read_many(const LineReads::Tables& tables, const DrivenInputs& driven, const Doubts& doubts, Corrections& all);

}  // namespace ohmimo::rram
