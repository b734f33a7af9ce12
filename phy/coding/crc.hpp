// Cyclic redundancy checks of NR (TS 38.212, 5.1): the register starts from zero, the most significant bit goes first.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace ohmimo::coding {

enum class Crc { crc24a, crc24b, crc24c, crc16 };

int crc_length(Crc crc);
std::string_view crc_name(Crc crc);

// Parity of bits, each a byte of 0 or 1; the first parity bit is the highest of the crc_length() low ones.
std::uint32_t crc_parity(Crc crc, std::span<const std::uint8_t> bits);

// Fills the last crc_length() bits with the parity of those before.
void write_crc(Crc crc, std::span<std::uint8_t> bits_and_parity);

// Whether the last crc_length() bits are the parity of those before.
bool crc_holds(Crc crc, std::span<const std::uint8_t> bits_and_parity);

}  // namespace ohmimo::coding
