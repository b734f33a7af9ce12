// SGD with momentum and Adam (Kingma and Ba, ICLR 2015): what is to be added to the layers.
#pragma once
#include "apps/studies/train/network.hpp"

namespace ohmimo::train {

struct SgdMomentum {
  double learning_rate = 0.3, momentum = 0.9;
  Layers velocity = {};
  Layers step(const Layers& gradient);
};

struct Adam {
  double learning_rate = 0.1, first_decay = 0.9, second_decay = 0.999, floor = 1e-8;
  Layers mean = {}, square = {};
  int n_step = 0;
  Layers step(const Layers& gradient);
};

}  // namespace ohmimo::train
