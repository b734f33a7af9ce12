// [channel] and [csi]: what makes H, and what the receiver knows of it.
#pragma once
#include <string>

#include "channel/csi.hpp"
#include "channel/registry.hpp"
#include "phy/estimation/pilot_config.hpp"

namespace ohmimo {

struct ChannelSection {
  std::string model = ChannelSpec{}.text;  // channel/registry.hpp
  double user_spread_db = 0.0;             // strongest over weakest user's mean gain
  std::string exact_statistics = "auto";   // draw the Gram matrix by its Bartlett factor; automatic: where it applies
  bool fixed = false;                      // one channel and one set of programmed devices for the whole run

  bool operator==(const ChannelSection&) const = default;
};

struct CsiSection {
  std::string model = CsiSpec{}.text;
  std::string pilot_kind = "nr";    // phy/estimation/pilot_config.hpp
  PilotConfig pilots;               // its kind and noise knowledge follow from the words here
  std::string noise_var = "known";  // or estimated from pilots

  bool operator==(const CsiSection&) const = default;
};

}  // namespace ohmimo
