// Training of the two-layer network: K-FAC, its factors on the analogue solver or exact, beside SGD with momentum and
// Adam. All see the same start and the same batches for one seed.
#pragma once
#include <atomic>

#include "apps/studies/train/network.hpp"
#include "apps/studies/train/trace.hpp"

namespace ohmimo::train {

enum class NetworkOptimiser { sgd, adam, kfac };

struct KfacSetting {
  CurvatureSetting curvature;
  double damping = 1e-2;
  double kl_clip = 1e-2;    // largest step in the Fisher norm, over the squared learning rate
  int refresh_every = 10;   // steps between two writes of the factors; 0 = written once
  double averaging = 0.95;  // of the factors, from one batch to the next
};

struct NetworkSetting {
  NetworkOptimiser optimiser = NetworkOptimiser::kfac;
  double learning_rate = 0.1;
  KfacSetting kfac;
  int most_steps = 600;
  double goal = 0.0;   // ends at this loss over all training examples; 0 = makes all steps
  int look_every = 5;  // steps between two looks at that loss
  std::size_t batch = 128;
  arma::uword hidden = 16;
};

// seed: of the start, the batches and the sampled labels; device: of the arrays.
Trace train_network(const NetworkSet& set, const NetworkSetting& setting, std::uint64_t seed, RngStream device);

}  // namespace ohmimo::train
