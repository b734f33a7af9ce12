// One user of a drop: its link, its rays, and the power that it is received with.
#pragma once
#include <optional>

#include "channel/antenna_array.hpp"
#include "channel/scene.hpp"
#include "channel/tr38901/small_scale.hpp"

namespace ohmimo {

// A cell with its array. Made once; a user's memory is kept.
class DropCell {
 public:
  DropCell(Scenario::Kind kind, const AntennaArray& array, const Scene& scene);

  std::size_t n_path() const { return n_path_; }
  const Scenario& scenario() const { return scenario_; }

  struct User {
    DropLink link;
    LargeScale large_scale;
    Motion motion;
    DropPaths paths;  // total power 1 before the field of the antennas
    double path_loss_db = 0.0;
  };
  // place: steps 1 to 4; fading: steps 5 to 11.
  void draw(RngStream& place, RngStream& fading, User& user);

  // Received power of a user whose antennas turn power 1 into field_gain: gain^(1 - power_control), the gain being that
  // of path, shadowing and antennas.
  double received_power(const User& user, double field_gain) const;

  // E of that over places, conditions and fading: the average over 512 places spread evenly over the area, each with
  // and without line of sight. The mean over shadowing is exact.
  double mean_received_power();

 private:
  void draw_link(const Normals& normals, RngStream& fading, User& user);
  const LargeScaleLaw& law(bool line_of_sight) const { return line_of_sight ? clear_ : obstructed_; }

  Scenario scenario_;
  AntennaArray array_;
  Scene scene_;
  LargeScaleLaw clear_, obstructed_;
  std::size_t n_path_;
  std::vector<Cluster> clusters_;
};

}  // namespace ohmimo
