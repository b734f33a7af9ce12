// Plane waves that arrive at a line of antennas half a wavelength apart, for 16 channels side by side.
#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "phy/block_view.hpp"
#include "phy/rng.hpp"

namespace ohmimo {

using Lanes = std::array<double, n_lane>;  // one number of each channel

struct PlaneWave {
  Lanes re, im;  // at the first antenna
  Lanes sine;    // of the angle from broadside
};

// The channel of one user to all antennas: h_i = sum over waves of gain exp(j pi i sine), i = 0 .. n_rx - 1.
class PlaneWaveSum {
 public:
  explicit PlaneWaveSum(std::size_t n_rx) : sum_(n_rx) {}

  void clear();
  void add(const PlaneWave& wave);
  void add_to(BlockView h, std::size_t user) const;  // column user of the block
  void write_to(BlockView h, std::size_t user) const;

  struct Entry {
    Lanes re = {}, im = {};
  };

 private:
  std::vector<Entry> sum_;  // [n_rx]
};

// The angles of 16 users, uniform over a sector around broadside [rad].
Lanes sector_angles(RngStream& stream, double sector_deg);

}  // namespace ohmimo
