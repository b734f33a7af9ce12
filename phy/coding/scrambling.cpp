#include "phy/coding/scrambling.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace ohmimo::coding {
namespace {

void check(std::size_t n_sequence, std::size_t n) {
  if (n > n_sequence)
    throw std::invalid_argument(fmt::format("scrambling sequence must have at least {} bits, got {}", n, n_sequence));
}

}  // namespace

std::uint32_t scrambling_c_init(int rnti, int scrambling_id) {
  if (rnti < 0 || rnti > 65535) throw std::invalid_argument(fmt::format("rnti must be from 0 to 65535, got {}", rnti));
  if (scrambling_id < 0 || scrambling_id > 1023)
    throw std::invalid_argument(fmt::format("scrambling_id must be from 0 to 1023, got {}", scrambling_id));
  return (static_cast<std::uint32_t>(rnti) << 15) + static_cast<std::uint32_t>(scrambling_id);
}

void scramble(std::span<const std::uint8_t> sequence, std::span<std::uint8_t> bits) {
  check(sequence.size(), bits.size());
  for (std::size_t k = 0; k < bits.size(); ++k) bits[k] ^= sequence[k];
}

void descramble(std::span<const std::uint8_t> sequence, std::span<float> llr) {
  check(sequence.size(), llr.size());
  for (std::size_t k = 0; k < llr.size(); ++k) llr[k] = sequence[k] ? -llr[k] : llr[k];
}

}  // namespace ohmimo::coding
