#include "rram/slice_reads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ohmimo::rram {
namespace {

void require(bool ok, std::string_view rule, double value) {
  if (!ok) throw std::invalid_argument(fmt::format("{}, got {}", rule, value));
}

template <class Number>
void add(const Number* __restrict term, std::size_t n, Number* __restrict sum) {
  for (std::size_t i = 0; i < n; ++i) sum[i] += term[i];
}

}  // namespace

void validate(const HpArray& array) {
  require(array.rows_per_read >= 0, "rows per read must be >= 0", array.rows_per_read);
  require(array.adc_bits >= 1 && array.adc_bits <= 16, "adc bits of the HP array must be 1 to 16", array.adc_bits);
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

int safe_rows(const DeviceModel& device) {
  if (device.law != LawKind::quantiles) return 0;
  double largest_S = 0.0;
  for (std::size_t k = 0; k < device.level.size(); ++k)
    for (const double end_S : {device.level[k].quantile_S.front(), device.level[k].quantile_S.back()})
      largest_S = std::max(largest_S, std::abs(end_S - device.target_S(k)));
  constexpr double rounding = 1e-9;  // of a table in uS; a law reaches its ends with probability 0
  return static_cast<int>(0.5 * device.step_S / largest_S + rounding);
}

// Sums over the driven inputs, for each row of the part.
struct SliceReads::Sums {
  std::vector<std::int32_t> want;
  std::vector<double> levels;
  std::vector<double> variance;
  std::vector<std::int32_t> value;  // as converted

  explicit Sums(std::size_t n_row) : want(n_row), levels(n_row), variance(n_row), value(n_row) {}
};

SliceReads::SliceReads(const Shape& shape, std::span<const std::uint8_t> level, const Source& source)
    : shape_(shape), array_(source.array), noisy_(source.writer != nullptr && source.effects.read_noise) {
  const std::size_t n_array = 2 * shape.n_slice, n_cell = n_array * shape.n_row * shape.n_col;
  level_.resize(n_cell);
  for (std::size_t array = 0; array < n_array; ++array)
    for (std::size_t i = 0; i < shape.n_row; ++i)
      for (std::size_t j = 0; j < shape.n_col; ++j)
        level_[line(array, j) + i] = level[(array * shape.n_row + i) * shape.n_col + j];
  conductance_.assign(level_.begin(), level_.end());
  if (source.writer == nullptr) return;
  if (noisy_) variance_.resize(n_cell);
  for (std::size_t array = 0; array < n_array; ++array) load(array, *source.writer, source);
}

// Writes the cells of one array and keeps what its terminals see, in levels.
void SliceReads::load(std::size_t array, CellWriter& writer, const Source& source) {
  const DeviceModel& device = *writer.device;
  arma::mat g_S(shape_.n_row, shape_.n_col);
  for (std::size_t j = 0; j < shape_.n_col; ++j)
    for (std::size_t i = 0; i < shape_.n_row; ++i)
      g_S(i, j) = writer.conductance_S(static_cast<std::size_t>(level_[line(array, j) + i]));
  const arma::mat seen_S = source.effective ? source.effective(g_S) : g_S;
  for (std::size_t j = 0; j < shape_.n_col; ++j)
    for (std::size_t i = 0; i < shape_.n_row; ++i) {
      const std::size_t cell = line(array, j) + i;
      conductance_[cell] = (seen_S(i, j) - device.zero_S) / device.step_S;
      if (!noisy_ || g_S(i, j) <= 0.0) continue;
      const double sigma_S = device.read_noise.sigma_S(g_S(i, j), source.effects.age_s) * seen_S(i, j) / g_S(i, j);
      variance_[cell] = sigma_S * sigma_S / (device.step_S * device.step_S);
    }
}

arma::mat SliceReads::levels(std::size_t array) const {
  return arma::mat(conductance_.data() + line(array, 0), shape_.n_row, shape_.n_col);
}

void SliceReads::drive(const Part& part, std::span<const std::size_t> input, std::size_t array, Sums& sums) const {
  std::fill(sums.want.begin(), sums.want.end(), 0);
  std::fill(sums.levels.begin(), sums.levels.end(), 0.0);
  if (noisy_) std::fill(sums.variance.begin(), sums.variance.end(), 0.0);
  for (const std::size_t j : input) {
    const std::size_t first = line(array, part.col + j) + part.row;
    add(level_.data() + first, part.n_row, sums.want.data());
    add(conductance_.data() + first, part.n_row, sums.levels.data());
    if (noisy_) add(variance_.data() + first, part.n_row, sums.variance.data());
  }
}

// An injected error: one code off.
double SliceReads::disturb(double code, RngStream& noise) const {
  const double u = noise.uniform();
  if (u >= array_.error_rate) return code;
  return u < 0.5 * array_.error_rate ? code - 1.0 : code + 1.0;
}

// The integers the controller takes the lines for. Numbers are >= 0 where they are rounded: truncation does it, fast.
void SliceReads::convert(RngStream* noise, Sums& sums) const {
  const std::size_t n_row = sums.levels.size();
  const double step = array_.adc_step, most = static_cast<double>((1 << array_.adc_bits) - 1);
  double* __restrict levels = sums.levels.data();
  std::int32_t* __restrict value = sums.value.data();
  if (noise != nullptr && noisy_)
    for (std::size_t i = 0; i < n_row; ++i) levels[i] += std::sqrt(sums.variance[i]) * noise->normal();
  for (std::size_t i = 0; i < n_row; ++i)
    levels[i] = static_cast<std::int32_t>(std::min(std::max(0.0, levels[i] / step + 0.5), most));
  if (noise != nullptr && array_.error_rate > 0.0)
    for (std::size_t i = 0; i < n_row; ++i) levels[i] = std::clamp(disturb(levels[i], *noise), 0.0, most);
  for (std::size_t i = 0; i < n_row; ++i) value[i] = static_cast<std::int32_t>(levels[i] * step + 0.5);
}

void SliceReads::multiply(const Part& part, const Vector& vector, HpReader& reader, std::span<std::int64_t> sum) const {
  const std::size_t group = array_.rows_per_read > 0 ? static_cast<std::size_t>(array_.rows_per_read) : part.n_col;
  RngStream* noise = reader.noise.empty() ? nullptr : &reader.noise[vector.lane];
  const bool counted = reader.active == nullptr || reader.active->at[vector.lane] != 0.0;
  ReadCount count;
  std::int32_t worst = 0;
  Sums sums(part.n_row);
  std::vector<std::size_t> input;
  std::fill(sum.begin(), sum.end(), 0);

  const auto read_array = [&](std::size_t array, std::int64_t weight) {
    drive(part, input, array, sums);
    convert(noise, sums);
    for (std::size_t i = 0; i < part.n_row; ++i) {
      const std::int32_t error = std::abs(sums.value[i] - sums.want[i]);
      count.wrong += error != 0;
      worst = std::max(worst, error);
      sum[i] += sums.value[i] * weight;
    }
    count.reads += part.n_row;
  };

  for (const std::int64_t polarity : {1, -1})
    for (int plane = 0; plane < vector.planes; ++plane)
      for (std::size_t first = 0; first < part.n_col; first += group) {
        input.clear();
        for (std::size_t j = first; j < std::min(first + group, part.n_col); ++j)
          if (vector.word[j] * polarity > 0 && ((vector.word[j] * polarity) >> plane & 1) != 0) input.push_back(j);
        if (input.empty()) continue;
        ++count.drives;
        for (std::size_t slice = 0; slice < shape_.n_slice; ++slice) {
          const std::int64_t weight =
              polarity * (std::int64_t{1} << (plane + shape_.slice_bits * static_cast<int>(slice)));
          read_array(2 * slice, weight);
          read_array(2 * slice + 1, -weight);
        }
      }
  count.worst = worst;
  if (counted) reader.count += count;
}

}  // namespace ohmimo::rram
