#include "rram/product/line_sums.hpp"

#include <algorithm>
#include <cmath>

#include "rram/numbers/lanes.hpp"
#include "rram/numbers/require.hpp"

namespace ohmimo::rram {
namespace {

using Column = SliceCells::Column;

// Sums of n lines plus (sign 1) or minus (-1) a column.
[[gnu::always_inline]] inline void add_column(Column column, std::int32_t sign, std::size_t n, float* level,
                                              std::int32_t* want) {
  const float factor = static_cast<float>(sign);
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) level[i] += factor * column.conductance[i];
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) want[i] += sign * column.level[i];
}

// The same for four columns in one pass over the sums.
[[gnu::always_inline]] inline void add_columns(const Column* column, std::size_t n, float* level, std::int32_t* want) {
  const Column a = column[0], b = column[1], c = column[2], d = column[3];
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i)
    level[i] += (a.conductance[i] + b.conductance[i]) + (c.conductance[i] + d.conductance[i]);
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) want[i] += (a.level[i] + b.level[i]) + (c.level[i] + d.level[i]);
}

[[gnu::always_inline]] inline void add_variance(const float* term, std::size_t n, float* sum) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) sum[i] += term[i];
}

struct Adc {
  float step, per_step, most;
  explicit Adc(const HpArray& array)
      : step(static_cast<float>(array.adc_step)),
        per_step(static_cast<float>(1.0 / array.adc_step)),
        most(static_cast<float>((1 << array.adc_bits) - 1)) {}
};

// Truncation rounds down, as the numbers are >= 0.
[[gnu::always_inline]] inline void to_codes(const float* level, std::size_t n, const Adc& adc, std::int32_t* code) {
  const float per_step = adc.per_step, most = adc.most;
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) {
    const float scaled = level[i] * per_step + 0.5f;
    const float above = scaled > 0.0f ? scaled : 0.0f;
    code[i] = static_cast<std::int32_t>(above < most ? above : most);
  }
}

// Injected errors: one code off.
[[gnu::always_inline]] inline void disturb(const std::uint32_t* draw, std::size_t n, double rate, std::int32_t most,
                                           std::int32_t* code) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) {
    const double u = (draw[i] + 0.5) * 0x1p-32;
    const std::int32_t step = u < 0.5 * rate ? -1 : u < rate ? 1 : 0;
    code[i] = std::clamp(code[i] + step, 0, most);
  }
}

[[gnu::always_inline]] inline void to_values(const std::int32_t* code, std::size_t n, const Adc& adc,
                                             std::int32_t* value) {
  const float step = adc.step;
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i)
    // Codes are 0 or more, and lround has no vector form. NOLINTNEXTLINE(bugprone-incorrect-roundings)
    value[i] = static_cast<std::int32_t>(static_cast<float>(code[i]) * step + 0.5f);
}

[[gnu::always_inline]] inline void compare(const std::int32_t* value, const std::int32_t* want, std::size_t n,
                                           ReadCount& count) {
  std::int32_t wrong = 0, worst = 0;
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) {
    const std::int32_t error = std::abs(value[i] - want[i]);
    wrong += error != 0 ? 1 : 0;
    worst = error > worst ? error : worst;
  }
  count.reads += n;
  ++count.drives;
  count.wrong += static_cast<std::uint64_t>(wrong);
  count.worst = std::max<std::int64_t>(count.worst, worst);
}

[[gnu::always_inline]] inline void scale_noise(const float* variance, const float* normal, std::size_t n,
                                               float* level) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) level[i] += std::sqrt(variance[i]) * normal[i];
}

// sum += weight (positive - negative), each [n].
[[gnu::always_inline]] inline void add_pair(const std::int32_t* positive, const std::int32_t* negative, std::size_t n,
                                            std::int64_t weight, std::int64_t* sum) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) sum[i] += static_cast<std::int64_t>(positive[i] - negative[i]) * weight;
}

}  // namespace

void validate(const HpArray& array) {
  require(array.rows_per_read >= 0, "rows per read must be >= 0", array.rows_per_read);
  require_in(hp_adc_bits_range, "adc bits of the HP array", array.adc_bits);
  require(array.adc_step > 0.0 && array.adc_step <= 256.0, "adc step of the HP array must be > 0 and <= 256",
          array.adc_step);
  require(array.error_rate >= 0.0 && array.error_rate <= 1.0, "read error rate must be 0 to 1", array.error_rate);
}

ReadCount& ReadCount::operator+=(const ReadCount& other) {
  reads += other.reads;
  wrong += other.wrong;
  worst = std::max(worst, other.worst);
  drives += other.drives;
  return *this;
}

SliceCells::SliceCells(std::size_t slices, std::size_t rows, std::size_t cols, int bits)
    : n_slice(slices), n_row(rows), n_col(cols), slice_bits(bits) {
  conductance.resize((n_col + 1) * stride());
  level.resize(conductance.size());
}

SliceCells SliceCells::part(const SubArray& at) const {
  SliceCells cut(n_slice, at.n_row, at.n_col, slice_bits);
  cut.fraction_bits = fraction_bits;
  if (!variance.empty()) cut.variance.resize(cut.conductance.size());
  for (std::size_t j = 0; j < at.n_col; ++j)
    for (std::size_t array = 0; array < 2 * n_slice; ++array) {
      const std::size_t from = place(array, at.row, at.col + j), to = cut.place(array, 0, j);
      std::copy_n(conductance.data() + from, at.n_row, cut.conductance.data() + to);
      std::copy_n(level.data() + from, at.n_row, cut.level.data() + to);
      if (!variance.empty()) std::copy_n(variance.data() + from, at.n_row, cut.variance.data() + to);
    }
  return cut;
}

void LineSums::clear(const SliceCells& cells) {
  const std::size_t n = cells.stride();
  level_.assign(n, 0.0f);
  want_.assign(n, 0);
  code_.resize(n);
  value_.resize(n);
  if (!cells.variance.empty()) variance_.assign(n, 0.0f);
}

void LineSums::add(const SliceCells& cells, std::size_t col, int sign) {
  simd::run_by_isa<add_column>(cells.column(col), sign, cells.stride(), level_.data(), want_.data());
}

void LineSums::add(const SliceCells& cells, std::span<const std::size_t> cols) {
  const std::size_t n = cells.stride();
  for (std::size_t k = 0; k < cols.size(); k += 4) {
    Column column[4];
    for (std::size_t q = 0; q < 4; ++q)
      column[q] = cells.column(k + q < cols.size() ? cols[k + q] : cells.n_col);  // behind the last one: zeros
    simd::run_by_isa<add_columns>(column, n, level_.data(), want_.data());
  }
  if (cells.variance.empty()) return;
  for (const std::size_t col : cols)
    simd::run_by_isa<add_variance>(cells.variance.data() + col * n, n, variance_.data());
}

void LineSums::read(const SliceCells& cells, const HpArray& array, RngStream* noise, ReadCount& count) {
  const std::size_t n = cells.stride();
  const Adc adc(array);
  if (noise != nullptr && !cells.variance.empty()) {
    normal_.resize(n);
    noise->fill_normal(normal_, 1.0f);
    simd::run_by_isa<scale_noise>(variance_.data(), normal_.data(), n, level_.data());
  }
  simd::run_by_isa<to_codes>(level_.data(), n, adc, code_.data());
  if (noise != nullptr && array.error_rate > 0.0) {
    draw_.resize(n);
    noise->fill_u32(draw_);
    simd::run_by_isa<disturb>(draw_.data(), n, array.error_rate, static_cast<std::int32_t>(adc.most), code_.data());
  }
  if (adc.step == 1.0f)
    std::swap(code_, value_);
  else
    simd::run_by_isa<to_values>(code_.data(), n, adc, value_.data());
  simd::run_by_isa<compare>(value_.data(), want_.data(), cells.n_line(), count);
}

void LineSums::join(const SliceCells& cells, int shift, bool negative, std::int64_t* sum) const {
  for (std::size_t slice = 0; slice < cells.n_slice; ++slice) {
    const std::int64_t weight = std::int64_t{1} << (shift + cells.slice_bits * static_cast<int>(slice));
    const std::int32_t* positive = value_.data() + 2 * slice * cells.n_row;
    simd::run_by_isa<add_pair>(positive, positive + cells.n_row, cells.n_row, negative ? -weight : weight, sum);
  }
}

}  // namespace ohmimo::rram
