#include "apps/stream/impairments.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "apps/stream/latency.hpp"

namespace test_impairments {

using namespace ohmimo::stream;

TEST_CASE("Packets meet their fate as often as asked, each time the same") {
  const ImpairmentConfig config = {.loss = 0.01, .duplicate = 0.02, .reorder = 0.03, .corrupt = 0.04};
  PacketFates a(config, 1), again(config, 1), only_loss({.loss = 0.01}, 1);
  constexpr int n = 100000;
  int lost = 0, twice = 0, behind = 0, corrupted = 0, different = 0;
  for (int k = 0; k < n; ++k) {
    const PacketFate fate = a.next(), same = again.next();
    lost += fate.lost;
    twice += fate.twice;
    behind += fate.behind > 0;
    corrupted += fate.corrupted;
    different += fate.lost != same.lost || fate.bit != same.bit || fate.lost != only_loss.next().lost;
  }
  CHECK(different == 0);
  const auto close = [](int count, double p) { return std::abs(count - n * p) < 4 * std::sqrt(n * p * (1 - p)); };
  CHECK(close(lost, 0.01));
  CHECK(close(twice, 0.02));
  CHECK(close(behind, 0.03));
  CHECK(close(corrupted, 0.04));
}

TEST_CASE("What is held back comes later, not never") {
  Impairments impairments({.reorder = 0.5}, 2);
  std::vector<int> seen;
  const auto emit = [&](std::span<const std::uint8_t> packet, double) { seen.push_back(packet[0]); };
  for (int k = 0; k < 200; ++k) {
    const std::vector<std::uint8_t> packet = {static_cast<std::uint8_t>(k)};
    impairments.pass(packet, emit);
  }
  impairments.finish(emit);
  REQUIRE(seen.size() == 200);
  CHECK_FALSE(std::is_sorted(seen.begin(), seen.end()));
  for (int k = 0; k < 200; ++k) CHECK(std::abs(seen[static_cast<std::size_t>(k)] - k) <= 9);
  std::sort(seen.begin(), seen.end());
  for (int k = 0; k < 200; ++k) CHECK(seen[static_cast<std::size_t>(k)] == k);
}

TEST_CASE("Percentiles of latency lie within 2 % of those of the sorted list") {
  LatencyHistogram histogram;
  for (int k = 1; k <= 1000; ++k) histogram.add(10.0 * k);
  for (const double share : {0.5, 0.99, 0.999}) {
    const double exact = 10.0 * std::ceil(1000 * share);
    CHECK(histogram.percentile_us(share) >= exact * (1 - 1e-12));
    CHECK(histogram.percentile_us(share) <= 1.021 * exact);
  }
  CHECK(histogram.longest_us() == 10000.0);
  LatencyHistogram more = histogram;
  more.add(5.0);
  CHECK(more.since(histogram).count() == 1);
  CHECK(more.since(histogram).percentile_us(0.5) <= 5.1);
}

}  // namespace test_impairments
