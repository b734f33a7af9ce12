// Transport block sizes, MCS tables and segmentation against listed rows and cases worked by hand.
#include <doctest/doctest.h>

#include <cmath>

#include "phy/coding/segmentation.hpp"
#include "phy/coding/transport_block_size.hpp"
#include "tests/about.hpp"

namespace test_transport_block_size {

using namespace ohmimo;
using namespace ohmimo::coding;

// Steps 2 to 4 of TS 38.214, 5.1.3.2, in long double as written.
int size_as_written(const Allocation& a, const Mcs& m) {
  const long double n_re = std::min(156, a.n_data_per_prb() - a.n_overhead) * static_cast<long double>(a.n_prb);
  const long double n_info = n_re * m.rate_x2048 / 2048 * m.bits_per_symbol * a.n_layer;
  if (n_info <= 3824) {
    const long double n = std::max(3.0L, std::floor(std::log2(n_info)) - 6), step = std::pow(2.0L, n);
    const long double rounded = std::max(24.0L, step * std::floor(n_info / step));
    for (const int size : small_block_sizes())
      if (size >= rounded) return size;
  }
  const long double n = std::floor(std::log2(n_info - 24)) - 5, step = std::pow(2.0L, n);
  const long double rounded = std::max(3840.0L, step * std::floor((n_info - 24) / step + 0.5L));
  const long double blocks = m.rate_x2048 <= 512 ? std::ceil((rounded + 24) / 3816)
                             : rounded > 8424    ? std::ceil((rounded + 24) / 8424)
                                                 : 1;
  return static_cast<int>(8 * blocks * std::ceil((rounded + 24) / (8 * blocks)) - 24);
}

TEST_CASE("sizes of one PRB") {
  const Allocation prb{1, 14, 0, 0, 1};
  CHECK(transport_block_size(prb, {4, 2 * 490}) == 304);
  CHECK(coded_bits(prb, {4, 2 * 490}) == 672);
  CHECK(transport_block_size(prb, {6, 2 * 719}) == 672);
  CHECK(coded_bits(prb, {6, 2 * 719}) == 1008);
  const Allocation pilots{1, 14, 24, 0, 1};
  CHECK(coded_bits(pilots, {4, 2 * 490}) == 576);
  CHECK(coded_bits(pilots, {6, 2 * 719}) == 864);
}

TEST_CASE("sizes as TS 38.214 writes them, all tables and many allocations") {
  int n_case = 0;
  for (const char* table : {"1", "2", "3", "tp1", "tp2"})
    for (int index = 0; index < mcs_count(table); ++index)
      for (const int n_prb : {1, 2, 3, 5, 8, 13, 25, 52, 106, 217, 273})
        for (const int n_symbol : {2, 7, 10, 13, 14})
          for (const int n_dmrs : {0, 6, 12, 18})
            for (const int n_layer : {1, 2, 4}) {
              const Allocation a{n_prb, n_symbol, n_dmrs, n_dmrs == 6 ? 0 : 6 * (n_layer - 1) % 18, n_layer};
              if (a.n_data_per_prb() <= a.n_overhead) continue;
              const Mcs m = mcs(table, index);
              const int size = transport_block_size(a, m);
              ++n_case;
              if (size != size_as_written(a, m)) FAIL(table, " ", index, " ", n_prb, " ", n_symbol, " ", n_dmrs);
              // Code blocks of one size, of whole bytes.
              const Segmentation s = segment(size, m.code_rate());
              if (s.n_carried() * s.n_block != s.n_checked() || s.n_carried() % 8 != 0) FAIL(size);
            }
  CHECK(n_case > 70000);
}

TEST_CASE("ties of the rounding go up") {
  // 64 PRB of 144 elements in QPSK at rate 664/2048: N_info = 5976 = 24 + 46.5 * 128, and 47 * 128 = 6016. Rounding
  // half to even would give 5888.
  CHECK(transport_block_size({64, 12, 0, 0, 1}, {2, 664}) == 6016);
}

TEST_CASE("small sizes are those of the table") {
  REQUIRE(small_block_sizes().size() == 93);
  CHECK(small_block_sizes().front() == 24);
  CHECK(small_block_sizes().back() == 3824);
  for (std::size_t k = 1; k < 93; ++k) CHECK(small_block_sizes()[k] > small_block_sizes()[k - 1]);
  // 156 elements a PRB, QPSK, rate r/2048 chosen so that N_info is just the size: the size itself comes out.
  for (const int size : small_block_sizes()) {
    int least = 1 << 20;
    for (int rate = 1; rate < 2048; ++rate) {
      const Allocation a{16, 14, 12, 0, 1};
      const int n = transport_block_size(a, {2, rate});
      if (n >= size) least = std::min(least, n);
    }
    CHECK(least == size);
  }
}

TEST_CASE("MCS tables") {
  CHECK(mcs_count("1") == 29);
  CHECK(mcs_count("2") == 28);
  CHECK(mcs_count("3") == 29);
  CHECK(mcs_count("tp1") == 28);
  CHECK(mcs_count("tp2") == 28);
  CHECK(mcs("1", 16).bits_per_symbol == 4);
  CHECK(mcs("1", 16).rate_x2048 == 2 * 658);
  CHECK(mcs("2", 20).rate_x2048 == 1365);  // 682.5
  CHECK(mcs("2", 26).rate_x2048 == 1833);  // 916.5
  CHECK(mcs("2", 27).code_rate() == about(948.0 / 1024));
  CHECK(mcs("tp1", 0).bits_per_symbol == 1);
  // Spectral efficiency rises but for one step of table 1.
  for (const char* table : {"1", "2", "3"})
    for (int k = 1; k < mcs_count(table); ++k) {
      const Mcs low = mcs(table, k - 1), high = mcs(table, k);
      const bool rises = high.bits_per_symbol * high.rate_x2048 > low.bits_per_symbol * low.rate_x2048;
      CHECK(rises != (std::string_view(table) == "1" && k == 17));
    }
  CHECK_THROWS_WITH(mcs("1", 29), "mcs must be from 0 to 28 in table 1, got 29");
  CHECK_THROWS_WITH(mcs("4", 0), "mcs_table must be 1, 2, 3, tp1 or tp2, got '4'");
}

TEST_CASE("the base graph goes by the payload and the rate of the MCS") {
  CHECK(choose_base_graph(292, 0.9) == 2);
  CHECK(choose_base_graph(293, 0.9) == 1);
  CHECK(choose_base_graph(3824, 0.67) == 2);
  CHECK(choose_base_graph(3825, 0.67) == 1);
  CHECK(choose_base_graph(100000, 0.25) == 2);
  CHECK(choose_base_graph(100000, 0.26) == 1);
}

TEST_CASE("segmentation at its borders") {
  CHECK(segment(3824, 0.5).transport_crc == Crc::crc16);
  CHECK(segment(3832, 0.5).transport_crc == Crc::crc24a);
  CHECK(segment(8424, 0.8).n_block == 1);  // 8448 with its CRC
  CHECK(segment(8448, 0.8).n_block == 2);
  CHECK(segment(3816, 0.2).n_block == 1);
  // Information columns that BG2 counts: 192, 560 and 640 bits with the CRC are the last of 6, 8 and 9.
  CHECK(segment(176, 0.2).code.lifting.size == 32);
  CHECK(segment(184, 0.2).code.lifting.size == 26);
  CHECK(segment(544, 0.2).code.lifting.size == 72);
  CHECK(segment(552, 0.2).code.lifting.size == 64);
  CHECK(segment(624, 0.2).code.lifting.size == 72);
  CHECK(segment(632, 0.2).code.lifting.size == 72);
  CHECK(segment(293, 0.5, 1).code.graph == 1);
  CHECK_THROWS_WITH(segment(8449, 0.8), "payload must divide evenly into 2 code blocks, got 8449 bits");
  CHECK_THROWS_WITH(segment(0, 0.8), "payload must be from 1 to 16777216 bits, got 0");
  CHECK_THROWS_WITH(segment(100, 1.0), "code_rate must be above 0 and below 1, got 1");
  CHECK_THROWS_WITH(segment(100, std::nan("")), "code_rate must be above 0 and below 1, got nan");
}

TEST_CASE("allocations that there are not are refused") {
  CHECK_THROWS_WITH(transport_block_size({0, 14, 0, 0, 1}, {2, 1024}), "prb must be from 1 to 275, got 0");
  CHECK_THROWS_WITH(transport_block_size({1, 15, 0, 0, 1}, {2, 1024}), "symbols must be from 1 to 14, got 15");
  CHECK_THROWS_WITH(transport_block_size({1, 1, 12, 0, 1}, {2, 1024}), "dmrs elements must be from 0 to 11, got 12");
  CHECK_THROWS_WITH(transport_block_size({1, 1, 6, 6, 1}, {2, 1024}), "overhead must be from 0 to 5, got 6");
  CHECK_THROWS_WITH(coded_bits({1, 1, 0, 0, 9}, {2, 1024}), "layers must be from 1 to 8, got 9");
  CHECK_THROWS_WITH(coded_bits({1, 1, 0, 0, 1}, {2, 2048}), "rate_x2048 must be from 1 to 2047, got 2048");
}

}  // namespace test_transport_block_size
