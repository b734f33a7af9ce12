// Scrambling of PUSCH (TS 38.211, 6.3.1.1) by the Gold sequence of phy/estimation.
#pragma once
#include <cstdint>
#include <span>

namespace ohmimo::coding {

// rnti names the user (0 to 65535), scrambling_id the cell or dataScramblingIdentity (0 to 1023); throws
// std::invalid_argument beyond.
std::uint32_t scrambling_c_init(int rnti, int scrambling_id);

// Both take as much of the sequence as there are bits, which must not be longer than it.
void scramble(std::span<const std::uint8_t> sequence, std::span<std::uint8_t> bits);
void descramble(std::span<const std::uint8_t> sequence, std::span<float> llr);

}  // namespace ohmimo::coding
