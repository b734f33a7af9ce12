// One K-FAC optimiser at work: averages of the factors, arrays refreshed at a cadence, steps clipped and with momentum.
#pragma once
#include <optional>

#include "apps/studies/train/kron_solve.hpp"
#include "apps/studies/train/network_training.hpp"

namespace ohmimo::train {

class Kfac {
 public:
  Kfac(const KfacSetting& setting, double learning_rate, RngStream device, std::vector<Curvature>& curvatures);

  // What is to be added to the layers. May throw RefusedArray.
  Layers step(const Layers& layers, const ForwardPass& pass, const Layers& gradient, SplitMix& draws);

  const std::array<KronFactors, 2>& factors() const { return average_; }

 private:
  void average(const Layers& layers, const ForwardPass& pass, SplitMix& draws);
  void refresh();
  WrittenFactors::Counts counts(std::size_t layer);

  KfacSetting setting_;
  double learning_rate_;
  RngStream device_;
  std::vector<Curvature>& curvatures_;  // A1, G1, A2, G2
  std::array<KronFactors, 2> average_;
  std::array<std::optional<WrittenFactors>, 2> written_;
  Layers velocity_;
  int n_step_ = 0;
};

}  // namespace ohmimo::train
