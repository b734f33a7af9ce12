// When a point has been counted long enough.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "apps/store/counts/count_records.hpp"
#include "apps/studies/sweep/study.hpp"

namespace ohmimo::sweep {

// A point ends when every curve that matters has min_errors bit errors in min_bad_units bad units and its interval is
// narrow enough; or when every curve has max_bits, after max_frames, or after max_seconds of one processor. It is
// looked at after every unit.
struct Goal {
  std::uint64_t min_errors = 1, min_bad_units = 0;
  double relative_error = 0.0;  // half width of the 95 % interval over the BER; 0 = off
  std::uint64_t max_bits = 0, max_frames = 0;
  double max_seconds = 0.0;  // 0 = no limit
  // Where a target is searched, curves whose interval lies above away times the target or below target / away do not
  // matter: they are measured at other points. 0 = all curves matter.
  double target_ber = 0.0, away = 4.0;
};

// role: grid, probe or final.
Goal goal_of(const Study& study, const Member& member, std::string_view role);

// Where a point stands.
struct Standing {
  std::string_view stop;  // what ends the point: precision (errors where no width is asked), bits, frames, time; or ""
  double width = 0.0;     // relative half width of the widest interval that matters; infinite where one has no errors
  double share = 0.0;     // of the point that is done, 0 .. 1, by the rule that will end it first
};
Standing standing(const Goal& goal, const counts::PointTally& tally, std::uint32_t unit_frames);

}  // namespace ohmimo::sweep
