#include "phy/coding/rate_matching.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>

namespace ohmimo::coding {
namespace {

constexpr int start_of[2][4] = {{0, 17, 33, 56}, {0, 13, 25, 43}};

template <class Value>
void transpose(const Value* from, std::size_t n_row, std::size_t n_column, Value* to) {
  for (std::size_t row = 0; row < n_row; ++row)
    for (std::size_t column = 0; column < n_column; ++column) to[column * n_row + row] = from[row * n_column + column];
}

}  // namespace

void check_transmission(const Segmentation& s, const Transmission& t) {
  if (t.bits_per_symbol < 1 || t.bits_per_symbol > 10)
    throw std::invalid_argument(fmt::format("bits_per_symbol must be from 1 to 10, got {}", t.bits_per_symbol));
  if (t.n_layer < 1 || t.n_layer > 8)
    throw std::invalid_argument(fmt::format("layers must be from 1 to 8, got {}", t.n_layer));
  if (t.redundancy_version < 0 || t.redundancy_version > 3)
    throw std::invalid_argument(fmt::format("redundancy_version must be from 0 to 3, got {}", t.redundancy_version));
  if (t.n_ref < 0) throw std::invalid_argument(fmt::format("n_ref must be at least 0, got {}", t.n_ref));
  const int group = t.bits_per_symbol * t.n_layer;
  if (t.n_coded < group * s.n_block || t.n_coded % group != 0)
    throw std::invalid_argument(fmt::format("coded bits must be a multiple of {} and at least {}, got {}", group,
                                            group * s.n_block, t.n_coded));
}

int ring_size(const CodeShape& code, int n_ref) {
  return n_ref == 0 ? code.n_coded() : std::min(code.n_coded(), n_ref);
}

int ring_start(const CodeShape& code, int ring, int redundancy_version) {
  const std::int64_t steps = start_of[code.graph - 1][redundancy_version];
  return static_cast<int>(steps * ring / code.n_coded()) * code.lifting.size;
}

int sent_bits(const Segmentation& s, const Transmission& t, int block) {
  const int group = t.bits_per_symbol * t.n_layer, n_group = t.n_coded / group;
  const bool is_larger = block >= s.n_block - n_group % s.n_block;
  return (n_group / s.n_block + (is_larger ? 1 : 0)) * group;
}

void interleave(std::span<const std::uint8_t> selected, int bits_per_symbol, std::span<std::uint8_t> sent) {
  transpose(selected.data(), bits_per_symbol, selected.size() / bits_per_symbol, sent.data());
}

void deinterleave(std::span<const float> received, int bits_per_symbol, std::span<float> selected) {
  transpose(received.data(), received.size() / bits_per_symbol, bits_per_symbol, selected.data());
}

}  // namespace ohmimo::coding
