#include "rram/lane_reads.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ohmimo::rram {
namespace {

constexpr std::size_t n_quad = 4;           // tables of four inputs
constexpr std::size_t planes_at_once = 13;  // 2 codes of 16 bits shifted by up to 12 stay below 2^31

// The inputs of one group in every plane: bit j of a pattern is input j. Of the positive words, then of the negative.
struct Driven {
  std::vector<LaneInts> pattern;  // [plane from the highest][polarity]
  std::size_t n_plane = 0;
};

// How the word of a line is taken apart: conductance << (want bits + fraction bits) plus level, and half a step.
struct Adc {
  int shift;
  std::int32_t want_mask, most;
};

template <std::size_t width>
struct Vectors {
  typedef std::int32_t Type __attribute__((vector_size(4 * width), may_alias));
};

// Adds the elements of a table at the lowest four bits of each pattern.
template <std::size_t width, class Int>
[[gnu::always_inline]] inline void add(const LaneInts& table, const Int& pattern, Int& sum) {
#ifdef OHMIMO_X86_LANES
  const Int* part = reinterpret_cast<const Int*>(table.at);
  if constexpr (width == 16) sum += __builtin_shuffle(part[0], pattern);
  if constexpr (width == 8) sum += __builtin_shuffle(part[0], part[1], pattern);
  if constexpr (width >= 8) return;
#endif
  for (std::size_t l = 0; l < width; ++l) sum[l] += table.at[pattern[l] & 15];
}

template <class Int>
struct Errors {
  Int wrong, worst;
};

// Adds the codes of one line: look up, round, clip, compare.
template <std::size_t width, class Int>
[[gnu::always_inline]] inline void read_line(const LaneInts* table, const Int& pattern, const Adc& adc,
                                             Errors<Int>& errors, Int& total) {
  Int sum{};
#pragma GCC unroll 4
  for (int quad = 0; quad < static_cast<int>(n_quad); ++quad) add<width>(table[quad], pattern >> 4 * quad, sum);
  const Int rounded = sum >> adc.shift;
  const Int above = rounded > 0 ? rounded : Int{};
  const Int code = above < adc.most ? above : Int{} + adc.most;
  const Int error = code - (sum & adc.want_mask);
  const Int size = error > 0 ? error : -error;
  errors.wrong += size < 1 ? size : Int{} + 1;
  errors.worst = size > errors.worst ? size : errors.worst;
  total += code;
}

// sum [lane] += 2^shift times the two lines of one row and slice, read in all planes. The tables of both stay in 8
// registers, 17 instructions take 16 reads: 0.10 ns a read with AVX-512, a product of 16x16 about 1 us a vector.
template <std::size_t width>
[[gnu::always_inline]] inline void read_pair(const LaneInts* table, const Driven& driven, const Adc& adc, int shift,
                                             LaneErrors& errors, std::int64_t* sum) {
  using Int = typename Vectors<width>::Type;
  typedef std::int64_t Long __attribute__((vector_size(8 * width), may_alias));
  for (std::size_t l = 0; l < n_rhs_lane; l += width) {
    Int* wrong = reinterpret_cast<Int*>(errors.wrong.at + l);
    Int* worst = reinterpret_cast<Int*>(errors.worst.at + l);
    Errors<Int> seen{*wrong, *worst};
    for (std::size_t plane = 0; plane < driven.n_plane;) {
      const std::size_t end = std::min(plane + planes_at_once, driven.n_plane);
      Int total{};
      for (; plane < end; ++plane) {
        const LaneInts* pattern = driven.pattern.data() + 2 * plane;
        const Int on = *reinterpret_cast<const Int*>(pattern[0].at + l);
        const Int off = *reinterpret_cast<const Int*>(pattern[1].at + l);
        Int against{};
        total += total;
        read_line<width>(table, on, adc, seen, total);
        read_line<width>(table + n_quad, off, adc, seen, total);
        read_line<width>(table, off, adc, seen, against);
        read_line<width>(table + n_quad, on, adc, seen, against);
        total -= against;
      }
      Long* at = reinterpret_cast<Long*>(sum + l);
      *at += __builtin_convertvector(total, Long) << (shift + static_cast<int>(driven.n_plane - end));
    }
    *wrong = seen.wrong;
    *worst = seen.worst;
  }
}

// One group of inputs through all lines.
struct Reading {
  const LaneInts* table;
  std::size_t n_row, n_slice;
  int slice_bits;
  Adc adc;
};
struct alignas(64) Sums {
  std::int64_t at[n_rhs_lane];
};

template <std::size_t width>
[[gnu::always_inline]] inline void read_all(const Reading& reading, const Driven& driven, LaneErrors& errors,
                                            Sums* sum) {
  const LaneInts* table = reading.table;
  for (std::size_t i = 0; i < reading.n_row; ++i)
    for (std::size_t s = 0; s < reading.n_slice; ++s, table += 2 * n_quad)
      read_pair<width>(table, driven, reading.adc, reading.slice_bits * static_cast<int>(s), errors, sum[i].at);
}

void read_4(const Reading& reading, const Driven& driven, LaneErrors& errors, Sums* sum) {
  read_all<4>(reading, driven, errors, sum);
}
OHMIMO_LANE_TARGET("avx2") void read_8(const Reading& reading, const Driven& driven, LaneErrors& errors, Sums* sum) {
  read_all<8>(reading, driven, errors, sum);
}
OHMIMO_LANE_TARGET("avx512f")
void read_16(const Reading& reading, const Driven& driven, LaneErrors& errors, Sums* sum) {
  read_all<16>(reading, driven, errors, sum);
}

OHMIMO_LANE_CLONES void drive(const Lanes* code, std::size_t n_input, Driven& driven) {
  LaneInts word[2][16];  // [polarity][input]
  std::int32_t used = 0;
  for (std::size_t j = 0; j < n_input; ++j)
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) {
      const auto value = static_cast<std::int32_t>(code[j].at[l]);
      word[0][j].at[l] = value > 0 ? value : 0;
      word[1][j].at[l] = value < 0 ? -value : 0;
      used |= word[0][j].at[l] | word[1][j].at[l];
    }
  driven.n_plane = static_cast<std::size_t>(std::bit_width(static_cast<std::uint32_t>(used)));
  driven.pattern.resize(2 * driven.n_plane);
  for (std::size_t k = 0; k < driven.pattern.size(); ++k) {
    const int plane = static_cast<int>(driven.n_plane - 1 - k / 2);
    LaneInts bits{};
    for (std::size_t j = 0; j < n_input; ++j)
#pragma GCC unroll 1
      for (std::size_t l = 0; l < n_rhs_lane; ++l) bits.at[l] |= (word[k % 2][j].at[l] >> plane & 1) << j;
    driven.pattern[k] = bits;
  }
}

int want_bits(const SliceCells& cells, std::size_t group) {
  return static_cast<int>(std::bit_width(group * ((std::size_t{1} << cells.slice_bits) - 1)));
}

}  // namespace

bool LaneReads::possible(const SliceCells& cells, const HpArray& array, std::size_t group) {
  return array.adc_step == 1.0 && group <= n_quad * 4 && want_bits(cells, group) <= 7;
}

LaneReads::LaneReads(const SliceCells& cells, const HpArray& array, std::size_t group)
    : n_slice_(cells.n_slice),
      n_row_(cells.n_row),
      n_col_(cells.n_col),
      group_(group),
      slice_bits_(cells.slice_bits),
      most_code_((1 << array.adc_bits) - 1),
      want_bits_(want_bits(cells, group)),
      fraction_bits_(std::max(cells.fraction_bits, 1)) {
  const std::size_t n_group = (n_col_ + group - 1) / group;
  table_.reserve(n_group * 2 * n_slice_ * n_row_ * n_quad);
  for (std::size_t col = 0; col < n_col_; col += group) fill(cells, col, std::min(group, n_col_ - col));
}

// A table of four inputs doubles with each: the patterns with the input are those without it plus its cell.
void LaneReads::fill(const SliceCells& cells, std::size_t first_col, std::size_t n_input) {
  const float scale = std::ldexp(1.0f, fraction_bits_);
  const std::int32_t half = 1 << (want_bits_ + fraction_bits_ - 1);  // of a level, to round
  for (std::size_t i = 0; i < n_row_; ++i)
    for (std::size_t array = 0; array < 2 * n_slice_; ++array)
      for (std::size_t first = 0; first < 4 * n_quad; first += 4) {
        LaneInts table;
        table.at[0] = first == 0 ? half : 0;
        for (std::size_t j = 0; j < 4; ++j) {
          const std::size_t size = std::size_t{1} << j, input = first + j;
          const std::size_t place = cells.place(array, i, first_col + input);
          std::int32_t cell = 0;
          if (input < n_input)
            cell = static_cast<std::int32_t>(cells.conductance[place] * scale) * (1 << want_bits_) + cells.level[place];
          for (std::size_t k = 0; k < size; ++k) table.at[size + k] = table.at[k] + cell;
        }
        table_.push_back(table);
      }
}

void LaneReads::multiply(const Lanes* code, LaneErrors& errors, Lanes* y) const {
  static const auto read = by_width(read_4, read_8, read_16);
  thread_local Driven driven;
  thread_local std::vector<Sums> sum;
  sum.assign(n_row_, {});
  errors = {};
  const LaneInts* table = table_.data();
  const Adc adc{want_bits_ + fraction_bits_, (1 << want_bits_) - 1, most_code_};
  for (std::size_t col = 0; col < n_col_; col += group_) {
    drive(code + col, std::min(group_, n_col_ - col), driven);
    read({table, n_row_, n_slice_, slice_bits_, adc}, driven, errors, sum.data());
    table += 2 * n_slice_ * n_row_ * n_quad;
  }
  for (std::size_t i = 0; i < n_row_; ++i)
    for (std::size_t l = 0; l < n_rhs_lane; ++l) y[i].at[l] = static_cast<double>(sum[i].at[l]);
}

}  // namespace ohmimo::rram
