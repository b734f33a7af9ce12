#include "rram/plane_reads.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ohmimo::rram {
namespace {

constexpr int want_bits = 7;  // DoubtfulLines::possible
constexpr std::int32_t want_mask = (1 << want_bits) - 1;

struct Reading {
  const PlaneReads::Line* line;
  const LaneInts* quad;
  int shift;  // of the conductance in the word of a line: bits of the levels and of fractions
  std::int32_t most;
};

template <std::size_t width>
struct Vectors {
  typedef std::int32_t Type __attribute__((vector_size(4 * width), may_alias));
};

// 0, 1, 2 ...
template <std::size_t width, class Int>
[[gnu::always_inline]] inline void count_up(Int& lane) {
#pragma GCC unroll 16
  for (std::size_t k = 0; k < width; ++k) lane[k] = static_cast<std::int32_t>(k);
}

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
  for (std::size_t j = 0; j < driven.count; ++j) {
    const Int word = Int{} + driven.magnitude[j].at[l];
    pattern |= (word & bit) != 0 ? Int{} + (1 << j) : Int{};
  }
}

template <class Int>
struct Errors {
  Int wrong, worst;
};

// Reads one line in `width` planes: look up, round, clip, compare. The sum of the errors, each times its plane's
// weight.
template <std::size_t width, std::size_t n_quad, class Int>
[[gnu::always_inline]] inline std::int32_t read_line(const Reading& reading, const LaneInts* quad,
                                                     const Int (&at)[n_quad], Errors<Int>& errors) {
  Int sum{};
#pragma GCC unroll 4
  for (std::size_t k = 0; k < n_quad; ++k) add<width>(quad[k], at[k], sum);
  const Int rounded = sum >> reading.shift;
  const Int above = rounded > 0 ? rounded : Int{};
  const Int code = above < reading.most ? above : Int{} + reading.most;
  const Int error = code - (sum & want_mask);
  const Int size = error > 0 ? error : -error;
  errors.wrong += size < 1 ? size : Int{} + 1;
  errors.worst = size > errors.worst ? size : errors.worst;
  Int lane{};
  count_up<width>(lane);
  return sum_of<width>(error << lane);
}

template <std::size_t width, std::size_t n_quad>
[[gnu::always_inline]] inline void read_all(const Reading& reading, const DrivenInputs& driven, const Doubts& doubts,
                                            Corrections& all) {
  using Int = typename Vectors<width>::Type;
  for (std::size_t l = 0; l < n_rhs_lane; ++l) {
    if (doubts.of(0, l).empty() && doubts.of(1, l).empty()) continue;
    const int n_plane = std::bit_width(static_cast<std::uint32_t>(driven.used.at[l]));
    Errors<Int> errors{};
    for (int first = 0; first < n_plane; first += width) {
      Int pattern;
      to_planes<width>(driven, l, first, pattern);
      for (std::size_t polarity = 0; polarity < 2; ++polarity) {
        Int at[n_quad];
        for (std::size_t k = 0; k < n_quad; ++k)
          at[k] = (pattern & driven.on[polarity].at[l]) >> static_cast<int>(4 * k);
        for (const std::uint32_t place : doubts.of(polarity, l)) {
          const PlaneReads::Line& line = reading.line[place];
          const std::int64_t error = read_line<width>(reading, reading.quad + place * n_quad, at, errors);
          const std::int64_t change = error << (first + line.shift);
          all.sum[line.row].at[l] += line.negative == (polarity == 1) ? change : -change;
        }
      }
    }
    all.wrong.at[l] += sum_of<width>(errors.wrong);
    for (std::size_t k = 0; k < width; ++k) all.worst.at[l] = std::max(all.worst.at[l], errors.worst[k]);
  }
}

template <std::size_t n_quad>
void read_4(const Reading& reading, const DrivenInputs& driven, const Doubts& doubts, Corrections& all) {
  read_all<4, n_quad>(reading, driven, doubts, all);
}
template <std::size_t n_quad>
OHMIMO_LANE_TARGET("avx2")
void read_8(const Reading& reading, const DrivenInputs& driven, const Doubts& doubts, Corrections& all) {
  read_all<8, n_quad>(reading, driven, doubts, all);
}
template <std::size_t n_quad>
OHMIMO_LANE_TARGET("avx512f")
void read_16(const Reading& reading, const DrivenInputs& driven, const Doubts& doubts, Corrections& all) {
  read_all<16, n_quad>(reading, driven, doubts, all);
}

}  // namespace

PlaneReads::PlaneReads(const SliceCells& cells, const HpArray& array, const Inputs& inputs,
                       std::span<const DoubtfulLines::Line> lines)
    : n_quad_(inputs.n_quad()),
      most_code_((1 << array.adc_bits) - 1),
      fraction_bits_(std::max(cells.fraction_bits, 1)) {
  for (const DoubtfulLines::Line& line : lines) {
    line_.push_back({static_cast<std::uint32_t>(line.row), cells.slice_bits * static_cast<int>(line.array / 2),
                     line.array % 2 == 1});
    for (std::size_t k = 0; k < n_quad_; ++k) quad_.push_back(quad_of(cells, line, inputs, 4 * k));
  }
}

// A quad doubles with each input: the patterns with the input are those without it plus its cell.
LaneInts PlaneReads::quad_of(const SliceCells& cells, const DoubtfulLines::Line& line, const Inputs& inputs,
                             std::size_t first) const {
  const float scale = std::ldexp(1.0f, fraction_bits_);
  LaneInts quad;
  quad.at[0] = first == 0 ? 1 << (want_bits + fraction_bits_ - 1) : 0;  // half a level, to round
  for (std::size_t j = 0; j < 4; ++j) {
    const std::size_t size = std::size_t{1} << j, input = first + j;
    std::int32_t cell = 0;
    if (input < inputs.count) {
      const std::size_t place = cells.place(line.array, line.row, inputs.first + input);
      cell = static_cast<std::int32_t>(cells.conductance[place] * scale) * (1 << want_bits) + cells.level[place];
    }
    for (std::size_t k = 0; k < size; ++k) quad.at[size + k] = quad.at[k] + cell;
  }
  return quad;
}

void PlaneReads::read(const DrivenInputs& driven, const Doubts& doubts, Corrections& corrections) const {
  static const auto one = by_width(read_4<1>, read_8<1>, read_16<1>), four = by_width(read_4<4>, read_8<4>, read_16<4>);
  const Reading reading{line_.data(), quad_.data(), want_bits + fraction_bits_, most_code_};
  (n_quad_ == 1 ? one : four)(reading, driven, doubts, corrections);
}

}  // namespace ohmimo::rram
