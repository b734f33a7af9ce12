#include "apps/studies/train/first_order.hpp"

#include <cmath>

namespace ohmimo::train {

Layers SgdMomentum::step(const Layers& gradient) {
  Layers step;
  for (std::size_t k = 0; k < 2; ++k) {
    velocity[k] = velocity[k].empty() ? gradient[k] : arma::mat(momentum * velocity[k] + gradient[k]);
    step[k] = -learning_rate * velocity[k];
  }
  return step;
}

Layers Adam::step(const Layers& gradient) {
  ++n_step;
  Layers step;
  for (std::size_t k = 0; k < 2; ++k) {
    if (mean[k].empty()) mean[k] = square[k] = arma::zeros(arma::size(gradient[k]));
    mean[k] = first_decay * mean[k] + (1.0 - first_decay) * gradient[k];
    square[k] = second_decay * square[k] + (1.0 - second_decay) * gradient[k] % gradient[k];
    const arma::mat m = mean[k] / (1.0 - std::pow(first_decay, n_step));
    const arma::mat v = square[k] / (1.0 - std::pow(second_decay, n_step));
    step[k] = -learning_rate * m / (arma::sqrt(v) + floor);
  }
  return step;
}

}  // namespace ohmimo::train
