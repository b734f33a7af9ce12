// The nodal equations of a deck and what rounding does to them, by circuits solved by hand and by our own equations.
#include "apps/external/spice/nodal_rounding.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "tests/about.hpp"
#include "tests/apps/external/spice_case.hpp"

namespace test_nodal_rounding {

using namespace ohmimo;
using namespace ohmimo::external;
using namespace ohmimo::rram;
using namespace ohmimo::circuit_test;

std::string divider(double upper_ohm, double lower_ohm) {
  return fmt::format("title\n* comment\nVx x 0 DC 2 PWL(0 0 1 2)\nR0 x a {}\nR1 a 0 {}\nC1 a 0 1\n.control\nR2 a 0 1\n",
                     upper_ohm, lower_ohm);
}

TEST_CASE("a divider and an amplifier by hand") {
  CHECK(nodal_rounding(divider(1.0, 3.0), {"a"}).node_V(0) == about(1.5));
  // v = 1000 (0.01 - u), u = v / 4: v = 10 / 251.
  const std::string amplifier =
      "title\nVos os 0 DC 0.01\nGm 0 m os u 1\nRm m 0 1000\nE v 0 m 0 1\nR0 v u 3\nR1 u 0 1\n.end\n";
  const NodalRounding found = nodal_rounding(amplifier, {"v", "u"});
  CHECK(found.node_V(0) == about(10.0 / 251.0));
  CHECK(found.node_V(1) == about(2.5 / 251.0));
  CHECK_THROWS_WITH_AS(nodal_rounding(amplifier, {"w"}), "the deck has no node w", std::invalid_argument);
  // Two nodes joined to each other only: no voltage.
  const NodalRounding none = nodal_rounding("title\nR0 a b 1\nR1 b a 1\n.end\n", {"a"});
  CHECK(std::isnan(none.node_V(0)));
  CHECK(none.error_V(0) == INFINITY);
}

TEST_CASE("bounds of a divider by hand") {
  // One equation (g0 + g1) a = 2 g0, so a = 2 g0 / (g0 + g1) and A^-1 (|A| |a| + |r|) = 2 a.
  const double eps = arma::datum::eps;
  const NodalRounding found = nodal_rounding(divider(1.0, 3.0), {"a"});
  CHECK(found.error_V(0) == about(4.0 * eps * 2.0 * 1.5));
  // da = (g0 |2 - a| + g1 |a|) / (g0 + g1) for shares of 1, here (0.5 + 0.5) 3/4.
  CHECK(found.resistor_V(0) == about(eps * 0.75));
  CHECK(found.node_error_V(0) < 1e-3 * found.error_V(0));
}

TEST_CASE("thin wires: ngspice is inexact within the bound, the corrected equations say what we say") {
  REQUIRE(ngspice_found());
  RngStream draws = stream(44);
  for (const CircuitKind kind : {CircuitKind::inverse, CircuitKind::product})
    for (const int way : {0, 1})
      for (const double wire_ohm : {1e-12, 1e-9, 1e-6, 1.0, 1e9}) {
        CAPTURE(way);
        CAPTURE(wire_ohm);
        if (kind == CircuitKind::inverse && wire_ohm > 1e3) continue;  // not stable
        const SpiceCase test{kind, 4, way, wire_ohm};
        Circuit circuit = test.circuit(draws);
        const Drive drive = test.drive(draws);
        const SpiceComparison found = compare_with_ngspice(circuit, drive);
        CHECK(found.static_difference <= std::max(1e-9, found.static_rounding));
        CHECK(found.nodal_difference <= std::max(1e-9, found.nodal_rounding));
        if (wire_ohm == 1e-9) CHECK(found.static_difference > 1e-9);
        if (wire_ohm == 1.0) CHECK(found.static_rounding < 1e-9);
        if (wire_ohm < 1e-9 || wire_ohm > 1.0) continue;  // there cells matter too little
        // Planted: a cell that is 1e-4 off is seen by the corrected equations where ngspice could not see it.
        const arma::vec right = found.ours_V;
        circuit.arrays.positive_S(1, 1) *= 1.0 + 1e-4;
        const OperatingPoint wrong = operating_point(make_network(circuit), drive);
        CHECK(relative_difference(arma::join_cols(wrong.v_V, wrong.w_V), right) >
              10.0 * std::max(1e-9, found.nodal_rounding));
      }
}

}  // namespace test_nodal_rounding
