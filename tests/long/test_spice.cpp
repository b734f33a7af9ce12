// The whole sweep against ngspice: 4x4, 8x8, 16x16, INV and MVM, every way of making signs, wires 0, 1 and 5 ohm.
#include <doctest/doctest.h>

#include "tests/apps/external/spice_case.hpp"

namespace long_test_spice {

using namespace ohmimo;
using namespace ohmimo::external;
using namespace ohmimo::rram;
using namespace ohmimo::circuit_test;

TEST_CASE("every circuit of the sweep equals ngspice at rest and in motion") {
  REQUIRE_MESSAGE(ngspice_found(), "ngspice is not installed (Debian package ngspice): no circuit can be checked");
  RngStream draws = stream(44);
  for (const CircuitKind kind : {CircuitKind::inverse, CircuitKind::product})
    for (const int way : {-1, 0, 1, 2}) {
      if (kind == CircuitKind::product && way == 2) continue;
      SpiceDifference worst;
      for (const arma::uword n : {4, 8, 16})
        for (const double wire_ohm : {0.0, 1.0, 5.0}) {
          const SpiceCase test{kind, n, way, wire_ohm};
          const SpiceDifference d = compare(test.circuit(draws), test.drive(draws), true);
          CAPTURE(n);
          CAPTURE(way);
          CAPTURE(wire_ohm);
          CHECK(std::max({d.output, d.row, d.inverter}) <= 1e-9);
          CHECK(d.sample <= 1e-4);
          CHECK(d.settling <= 0.01);
          worst.output = std::max({worst.output, d.output, d.row, d.inverter});
          worst.sample = std::max(worst.sample, d.sample);
          worst.settling = std::max(worst.settling, d.settling);
        }
      MESSAGE((kind == CircuitKind::inverse ? "INV" : "MVM")
              << " way " << way << ": .op " << worst.output << ", samples " << worst.sample << ", settling "
              << worst.settling);
    }
}

}  // namespace long_test_spice
