#include "phy/coding/ldpc_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <stdexcept>

#include "phy/coding/bit_words.hpp"
#include "phy/simd/isa.hpp"

namespace ohmimo::coding {
namespace {

constexpr int n_core = 4;           // rows whose parity is solved together; their sums follow the columns
constexpr std::size_t at_once = 8;  // words that all instruction sets fill whole

struct RowSum {
  std::span<const RotatedColumn> terms;
  std::uint64_t* sum;
  std::size_t n_word;
};

// The widest registers hold 8 words; 384 bits are 6.
template <std::size_t width>
[[gnu::always_inline]] inline void add_terms(const RowSum& row) {
  typedef std::uint64_t Words __attribute__((vector_size(8 * width), may_alias, aligned(8)));
  constexpr std::size_t n = at_once / width;
  for (std::size_t first = 0; first < row.n_word; first += at_once) {
    Words sum[n] = {};
    for (const RotatedColumn& term : row.terms) {
      const std::uint64_t* from = term.words + first + term.shift / 64;
      const std::uint64_t down = term.shift % 64, up = 63 - down;
      for (std::size_t k = 0; k < n; ++k) {
        const Words low = *reinterpret_cast<const Words*>(from + k * width);
        const Words high = *reinterpret_cast<const Words*>(from + k * width + 1);
        sum[k] ^= low >> down ^ high << 1 << up;
      }
    }
    for (std::size_t k = 0; k < n; ++k) *reinterpret_cast<Words*>(row.sum + first + k * width) = sum[k];
  }
}

void add(const RowSum& row) {
  simd::run_by_isa<add_terms<2>, add_terms<4>, add_terms<8>>(row);
}

}  // namespace

LdpcEncoder::LdpcEncoder(int graph, Lifting lifting)
    : graph_(base_graph(graph)),
      z_(static_cast<std::size_t>(lifting_of(lifting.size).size)),
      n_word_((z_ + 64 * at_once - 1) / (64 * at_once) * at_once),
      stride_(n_word_ + z_ / 64 + 2) {
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

// Continues the first Z bits of a column over its stride.
void LdpcEncoder::repeat(std::uint64_t* column) const {
  const std::size_t part = z_ % 64;
  if (z_ < 64) {
    std::uint64_t word = column[0] & ((std::uint64_t{1} << z_) - 1);
    std::size_t period = z_;
    for (std::size_t have = z_; have < 64; have *= 2) word |= word << have;
    while (period + z_ <= 64) period += z_;
    for (std::size_t w = 0; w < stride_; ++w) {
      const std::size_t first = 64 * w % z_;
      column[w] = first == 0 ? word : word >> first | word << (period - first);
    }
    return;
  }
  std::size_t w = z_ / 64;
  if (part != 0) {
    column[w] = (column[w] & ((std::uint64_t{1} << part) - 1)) | column[0] << part;
    ++w;
  }
  for (; w < stride_; ++w) column[w] = word_at(column, 64 * w - z_);
}

void LdpcEncoder::add_row(int row, std::uint64_t* to) {
  add({std::span(terms_).subspan(starts_[row], starts_[row + 1] - starts_[row]), to, n_word_});
}

// All four rows together hold nothing but the first parity column, once, by shift b.
void LdpcEncoder::core_parity() {
  const auto solve = [&](int k, std::initializer_list<RotatedColumn> terms) {
    std::uint64_t* parity = column(graph_.n_info + k);
    add({{terms.begin(), terms.size()}, parity, n_word_});
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
  pack_bits(info, packed_.data());
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

  const std::size_t sent = n_info - 2 * z_;
  std::copy(info.begin() + 2 * z_, info.end(), coded.begin());
  for (int r = 0; r < graph_.n_row; ++r) unpack_bits(column(graph_.n_info + r), coded.subspan(sent + r * z_, z_));
}

}  // namespace ohmimo::coding
