#include "phy/coding/crc.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace ohmimo::coding {
namespace {

struct Polynomial {
  std::string_view name;
  int length;
  std::uint32_t terms;  // without the highest
};
constexpr Polynomial polynomials[] = {
    {"24A", 24, 0x864cfb}, {"24B", 24, 0x800063}, {"24C", 24, 0xb2b117}, {"16", 16, 0x1021}};

constexpr const Polynomial& polynomial_of(Crc crc) {
  return polynomials[static_cast<std::size_t>(crc)];
}

// The register stands at the top of 32 bits, so that one loop serves all lengths. table[k][byte] is the remainder of a
// byte that k more bytes follow.
struct Tables {
  std::uint32_t table[4][256] = {};
};

constexpr Tables make_tables(const Polynomial& polynomial) {
  const std::uint32_t terms = polynomial.terms << (32 - polynomial.length);
  Tables all;
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte << 24;
    for (int bit = 0; bit < 8; ++bit) rest = rest << 1 ^ (rest >> 31 ? terms : 0);
    all.table[0][byte] = rest;
  }
  for (int k = 1; k < 4; ++k)
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = all.table[k - 1][byte];
      all.table[k][byte] = before << 8 ^ all.table[0][before >> 24];
    }
  return all;
}

constexpr std::array<Tables, 4> tables = {make_tables(polynomials[0]), make_tables(polynomials[1]),
                                          make_tables(polynomials[2]), make_tables(polynomials[3])};

// Eight bits, the first the highest.
std::uint32_t byte_of(const std::uint8_t* bits) {
  std::uint64_t eight;
  std::memcpy(&eight, bits, 8);
  if constexpr (std::endian::native == std::endian::big) {
    return static_cast<std::uint32_t>(eight * 0x0102040810204080u >> 56);
  } else {
    return static_cast<std::uint32_t>(eight * 0x8040201008040201u >> 56);
  }
}

}  // namespace

int crc_length(Crc crc) {
  return polynomial_of(crc).length;
}
std::string_view crc_name(Crc crc) {
  return polynomial_of(crc).name;
}

std::uint32_t crc_parity(Crc crc, std::span<const std::uint8_t> bits) {
  const auto& table = tables[static_cast<std::size_t>(crc)].table;
  const std::uint32_t terms = polynomial_of(crc).terms << (32 - crc_length(crc));
  std::uint32_t rest = 0;
  const std::uint8_t* bit = bits.data();
  std::size_t left = bits.size();
  for (; left >= 32; left -= 32, bit += 32) {
    rest ^= byte_of(bit) << 24 | byte_of(bit + 8) << 16 | byte_of(bit + 16) << 8 | byte_of(bit + 24);
    rest = table[3][rest >> 24] ^ table[2][rest >> 16 & 255] ^ table[1][rest >> 8 & 255] ^ table[0][rest & 255];
  }
  for (; left > 0; --left, ++bit) {
    const std::uint32_t top = (rest >> 31 ^ *bit) & 1;
    rest = rest << 1 ^ (top ? terms : 0);
  }
  return rest >> (32 - crc_length(crc));
}

void write_crc(Crc crc, std::span<std::uint8_t> bits_and_parity) {
  const int length = crc_length(crc);
  const std::uint32_t parity = crc_parity(crc, bits_and_parity.first(bits_and_parity.size() - length));
  for (int k = 0; k < length; ++k)
    bits_and_parity[bits_and_parity.size() - length + k] = static_cast<std::uint8_t>(parity >> (length - 1 - k) & 1);
}

bool crc_holds(Crc crc, std::span<const std::uint8_t> bits_and_parity) {
  return crc_parity(crc, bits_and_parity) == 0;
}

}  // namespace ohmimo::coding
