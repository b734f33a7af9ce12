// The RRAM solver of one configuration as modelled hardware: one cost per model and preset.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "apps/config/config.hpp"
#include "rram/cost/cost_bottom_up.hpp"

namespace ohmimo::compare {

struct CompareConfig {
  Config system;         // antennas and users, cycles, words, converters, amplifiers; stages follow from tile
  int tile = -1;         // rows of one inversion array, 2 users / tile a power of two; -1 = at most 4, as demonstrated
  double n_reuse = 168;  // vectors a programmed channel serves; 168 = 12 subcarriers, 14 symbols
  int parallel = 1;      // solvers side by side, each with a channel and vectors of its own
  double node_nm = 40;   // that published designs are scaled to; the solver itself is not scaled
  int n_channel = 32;    // counted; the slowest of them is billed
  bool unconfirmed = false;  // published figures recalled from memory too
};

// tile and stages replaced by what they mean here. Throws std::invalid_argument naming field, rule and value.
CompareConfig checked(CompareConfig config);

struct SolverCost {
  std::string name;  // "RRAM paper, measured circuits"
  rram::HardwareCost cost;
};

struct SolverCosts {
  rram::SolverWork work;           // what was counted
  std::vector<SolverCost> models;  // paper measured, paper assumed, bottom-up
  std::vector<double> settling_ns =
      {};  // of the slowest inversion array of each channel counted; the slowest of all is billed
};

// Work beside the solver, in real products: one complex product is four, of the Hermitian Gram matrix half is computed.
rram::DigitalWork digital_work(int n_rx, int n_user);

// Counts config.n_channel channels of the configuration with 4 vectors each, and prices them. The paper's closed form
// has no matched filter, Gram product and programming: they are added from the bottom-up model, so that all models
// cover the same work.
SolverCosts solver_costs(const CompareConfig& config);

// The same with constants given, for example with parallel write drivers.
SolverCosts solver_costs(const CompareConfig& config, const rram::PartCosts& parts);

}  // namespace ohmimo::compare
