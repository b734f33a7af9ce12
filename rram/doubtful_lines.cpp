#include "rram/doubtful_lines.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ohmimo::rram {
namespace {

typedef std::uint8_t Bytes __attribute__((vector_size(16), may_alias));
constexpr int doubt = 128;       // the sign of a byte
constexpr int error_units = 84;  // of a level: four quads of up to half a level each stay below 256 with the doubt
constexpr int one_unit = 1 << 12;
constexpr int most_few = 10;  // words: reading more one by one takes longer than reading all 32 at once

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
[[gnu::always_inline]] inline void split(const DrivenInputs& driven, Bytes (&pattern)[2][n_quad]) {
  for (std::size_t polarity = 0; polarity < 2; ++polarity)
    for (std::size_t quad = 0; quad < n_quad; ++quad)
      for (std::size_t l = 0; l < n_rhs_lane; ++l)
        pattern[polarity][quad][l] = static_cast<std::uint8_t>(driven.on[polarity].at[l] >> (4 * quad) & 15);
}

// Bit l: byte l has its sign set.
[[gnu::always_inline]] inline std::uint32_t signs(const Bytes& bytes) {
#ifdef OHMIMO_X86_LANES
  typedef char Chars __attribute__((vector_size(16)));
  return static_cast<std::uint32_t>(__builtin_ia32_pmovmskb128(reinterpret_cast<const Chars&>(bytes)));
#else
  std::uint32_t set = 0;
  for (std::size_t l = 0; l < n_rhs_lane; ++l) set |= static_cast<std::uint32_t>(bytes[l] >> 7) << l;
  return set;
#endif
}

// 16 vectors of one polarity at an instruction: 4 to 24 look-ups a line, little beside what it spares.
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
    std::uint32_t words = signs(found[0]) | signs(found[1]) << n_rhs_lane;
    if (std::popcount(words) > most_few) {
      doubts.many.push_back(static_cast<std::uint32_t>(k));
      continue;
    }
    for (; words != 0; words &= words - 1) {
      const auto word = static_cast<std::uint8_t>(std::countr_zero(words));
      doubts.few.push_back({static_cast<std::uint32_t>(k), word / n_rhs_lane, word % n_rhs_lane});
    }
  }
}

void find_plain(const Bounds& bounds, const DrivenInputs& driven, Doubts& doubts) {
  find_lines(bounds, driven, doubts);
}
OHMIMO_LANE_TARGET("avx2") void find_shuffled(const Bounds& bounds, const DrivenInputs& driven, Doubts& doubts) {
  find_lines(bounds, driven, doubts);
}

// Levels and errors, those upwards and those downwards, of all inputs of each line.
struct Totals {
  std::vector<std::int32_t> level;
  std::vector<float> up, down;
  void clear(std::size_t n_line) {
    level.assign(n_line, 0);
    up.assign(n_line, 0.0f);
    down.assign(n_line, 0.0f);
  }
  bool doubtful(std::size_t k, int codes) const { return level[k] >= codes || up[k] >= 0.5f || down[k] >= 0.5f; }
};
struct Column {
  const float* conductance;
  const std::int32_t* level;
};
OHMIMO_LANE_CLONES void add_cells(const Column& column, Totals& total) {
  std::int32_t* __restrict level = total.level.data();
  float* __restrict up = total.up.data();
  float* __restrict down = total.down.data();
#pragma GCC ivdep
  for (std::size_t k = 0; k < total.level.size(); ++k) {
    const float error = column.conductance[k] - static_cast<float>(column.level[k]);
    level[k] += column.level[k];
    up[k] += error > 0.0f ? error : 0.0f;
    down[k] += error < 0.0f ? -error : 0.0f;
  }
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
  for (std::size_t j = n_input; j < most_doubted_inputs; ++j) driven.magnitude[j] = {};
  driven.on[0] = positive;
  driven.on[1] = negative;
  driven.used = used;
}

bool DoubtfulLines::possible(const SliceCells& cells, const HpArray& array, std::size_t group) {
  return array.adc_step == 1.0 && array.adc_bits <= 15 && group <= most_doubted_inputs && want_bits(cells, group) <= 7;
}

// Adds the bound sum < most of units; unit [inputs.count] of each input is below 2^27.
void DoubtfulLines::add_bound(const Units& unit, int most) {
  for (std::size_t first = 0; first < most_doubted_inputs; first += 4) {
    std::array<std::int32_t, 16> sum{};
    for (std::size_t j = 0; j < 4; ++j)
      for (std::size_t k = 0, size = std::size_t{1} << j; k < size; ++k) sum[size + k] = sum[k] + unit[first + j];
    Quad quad;
    for (std::size_t k = 0; k < 16; ++k) {
      const int units = std::min((sum[k] + one_unit - 1) / one_unit, most);  // rounded up
      quad.at[k] = static_cast<std::uint8_t>(units + (first == 0 ? doubt - most : 0));
    }
    quad_.push_back(quad);
  }
}

DoubtfulLines::DoubtfulLines(const SliceCells& cells, const HpArray& array, const Inputs& inputs) {
  const int codes = 1 << array.adc_bits;
  thread_local Totals total;
  total.clear(cells.n_line());
  for (std::size_t j = 0; j < inputs.count; ++j) {
    const std::size_t place = cells.place(0, 0, inputs.first + j);
    add_cells({cells.conductance.data() + place, cells.level.data() + place}, total);
  }
  std::size_t n_doubtful = 0;
  for (std::size_t k = 0; k < cells.n_line(); ++k) n_doubtful += total.doubtful(k, codes) ? 1 : 0;
  line_.reserve(n_doubtful);
  quad_.reserve(2 * n_doubtful * n_quad);
  for (std::size_t k = 0; k < cells.n_line() && line_.size() < n_doubtful; ++k) {
    if (!total.doubtful(k, codes)) continue;
    const std::size_t first = quad_.size() / n_quad;
    Units level{}, up{}, down{};
    for (std::size_t j = 0; j < inputs.count; ++j) {
      const std::size_t place = cells.place(0, k, inputs.first + j);
      const float error = cells.conductance[place] - static_cast<float>(cells.level[place]);
      const float units = std::min(std::abs(error), 0.5f) * error_units * one_unit;
      level[j] = cells.level[place] * one_unit;
      (error > 0.0f ? up : down)[j] = static_cast<std::int32_t>(units) + 1;
    }
    if (total.level[k] >= codes) add_bound(level, codes);
    if (total.up[k] >= 0.5f) add_bound(up, error_units / 2);
    if (total.down[k] >= 0.5f) add_bound(down, error_units / 2);
    line_.push_back({k / cells.n_row, k % cells.n_row, first, quad_.size() / n_quad});
  }
}

void DoubtfulLines::find(const DrivenInputs& driven, Doubts& doubts) const {
  static const auto chosen = by_width(find_plain, find_shuffled, find_shuffled);
  doubts.few.clear();
  doubts.many.clear();
  chosen({line_, quad_.data()}, driven, doubts);
}

}  // namespace ohmimo::rram
