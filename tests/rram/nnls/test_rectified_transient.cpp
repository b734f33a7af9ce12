// Settling with outputs at their limits: closed forms and limits; against ngspice in tests/apps/external.
#include <doctest/doctest.h>

#include "rram/nnls/digital_nnls.hpp"
#include "rram/nnls/rectified_transient.hpp"
#include "tests/rram/nnls/nnls_case.hpp"

namespace test_rectified_transient {

using namespace ohmimo::rram;
using namespace ohmimo::nnls_test;

constexpr auto two_banks = RegressionKind::two_banks, compact = RegressionKind::compact;
const double w = 2.0 * M_PI * 1e9;

TEST_CASE("one column in the compact circuit rises as 1 - exp(-w lambda t)") {
  const arma::mat a = arma::vec{3.0, 5.0, 0.0};
  const Bench bench{compact, Rectifier::precision};
  const RegressionCircuit circuit = bench.circuit(a);
  const RegressionNetwork network = make_network(circuit);
  const RectifiedLoop loop(network, bench.drive({6.0, 7.0, 1.0}));
  const double d = 2.0 * 25e-6 + 35e-6, k = (15e-6 * 15e-6 + 25e-6 * 25e-6) / d, n = 40e-6 - k, lambda = k / n;
  const RectifiedPoint point = rectified_point(loop);
  CHECK(point.slowest_rate_per_s == doctest::Approx(w * lambda).epsilon(1e-12));
  const double end_V = 0.1 * (18.0 + 35.0) / 34.0;
  CHECK(point.x_V(0) == doctest::Approx(end_V).epsilon(1e-12));
  const RectifiedTrace trace(loop, 10.0 / (w * lambda));
  REQUIRE(trace.complete());
  for (const double t_s : {0.1e-9, 1e-9, 3.3e-9})
    CHECK(trace.output_V(t_s)(0) == doctest::Approx(end_V * (1.0 - std::exp(-w * lambda * t_s))).epsilon(1e-5));
  CHECK(settling_time_s(loop, point, 1e-3) == doctest::Approx(std::log(1e3) / (w * lambda)).epsilon(1e-3));
}

TEST_CASE("two banks of one amplifier ring as p^2 + p w Gf/S1 + w^2 s^2/(S1 S2) = 0") {
  const Bench bench{two_banks, Rectifier::clamp};
  const RegressionNetwork network = make_network(bench.circuit(arma::mat(1, 1, arma::fill::value(7.0))));
  const RectifiedLoop loop(network, bench.drive({7.0}));
  const double g = 35e-6, s1 = g + 135e-6, half = 0.5 * w * 100e-6 / s1, omega2 = w * w * g * g / (s1 * g);
  const double turn = std::sqrt(omega2 - half * half), end_V = 0.1;
  REQUIRE(omega2 > half * half);
  const RectifiedTrace trace(loop, 20.0 / half);
  REQUIRE(trace.complete());
  // x' = w y at x(0) = 0, y(0) = 0: y falls first, x starts flat; both amplifiers push upwards, so no limit acts.
  for (const double t_s : {0.05e-9, 0.4e-9, 1.1e-9, 2.5e-9}) {
    const double x_V =
        end_V * (1.0 - std::exp(-half * t_s) * (std::cos(turn * t_s) + half / turn * std::sin(turn * t_s)));
    CHECK(trace.output_V(t_s)(1) == doctest::Approx(x_V).epsilon(2e-5));
  }
}

TEST_CASE("every circuit ends where its steady state is, whatever its rectifier, gain and offsets") {
  SplitMix64 draws(31);
  int switches = 0;
  for (const RegressionKind kind : {two_banks, compact})
    for (const Rectifier rectifier : {Rectifier::clamp, Rectifier::precision, Rectifier::diode})
      for (int trial = 0; trial < 10; ++trial) {
        const PlantedNnls problem = planted_nnls(draws, 12, 5);
        const Bench bench{.kind = kind, .rectifier = rectifier, .gain = 1e3, .clamp_V = 0.5};
        const RegressionNetwork network = make_network(bench.circuit(problem.a));
        RegressionDrive drive = bench.drive(problem.b);
        drive.offset_V = 2e-3 * (draws.uniform(network.n(), 1).as_col() - 0.5);
        const RectifiedLoop loop(network, drive);
        const RectifiedPoint point = rectified_point(loop);
        REQUIRE(point.status == CircuitStatus::settled);
        // An amplifier with a diode may climb its drop slowly.
        const RectifiedTrace trace(loop, 200.0 / point.slowest_rate_per_s);
        CAPTURE(trial);
        REQUIRE(trace.complete());
        CHECK(arma::abs(trace.output_V(1.0).tail(5) - point.x_V).max() <= 1e-9);
        CHECK(trace.output_V(1.0).tail(5).min() >= 0.0);
        switches += trace.switches();
      }
  CHECK(switches > 60);
}

TEST_CASE("settling takes what the slowest free mode says, and a trace that is too short says so") {
  SplitMix64 draws(32);
  const Bench bench{compact, Rectifier::precision, 1e4};
  for (int trial = 0; trial < 10; ++trial) {
    const PlantedNnls problem = planted_nnls(draws, 16, 4);
    const RegressionNetwork network = make_network(bench.circuit(problem.a));
    const RectifiedLoop loop(network, bench.drive(problem.b));
    const RectifiedPoint point = rectified_point(loop);
    const double settled_s = settling_time_s(loop, point, 1e-3), rule_s = std::log(1e3) / point.slowest_rate_per_s;
    CHECK(settled_s > 0.4 * rule_s);
    CHECK(settled_s < 4.0 * rule_s);  // outputs that end at their limit may have gone there by slower modes
    CHECK(std::isnan(RectifiedTrace(loop, 0.1 * rule_s).settling_time_s(point.x_V, 1e-3)));
  }
  const RegressionNetwork network = make_network(bench.circuit(example_a));
  const RectifiedLoop loop(network, bench.drive(example_b));
  CHECK_THROWS_WITH_AS(RectifiedTrace(loop, 0.0), "end of a trace must be > 0 s and finite, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(settling_time_s(loop, rectified_point(loop), 1.0),
                       "settling tolerance must be > 0 and < 1, got 1", std::invalid_argument);
  CHECK(std::isnan(settling_time_s(loop, RectifiedPoint{}, 1e-3)));
}

}  // namespace test_rectified_transient
