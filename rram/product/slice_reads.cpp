#include "rram/product/slice_reads.hpp"

#include <algorithm>
#include <cmath>

#include "rram/numbers/converters.hpp"

namespace ohmimo::rram {

int safe_rows(const DeviceModel& device) {
  if (device.law != LawKind::quantiles) return 0;
  double largest_S = 0.0;
  for (std::size_t k = 0; k < device.level.size(); ++k)
    for (const double end_S : {device.level[k].quantile_S.front(), device.level[k].quantile_S.back()})
      largest_S = std::max(largest_S, std::abs(end_S - device.target_S(k)));
  constexpr double rounding = 1e-9;  // of a table in uS; a law reaches its ends with probability 0
  return static_cast<int>(0.5 * device.step_S / largest_S + rounding);
}

SliceReads::SliceReads(const Shape& shape, std::span<const std::uint8_t> level, const Source& source)
    : cells_(shape.n_slice, shape.n_row, shape.n_col, shape.slice_bits),
      array_(source.array),
      exact_(source.writer == nullptr) {
  for (std::size_t array = 0; array < n_array(); ++array)
    for (std::size_t i = 0; i < shape.n_row; ++i)
      for (std::size_t j = 0; j < shape.n_col; ++j)
        cells_.level[cells_.place(array, i, j)] = level[(array * shape.n_row + i) * shape.n_col + j];
  std::copy(cells_.level.begin(), cells_.level.end(), cells_.conductance.begin());
  if (exact_) return;
  if (source.effects.read_noise) cells_.variance.resize(cells_.conductance.size());
  for (std::size_t array = 0; array < n_array(); ++array) load(array, *source.writer, source);
  round_to_grid();
}

// Writes the cells of one array and keeps the conductances that its terminals see, in levels.
void SliceReads::load(std::size_t array, CellWriter& writer, const Source& source) {
  const DeviceModel& device = *writer.device;
  arma::mat g_S(cells_.n_row, cells_.n_col);
  for (std::size_t j = 0; j < cells_.n_col; ++j)
    for (std::size_t i = 0; i < cells_.n_row; ++i)
      g_S(i, j) = writer.conductance_S(static_cast<std::size_t>(cells_.level[cells_.place(array, i, j)]));
  const arma::mat seen_S = source.effective ? source.effective(g_S) : g_S;
  for (std::size_t j = 0; j < cells_.n_col; ++j)
    for (std::size_t i = 0; i < cells_.n_row; ++i) {
      const std::size_t cell = cells_.place(array, i, j);
      cells_.conductance[cell] = static_cast<float>((seen_S(i, j) - device.zero_S) / device.step_S);
      if (cells_.variance.empty() || g_S(i, j) <= 0.0) continue;
      const double sigma_S = device.read_noise.sigma_S(g_S(i, j), source.effects.age_s) * seen_S(i, j) / g_S(i, j);
      cells_.variance[cell] = static_cast<float>(sigma_S * sigma_S / (device.step_S * device.step_S));
    }
}

// Chooses the grid of SliceCells: 2^24 steps hold any sum and the half that rounding adds.
void SliceReads::round_to_grid() {
  float largest = 0.0f;
  for (const float level : cells_.conductance) largest = std::max(largest, std::abs(level));
  int exponent = 0;
  std::frexp(static_cast<float>(cells_.n_col) * largest + 1.0f, &exponent);
  cells_.fraction_bits = 24 - exponent;
  const float grid = std::ldexp(1.0f, -cells_.fraction_bits);
  for (float& level : cells_.conductance) level = static_cast<float>(round_even(level / grid) * grid);
}

arma::mat SliceReads::levels(std::size_t array) const {
  arma::mat level(cells_.n_row, cells_.n_col);
  for (std::size_t j = 0; j < cells_.n_col; ++j)
    for (std::size_t i = 0; i < cells_.n_row; ++i) level(i, j) = cells_.conductance[cells_.place(array, i, j)];
  return level;
}

PartReads SliceReads::make(const SubArray& part) const {
  return {cells_.part(part), array_, exact_};
}

const PartReads* SliceReads::find(const SubArray& part) const {
  const auto ready = std::ranges::find(ready_, part, &Ready::part);
  return ready == ready_.end() ? nullptr : &ready->reads;
}

void SliceReads::prepare(const SubArray& part) {
  if (find(part) == nullptr) ready_.push_back({part, make(part)});
}

void SliceReads::multiply(const SubArray& part, const VectorWord& vector, HpReader& reader,
                          std::span<std::int64_t> sum) const {
  RngStream* noise = reader.noise.empty() ? nullptr : &reader.noise[vector.lane];
  ReadCount count;
  if (const PartReads* reads = find(part))
    reads->multiply(vector.word, noise, count, sum.data());
  else
    make(part).multiply(vector.word, noise, count, sum.data());
  const bool counted = reader.active == nullptr || reader.active->at[vector.lane] != 0.0;
  if (counted) reader.count += count;
}

void SliceReads::multiply(const SubArray& part, const Lanes* code, HpReader& reader, Lanes* y) const {
  const PartReads* reads = find(part);
  if (reads != nullptr && reads->together()) return reads->multiply(code, reader.active, reader.count, y);
  thread_local std::vector<std::int64_t> word, sum;
  word.resize(part.n_col);
  sum.resize(part.n_row);
  for (std::size_t l = 0; l < n_lane; ++l) {
    for (std::size_t j = 0; j < part.n_col; ++j) word[j] = static_cast<std::int64_t>(code[j].at[l]);
    multiply(part, {word, l}, reader, sum);
    for (std::size_t i = 0; i < part.n_row; ++i) y[i].at[l] = static_cast<double>(sum[i]);
  }
}

}  // namespace ohmimo::rram
