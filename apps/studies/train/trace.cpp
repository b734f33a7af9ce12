#include "apps/studies/train/trace.hpp"

namespace ohmimo::train {

int Trace::steps_to_loss(double goal, int most) const {
  for (const Step& step : steps)
    if (step.loss <= goal) return step.step;
  return most + 1;
}

}  // namespace ohmimo::train
