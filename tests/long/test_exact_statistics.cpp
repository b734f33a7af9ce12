// Exact statistics against every antenna drawn: the same bit error rate, at 12 points of 1e8 bits per path and
// detector.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "apps/config/link_setup.hpp"
#include "apps/theory/theory.hpp"

namespace long_test_exact_statistics {

using namespace ohmimo;

// |Normal(0, 1)| exceeds `alone` with probability 1 %; one of 24 of them exceeds `any_of_24` with at most 1 %
// (Bonferroni: 0.01/24 each), however zf and mmse of one run are correlated.
constexpr double alone = 2.576, any_of_24 = 3.530;

struct Point {
  int rx, users;
  const char* modulation;
  double ber;  // of zf by its closed form, which sets Es/N0
};
constexpr Point points[] = {{16, 4, "qpsk", 1e-3},   {16, 4, "16qam", 1e-2},  {16, 4, "64qam", 1e-4},
                            {16, 4, "256qam", 1e-1}, {64, 8, "qpsk", 1e-2},   {64, 8, "16qam", 1e-4},
                            {64, 8, "64qam", 1e-1},  {64, 8, "256qam", 1e-3}, {128, 8, "qpsk", 1e-4},
                            {128, 8, "16qam", 1e-1}, {128, 8, "64qam", 1e-3}, {128, 8, "256qam", 1e-2}};

// How a point is drawn; index names its random numbers.
struct Path {
  const char* exact_statistics;
  std::uint32_t index;
  int missing_rx = 0;  // planted error: Gamma shapes n_rx - 1 - k in place of n_rx - k
};

// Counts of zf and mmse over 1e8 bits.
PointResult run(const Point& p, const Path& path) {
  Config config;
  config.link.n_rx = p.rx - path.missing_rx;
  config.link.n_user = p.users;
  config.link.modulation = p.modulation;
  config.detector.names = {"zf", "mmse"};
  config.channel.exact_statistics = path.exact_statistics;
  const LinkConfig link = link_config(config);
  const int bits = link.constellation.bits_per_symbol;
  const std::vector<double> gains(p.users, 1.0);
  const auto zf = [&](double es_n0) { return ber_zf_rayleigh(bits, gains, p.rx, es_n0); };
  const double noise_var = std::pow(10.0, -required_es_n0_db(zf, p.ber) / 10.0);
  const auto frames = static_cast<std::uint64_t>(1e8 / (1.0 * link.uplink.n_channel * p.users * bits)) + 1;
  RunControl control;
  control.threads = 2;
  return run_point(link, {1, path.index, noise_var}, {~0ull, frames, 1e6}, control);
}

// Variance of the bit error rate over independent channels.
double variance(const ErrorCount& n) {
  const double mean = static_cast<double>(n.bit_errors) / static_cast<double>(n.units);
  const double spread = static_cast<double>(n.sum_sq_errors) / static_cast<double>(n.units) - mean * mean;
  return spread * static_cast<double>(n.units) / std::pow(static_cast<double>(n.bits), 2);
}

double ber(const ErrorCount& n) {
  return static_cast<double>(n.bit_errors) / static_cast<double>(n.bits);
}

// Difference of two error rates in standard deviations of it.
double score(const ErrorCount& a, const ErrorCount& b) {
  return (ber(a) - ber(b)) / std::sqrt(variance(a) + variance(b));
}

TEST_CASE("exact statistics give the bit error rates of the antennas, zf and mmse, 12 points") {
  int beyond_alone = 0, planted_seen = 0;
  for (std::uint32_t k = 0; k < std::size(points); ++k) {
    const Point& p = points[k];
    const PointResult antennas = run(p, {"off", 3 * k}), exact = run(p, {"on", 3 * k + 1}),
                      planted = run(p, {"on", 3 * k + 2, 1});
    for (std::size_t d : {0, 1}) {
      const double z = score(antennas.counts[d], exact.counts[d]);
      const double z_planted = score(antennas.counts[d], planted.counts[d]);
      MESSAGE(fmt::format("{}x{} {} {}: {:.4e} and {:.4e} differ by {:.2f} deviations, planted {:.1f}", p.rx, p.users,
                          p.modulation, d == 0 ? "zf" : "mmse", ber(antennas.counts[d]), ber(exact.counts[d]), z,
                          z_planted));
      CHECK(antennas.counts[d].bits >= 100'000'000);
      CHECK(exact.counts[d].bits >= 100'000'000);
      CHECK(std::abs(z) < any_of_24);
      beyond_alone += std::abs(z) > alone;
      planted_seen += std::abs(z_planted) > any_of_24;
    }
  }
  CHECK(beyond_alone <= 2);  // 0.24 expected; 3 or more of 24 by chance: 0.2 % if independent
  CHECK(planted_seen == 24);
}

}  // namespace long_test_exact_statistics
