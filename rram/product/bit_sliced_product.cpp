#include "rram/product/bit_sliced_product.hpp"

#include <algorithm>
#include <cmath>

#include "rram/product/integer_product.hpp"

namespace ohmimo::rram {
namespace {

std::vector<std::int64_t> lane_codes(const Words& words, std::size_t n, std::size_t lane) {
  std::vector<std::int64_t> code(n);
  for (std::size_t j = 0; j < n; ++j) code[j] = static_cast<std::int64_t>(words.code[j].at[lane]);
  return code;
}

}  // namespace

BitSlicedMatrix::BitSlicedMatrix(const MatrixView& a, const HpFormat& format, const SliceReads::Source* cells)
    : format_(format), integer_(a.n_row, a.n_col) {
  if (format.quantise) lsb_ = std::ldexp(power_of_two_above(largest_magnitude(a)), -format.word_bits);
  const double per_lsb = 1.0 / lsb_;
  const double most = std::ldexp(1.0, format.word_bits) - 1.0;
  double sum_of_squares = 0.0;
  for (std::size_t i = 0; i < a.n_row; ++i) {
    for (std::size_t j = 0; j < a.n_col; ++j) {
      integer_(i, j) = format.quantise ? std::clamp(round_even(a(i, j) * per_lsb), -most, most) : a(i, j);
      sum_of_squares += integer_(i, j) * integer_(i, j);
    }
  }
  frobenius_norm_ = std::sqrt(sum_of_squares) * lsb_;
  if (!format.quantise) return;
  exact_in_double_ = exact_in_double(integer_.view(), format.word_bits);
  if (format.slices) cut_slices();
  if (format.slices && cells != nullptr) write_cells(*cells);
}

void BitSlicedMatrix::write_cells(const SliceReads::Source& cells) {
  const std::size_t n_element = integer_.value.size(), n_slice = positive_.size() / n_element;
  std::vector<std::uint8_t> level;  // [slice][sign][row][col]
  level.reserve(2 * positive_.size());
  for (std::size_t s = 0; s < n_slice; ++s)
    for (const std::vector<std::uint8_t>* part : {&positive_, &negative_}) {
      const auto first = part->begin() + static_cast<std::ptrdiff_t>(s * n_element);
      level.insert(level.end(), first, first + static_cast<std::ptrdiff_t>(n_element));
    }
  cells_.emplace(SliceReads::Shape{n_slice, integer_.n_row, integer_.n_col, format_.slice_bits}, level, cells);
  cells_->prepare(whole());
}

void BitSlicedMatrix::prepare(const SubArray& part) {
  if (cells_) cells_->prepare(part);
}

void BitSlicedMatrix::cut_slices() {
  const std::size_t n_element = integer_.value.size();
  const std::size_t n_slice = static_cast<std::size_t>(format_.word_bits / format_.slice_bits);
  positive_.resize(n_slice * n_element);
  negative_.resize(n_slice * n_element);
  const std::int64_t mask = (std::int64_t{1} << format_.slice_bits) - 1;
  for (std::size_t s = 0; s < n_slice; ++s)
    for (std::size_t k = 0; k < n_element; ++k) {
      const auto value = static_cast<std::int64_t>(integer_.value[k]);
      const auto shift = format_.slice_bits * static_cast<int>(s);
      positive_[s * n_element + k] = static_cast<std::uint8_t>((std::max<std::int64_t>(value, 0) >> shift) & mask);
      negative_[s * n_element + k] = static_cast<std::uint8_t>((std::max<std::int64_t>(-value, 0) >> shift) & mask);
    }
}

void BitSlicedMatrix::multiply(const SubArray& part, const Words& words, Lanes* y, HpReader* reader) const {
  const Finish finish{.factor = value_of_code(words), .minuend = nullptr};
  if (by_integers_in_double()) return rram::multiply(integers(part), words.code, finish, y);
  HpReader unread;
  if (cells_) {
    cells_->multiply(part, words.code, reader != nullptr ? *reader : unread, y);
  } else if (!positive_.empty()) {
    multiply_slices(part, words, y);
  } else {
    rram::multiply({integers(part), false}, words.code, {}, y);
  }
  scale(finish.factor, part.n_row, y);
}

void BitSlicedMatrix::subtract_product(const SubArray& part, const Words& words, const Minuend& minuend,
                                       Lanes* y) const {
  if (by_integers_in_double())
    return rram::multiply(integers(part), words.code, {.factor = value_of_code(words), .minuend = minuend.value}, y);
  multiply(part, words, y, minuend.reader);
  subtract_from(minuend.value, part.n_row, y);
}

Lanes BitSlicedMatrix::value_of_code(const Words& words) const {
  Lanes factor;
  for (std::size_t l = 0; l < n_lane; ++l) factor.at[l] = lsb_ * words.lsb.at[l];
  return factor;
}

void BitSlicedMatrix::multiply_ideal(const SubArray& part, const Lanes* x, Lanes* y) const {
  if (!format_.quantise) return rram::multiply(integers(part), x, y);
  Finish finish;
  std::fill_n(finish.factor.at, n_lane, lsb_);
  rram::multiply(integers(part), x, finish, y);
}

void BitSlicedMatrix::multiply_slices(const SubArray& part, const Words& words, Lanes* y) const {
  for (std::size_t l = 0; l < n_lane; ++l) {
    std::vector<std::int64_t> positive = lane_codes(words, part.n_col, l);
    std::vector<std::int64_t> negative = positive;
    for (std::int64_t& word : positive) word = std::max<std::int64_t>(word, 0);
    for (std::int64_t& word : negative) word = std::max<std::int64_t>(-word, 0);
    for (std::size_t i = 0; i < part.n_row; ++i)
      y[i].at[l] = static_cast<double>(line_sum(part, i, positive) - line_sum(part, i, negative));
  }
}

// One line of A times non-negative words: binary inputs, one bit plane after the other, each slice read on its own.
std::int64_t BitSlicedMatrix::line_sum(const SubArray& part, std::size_t i, std::span<const std::int64_t> word) const {
  const std::size_t n_slice = static_cast<std::size_t>(format_.word_bits / format_.slice_bits);
  std::int64_t total = 0;
  for (int plane = 0; plane <= format_.word_bits; ++plane)  // 3 2^(word_bits - 1) needs word_bits + 1 planes
    for (std::size_t s = 0; s < n_slice; ++s) {
      const std::size_t line = (s * integer_.n_row + part.row + i) * integer_.n_col + part.col;
      std::int64_t positive = 0;  // what the two ADCs of the column pair read
      std::int64_t negative = 0;
      for (std::size_t j = 0; j < word.size(); ++j) {
        const std::int64_t bit = (word[j] >> plane) & 1;
        positive += bit * positive_[line + j];
        negative += bit * negative_[line + j];
      }
      const int shift = plane + format_.slice_bits * static_cast<int>(s);
      total += (positive - negative) * (std::int64_t{1} << shift);
    }
  return total;
}

Dense BitSlicedMatrix::values() const {
  Dense values = integer_;
  for (double& value : values.value) value *= lsb_;
  return values;
}

std::uint64_t BitSlicedMatrix::cells() const {
  const auto n_slice = static_cast<std::uint64_t>(format_.word_bits / format_.slice_bits);
  return 2 * n_slice * integer_.value.size();
}

}  // namespace ohmimo::rram
