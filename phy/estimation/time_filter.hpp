// From the positions of pilots in a slot to one of its symbols.
#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "phy/estimation/pilots.hpp"

namespace ohmimo {

inline constexpr std::size_t max_positions = 4;
using PositionWeights = std::array<double, max_positions>;  // 0 beyond the last position

// Where positions and symbols lie in time: the middle of the useful part; of a position, those of its symbols.
class PilotTimes {
 public:
  explicit PilotTimes(const PilotGrid& pilots);
  std::size_t n_position() const { return positions_.size(); }
  const std::vector<double>& of_position(std::size_t q) const { return positions_[q]; }
  const std::vector<double>& of_symbols() const { return symbols_; }

  // Straight lines between positions, the nearest one before the first and after the last. Of a position with two
  // symbols the mean counts.
  PositionWeights lines_to(int symbol) const;

 private:
  std::vector<std::vector<double>> positions_;
  std::vector<double> centres_, symbols_;
};

// Jakes' correlation J0(2 pi f t).
double jakes_correlation(double doppler_hz, double time_s);

// Correlation between positions of the means over their symbols, each times a code.
using PositionMatrix = std::array<PositionWeights, max_positions>;
PositionMatrix position_correlation(const PilotTimes& times, double doppler_hz, const std::vector<float>& code);

// v^T a v.
double quadratic(const PositionMatrix& a, const PositionWeights& v);

// The channel of a user over the positions of a slot as uncorrelated modes: orthonormal combinations of positions,
// strongest first. A user that stands still has one mode with power.
class TimeModes {
 public:
  TimeModes(const PilotTimes& times, double doppler_hz);

  const PositionWeights& mode(std::size_t m) const { return modes_[m]; }
  double power(std::size_t m) const { return powers_[m]; }  // they sum to the number of positions, or a little less
  // Correlation of the channel at a symbol with mode m.
  double to_symbol(std::size_t m, int symbol) const { return to_symbol_[symbol][m]; }

 private:
  std::array<PositionWeights, max_positions> modes_{};
  PositionWeights powers_{};
  std::vector<PositionWeights> to_symbol_;  // [symbol][mode]
};

}  // namespace ohmimo
