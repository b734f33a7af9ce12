#include "rram/product/part_reads.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "rram/product/integer_product.hpp"

namespace ohmimo::rram {
namespace {

// Whether every sum that exact cells can give is read right: reads a column of cells that hold all of these sums.
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

Dense integers_of(const SliceCells& cells) {
  Dense integer(cells.n_row, cells.n_col);
  for (std::size_t k = 0; k < 2 * cells.n_slice; ++k) {
    const double weight = std::ldexp(k % 2 == 0 ? 1.0 : -1.0, cells.slice_bits * static_cast<int>(k / 2));
    for (std::size_t i = 0; i < cells.n_row; ++i)
      for (std::size_t j = 0; j < cells.n_col; ++j) integer(i, j) += weight * cells.level[cells.place(k, i, j)];
  }
  return integer;
}

[[gnu::always_inline]] inline void to_integers(const Lanes* code, std::size_t n, LaneInts* word) {
  for (std::size_t j = 0; j < n; ++j)
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_lane; ++l) word[j].at[l] = static_cast<std::int32_t>(code[j].at[l]);
}

void clear(std::size_t n_row, Corrections& corrections) {
  corrections.sum.assign(n_row, {});
  corrections.wrong = corrections.worst = {};
}

// Adds how often the inputs of one group are driven: once for each plane and polarity in which one of them is on.
[[gnu::always_inline]] inline void add_drives(const LaneInts* word, std::size_t n_input, LaneInts& drives) {
  LaneInts positive{}, negative{};
  for (std::size_t j = 0; j < n_input; ++j)
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_lane; ++l) {
      const std::int32_t value = word[j].at[l], below = value >> 31;  // all ones or none
      positive.at[l] |= value & ~below;
      negative.at[l] |= -value & below;
    }
#pragma GCC unroll 1
  for (std::size_t l = 0; l < n_lane; ++l) drives.at[l] += bits_on(positive.at[l]) + bits_on(negative.at[l]);
}

}  // namespace

PartReads::PartReads(SliceCells cells, const HpArray& array, bool exact)
    : cells_(std::move(cells)),
      array_(array),
      group_(group_of(array, cells_)),
      integer_(integers_of(cells_)),
      exact_in_double_(exact_in_double(integer_.view(), static_cast<int>(cells_.n_slice) * cells_.slice_bits)),
      draws_(!cells_.variance.empty() || array.error_rate > 0.0) {
  const bool right = !draws_ && exact && reads_all_sums(cells_, array);
  together_ = right || (!draws_ && find_doubtful());
}

InputGroup PartReads::inputs(std::size_t first) const {
  return {cells_, {first, std::min(group_, cells_.n_col - first)}, (1 << array_.adc_bits) - 1};
}

bool PartReads::find_doubtful() {
  if (array_.adc_step != 1.0 || group_ > most_group_inputs) return false;
  small_.reserve((cells_.n_col + group_ - 1) / group_);
  for (std::size_t first = 0; first < cells_.n_col; first += group_) {
    const InputGroup group = inputs(first);
    const std::vector<DoubtfulLine> lines = doubtful_lines(group);
    if (lines.empty()) continue;
    if (group.inputs.count <= WrongPatterns::most_inputs) {
      small_.push_back({first, WrongPatterns(group, lines)});
      continue;
    }
    if (!std::ranges::all_of(lines, LineReads::possible)) return false;
    large_.push_back({first, LineReads(group, lines)});
  }
  return true;
}

void PartReads::drive(std::span<const std::int64_t> word, Drive& drive) const {
  std::int64_t used = 0;
  for (const std::int64_t value : word) used |= std::abs(value);
  const auto n_plane = static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(used)));
  drive.input.resize(2 * n_plane);
  for (std::vector<std::size_t>& input : drive.input) input.clear();
  for (std::size_t j = 0; j < word.size(); ++j)
    for (auto left = static_cast<std::uint64_t>(std::abs(word[j])); left != 0; left &= left - 1)
      drive.input[(word[j] < 0 ? n_plane : 0) + static_cast<std::size_t>(std::countr_zero(left))].push_back(j);
}

void PartReads::multiply(std::span<const std::int64_t> word, RngStream* noise, ReadCount& count,
                         std::int64_t* sum) const {
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

void PartReads::multiply(const Lanes* code, const Lanes* active, ReadCount& count, Lanes* y) const {
  thread_local std::vector<LaneInts> word;
  thread_local Corrections corrections;
  thread_local DrivenPlanes planes;
  word.resize(cells_.n_col);
  simd::run_by_isa<to_integers>(code, cells_.n_col, word.data());
  clear(small_.empty() && large_.empty() ? 0 : cells_.n_row, corrections);
  for (const SmallGroup& group : small_) group.patterns.read(word.data() + group.first, corrections);
  for (const LargeGroup& group : large_) {
    const InputGroup driven = inputs(group.first);
    rram::drive(word.data() + group.first, driven.inputs.count, planes);
    group.reads.read(driven, planes, corrections);
  }
  rram::multiply({integer_.view(), exact_in_double_}, code, corrections.sum, y);
  LaneInts drives{};
  for (std::size_t first = 0; first < cells_.n_col; first += group_)
    simd::run_by_isa<add_drives>(word.data() + first, std::min(group_, cells_.n_col - first), drives);
  std::int32_t n_drive = 0, n_wrong = 0, worst = 0;
  for (std::size_t l = 0; l < n_lane; ++l) {
    if (active != nullptr && active->at[l] == 0.0) continue;
    n_drive += drives.at[l];
    n_wrong += corrections.wrong.at[l];
    worst = std::max(worst, corrections.worst.at[l]);
  }
  const auto n = static_cast<std::uint64_t>(n_drive);
  count += {n * cells_.n_line(), static_cast<std::uint64_t>(n_wrong), worst, n};
}

}  // namespace ohmimo::rram
