// The Gold sequence against its recursion written out bit by bit.
#include <doctest/doctest.h>

#include <cmath>

#include "phy/estimation/gold_sequence.hpp"

namespace test_gold_sequence {

using namespace ohmimo;

TEST_CASE("the sequence follows clause 5.2.1 bit by bit") {
  for (const std::uint32_t c_init : {0u, 1u, 0x12345678u, 0x7fffffffu}) {
    const std::size_t n = 500, skipped = 1600;
    std::vector<int> x1(skipped + n + 31, 0), x2(skipped + n + 31, 0);
    x1[0] = 1;
    for (int i = 0; i < 31; ++i) x2[i] = c_init >> i & 1;
    for (std::size_t i = 0; i + 31 < x1.size(); ++i) {
      x1[i + 31] = (x1[i + 3] + x1[i]) % 2;
      x2[i + 31] = (x2[i + 3] + x2[i + 2] + x2[i + 1] + x2[i]) % 2;
    }
    const std::vector<std::uint8_t> c = gold_sequence(c_init, n);
    REQUIRE(c.size() == n);
    for (std::size_t k = 0; k < n; ++k) CHECK(c[k] == (x1[k + skipped] + x2[k + skipped]) % 2);
  }
}

TEST_CASE("c_init of DM-RS by hand") {
  CHECK(dmrs_c_init(0, 2, 0) == 3u << 17);
  CHECK(dmrs_c_init(0, 2, 5) == 3u * 11u * 131072u + 10u);
  CHECK(dmrs_c_init(3, 11, 1) == 54u * 3u * 131072u + 2u);
  CHECK(dmrs_c_init(9, 13, 65535) == static_cast<std::uint32_t>((140ull * 131071 * 131072 + 131070) % 2147483648ull));
}

TEST_CASE("DM-RS symbols are QPSK: bit 2n on the real axis, 2n + 1 on the imaginary one") {
  const std::vector<std::uint8_t> c = gold_sequence(77, 40);
  const std::vector<std::complex<float>> r = dmrs_sequence(77, 20);
  REQUIRE(r.size() == 20);
  for (std::size_t k = 0; k < r.size(); ++k) {
    CHECK(std::abs(r[k].real() - (1 - 2 * c[2 * k]) * std::sqrt(0.5)) < 1e-7);
    CHECK(std::abs(r[k].imag() - (1 - 2 * c[2 * k + 1]) * std::sqrt(0.5)) < 1e-7);
  }
}

}  // namespace test_gold_sequence
