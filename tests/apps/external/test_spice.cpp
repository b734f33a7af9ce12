// Our circuit equations against ngspice. ngspice is a dependency of the tests: without it they fail.
#include <doctest/doctest.h>

#include "tests/apps/external/spice_case.hpp"

namespace test_spice {

using namespace ohmimo;
using namespace ohmimo::external;
using namespace ohmimo::rram;
using namespace ohmimo::circuit_test;

constexpr double static_tolerance = 1e-9;
constexpr double sample_tolerance = 1e-4;  // ngspice's own step error at 4000 points is some 1e-6
constexpr double settling_tolerance = 0.01;

TEST_CASE("ngspice is there") {
  REQUIRE_MESSAGE(ngspice_found(), "ngspice is not installed (Debian package ngspice): no circuit can be checked");
}

TEST_CASE("operating points equal ngspice: INV and MVM, one array, two, pairs and bias column, wires 0, 1 and 5 ohm") {
  REQUIRE(ngspice_found());
  RngStream draws = stream(41);
  double worst = 0.0;
  for (const arma::uword n : {4, 8})
    for (const CircuitKind kind : {CircuitKind::inverse, CircuitKind::product})
      for (const int way : {-1, 0, 1, 2})
        for (const double wire_ohm : {0.0, 1.0, 5.0}) {
          if (kind == CircuitKind::product && way == 2) continue;  // a bias column belongs to INV
          const SpiceCase test{kind, n, way, wire_ohm};
          const SpiceDifference d = compare(test.circuit(draws), test.drive(draws), false);
          CAPTURE(n);
          CAPTURE(way);
          CAPTURE(wire_ohm);
          CHECK(d.output <= static_tolerance);
          CHECK(d.row <= static_tolerance);
          CHECK(d.inverter <= static_tolerance);
          worst = std::max({worst, d.output, d.row, d.inverter});
        }
  MESSAGE("worst relative difference of .op: " << worst);
}

TEST_CASE("a product that is not square, unequal wires, input conductance and output resistance equal ngspice") {
  REQUIRE(ngspice_found());
  RngStream draws = stream(42);
  CircuitModel model = plain_model();
  model.wire = {2.0, 7.0};
  model.g_in_S = 20e-6;
  model.r_out_ohm = 150.0;
  model.amplifier.gain = 300.0;
  const SignedArrays arrays{.positive_S = random_cells(draws, 4, 7, 0.3), .negative_S = random_cells(draws, 4, 7, 0.3)};
  Circuit circuit{CircuitKind::product, arrays, model};
  const Drive drive{random_input(draws, 7), {0.01 * random_input(draws, 4), {}}};
  const OperatingPoint ours = operating_point(make_network(circuit), drive);
  const SpiceResult theirs = run_ngspice(circuit, drive);
  CHECK(relative_difference(ours.v_V, theirs.v_V) <= static_tolerance);
  CHECK(relative_difference(ours.u_V, theirs.u_V) <= static_tolerance);
  circuit.model.wire = {7.0, 2.0};  // rows and columns mistaken for each other would show
  CHECK(relative_difference(operating_point(make_network(circuit), drive).v_V, theirs.v_V) > 1e3 * static_tolerance);
  CHECK(relative_difference(ours.v_V.head(3), theirs.v_V) == INFINITY);
  CHECK(relative_difference(ours.v_V * NAN, theirs.v_V) == INFINITY);

  const arma::mat a = gram_S(draws, 2, 16, 0.05);
  for (const SignedArrays& way : signed_ways(a)) {
    const Circuit inverse{CircuitKind::inverse, way, circuit.model};
    const Drive input{random_input(draws, 4), {}};
    CHECK(relative_difference(operating_point(make_network(inverse), input).v_V, run_ngspice(inverse, input).v_V) <=
          static_tolerance);
  }
}

TEST_CASE("transients equal ngspice at every sample, and so does the 0.1 % settling time") {
  REQUIRE(ngspice_found());
  RngStream draws = stream(43);
  for (const SpiceCase& test : {SpiceCase{CircuitKind::inverse, 4, 0, 0.0},
                                {CircuitKind::inverse, 4, -1, 1.0},
                                {CircuitKind::inverse, 4, 2, 1.0},
                                {CircuitKind::product, 4, 0, 5.0},
                                {CircuitKind::inverse, 8, 0, 0.0}}) {
    const SpiceDifference d = compare(test.circuit(draws), test.drive(draws), true);
    CAPTURE(test.n);
    CAPTURE(test.way);
    CHECK(d.sample <= sample_tolerance);
    CHECK(d.settling <= settling_tolerance);
    CHECK(d.output <= static_tolerance);
    MESSAGE("samples differ by " << d.sample << ", settling time by " << d.settling);
  }
  // With row capacitance the loop rings.
  const SpiceCase test{CircuitKind::inverse, 4, 0, 0.0};
  Circuit circuit = test.circuit(draws);
  circuit.model.c_row_F = 200e-15;
  const Drive drive = test.drive(draws);
  const SpiceDifference d = compare(circuit, drive, true);
  CHECK(d.sample <= sample_tolerance);
  CHECK(d.settling <= settling_tolerance);
  // The comparison sees a bandwidth that is wrong by 1 %.
  const SpiceResult theirs = run_ngspice(circuit, drive, {.stop_s = 5e-9});
  circuit.model.amplifier.gbwp_hz *= 1.01;
  const StepResponse wrong(make_network(circuit), drive);
  double difference = 0.0;
  for (arma::uword k = 0; k < theirs.time_s.n_elem; ++k)
    difference =
        std::max(difference, relative_difference(wrong.output_V(theirs.time_s(k)), theirs.output_V.row(k).t()));
  CHECK(difference > sample_tolerance);
}

TEST_CASE("ngspice gives an unstable loop a finite operating point, and we do not") {
  REQUIRE(ngspice_found());
  const arma::mat indefinite = {{50e-6, -90e-6}, {-90e-6, 50e-6}};
  const Circuit circuit{CircuitKind::inverse, split(indefinite), plain_model()};
  const Drive drive{arma::vec{0.1, 0.05}, {}};
  CHECK(run_ngspice(circuit, drive).v_V.is_finite());
  CHECK(operating_point(make_network(circuit), drive).status == CircuitStatus::unstable);
}

TEST_CASE("what has no deck is refused") {
  CircuitModel model = plain_model();
  model.amplifier.gain = INFINITY;
  const Circuit circuit{CircuitKind::inverse, {.positive_S = one_cell(1e-5)}, model};
  CHECK_THROWS_WITH_AS(spice_deck(circuit, {arma::vec{0.1}, {}}, {}),
                       "an ngspice deck needs a finite amplifier gain, got inf", std::invalid_argument);
  CHECK_THROWS_AS(spice_deck(circuit, {arma::vec{0.1, 0.2}, {}}, {}), std::invalid_argument);
}

}  // namespace test_spice
