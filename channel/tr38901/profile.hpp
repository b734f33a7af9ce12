// The profiles of TR 38.901 and of the NR and LTE specifications (data/tr38901), read once.
#pragma once
#include <string_view>
#include <vector>

namespace ohmimo {

// One row of a profile. Angles in degrees, azimuth in (-180, 180], zenith from 0 (up) to 180; departure = base station,
// arrival = terminal, as printed. Tapped delay lines have no angles.
struct ProfileRow {
  bool line_of_sight = false;
  double delay = 0.0;  // multiple of the wanted rms delay spread, or seconds: see Profile
  double power_db = 0.0;
  double aod_deg = 0.0, aoa_deg = 0.0, zod_deg = 0.0, zoa_deg = 0.0;
};

struct Profile {
  std::vector<ProfileRow> rows;  // in table order; a line-of-sight row comes first
  bool normalised_delay = true;  // false: delays in seconds
};

// "tdl_a", "cdl_c", "tdla30", "epa" ...: a file of data/tr38901. Throws std::invalid_argument otherwise.
Profile load_profile(std::string_view name);

// Linear powers with sum 1, in the order of the rows.
std::vector<double> normalised_powers(const Profile& profile);

// sqrt(sum P tau^2 - (sum P tau)^2) for powers of sum 1.
double rms_delay(const Profile& profile, const std::vector<double>& power);

// K_wanted in dB (7.7.6): all rows but line of sight become K_wanted - K of the profile weaker, and normalised delays
// are divided by the new rms spread. K is line of sight over the sum of all other rows (7.7.6-2): 8.98 dB of D, 9.27 dB
// of E as printed. Over the first tap alone, the other definition in use, it would be 13.3 and 22.0 dB. Throws
// std::invalid_argument if the profile has no line of sight.
Profile with_k_factor(const Profile& profile, double k_wanted_db);

}  // namespace ohmimo
