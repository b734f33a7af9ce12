#include "rram/part_reads.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace ohmimo::rram {
namespace {

// Whether every sum that exact cells can give is read right, by reading a line of one column that holds each.
bool reads_all_sums(const SliceCells& cells, const HpArray& array) {
  std::int64_t most = 0;
  for (std::size_t line = 0; line < cells.n_line(); ++line) {
    std::int64_t sum = 0;
    for (std::size_t j = 0; j < cells.n_col; ++j) sum += cells.level[cells.place(0, line, j)];
    most = std::max(most, sum);
  }
  SliceCells sums(1, static_cast<std::size_t>(most) + 1, 1, cells.slice_bits);
  for (std::size_t i = 0; i < sums.n_row; ++i)
    sums.conductance[i] = static_cast<float>(sums.level[i] = static_cast<std::int32_t>(i));
  LineSums reading;
  ReadCount count;
  reading.clear(sums);
  reading.add(sums, 0, 1);
  reading.read(sums, array, nullptr, count);
  return count.wrong == 0;
}

std::size_t group_of(const HpArray& array, const SliceCells& cells) {
  const std::size_t group = array.rows_per_read > 0 ? static_cast<std::size_t>(array.rows_per_read) : cells.n_col;
  return std::min(group, cells.n_col);
}

ReadTables make_tables(const SliceCells& cells, const HpArray& array, bool wanted) {
  return ReadTables(cells, array, wanted ? group_of(array, cells) : most_table_inputs + 1);
}

}  // namespace

PartReads::PartReads(SliceCells cells, const HpArray& array, bool exact)
    : cells_(std::move(cells)),
      array_(array),
      group_(group_of(array, cells_)),
      tables_(make_tables(cells_, array, cells_.variance.empty() && array.error_rate == 0.0)),
      draws_(!cells_.variance.empty() || array.error_rate > 0.0) {
  right_ = !draws_ && (tables_.usable() ? tables_.always_right() : exact && reads_all_sums(cells_, array));
  if (!draws_ && !right_ && !tables_.usable() && LaneReads::possible(cells_, array, group_))
    lanes_.emplace(cells_, array, group_);
}

void PartReads::drive(std::span<const std::int64_t> word, Drive& drive) const {
  const std::size_t n_plane = planes_of(word);
  drive.input.resize(2 * n_plane);
  for (std::vector<std::size_t>& input : drive.input) input.clear();
  for (std::size_t col = 0; col < word.size(); col += 8) {
    const auto part = word.subspan(col, std::min<std::size_t>(8, word.size() - col));
    std::uint64_t negative = 0, patterns = 0;
    for (std::size_t j = 0; j < part.size(); ++j) negative |= static_cast<std::uint64_t>(part[j] < 0) << j;
    for (std::size_t plane = 0; plane < n_plane; ++plane, patterns >>= 8) {
      if (plane % 8 == 0) patterns = bit_planes(part, static_cast<int>(plane));
      for (std::uint64_t left = patterns & 0xff & ~negative; left != 0; left &= left - 1)
        drive.input[plane].push_back(col + static_cast<std::size_t>(std::countr_zero(left)));
      for (std::uint64_t left = patterns & 0xff & negative; left != 0; left &= left - 1)
        drive.input[n_plane + plane].push_back(col + static_cast<std::size_t>(std::countr_zero(left)));
    }
  }
}

void PartReads::multiply(std::span<const std::int64_t> word, RngStream* noise, ReadCount& count,
                         std::int64_t* sum) const {
  if (tables_.usable()) return tables_.multiply(word, count, sum);
  thread_local LineSums reading;
  thread_local Drive driven;
  drive(word, driven);
  std::fill_n(sum, cells_.n_row, 0);
  const std::size_t n_plane = driven.input.size() / 2;
  for (std::size_t k = 0; k < driven.input.size(); ++k) {
    const std::span<const std::size_t> input = driven.input[k];
    for (std::size_t first = 0, last = 0; first < input.size(); first = last) {
      while (last < input.size() && input[last] / group_ == input[first] / group_) ++last;
      reading.clear(cells_);
      reading.add(cells_, input.subspan(first, last - first));
      reading.read(cells_, array_, draws_ ? noise : nullptr, count);
      reading.join(cells_, static_cast<int>(k % n_plane), k >= n_plane, sum);
    }
  }
}

ReadCount PartReads::count(std::span<const std::int64_t> word) const {
  std::uint64_t groups = 0;
  for (std::size_t first = 0; first < cells_.n_col; first += group_) {
    std::int64_t positive = 0, negative = 0;
    for (std::size_t j = first; j < std::min(first + group_, cells_.n_col); ++j) {
      positive |= std::max<std::int64_t>(word[j], 0);
      negative |= std::max<std::int64_t>(-word[j], 0);
    }
    groups += static_cast<std::uint64_t>(std::popcount(static_cast<std::uint64_t>(positive)) +
                                         std::popcount(static_cast<std::uint64_t>(negative)));
  }
  return {.reads = groups * cells_.n_line(), .drives = groups};
}

}  // namespace ohmimo::rram
