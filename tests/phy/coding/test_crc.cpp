// CRCs against long division by the polynomials as TS 38.212 writes them.
#include <doctest/doctest.h>

#include <vector>

#include "phy/coding/crc.hpp"
#include "tests/phy/coding/public_vectors.hpp"

namespace test_crc {

using namespace ohmimo::coding;

struct Divisor {
  Crc crc;
  std::vector<int> powers;
};
const Divisor divisors[] = {{Crc::crc24a, {24, 23, 18, 17, 14, 11, 10, 7, 6, 5, 4, 3, 1, 0}},
                            {Crc::crc24b, {24, 23, 6, 5, 1, 0}},
                            {Crc::crc24c, {24, 23, 21, 20, 17, 15, 13, 12, 8, 4, 2, 1, 0}},
                            {Crc::crc16, {16, 12, 5, 0}}};

std::uint32_t long_division(const Divisor& d, std::vector<std::uint8_t> bits) {
  const int length = d.powers.front();
  bits.resize(bits.size() + length, 0);
  for (std::size_t k = 0; k + length < bits.size(); ++k)
    if (bits[k])
      for (const int power : d.powers) bits[k + length - power] ^= 1;
  std::uint32_t rest = 0;
  for (std::size_t k = bits.size() - length; k < bits.size(); ++k) rest = rest << 1 | bits[k];
  return rest;
}

TEST_CASE("parity is the rest of the division") {
  for (const Divisor& d : divisors)
    for (const int n : {1, 2, 7, 8, 31, 32, 33, 63, 64, 65, 100, 319, 320, 1000, 8424}) {
      const std::vector<std::uint8_t> bits = splitmix_bits(n, n);
      CAPTURE(crc_name(d.crc));
      CAPTURE(n);
      CHECK(crc_parity(d.crc, bits) == long_division(d, bits));
    }
}

TEST_CASE("a written parity holds until a bit flips") {
  for (const Divisor& d : divisors) {
    std::vector<std::uint8_t> bits = splitmix_bits(5, 150);
    write_crc(d.crc, bits);
    CHECK(crc_holds(d.crc, bits));
    for (std::uint8_t& bit : bits) {
      bit ^= 1;
      CHECK_FALSE(crc_holds(d.crc, bits));
      bit ^= 1;
    }
  }
}

TEST_CASE("nothing and zeros have parity 0, a single one the polynomial") {
  CHECK(crc_parity(Crc::crc24a, {}) == 0);
  CHECK(crc_parity(Crc::crc16, std::vector<std::uint8_t>(77, 0)) == 0);
  CHECK(crc_parity(Crc::crc16, std::vector<std::uint8_t>{1}) == 0x1021);
  CHECK(crc_parity(Crc::crc24b, std::vector<std::uint8_t>{0, 1}) == 0x800063);
}

}  // namespace test_crc
