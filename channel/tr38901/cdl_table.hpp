// The clustered delay lines CDL-A to CDL-E (Tables 7.7.1-1 to 7.7.1-5), and what clause 7.7 lets a user change of them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "channel/scene.hpp"
#include "channel/tr38901/angles.hpp"
#include "channel/tr38901/profile.hpp"

namespace ohmimo {

struct CdlTable {
  std::string name;  // "CDL-A"
  Profile profile;
  double c_asd_deg = 0.0, c_asa_deg = 0.0, c_zsd_deg = 0.0, c_zsa_deg = 0.0;  // spreads of the rays of a cluster
  double xpr_db = 0.0;                                                        // of all rays (7.7-0b)
};

// letter: 'a' to 'e'. Throws std::invalid_argument otherwise.
CdlTable load_cdl(char letter);

// The table with the K factor that the scene wants. Throws std::invalid_argument where the table has no line of sight.
CdlTable with_scene(const CdlTable& table, const Scene& scene);

// Angles of departure are those of the base station, whatever the direction of transmission.
enum class CdlAngle { aod, aoa, zod, zoa };

// Over all rays, by Annex A.
CircularMoments ray_moments(const CdlTable& table, CdlAngle angle);

// Angle scaling (7.7-5): rays at (spread wanted / spread of the table) (angle - mean of the table) + mean wanted.
CdlTable with_angle_spread(const CdlTable& table, CdlAngle angle, double spread_deg, double mean_deg);

}  // namespace ohmimo
