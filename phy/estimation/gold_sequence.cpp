#include "phy/estimation/gold_sequence.hpp"

#include <cmath>

namespace ohmimo {
namespace {

// Registers hold 31 outputs, the next one in bit 0.
std::uint32_t next_of_x1(std::uint32_t x) {
  return (x >> 1) | (((x >> 3 ^ x) & 1u) << 30);
}
std::uint32_t next_of_x2(std::uint32_t x) {
  return (x >> 1) | (((x >> 3 ^ x >> 2 ^ x >> 1 ^ x) & 1u) << 30);
}

}  // namespace

std::vector<std::uint8_t> gold_sequence(std::uint32_t c_init, std::size_t n) {
  std::uint32_t x1 = 1, x2 = c_init & 0x7fffffffu;
  for (int skipped = 0; skipped < 1600; ++skipped) {
    x1 = next_of_x1(x1);
    x2 = next_of_x2(x2);
  }
  std::vector<std::uint8_t> c(n);
  for (std::uint8_t& bit : c) {
    bit = static_cast<std::uint8_t>((x1 ^ x2) & 1u);
    x1 = next_of_x1(x1);
    x2 = next_of_x2(x2);
  }
  return c;
}

std::uint32_t dmrs_c_init(int slot, int symbol, int scrambling_id) {
  const std::uint64_t id = static_cast<std::uint64_t>(scrambling_id);
  return static_cast<std::uint32_t>(((14u * slot + symbol + 1u) * (2 * id + 1) << 17) + 2 * id) & 0x7fffffffu;
}

std::vector<std::complex<float>> dmrs_sequence(std::uint32_t c_init, std::size_t n) {
  const std::vector<std::uint8_t> c = gold_sequence(c_init, 2 * n);
  const float level = static_cast<float>(std::sqrt(0.5));
  std::vector<std::complex<float>> r(n);
  for (std::size_t k = 0; k < n; ++k) r[k] = {c[2 * k] ? -level : level, c[2 * k + 1] ? -level : level};
  return r;
}

}  // namespace ohmimo
