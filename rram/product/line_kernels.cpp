// Compiled once per instruction set with OHMIMO_ISA = scalar | avx2 | avx512 set (CMakeLists.txt).
#include "rram/product/line_kernels.hpp"

#include "rram/product/byte_lanes.hpp"

namespace ohmimo::rram::OHMIMO_ISA {
namespace {

// What makes a line read wrong: errors of its cells, sums beyond the range of the codes, or both.
enum class Kind { errors, errors_and_range, range };

// The lanes read at once: those from `lane` on.
struct Reading {
  const LineTables& lines;
  const DrivenSteps& driven;
  const ReadErrors& errors;
  std::size_t lane;
};

// One line read in four planes of the words of one sign, a byte for each.
struct Values {
  Bytes error;          // code less level; with Kind::errors `below` more than that
  std::uint64_t close;  // bit k: byte k lies too close to a boundary between two codes to be sure
};

template <int quads>
[[gnu::always_inline]] inline Bytes sum_of(const std::uint8_t (&table)[n_quad][16], const Bytes (&pattern)[quads]) {
  Bytes sum = look_up(table[0], pattern[0]) + look_up(table[1], pattern[1]);
  if constexpr (quads == 4) sum += look_up(table[2], pattern[2]) + look_up(table[3], pattern[3]);
  return sum;
}

template <Kind kind, int quads>
[[gnu::always_inline]] inline Values read(const Reading& reading, std::size_t place, const PlaneStep& step) {
  const LineTables& lines = reading.lines;
  Bytes pattern[quads];
  for (int quad = 0; quad < quads; ++quad) pattern[quad] = (Bytes)load(step.pattern[quad].at + reading.lane);
  Values values{};
  if constexpr (kind != Kind::range) {
    const Bytes part = sum_of<quads>(lines.error[place].part, pattern);
    const Bytes unit = sum_of<quads>(lines.error[place].unit, pattern) + shift_down(part, part_bits);
    const Bytes past_unit = unit & all_bytes((1 << lines.unit_bits) - 1);
    values.error = shift_down(unit, lines.unit_bits);
    values.close = equal(past_unit | (part & all_bytes((1 << part_bits) - 2 * slack_parts(quads))), Bytes{});
  }
  if constexpr (kind == Kind::errors) return values;
  const Bytes want = sum_of<quads>(lines.level[place].at, pattern), most = all_bytes(lines.most_code);
  const Bytes code = kind == Kind::range ? want : max(want + values.error - all_bytes(lines.below), Bytes{});
  values.error = min(code, most) - want;
  return values;
}

struct CloseReads {
  std::uint64_t bits;
  std::size_t step;
  bool negative;
};

// What reads find.
struct Found {
  Bytes right;              // the error of a right read, as Values has it
  Bytes highest, lowest;    // errors of all lines
  Bytes n_wrong;            // reads of this line
  CloseReads* const close;  // [2 most_steps] of this line: put off, as they need exact sums
  std::size_t n_close;
};

[[gnu::always_inline]] inline void put_off(const CloseReads& close, Bytes& error, Found& found) {
  if (close.bits == 0) return;
  found.close[found.n_close++] = close;
  error = blend(close.bits, found.right, error);
}

// Reads one line in four planes: the errors of the positive words less those of the negative ones.
template <Kind kind, int quads>
[[gnu::always_inline]] inline Bytes read_step(const Reading& reading, std::size_t place, std::size_t step,
                                              Found& found) {
  Values positive = read<kind, quads>(reading, place, reading.driven.step[step][0]);
  Values negative = read<kind, quads>(reading, place, reading.driven.step[step][1]);
  if (kind != Kind::range && __builtin_expect((positive.close | negative.close) != 0, 0)) {
    put_off({positive.close, step, false}, positive.error, found);
    put_off({negative.close, step, true}, negative.error, found);
  }
  found.n_wrong = count_unequal(found.n_wrong, positive.error, found.right);
  found.n_wrong = count_unequal(found.n_wrong, negative.error, found.right);
  found.highest = max(max(found.highest, positive.error), negative.error);
  found.lowest = min(min(found.lowest, positive.error), negative.error);
  return positive.error - negative.error;
}

// Makes reads that were put off, one by one, and adds their errors.
void read_exactly(const Reading& reading, const ReadLine& line, CloseReads close) {
  const PlaneStep& step = reading.driven.step[close.step][close.negative ? 1 : 0];
  const ReadErrors& errors = reading.errors;
  for (; close.bits != 0; close.bits &= close.bits - 1) {
    const int k = __builtin_ctzll(close.bits), plane = k % planes_per_step;
    const std::size_t l = reading.lane + static_cast<std::size_t>(k / planes_per_step);
    std::uint32_t pattern = 0;
    for (std::size_t quad = 0; quad < n_quad; ++quad)
      pattern |= (static_cast<std::uint32_t>(step.pattern[quad].at[l]) >> (8 * plane) & 15) << (4 * quad);
    const std::int32_t error = reading.lines.exact_error(reading.lines.group, line, pattern);
    const std::int32_t size = error < 0 ? -error : error;
    if (error == 0) continue;
    const int shift = line.slice_shift + planes_per_step * static_cast<int>(close.step) + plane;
    errors.sum[line.row].at[l] +=
        static_cast<std::int64_t>(close.negative == line.negative ? error : -error) * (std::int64_t{1} << shift);
    errors.wrong->at[l] += 1;
    if (size > errors.worst->at[l]) errors.worst->at[l] = size;
  }
}

// Errors are at most 127: over the 24 planes of six steps they add up to less than 2^31.
constexpr std::size_t steps_at_once = 6;

template <Kind kind, int quads>
[[gnu::always_inline]] inline void read_line(const Reading& reading, std::size_t place, Found& found) {
  const ReadLine& line = reading.lines.line[place];
  found.n_wrong = Bytes{};
  found.n_close = 0;
  for (std::size_t end = reading.driven.n_step, first = 0; end > 0; end = first) {
    first = end > steps_at_once ? end - steps_at_once : 0;
    Ints total{};
    for (std::size_t step = end; step-- > first;)
      total = (total << planes_per_step) + over_planes(read_step<kind, quads>(reading, place, step, found));
    add_shifted(line.negative ? -total : total, line.slice_shift + planes_per_step * static_cast<int>(first),
                reading.errors.sum[line.row].at + reading.lane);
  }
  for (std::size_t c = 0; c < found.n_close; ++c) read_exactly(reading, line, found.close[c]);
}

template <Kind kind, int quads>
void read_all(const LineTables& lines, const DrivenSteps& driven, const ReadErrors& errors) {
  for (std::size_t lane = 0; lane < n_lane; lane += lanes_at_once) {
    const Bytes right = all_bytes(kind == Kind::errors ? lines.below : 0);
    CloseReads close[2 * most_steps];
    Found found{right, right, right, {}, close, 0};
    Ints wrong{};
    for (std::size_t k = 0; k < lines.n_line; ++k) {
      read_line<kind, quads>({lines, driven, errors, lane}, k, found);
      wrong += over_bytes(found.n_wrong);
    }
    store(load(errors.wrong->at + lane) + wrong, errors.wrong->at + lane);
    const Bytes worst = max(found.highest - right, right - found.lowest);
    for (std::size_t k = 0; k < n_byte; ++k) {
      std::int32_t& largest = errors.worst->at[lane + k / planes_per_step];
      if (worst[k] > largest) largest = worst[k];
    }
  }
}

template <int quads>
void read_kind(const LineTables& lines, const DrivenSteps& driven, const ReadErrors& errors) {
  if (lines.error == nullptr)
    read_all<Kind::range, quads>(lines, driven, errors);
  else if (lines.level == nullptr)
    read_all<Kind::errors, quads>(lines, driven, errors);
  else
    read_all<Kind::errors_and_range, quads>(lines, driven, errors);
}

}  // namespace

void read_lines(const LineTables& lines, const DrivenSteps& driven, const ReadErrors& errors) {
  if (lines.n_quad <= 2)
    read_kind<2>(lines, driven, errors);
  else
    read_kind<4>(lines, driven, errors);
}

}  // namespace ohmimo::rram::OHMIMO_ISA
