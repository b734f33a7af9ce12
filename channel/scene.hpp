// What a channel model needs to know beyond its name: array, carrier, motion and where the users are. Words are read by
// the models that use them.
#pragma once
#include <string>

namespace ohmimo {

inline constexpr double speed_of_light_m_s = 299792458.0;

struct Scene {
  double carrier_hz = 3.5e9;
  double speed_m_s = 0.0;         // of every user, in a direction of its own
  std::string array = "auto";     // base station's antennas: channel/antenna_array.hpp
  std::string element = "38901";  // pattern of an antenna: 38901 (Table 7.3-1) or isotropic
  double downtilt_deg = 0.0;
  double delay_spread_s = 100e-9;      // wanted rms value of TDL-A..E and CDL-A..E
  std::string k_factor_db = "auto";    // wanted K of TDL-D, E and CDL-D, E; auto = that of the table
  std::string correlation = "low";     // between antennas of a TDL: low, medium, high (TS 38.104 G.2.3) or exp:R
  std::string user_angles = "sector";  // of a CDL: sector = each turned to a place of its own, same = all alike
  double sector_deg = 120.0;           // width of the sector that users stand in
  std::string edition = "v18";         // of TR 38.901 for umi, uma and inh: v18 or v19
  double power_control = 1.0;          // share of path loss and shadowing that users make up for, 0 to 1
  bool keep_gain = false;              // element gain and path loss stay in E|h|^2

  double max_doppler_hz() const { return speed_m_s * carrier_hz / speed_of_light_m_s; }
  bool operator==(const Scene&) const = default;
};

}  // namespace ohmimo
