#include "rram/read_tables.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "rram/lanes.hpp"

namespace ohmimo::rram {
namespace {

// sum = sum over planes 2^plane sum over tables (on - off), each [n_row].
struct LookUps {
  const std::int64_t* value;
  const std::uint32_t* on;  // [plane from the highest][table] first element of an entry
  const std::uint32_t* off;
  std::size_t n_plane, n_table;
};

// n_vector vectors of rows from i on: the sums stay in registers.
template <std::size_t width, std::size_t n_vector>
[[gnu::always_inline]] inline void join_rows(const LookUps& at, std::size_t i, std::int64_t* sum) {
  typedef std::int64_t Sum __attribute__((vector_size(8 * width), may_alias, aligned(8)));
  Sum total[n_vector] = {};
  for (std::size_t plane = 0, k = 0; plane < at.n_plane; ++plane) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < n_vector; ++v) total[v] += total[v];
    for (std::size_t t = 0; t < at.n_table; ++t, ++k) {
      const Sum* on = reinterpret_cast<const Sum*>(at.value + at.on[k] + i);
      const Sum* off = reinterpret_cast<const Sum*>(at.value + at.off[k] + i);
#pragma GCC unroll 2
      for (std::size_t v = 0; v < n_vector; ++v) total[v] += on[v] - off[v];
    }
  }
#pragma GCC unroll 2
  for (std::size_t v = 0; v < n_vector; ++v) reinterpret_cast<Sum*>(sum + i)[v] = total[v];
}

template <std::size_t width>
[[gnu::always_inline]] inline void join_all(const LookUps& at, std::size_t n_row, std::int64_t* sum) {
  std::size_t i = 0;
  for (; i + 2 * width <= n_row; i += 2 * width) join_rows<width, 2>(at, i, sum);
  for (; i < n_row; i += width) join_rows<width, 1>(at, i, sum);
}

void join_2(const LookUps& at, std::size_t n_row, std::int64_t* sum) {
  join_all<2>(at, n_row, sum);
}
OHMIMO_LANE_TARGET("avx2") void join_4(const LookUps& at, std::size_t n_row, std::int64_t* sum) {
  join_all<4>(at, n_row, sum);
}
OHMIMO_LANE_TARGET("avx512f") void join_8(const LookUps& at, std::size_t n_row, std::int64_t* sum) {
  join_all<8>(at, n_row, sum);
}

// Transposes 8x8 bits: bit i of byte j becomes bit j of byte i (Warren, Hacker's Delight, 7-3).
std::uint64_t transpose(std::uint64_t x) {
  const auto exchange = [&x](std::uint64_t mask, int distance) {
    const std::uint64_t t = (x ^ (x >> distance)) & mask;
    x ^= t ^ (t << distance);
  };
  exchange(0x00aa00aa00aa00aa, 7);
  exchange(0x0000cccc0000cccc, 14);
  exchange(0x00000000f0f0f0f0, 28);
  return x;
}

}  // namespace

std::uint64_t bit_planes(std::span<const std::int64_t> word, int first) {
  std::uint64_t bytes = 0;
#pragma GCC unroll 8
  for (std::size_t j = 0; j < word.size(); ++j)
    bytes |= static_cast<std::uint64_t>((std::abs(word[j]) >> first) & 0xff) << (8 * j);
  return transpose(bytes);
}

std::size_t planes_of(std::span<const std::int64_t> word) {
  std::int64_t used = 0;
  for (const std::int64_t value : word) used |= std::abs(value);
  return static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(used)));
}

struct ReadTables::Group {
  const SliceCells& cells;
  const HpArray& array;
  std::size_t table, first_bit, first_col, n_col;
};

ReadTables::ReadTables(const SliceCells& cells, const HpArray& array, std::size_t group)
    : n_row_(cells.n_row), n_line_(cells.n_line()), stride_((n_row_ + 7) / 8 * 8), n_col_(cells.n_col) {
  constexpr std::size_t most_values = 32 * 1024;
  if (group > most_table_inputs) return;
  width_ = group <= 4 ? 4 / group * group : group;  // 16 patterns of 4 inputs stay in the first-level cache
  const std::size_t n_table = (n_col_ + width_ - 1) / width_;
  if ((n_table << width_) * stride_ > most_values) return;
  value_.assign((n_table << width_) * stride_, 0);
  count_.assign(n_table << width_, {});
  LineSums sums;
  for (std::size_t col = 0; col < n_col_; col += group) {
    const std::size_t table = col / width_;
    fill({cells, array, table, col - table * width_, col, std::min(group, n_col_ - col)}, sums);
  }
}

// Adds the reads of one group to all patterns of its table, in the order of a Gray code: one input changes at a time.
void ReadTables::fill(const Group& group, LineSums& sums) {
  std::vector<std::int64_t> row(n_row_);
  sums.clear(group.cells);
  const std::size_t n_pattern = std::size_t{1} << group.n_col, below = std::size_t{1} << group.first_bit;
  const std::size_t n_rest = (std::size_t{1} << width_) / n_pattern;  // patterns of the other groups of the table
  for (std::size_t k = 1; k < n_pattern; ++k) {
    const std::size_t pattern = k ^ (k >> 1);
    const auto changed = static_cast<std::size_t>(std::countr_zero(k));
    sums.add(group.cells, group.first_col + changed, (pattern >> changed & 1) != 0 ? 1 : -1);
    ReadCount count;
    sums.read(group.cells, group.array, nullptr, count);
    right_ = right_ && count.wrong == 0;
    std::fill(row.begin(), row.end(), 0);
    sums.join(group.cells, 0, false, row.data());
    for (std::size_t rest = 0; rest < n_rest; ++rest) {
      const std::size_t above = rest / below * below * n_pattern;
      const std::size_t place = entry(group.table, above + pattern * below + rest % below);
      add(count, row, place);
    }
  }
}

void ReadTables::add(const ReadCount& count, std::span<const std::int64_t> row, std::size_t place) {
  count_[place].drives += static_cast<std::uint32_t>(count.drives);
  count_[place].wrong += static_cast<std::uint32_t>(count.wrong);
  count_[place].worst = std::max(count_[place].worst, static_cast<std::uint32_t>(count.worst));
  for (std::size_t i = 0; i < n_row_; ++i) value_[place * stride_ + i] += row[i];
}

void ReadTables::multiply(std::span<const std::int64_t> word, ReadCount& count, std::int64_t* sum) const {
  const std::size_t n_table = (n_col_ + width_ - 1) / width_, n_plane = planes_of(word);
  thread_local std::vector<std::uint32_t> on, off;  // [plane from the highest][table]
  thread_local std::vector<std::int64_t> total;
  on.resize(n_plane * n_table);
  off.resize(n_plane * n_table);
  Count all;
  for (std::size_t t = 0; t < n_table; ++t) {
    const auto part = word.subspan(t * width_, std::min(width_, n_col_ - t * width_));
    std::uint64_t negative = 0, patterns = 0;
    for (std::size_t j = 0; j < part.size(); ++j) negative |= static_cast<std::uint64_t>(part[j] < 0) << j;
    for (std::size_t p = 0; p < n_plane; ++p, patterns >>= 8) {
      if (p % 8 == 0) patterns = bit_planes(part, static_cast<int>(p));
      const std::size_t place = (n_plane - 1 - p) * n_table + t;
      const std::size_t positive = entry(t, patterns & 0xff & ~negative), other = entry(t, patterns & 0xff & negative);
      on[place] = static_cast<std::uint32_t>(positive * stride_);
      off[place] = static_cast<std::uint32_t>(other * stride_);
      all += count_[positive];
      all += count_[other];
    }
  }
  static const auto join = by_width(join_2, join_4, join_8);
  total.resize(stride_);
  join({value_.data(), on.data(), off.data(), n_plane, n_table}, stride_, total.data());
  std::copy_n(total.data(), n_row_, sum);
  count += {all.drives * n_line_, all.wrong, all.worst, all.drives};
}

}  // namespace ohmimo::rram
