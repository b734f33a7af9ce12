#include "rram/doubtful_lines.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ohmimo::rram {
namespace {

typedef std::uint8_t Bytes __attribute__((vector_size(16), may_alias));
constexpr int doubt = 128;  // the sign of a byte

// Adds the element of a quad at the pattern of each vector.
[[gnu::always_inline]] inline void add(const DoubtfulLines::Quad& quad, const Bytes& pattern, Bytes& sum) {
#ifdef OHMIMO_X86_LANES
  sum += __builtin_shuffle(*reinterpret_cast<const Bytes*>(quad.at), pattern);
#else
  for (std::size_t l = 0; l < n_rhs_lane; ++l) sum[l] += quad.at[pattern[l]];
#endif
}

struct Bounds {
  std::span<const DoubtfulLines::Line> line;
  const DoubtfulLines::Quad* quad;
};

// The patterns of four inputs, [polarity][quad].
template <std::size_t n_quad>
[[gnu::always_inline]] inline void split(const DrivenInputs& driven, Bytes (&pattern)[2][n_quad]) {
  for (std::size_t polarity = 0; polarity < 2; ++polarity)
    for (std::size_t quad = 0; quad < n_quad; ++quad)
      for (std::size_t l = 0; l < n_rhs_lane; ++l)
        pattern[polarity][quad][l] = static_cast<std::uint8_t>(driven.on[polarity].at[l] >> (4 * quad) & 15);
}

// 16 vectors of one polarity at an instruction: 4 to 24 look-ups a line, little beside what it spares.
template <std::size_t n_quad>
[[gnu::always_inline]] inline void find_lines(const Bounds& bounds, const DrivenInputs& driven, Doubts& doubts) {
  Bytes pattern[2][n_quad];
  split(driven, pattern);
  for (std::size_t k = 0; k < bounds.line.size(); ++k) {
    Bytes found[2] = {};
    for (std::size_t b = bounds.line[k].first_bound; b < bounds.line[k].last_bound; ++b) {
      Bytes sum[2] = {};
#pragma GCC unroll 4
      for (std::size_t quad = 0; quad < n_quad; ++quad)
        for (std::size_t polarity = 0; polarity < 2; ++polarity)
          add(bounds.quad[b * n_quad + quad], pattern[polarity][quad], sum[polarity]);
      found[0] |= sum[0];
      found[1] |= sum[1];
    }
    const auto part = std::bit_cast<std::array<std::uint64_t, 4>>(found);
    for (std::size_t p = 0; p < part.size(); ++p)
      for (std::uint64_t left = part[p] & 0x8080808080808080; left != 0; left &= left - 1)
        doubts.add(8 * p + static_cast<std::size_t>(std::countr_zero(left)) / 8, static_cast<std::uint32_t>(k));
  }
}

[[gnu::always_inline]] inline void find_all(const Bounds& bounds, std::size_t n_quad, const DrivenInputs& driven,
                                            Doubts& doubts) {
  return n_quad == 1 ? find_lines<1>(bounds, driven, doubts) : find_lines<4>(bounds, driven, doubts);
}

void find_plain(const Bounds& bounds, std::size_t n_quad, const DrivenInputs& driven, Doubts& doubts) {
  find_all(bounds, n_quad, driven, doubts);
}
OHMIMO_LANE_TARGET("avx2")
void find_shuffled(const Bounds& bounds, std::size_t n_quad, const DrivenInputs& driven, Doubts& doubts) {
  find_all(bounds, n_quad, driven, doubts);
}

int want_bits(const SliceCells& cells, std::size_t group) {
  return static_cast<int>(std::bit_width(group * ((std::size_t{1} << cells.slice_bits) - 1)));
}

}  // namespace

OHMIMO_LANE_CLONES void drive(const LaneInts* word, std::size_t n_input, DrivenInputs& driven) {
  driven.count = n_input;
  LaneInts positive{}, negative{}, used{};
  for (std::size_t j = 0; j < n_input; ++j)
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) {
      const std::int32_t value = word[j].at[l], size = std::abs(value);
      driven.magnitude[j].at[l] = size;
      used.at[l] |= size;
      positive.at[l] |= (value > 0 ? 1 : 0) << j;
      negative.at[l] |= (value < 0 ? 1 : 0) << j;
    }
  driven.on[0] = positive;
  driven.on[1] = negative;
  driven.used = used;
}

bool DoubtfulLines::possible(const SliceCells& cells, const HpArray& array, std::size_t group) {
  return array.adc_step == 1.0 && array.adc_bits <= 15 && group <= most_doubted_inputs && want_bits(cells, group) <= 7;
}

// Adds the bound sum over the inputs of amount(input) < most, unless it holds with all inputs on.
template <class Amount>
void DoubtfulLines::bound(const Amount& amount, double most, double scale) {
  double all = 0.0;
  for (std::size_t j = 0; j < inputs_.count; ++j) all += amount(j);
  if (all < most) return;
  const int limit = static_cast<int>(most * scale);
  for (std::size_t first = 0; first < 4 * inputs_.n_quad(); first += 4) {
    Quad quad{};
    for (std::size_t pattern = 0; pattern < 16; ++pattern) {
      double sum = 0.0;
      for (std::size_t j = first; j < std::min(first + 4, inputs_.count); ++j)
        if ((pattern >> (j - first) & 1) != 0) sum += amount(j);
      const int units = static_cast<int>(std::min(std::ceil(sum * scale), static_cast<double>(doubt - 1)));
      quad.at[pattern] = static_cast<std::uint8_t>(std::min(units, limit) + (first == 0 ? doubt - limit : 0));
    }
    quad_.push_back(quad);
  }
}

DoubtfulLines::DoubtfulLines(const SliceCells& cells, const HpArray& array, const Inputs& inputs) : inputs_(inputs) {
  const auto codes = static_cast<double>(1 << array.adc_bits);
  constexpr double error_scale = 84.0;  // 42 units are half a level: four quads of up to 42 each stay below 256
  const std::size_t n_quad = inputs.n_quad();
  for (std::size_t row = 0; row < cells.n_row; ++row)
    for (std::size_t k = 0; k < 2 * cells.n_slice; ++k) {
      const auto level = [&](std::size_t j) -> double { return cells.level[cells.place(k, row, inputs.first + j)]; };
      const auto error = [&](std::size_t j) {
        return cells.conductance[cells.place(k, row, inputs.first + j)] - level(j);
      };
      const std::size_t first = quad_.size() / n_quad;
      bound(level, codes, 1.0);
      bound([&](std::size_t j) { return std::max(error(j), 0.0); }, 0.5, error_scale);
      bound([&](std::size_t j) { return std::max(-error(j), 0.0); }, 0.5, error_scale);
      const std::size_t last = quad_.size() / n_quad;
      if (last > first) line_.push_back({k, row, first, last});
    }
}

void DoubtfulLines::find(const DrivenInputs& driven, Doubts& doubts) const {
  static const auto chosen = by_width(find_plain, find_shuffled, find_shuffled);
  doubts.clear(line_.size());
  chosen({line_, quad_.data()}, inputs_.n_quad(), driven, doubts);
}

}  // namespace ohmimo::rram
