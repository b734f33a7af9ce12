// SHA-256 (FIPS 180-4) of a short text, as the public test vectors name bits.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace ohmimo::coding {

// The first 32 bits of the fraction of the square (power 2) or cube root of the n-th prime.
inline std::uint32_t root_fraction(int n, int power) {
  int prime = 1;
  for (int found = 0; found <= n;) {
    ++prime;
    bool divides = false;
    for (int d = 2; d * d <= prime; ++d) divides |= prime % d == 0;
    found += divides ? 0 : 1;
  }
  const long double root =
      power == 2 ? std::sqrt(static_cast<long double>(prime)) : std::cbrt(static_cast<long double>(prime));
  return static_cast<std::uint32_t>((root - std::floor(root)) * 4294967296.0L);
}

inline std::string sha256(std::string text) {
  std::uint32_t key[64], state[8];
  for (int k = 0; k < 64; ++k) key[k] = root_fraction(k, 3);
  for (int k = 0; k < 8; ++k) state[k] = root_fraction(k, 2);
  const std::uint64_t n_bit = 8 * text.size();
  text += '\x80';
  while (text.size() % 64 != 56) text += '\0';
  for (int shift = 56; shift >= 0; shift -= 8) text += static_cast<char>(n_bit >> shift);

  for (std::size_t block = 0; block < text.size(); block += 64) {
    std::uint32_t w[64];
    for (int k = 0; k < 16; ++k) {
      w[k] = 0;
      for (int byte = 0; byte < 4; ++byte) w[k] = w[k] << 8 | static_cast<unsigned char>(text[block + 4 * k + byte]);
    }
    for (int k = 16; k < 64; ++k)
      w[k] = w[k - 16] + w[k - 7] + (std::rotr(w[k - 15], 7) ^ std::rotr(w[k - 15], 18) ^ w[k - 15] >> 3) +
             (std::rotr(w[k - 2], 17) ^ std::rotr(w[k - 2], 19) ^ w[k - 2] >> 10);
    std::uint32_t v[8];
    for (int k = 0; k < 8; ++k) v[k] = state[k];
    for (int k = 0; k < 64; ++k) {
      const std::uint32_t s1 = std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25);
      const std::uint32_t t1 = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + key[k] + w[k];
      const std::uint32_t s0 = std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22);
      const std::uint32_t t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
      for (int i = 7; i > 0; --i) v[i] = v[i - 1];
      v[4] += t1, v[0] = t1 + t2;
    }
    for (int k = 0; k < 8; ++k) state[k] += v[k];
  }
  std::string hex;
  for (const std::uint32_t word : state)
    for (int shift = 28; shift >= 0; shift -= 4) hex += "0123456789abcdef"[word >> shift & 15];
  return hex;
}

}  // namespace ohmimo::coding
