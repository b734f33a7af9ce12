#include "rram/line_reads.hpp"

#include <algorithm>
#include <cmath>

#include "rram/line_kernels.hpp"

namespace ohmimo::rram {

LineReads::LineReads(const SliceCells& cells, const HpArray& array, const Inputs& inputs,
                     std::span<const DoubtfulLines::Line> lines)
    : most_code_((1 << array.adc_bits) - 1), fraction_bits_(std::max(cells.fraction_bits, 1)) {
  line_.reserve(lines.size());
  quad_.reserve(lines.size() * n_quad);
  for (const DoubtfulLines::Line& line : lines) {
    line_.push_back({static_cast<std::uint32_t>(line.row), cells.slice_bits * static_cast<int>(line.array / 2),
                     line.array % 2 == 1});
    for (std::size_t k = 0; k < n_quad; ++k) quad_.push_back(quad_of(cells, line, inputs, 4 * k));
  }
}

// A quad doubles with each input: the patterns with the input are those without it plus its cell.
LaneInts LineReads::quad_of(const SliceCells& cells, const DoubtfulLines::Line& line, const Inputs& inputs,
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

void LineReads::read(const DrivenInputs& driven, const Doubts& doubts, Corrections& corrections) const {
  const Tables tables{line_.data(), quad_.data(), want_bits + fraction_bits_, most_code_};
  read_few(tables, driven, doubts, corrections);
  read_many(tables, driven, doubts, corrections);
}

}  // namespace ohmimo::rram
