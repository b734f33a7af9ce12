// Block error rates over additive white Gaussian noise against points that an independent implementation computed:
// layered sum-product in double precision, 20 iterations, at a block error rate of 10 % over at least 300 blocks. More
// of them in tests/long.
#include <doctest/doctest.h>

#include "tests/phy/coding/coded_case.hpp"

namespace test_coded_awgn {

using namespace ohmimo::coding;

TEST_CASE("sum-product reaches 10 % where it should") {
  CodedCase high(1, 1056, 1188), low(2, 160, 800);
  CHECK(agrees(reference_errors(high, {}, 20, 3.82, 200), 200, 0.1, 300));
  CHECK(agrees(reference_errors(low, {}, 20, 0.57, 200), 200, 0.1, 300));
}

TEST_CASE("the decoder on bytes loses no more than is said of it") {
  struct Point {
    int graph, n_block, n_sent;
    double ebn0_db, lost_db;  // of sum-product; what bytes may need more
  };
  for (const Point& p :
       {Point{1, 1056, 3168, 0.38, 0.07}, Point{1, 1056, 2112, 1.04, 0.06}, Point{1, 1056, 1584, 1.89, 0.06},
        Point{1, 1056, 1188, 3.82, 0.06}, Point{2, 160, 800, 0.57, 0.06}, Point{2, 640, 1920, 0.48, 0.06}}) {
    CodedCase block(p.graph, p.n_block, p.n_sent);
    CAPTURE(p.n_block);
    CAPTURE(p.n_sent);
    const int n = 600;
    CHECK(at_most(byte_errors(block, p.ebn0_db + p.lost_db, n), n, 0.1));
    // Not better than chance allows where sum-product itself has 10 %.
    CHECK_FALSE(at_most(byte_errors(block, p.ebn0_db - 0.1, n), n, 0.1));
  }
}

}  // namespace test_coded_awgn
