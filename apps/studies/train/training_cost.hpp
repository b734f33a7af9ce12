// What the solves and writes of a training run would take on the modelled hardware, and nothing else of the run: its
// gradients are digital.
#pragma once
#include "apps/studies/train/trace.hpp"

namespace ohmimo::train {

struct TrainingCost {
  double solve_s = 0.0, solve_J = 0.0;  // bottom-up model, one solve after another
  double write_s = 0.0, write_J = 0.0;  // pulses of the simulated write-verify loop, one cell after another
  double paper_s = 0.0;                 // of the solves, by the closed form of the paper's measured circuits
};

// The matrices written last stand for all. Zero for runs without arrays, for devices without write pulses, and where an
// array written for the cost has no steady state.
TrainingCost training_cost(const Trace& trace, const CurvatureSetting& setting, std::uint64_t seed);

}  // namespace ohmimo::train
