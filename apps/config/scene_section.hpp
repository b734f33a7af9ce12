// The part of [channel] that only models of TR 38.901 and their kind use.
#pragma once
#include "channel/scene.hpp"

namespace ohmimo {

struct SceneSection {
  Scene scene;  // its speed and delay spread follow from the next two
  double speed_kmh = 0.0;
  double carrier_ghz = 3.5;
  double delay_spread_ns = 100.0;

  Scene resolved() const;
  bool operator==(const SceneSection&) const = default;
};

}  // namespace ohmimo
