// From the positions of pilots in a slot to one of its symbols.
#pragma once
#include <array>
#include <vector>

#include "phy/estimation/block_filter.hpp"
#include "phy/estimation/pilots.hpp"

namespace ohmimo {

inline constexpr std::size_t max_positions = 4;
using TimeWeights = std::array<std::array<float, n_lane>, max_positions>;

// Where positions and symbols lie in time: the middle of the useful part; of a position, the mean over its symbols.
class PilotTimes {
 public:
  explicit PilotTimes(const PilotGrid& pilots);
  std::size_t n_position() const { return positions_.size(); }
  const std::vector<double>& of_position(std::size_t q) const { return positions_[q]; }  // of its symbols
  const std::vector<double>& of_symbols() const { return symbols_; }

  // Straight lines between positions, the nearest one before the first and after the last.
  TimeWeights lines_to(int symbol) const;

 private:
  std::vector<std::vector<double>> positions_;
  std::vector<double> centres_, symbols_;
};

// Jakes' correlation J0(2 pi f t).
double jakes_correlation(double doppler_hz, double time_s);

// What samples of a position, each a mean over its symbols, have in common with those of others and with symbols.
class TimeCorrelation {
 public:
  TimeCorrelation(const PilotTimes& times, double doppler_hz);

  // Power that the samples keep where the channel changes between the symbols of a position.
  double kept() const { return kept_; }
  // Largest eigenvalue of the correlation between positions, from 1 to their number: how much more they are worth
  // together.
  double gain() const { return gain_; }

  // Filters over frequency leave `signal` (w^H E[z h*]) and, of noise variance 1 per sample, `noise` in each lane; the
  // frequency filter was made for a noise of design_noise_var, the samples have noise_var. LMMSE weights of the
  // positions; returns the sum over lanes of the power of h that the estimate holds.
  struct Noise {
    double design_var, var;
  };
  double weights_to(int symbol, const FilterPowers& powers, const Noise& noise, TimeWeights& weights) const;

 private:
  std::size_t n_position_ = 0;
  double kept_ = 1.0, gain_ = 1.0;
  std::array<std::array<double, max_positions>, max_positions> between_{};
  std::vector<std::array<double, max_positions>> to_symbol_;  // [symbol of the slot]
};

}  // namespace ohmimo
