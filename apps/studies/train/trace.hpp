// What a training run left behind, step by step.
#pragma once
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "apps/studies/train/curvature_matrix.hpp"

namespace ohmimo::train {

struct Step {
  int step = 0;  // parameters updated so often
  double loss = NAN;
  double gradient_norm = NAN;
  double test_accuracy = NAN;  // of networks
  CurvatureCount count;        // so far
};

// A matrix that is written again and again.
struct Curvature {
  std::string name;
  arma::mat last;        // as written last, for its cost
  CurvatureCount count;  // of its own
};

struct Trace {
  std::string optimiser;
  std::vector<Step> steps;
  std::string ending;  // reached, not reached, or what refused
  std::vector<Curvature> curvatures;

  bool reached() const { return ending == "reached"; }
  // Of the last step, or one beyond `most` where the goal was not reached.
  int iterations(int most) const { return reached() ? steps.back().step : most + 1; }
  // The first step with a loss of at most this; most + 1 if there is none.
  int steps_to_loss(double goal, int most) const;
};

}  // namespace ohmimo::train
