// Rate matching against the loops that TS 38.212, 5.4.2, writes.
#include <doctest/doctest.h>

#include <vector>

#include "phy/coding/rate_matching.hpp"
#include "tests/phy/coding/public_vectors.hpp"

namespace test_rate_matching {

using namespace ohmimo::coding;

// Bits that are read from the ring, one at a time.
std::vector<int> as_written(const CodeShape& code, int n_ref, int redundancy_version, int n_sent) {
  const int z = code.lifting.size, n = code.n_coded(), ring = n_ref ? std::min(n, n_ref) : n;
  const int steps[2][4] = {{0, 17, 33, 56}, {0, 13, 25, 43}}, whole = code.graph == 1 ? 66 : 50;
  const int start = steps[code.graph - 1][redundancy_version] * ring / (whole * z) * z;
  std::vector<int> read;
  for (int j = 0; static_cast<int>(read.size()) < n_sent; ++j) {
    const int at = (start + j) % ring;
    const bool filler = at >= code.n_block() - 2 * z && at < code.n_info() - 2 * z;
    if (!filler) read.push_back(at);
  }
  return read;
}

TEST_CASE("runs of the ring are the loop of the standard") {
  for (const int graph : {1, 2})
    for (const int z : {2, 7, 44, 384})
      for (const int n_filler : {0, 1, z, 2 * z + 1})
        for (const int rv : {0, 1, 2, 3})
          for (const int share : {100, 75, 40, 20}) {
            const CodeShape code{graph, lifting_of(z), n_filler};
            const int n_ref = share == 100 ? 0 : code.n_coded() * share / 100;
            for (const int n_sent : {1, code.n_block(), 3 * code.n_coded() + 5}) {
              std::vector<int> read;
              for_ring_runs(code, n_ref, rv, n_sent, [&](int first, int length) {
                for (int k = 0; k < length; ++k) read.push_back(first + k);
              });
              if (read != as_written(code, n_ref, rv, n_sent)) FAIL(graph, " ", z, " ", n_filler, " ", rv, " ", n_ref);
            }
          }
}

TEST_CASE("code blocks share the coded bits in whole symbols of all layers") {
  const Segmentation s = segment(25104, 0.75);  // 3 code blocks
  REQUIRE(s.n_block == 3);
  const auto all = [&](const Transmission& t) {
    return std::vector{sent_bits(s, t, 0), sent_bits(s, t, 1), sent_bits(s, t, 2)};
  };
  CHECK(all({33328, 8, 2, 0, 0}) == std::vector{11104, 11104, 11120});
  CHECK(all({33344, 8, 2, 0, 0}) == std::vector{11104, 11120, 11120});
  CHECK(all({33312, 8, 2, 0, 0}) == std::vector{11104, 11104, 11104});
}

TEST_CASE("the interleaver of six bits by hand, and back") {
  const std::vector<std::uint8_t> selected = {0, 1, 2, 3, 4, 5};
  std::vector<std::uint8_t> sent(6);
  interleave(selected, 2, sent);
  CHECK(sent == std::vector<std::uint8_t>{0, 3, 1, 4, 2, 5});
  const std::vector<float> received = {0.f, 3.f, 1.f, 4.f, 2.f, 5.f};
  std::vector<float> back(6);
  deinterleave(received, 2, back);
  CHECK(back == std::vector<float>{0.f, 1.f, 2.f, 3.f, 4.f, 5.f});
}

TEST_CASE("transmissions that there are not are refused") {
  const Segmentation s = segment(25104, 0.75);
  CHECK_THROWS_WITH(check_transmission(s, {33329, 8, 2, 0, 0}),
                    "coded bits must be a multiple of 16 and at least 48, got 33329");
  CHECK_THROWS_WITH(check_transmission(s, {32, 8, 2, 0, 0}),
                    "coded bits must be a multiple of 16 and at least 48, got 32");
  CHECK_THROWS_WITH(check_transmission(s, {33328, 8, 2, 4, 0}), "redundancy_version must be from 0 to 3, got 4");
  CHECK_THROWS_WITH(check_transmission(s, {33328, 0, 2, 0, 0}), "bits_per_symbol must be from 1 to 10, got 0");
  CHECK_THROWS_WITH(check_transmission(s, {33328, 8, 9, 0, 0}), "layers must be from 1 to 8, got 9");
  CHECK_THROWS_WITH(check_transmission(s, {33328, 8, 2, 0, -1}), "n_ref must be at least 0, got -1");
}

}  // namespace test_rate_matching
