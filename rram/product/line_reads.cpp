#include "rram/product/line_reads.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::rram {

namespace scalar {
ReadLines read_lines;
}
#ifdef OHMIMO_X86_KERNELS
namespace avx2 {
ReadLines read_lines;
}
namespace avx512 {
ReadLines read_lines;
}
#endif

namespace {

constexpr int most_unit_bits = 6;

// ErrorTable `below`: with it, no sum of errors is negative.
int levels_below(const DoubtfulLine& line) {
  return std::max(static_cast<int>(std::ceil(line.down - 0.4f)), 1);
}

// Whether sums of errors fit into a byte, with a unit to spare for rounding.
bool fits(const DoubtfulLine& line, int unit_bits) {
  return std::ldexp(line.up + 0.5f + static_cast<float>(levels_below(line)), unit_bits) < 254.0f;
}

int unit_bits_of(const DoubtfulLine& line) {
  int bits = most_unit_bits;
  while (!fits(line, bits)) --bits;
  return bits;
}

// The sum of the numbers of a quad's inputs for each pattern. Those with an input are those without it plus its number.
LaneInts patterns_of(const std::int32_t* number) {
  LaneInts sum;
  sum.at[0] = 0;
  for (std::size_t j = 0; j < 4; ++j)
    for (std::size_t k = 0, size = std::size_t{1} << j; k < size; ++k) sum.at[size + k] = sum.at[k] + number[j];
  return sum;
}

std::size_t quads_of(const InputGroup& group) {
  return (group.inputs.count + 3) / 4;
}

struct LineCells {
  std::int32_t error[most_group_inputs], level[most_group_inputs];  // errors in 2^-fraction_bits of a level
};
LineCells cells_of(const InputGroup& group, const DoubtfulLine& line) {
  LineCells of{};
  const SliceCells& cells = group.cells;
  const float scale = std::ldexp(1.0f, cells.fraction_bits);
  for (std::size_t j = 0; j < group.inputs.count; ++j) {
    const std::size_t place = cells.place(line.array, line.row, group.inputs.first + j);
    const float error = cells.conductance[place] - static_cast<float>(cells.level[place]);
    of.level[j] = cells.level[place];
    of.error[j] = static_cast<std::int32_t>(error * scale);
  }
  return of;
}

// Rounds errors to the nearest part, by drop_bits, and splits them into units and parts.
[[gnu::always_inline]] inline void to_units(const LaneInts& error, int drop_bits, std::int32_t bias, std::uint8_t* unit,
                                            std::uint8_t* part) {
  const int drop = std::max(drop_bits, 0), gain = std::max(-drop_bits, 0);
  const std::int32_t half = 1 << drop >> 1;
  for (std::size_t k = 0; k < 16; ++k) {
    const std::int32_t parts = ((error.at[k] * (1 << gain) + half) >> drop) + bias;
    unit[k] = static_cast<std::uint8_t>(parts >> part_bits);
    part[k] = static_cast<std::uint8_t>(parts & ((1 << part_bits) - 1));
  }
}

ErrorTable error_table(const LineCells& cells, int unit_bits, int below, const InputGroup& group) {
  ErrorTable table;
  const int drop_bits = group.cells.fraction_bits - unit_bits - part_bits;
  std::int32_t bias = ((2 * below + 1) << (unit_bits + part_bits - 1)) + slack_parts(quads_of(group));
  for (std::size_t quad = 0; quad < n_quad; ++quad, bias = 0)
    simd::run_by_isa<to_units>(patterns_of(cells.error + 4 * quad), drop_bits, bias, table.unit[quad],
                               table.part[quad]);
  return table;
}

LevelTable level_table(const LineCells& cells) {
  LevelTable table;
  for (std::size_t quad = 0; quad < n_quad; ++quad) {
    const LaneInts sum = patterns_of(cells.level + 4 * quad);
    for (std::size_t k = 0; k < 16; ++k) table.at[quad][k] = static_cast<std::uint8_t>(sum.at[k]);
  }
  return table;
}

ReadLines* lines_reader([[maybe_unused]] simd::Isa isa) {
#ifdef OHMIMO_X86_KERNELS
  if (isa == simd::Isa::avx512) return avx512::read_lines;
  if (isa == simd::Isa::avx2) return avx2::read_lines;
#endif
  return scalar::read_lines;
}

std::int32_t exact_error(const void* group, const ReadLine& line, std::uint32_t pattern) {
  return read_error(*static_cast<const InputGroup*>(group), line.array, line.row, pattern);
}

}  // namespace

bool LineReads::possible(const DoubtfulLine& line) {
  return static_cast<float>(line.level) + line.up + line.down < 126.0f;
}

LineReads::Tables& LineReads::tables_for(const InputGroup& group, const DoubtfulLine& line) {
  const bool errs = line.up > 0.0f || line.down > 0.0f;
  const bool leaves =
      static_cast<float>(line.level) + line.up >= static_cast<float>(group.most_code) + 0.5f || line.below_zero >= 0.5f;
  const int unit_bits = unit_bits_of(line), below = levels_below(line);
  for (Tables& tables : tables_)
    if (tables.errs == errs && tables.leaves == leaves && tables.unit_bits == unit_bits && tables.below == below)
      return tables;
  return tables_.emplace_back(Tables{errs, leaves, unit_bits, below, {}, {}, {}});
}

LineReads::LineReads(const InputGroup& group, std::span<const DoubtfulLine> lines) : n_quad_(quads_of(group)) {
  for (const DoubtfulLine& line : lines) {
    Tables& tables = tables_for(group, line);
    tables.line.push_back({static_cast<std::uint32_t>(line.array), static_cast<std::uint32_t>(line.row),
                           group.cells.slice_bits * static_cast<int>(line.array / 2), line.array % 2 == 1});
    const LineCells cells = cells_of(group, line);
    if (tables.errs) tables.error.push_back(error_table(cells, tables.unit_bits, tables.below, group));
    if (tables.leaves) tables.level.push_back(level_table(cells));
  }
}

void LineReads::read(const InputGroup& group, const DrivenPlanes& planes, Corrections& corrections) const {
  ReadLines* const read_lines = lines_reader(simd::isa());
  const ReadErrors errors{corrections.sum.data(), &corrections.wrong, &corrections.worst};
  for (const Tables& tables : tables_)
    read_lines({tables.line.size(), n_quad_, tables.line.data(), tables.errs ? tables.error.data() : nullptr,
                tables.leaves ? tables.level.data() : nullptr, tables.unit_bits, tables.below,
                std::min(group.most_code, 127), exact_error, &group},
               {planes.data(), planes.size()}, errors);
}

}  // namespace ohmimo::rram
