#include "phy/coding/ldpc_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <stdexcept>

#include "phy/coding/bit_words.hpp"
#include "phy/coding/ldpc_kernels.hpp"

namespace ohmimo::coding {
namespace {

// Kernels fill whole registers of up to 8 words.
std::size_t rounded_up(std::size_t n_word) {
  return (n_word + 7) / 8 * 8;
}

}  // namespace

LdpcEncoder::LdpcEncoder(int graph, Lifting lifting)
    : kernels_(ldpc_kernels()),
      graph_(base_graph(graph)),
      z_(static_cast<std::size_t>(lifting_of(lifting.size).size)),
      n_word_((z_ + 63) / 64),
      stride_(2 * rounded_up(n_word_) + 1) {
  const int set = lifting_of(lifting.size).set, kb = graph_.n_info;
  columns_.resize(stride_ * (graph_.n_column + n_core));
  packed_.resize(graph_.n_info * z_ / 64 + 2);
  const auto first_parity_shift = [&](int row) {
    for (const BaseGraph::Entry& entry : graph_.row(row))
      if (entry.column == kb) return entry.shift[set] % static_cast<int>(z_);
    throw std::invalid_argument(fmt::format("data nr: base graph {} has no parity in row {}", graph, row));
  };
  shift_a_ = static_cast<std::size_t>(first_parity_shift(0));
  shift_b_ = static_cast<std::size_t>(first_parity_shift(graph == 1 ? 1 : 2));
  for (int r = 0; r < graph_.n_row; ++r) {
    starts_.push_back(terms_.size());
    const int known = r < n_core ? kb : kb + n_core;
    for (const BaseGraph::Entry& entry : graph_.row(r))
      if (entry.column < known)
        terms_.push_back({column(entry.column), static_cast<std::uint32_t>(entry.shift[set] % z_)});
  }
  starts_.push_back(terms_.size());
}

// Continues the first Z bits of a column as far as rotated columns reach.
void LdpcEncoder::repeat(std::uint64_t* column) const {
  const std::size_t n = (z_ - 1) / 64 + n_word_ + 1;
  const std::size_t part = z_ % 64;
  if (part == 0) {
    for (std::size_t w = z_ / 64; w < n; ++w) column[w] = column[w - z_ / 64];
    return;
  }
  if (z_ < 64) {
    std::uint64_t word = column[0] & ((std::uint64_t{1} << z_) - 1);
    std::size_t period = z_;
    for (std::size_t have = z_; have < 64; have *= 2) word |= word << have;
    while (period + z_ <= 64) period += z_;
    for (std::size_t w = 0; w < n; ++w) {
      const std::size_t first = 64 * w % z_;
      column[w] = first == 0 ? word : word >> first | word << (period - first);
    }
    return;
  }
  const std::size_t last = z_ / 64;
  column[last] = (column[last] & ((std::uint64_t{1} << part) - 1)) | column[0] << part;
  for (std::size_t w = last + 1; w < n; ++w) column[w] = word_at(column, 64 * w - z_);
}

void LdpcEncoder::add_row(int row, std::uint64_t* to) {
  kernels_.add_rotated(terms_.data() + starts_[row], starts_[row + 1] - starts_[row], n_word_, to);
}

// All four rows together hold nothing but the first parity column, once, by shift b.
void LdpcEncoder::core_parity() {
  const auto solve = [&](int k, std::initializer_list<RotatedColumn> terms) {
    std::uint64_t* parity = column(graph_.n_info + k);
    kernels_.add_rotated(terms.begin(), terms.size(), n_word_, parity);
    repeat(parity);
    return RotatedColumn{parity, 0};
  };
  const auto rotated = [&](RotatedColumn c, std::size_t shift) {
    return RotatedColumn{c.words, static_cast<std::uint32_t>(shift % z_)};
  };
  const RotatedColumn s0{sum(0), 0}, s1{sum(1), 0}, s2{sum(2), 0}, s3{sum(3), 0};
  const std::size_t back = z_ - shift_b_;
  const RotatedColumn p0 = solve(0, {rotated(s0, back), rotated(s1, back), rotated(s2, back), rotated(s3, back)});
  const RotatedColumn p1 = solve(1, {s0, rotated(p0, shift_a_)});
  if (graph_.index == 1) {
    const RotatedColumn p2 = solve(2, {s1, rotated(p0, shift_b_), p1});
    solve(3, {s2, p2});
  } else {
    solve(2, {s1, p1});
    solve(3, {s3, rotated(p0, shift_a_)});
  }
}

void LdpcEncoder::encode(std::span<const std::uint8_t> info, std::span<std::uint8_t> coded) {
  const std::size_t n_info = graph_.n_info * z_, n_coded = graph_.n_sent() * z_;
  if (info.size() != n_info || coded.size() != n_coded)
    throw std::invalid_argument(fmt::format("info and coded must have {} and {} bits, got {} and {}", n_info, n_coded,
                                            info.size(), coded.size()));
  const std::size_t n_whole = n_info / 64;
  kernels_.pack(info.data(), n_whole, packed_.data());
  packed_[n_whole] = 0;
  for (std::size_t k = 64 * n_whole; k < n_info; ++k) packed_[n_whole] |= std::uint64_t{info[k]} << k % 64;
  for (int c = 0; c < graph_.n_info; ++c) {
    for (std::size_t w = 0; 64 * w < z_; ++w) column(c)[w] = word_at(packed_.data(), c * z_ + 64 * w);
    repeat(column(c));
  }
  for (int r = 0; r < n_core; ++r) {
    add_row(r, sum(r));
    repeat(sum(r));
  }
  core_parity();
  for (int r = n_core; r < graph_.n_row; ++r) add_row(r, column(graph_.n_info + r));

  std::copy(info.begin() + 2 * z_, info.end(), coded.begin());
  write_parity(coded.subspan(n_info - 2 * z_));
}

// Whole words at a time: what they write beyond a column, the next one replaces, but at the end.
void LdpcEncoder::write_parity(std::span<std::uint8_t> parity) {
  for (int r = 0; r < graph_.n_row; ++r) {
    const std::size_t first = r * z_;
    if (first + 64 * n_word_ <= parity.size()) {
      kernels_.unpack(column(graph_.n_info + r), n_word_, parity.data() + first);
    } else {
      std::uint8_t bits[most_lifting + 64];
      kernels_.unpack(column(graph_.n_info + r), n_word_, bits);
      std::copy(bits, bits + z_, parity.data() + first);
    }
  }
}

}  // namespace ohmimo::coding
