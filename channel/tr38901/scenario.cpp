#include "channel/tr38901/scenario.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace ohmimo {

Scenario scenario_of(Scenario::Kind kind) {
  using Kind = Scenario::Kind;
  switch (kind) {
    case Kind::umi:
      return {Kind::umi, "UMi", "UMi", 10.0, 1.5, 10.0, 200.0 / std::sqrt(3.0), 2.0};
    case Kind::uma:
      return {Kind::uma, "UMa", "UMa", 25.0, 1.5, 35.0, 500.0 / std::sqrt(3.0), 6.0};
    case Kind::inh:
      break;
  }
  return {Kind::inh, "InH", "InH-Office", 3.0, 1.0, 0.0, 50.0, 6.0};
}

void check_carrier(const Scenario& scenario, double carrier_hz) {
  if (!(carrier_hz >= 0.5e9 && carrier_hz <= 100e9))
    throw std::invalid_argument(
        fmt::format("carrier-ghz must be from 0.5 to 100 for {}, got {:g}", scenario.name, carrier_hz / 1e9));
}

}  // namespace ohmimo
