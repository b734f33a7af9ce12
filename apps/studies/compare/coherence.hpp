// How long and how wide a channel stays the same, and what programming the arrays for every new one then costs.
#pragma once
#include <string>
#include <vector>

#include "apps/results/table.hpp"
#include "apps/studies/compare/solver_cost.hpp"

namespace ohmimo::compare {

struct Mobility {
  double speed_kmh = 30.0;
  double carrier_GHz = 3.5;
  double delay_spread_ns = 100.0;  // rms; 30, 100, 300 are short, nominal and long in TR 38.901, table 7.7.3-1
  double correlation = 0.5;        // of the channel with itself at the end of its coherence, 0 < c < 1
};
void check(const Mobility& mobility);  // throws std::invalid_argument naming field, rule and value

double doppler_Hz(const Mobility& mobility);  // v f / c

// First tau with J0(2 pi f_D tau) = correlation: scatterers all around the receiver (Clarke, Bell Syst. Tech. J. 47,
// 957, 1968). 0.242 / f_D at one half.
double coherence_time_s(const Mobility& mobility);

// Delta f with 1 / sqrt(1 + (2 pi Delta f sigma)^2) = correlation: magnitude for an exponential delay profile.
// 0.276 / sigma at one half.
double coherence_bandwidth_Hz(const Mobility& mobility);

// One solver that serves one coherence bandwidth.
struct Reprogramming {
  double coherence_s = 0.0, bandwidth_Hz = 0.0;
  double vectors = 0.0;         // bandwidth times time: received vectors of one channel
  double programming_s = 0.0;   // of all its cells, and the Gram product
  double busy_share = 0.0;      // of the time; above 1 the arrays cannot follow the channel
  double vectors_per_s = 0.0;   // solved, programming taken off; 0 if they cannot follow
  double solvers_needed = 0.0;  // side by side, for every vector of the bandwidth; infinite if they cannot follow
  double nJ_per_vector = 0.0;   // programming and Gram product spread over the vectors of one channel
  double lifetime_days = 0.0;   // until the endurance is spent, one cycle per new channel
};
Reprogramming reprogramming(const SolverCost& solver, const Mobility& mobility, double endurance_cycles);

struct CoherenceOptions {
  std::vector<double> speeds_kmh = {3.0, 30.0, 120.0};
  Mobility mobility;  // speed is replaced by each of the list
  double endurance_cycles = 1e9;
};

// Sentences, one paragraph per speed and model.
std::string coherence_text(const SolverCosts& costs, const CoherenceOptions& options);
// One row per speed and model.
Table coherence_table(const SolverCosts& costs, const CoherenceOptions& options);

}  // namespace ohmimo::compare
