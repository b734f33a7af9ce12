// The regression circuits against ngspice.
#include <doctest/doctest.h>

#include "apps/external/spice/spice_comparison.hpp"
#include "rram/nnls/rectified_transient.hpp"
#include "tests/rram/nnls/nnls_case.hpp"

namespace test_regression_spice {

using namespace ohmimo::external;
using namespace ohmimo::rram;
using namespace ohmimo::nnls_test;

constexpr double static_tolerance = 1e-9;
constexpr double sample_tolerance = 1e-4;

struct Case {
  Bench bench;
  arma::mat first, second;
  RegressionDrive drive;

  Case(SplitMix64& draws, const Bench& of, arma::uword m, arma::uword k) : bench(of) {
    const PlantedNnls problem = planted_nnls(draws, m, k);
    first = problem.a + 0.2 * draws.uniform(m, k);
    second = problem.a + 0.2 * draws.uniform(m, k);
    drive = bench.drive(problem.b);
    const arma::uword n = k + (bench.kind == RegressionKind::two_banks ? m : 0);
    drive.offset_V = 2e-3 * (draws.uniform(n, 1).as_col() - 0.5);
  }
  RegressionCircuit circuit() const { return bench.circuit(first, second); }
};

constexpr RegressionKind kinds[] = {RegressionKind::two_banks, RegressionKind::compact};
constexpr Rectifier rectifiers[] = {Rectifier::clamp, Rectifier::precision, Rectifier::diode};

TEST_CASE(
    "steady states equal ngspice: both circuits, all rectifiers, with and without wires, clamp and compensation") {
  REQUIRE(ngspice_found());
  SplitMix64 draws(51);
  double worst = 0.0;
  int held = 0, stopped = 0;
  for (const RegressionKind kind : kinds)
    for (const Rectifier rectifier : rectifiers)
      for (const double wire_ohm : {0.0, 3.0})
        for (const bool compensated : {true, false}) {
          Bench bench{.kind = kind, .rectifier = rectifier, .gain = 1e4, .compensated = compensated};
          bench.wire_ohm = wire_ohm;
          if (!compensated) bench.clamp_V = 0.05;
          Case test(draws, bench, 8, 4);
          if (!compensated) {  // as the refinement drives it: currents into the columns, limits below 0
            test.drive.column_A = 4e-6 * (draws.uniform(4, 1).as_col() - 0.5);
            test.drive.lowest_V = -0.03 * draws.uniform(4, 1).as_col();
            if (rectifier == Rectifier::diode) test.drive.lowest_V.zeros();
          }
          const RegressionNetwork network = make_network(test.circuit());
          const RectifiedPoint point = rectified_point(RectifiedLoop(network, test.drive));
          REQUIRE((point.status == CircuitStatus::settled || point.status == CircuitStatus::saturated));
          held += static_cast<int>(4 - point.active().n_elem);
          stopped += static_cast<int>(point.at_upper_limit());
          const RegressionSpice theirs = run_ngspice(test.circuit(), test.drive);
          const double difference = relative_difference(arma::join_cols(point.bank_V, point.x_V), theirs.point_V);
          CAPTURE(kind);
          CAPTURE(rectifier);
          CAPTURE(wire_ohm);
          CAPTURE(compensated);
          CHECK(difference <= static_tolerance);
          worst = std::max(worst, difference);
        }
  CHECK(held > 5);
  CHECK(stopped > 2);
  MESSAGE("worst relative difference of .op: " << worst << "; outputs at 0: " << held << ", at the clamp: " << stopped);
}

TEST_CASE("transients with clamps equal ngspice at every sample") {
  REQUIRE(ngspice_found());
  SplitMix64 draws(52);
  double worst = 0.0;
  int switches = 0;
  for (const RegressionKind kind : kinds)
    for (const Rectifier rectifier : rectifiers) {
      const Case test(draws, {.kind = kind, .rectifier = rectifier, .gain = 1e4}, 8, 4);
      const RegressionNetwork network = make_network(test.circuit());
      const RectifiedLoop loop(network, test.drive);
      const double stop_s = 8.0 / rectified_point(loop).slowest_rate_per_s;
      const RectifiedTrace trace(loop, stop_s);
      REQUIRE(trace.complete());
      switches += trace.switches();
      const RegressionSpice theirs = run_ngspice(test.circuit(), test.drive, {.stop_s = stop_s, .points = 16000});
      arma::mat ours(arma::size(theirs.output_V));
      for (arma::uword t = 0; t < theirs.time_s.n_elem; ++t) ours.row(t) = trace.output_V(theirs.time_s(t)).t();
      const double difference = relative_difference(ours, theirs.output_V);
      CAPTURE(kind);
      CAPTURE(rectifier);
      MESSAGE(word_of_value(regression_words, kind), " ", word_of_value(rectifier_words, rectifier),
              ": samples differ by ", difference);
      CHECK(difference <= sample_tolerance);
      worst = std::max(worst, difference);
    }
  CHECK(switches > 10);
  MESSAGE("samples differ by " << worst << "; switches: " << switches);
}

TEST_CASE("a deck needs finite gain") {
  SplitMix64 draws(53);
  const Case test(draws, {}, 4, 2);
  CHECK_THROWS_WITH_AS(regression_deck(test.circuit(), test.drive, {}),
                       "an ngspice deck needs a finite amplifier gain, got inf", std::invalid_argument);
}

}  // namespace test_regression_spice
