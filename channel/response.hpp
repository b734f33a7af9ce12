// The channel over frequency from its paths.
#pragma once
#include <vector>

#include "channel/paths.hpp"
#include "phy/batch.hpp"

namespace ohmimo {

// Evenly spaced frequencies relative to the carrier.
struct FrequencyAxis {
  double first_hz = 0.0, step_hz = 0.0;
  std::size_t count = 0;

  double at(std::size_t k) const { return first_hz + static_cast<double>(k) * step_hz; }
};

// Reuses its memory: nothing is allocated once it has seen paths of the same shape.
class FrequencyResponse {
 public:
  // Phases of all paths over the axis: once per slot, since delays do not change within it.
  void prepare(const PathSet& paths, const FrequencyAxis& axis);

  // H of channels first .. first + h.n_channel() - 1 of the axis at the time with this index; first is a multiple of
  // 16. h has its shape [n][n_rx][n_user] already; lanes beyond the axis hold finite numbers without meaning.
  // Relative error of the order of n_path 6e-8; none where the channel is sampled, at the nearest of its subcarriers.
  void evaluate(const PathSet& paths, std::size_t time, std::size_t first, MatrixBatch& h);

 private:
  void look_up(const PathSet& paths, std::size_t time, std::size_t first, MatrixBatch& h) const;

  FrequencyAxis axis_;
  std::vector<float> lane_phase_;  // [user][path][re|im][16]: of lane l, that of l steps
  std::vector<float> turn_;        // [block][user][path][re, im]: of the first frequency of a block
  std::vector<float> phase_;       // [path][re|im][16]: the phases of one user and block
};

}  // namespace ohmimo
