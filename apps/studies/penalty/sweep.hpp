// Penalties over one parameter and over pairs of them.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "apps/config/run.hpp"
#include "apps/studies/penalty/parameters.hpp"
#include "apps/studies/penalty/penalty.hpp"

namespace ohmimo::penalty {

// One penalty to be measured: the configuration itself, one value of a parameter, or one of each of a pair.
struct PenaltyPoint {
  struct Choice {
    std::string parameter, value;
  };
  std::vector<Choice> choices;  // none, one or two
  Run run;                      // all of it applied
  PenaltyResult result;         // status undecided until measured

  bool measured() const { return result.bits > 0.0; }
};

// A table of points over one or two parameters.
struct PenaltySweep {
  std::vector<SweepParameter> parameters;  // one, or two: x and y
  std::vector<PenaltyPoint> points;        // values of the first run fastest

  const PenaltyPoint& at(std::size_t x, std::size_t y = 0) const {
    return points[y * parameters.front().values.size() + x];
  }
};

// Every configuration is checked: throws std::invalid_argument if one cannot be run.
PenaltySweep plan_sweep(const Config& base, const std::vector<SweepParameter>& parameters);

// What one-at-a-time values say about a parameter: the harshest value up to which all intervals lie below the limit.
struct SweepLimit {
  std::string harshest_ok;   // "" if not even the mildest is
  std::string first_not_ok;  // the value after it; "" if all are
  bool undecided = false;    // the interval of first_not_ok holds the limit, or it has no result
};
SweepLimit limit_of(const PenaltySweep& sweep, double loss_db);

}  // namespace ohmimo::penalty
