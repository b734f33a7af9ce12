#include "rram/product/doubtful_lines.hpp"

#include <algorithm>
#include <bit>

namespace ohmimo::rram {
namespace {

// The sums of DoubtfulLine, for every line.
struct Totals {
  std::vector<std::int32_t> level;
  std::vector<float> up, down, below_zero;
  void clear(std::size_t n_line) {
    level.assign(n_line, 0);
    for (std::vector<float>* sums : {&up, &down, &below_zero}) sums->assign(n_line, 0.0f);
  }
};
[[gnu::always_inline]] inline void add_cells(const SliceCells::Column& column, Totals& total) {
  std::int32_t* __restrict level = total.level.data();
  float* __restrict up = total.up.data();
  float* __restrict down = total.down.data();
  float* __restrict below_zero = total.below_zero.data();
#pragma GCC ivdep
  for (std::size_t k = 0; k < total.level.size(); ++k) {
    const float error = column.conductance[k] - static_cast<float>(column.level[k]);
    level[k] += column.level[k];
    up[k] += error > 0.0f ? error : 0.0f;
    down[k] += error < 0.0f ? -error : 0.0f;
    below_zero[k] += column.conductance[k] < 0.0f ? -column.conductance[k] : 0.0f;
  }
}

}  // namespace

std::vector<DoubtfulLine> doubtful_lines(const InputGroup& group) {
  const SliceCells& cells = group.cells;
  thread_local Totals total;
  total.clear(cells.n_line());
  for (std::size_t j = 0; j < group.inputs.count; ++j)
    simd::run_by_isa<add_cells>(cells.column(group.inputs.first + j), total);
  const auto doubtful = [&](std::size_t k) {
    return total.level[k] > group.most_code || total.up[k] >= 0.5f || total.down[k] >= 0.5f;
  };
  std::size_t n_doubtful = 0;
  for (std::size_t k = 0; k < cells.n_line(); ++k) n_doubtful += doubtful(k) ? 1 : 0;
  std::vector<DoubtfulLine> lines;
  lines.reserve(n_doubtful);
  for (std::size_t k = 0; k < cells.n_line() && lines.size() < n_doubtful; ++k)
    if (doubtful(k))
      lines.push_back(
          {k / cells.n_row, k % cells.n_row, total.level[k], total.up[k], total.down[k], total.below_zero[k]});
  return lines;
}

// Reads as LineSums::read does with a step of one level; sums of conductances are exact.
std::int32_t read_error(const InputGroup& group, std::size_t array, std::size_t row, std::uint32_t pattern) {
  const SliceCells& cells = group.cells;
  float sum = 0.0f;
  std::int32_t want = 0;
  for (; pattern != 0; pattern &= pattern - 1) {
    const std::size_t place =
        cells.place(array, row, group.inputs.first + static_cast<std::size_t>(std::countr_zero(pattern)));
    sum += cells.conductance[place];
    want += cells.level[place];
  }
  return static_cast<std::int32_t>(std::clamp(sum + 0.5f, 0.0f, static_cast<float>(group.most_code))) - want;
}

}  // namespace ohmimo::rram
