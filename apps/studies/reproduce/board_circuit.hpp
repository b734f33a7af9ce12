// The 4x4 circuits whose transients Zuo et al. 2025 (doi 10.1038/s41928-025-01477-0, Fig. 5a, 5b) measured on a board.
// Nothing is published about the loads there: the capacitance of a row and its conductance to ground are fitted.
#pragma once
#include <cstdint>
#include <vector>

#include "rram/circuit/transient.hpp"

namespace ohmimo::reproduce {

// One input stepped at t = 0.
struct BoardTrace {
  std::vector<double> time_ns;
  arma::mat output;                 // [time][4] v over the largest |v(end)| of the four
  double settle_ns[3] = {0, 0, 0};  // last time any output is farther than 10, 5, 1 % of the largest from its end
};
inline constexpr double settle_percent[3] = {10.0, 5.0, 1.0};

// Means over the outputs whose end is at least half of the largest of their input; overshoot in percent of the end.
struct Ringing {
  double peak_ns = 0.0;
  double overshoot_percent = 0.0;
};

// Array and inputs: Re and Im of the Gram matrix of a 16x4 Rayleigh channel, as programmed; five random inputs.
class Board {
 public:
  explicit Board(std::uint64_t seed);

  // INV of Re(A) or MVM of Im(A), five traces, from 0 to end_ns in 1 ns. Throws std::runtime_error if it is unstable.
  std::vector<BoardTrace> traces(rram::CircuitKind kind, double end_ns) const;
  Ringing ringing() const;  // of the inversion

  // Finds c_row_F and g_in_S that give the inversion this ringing, each to 1e-3 relative.
  void fit(const Ringing& wanted);

  const rram::CircuitModel& model() const { return model_; }

 private:
  void fit_damping(double overshoot_percent);
  rram::Network network(rram::CircuitKind kind) const;

  rram::SignedArrays inverse_, product_;
  arma::mat input_V_;  // [5][4]
  rram::CircuitModel model_;
};

}  // namespace ohmimo::reproduce
