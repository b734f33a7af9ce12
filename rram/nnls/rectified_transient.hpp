// The outputs of a regression circuit after its inputs step from 0 to their values at t = 0, starting from rest.
// Between two moments at which an output reaches or leaves a limit the circuit is linear, and each step of it is exact.
#pragma once
#include <vector>

#include "rram/nnls/rectified_point.hpp"

namespace ohmimo::rram {

class RectifiedTrace {
 public:
  // Follows the outputs up to stop_s.
  RectifiedTrace(const RectifiedLoop& loop, double stop_s);

  // False if the circuit is singular, its numbers leave the range of double, or outputs go to and fro at their limits
  // without end: the trace then stops early.
  bool complete() const { return complete_; }
  const std::vector<double>& time_s() const { return time_s_; }
  arma::vec output_V(
      double t_s) const;  // [n] all outputs; between two steps a cubic, of which value and slope are exact
  int switches() const { return switches_; }  // moments at which outputs reached or left limits

  // Last time at which any x_j is farther than tolerance max_j |end_V| from end_V [n_col]; 0 if it never is, NaN if it
  // still is at the end of the trace.
  double settling_time_s(const arma::vec& end_V, double tolerance) const;

 private:
  struct Follower;
  std::vector<double> time_s_;
  std::vector<arma::vec> output_V_, slope_V_per_s_;
  arma::uword n_col_ = 0;
  bool complete_ = false;
  int switches_ = 0;
};

// The time to the given tolerance of max |x| at rest, tolerance in (0, 1); NaN if there is no steady state.
double settling_time_s(const RectifiedLoop& loop, const RectifiedPoint& point, double tolerance);

}  // namespace ohmimo::rram
