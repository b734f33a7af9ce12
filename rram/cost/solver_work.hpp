// The work of the modelled hardware for one programmed matrix and the vectors solved on it: counts of a real solve, in
// which the simulated write-verify loop writes every cell and every product is read line by line, and the properties of
// the circuits used. The cost model (cost_bottom_up.hpp) turns it into ns, pJ and um2.
#pragma once
#include <armadillo>

#include "rram/solver.hpp"

namespace ohmimo::rram {

// The inversion arrays: each with op-amps and converters of its own at its rows.
struct InverseArrays {
  int rows = 0, inverters = 0;                   // of all arrays; an op-amp per row, inverters of bias columns
  double mean_rows = 0.0, mean_inverters = 0.0;  // of one array
  double settling_s = 0.0;                       // slowest array, to half of the last bit of its ADC
  double resistive_W = 0.0;  // in the cells and resistors of one array, mean over the uses in a first cycle
  double output_W = 0.0;     // in the output stages of its amplifiers, V_DD |i| - i v, likewise
};

// The bit-sliced copy: all slices side by side, an op-amp and an ADC at every line.
struct SliceArrays {
  int lines = 0;            // rows of the + and - arrays of all slices
  double settling_s = 0.0;  // slowest line, to half of the last bit of its ADC
  double mean_S = 0.0;      // conductance of a cell
};

// Of several matrices together: counts add up, settling is that of the slowest, powers are means.
struct SolverWork {
  SolverConfig config;  // as run
  int n_row = 0;        // of the system
  double n_matrix = 0.0, n_vector = 0.0;
  OperationCount ops;  // of solving
  ReadCount hp_reads;  // of solving
  OperationCount programming;
  WriteCount writing;
  InverseArrays inverse;
  SliceArrays slice;

  SolverWork& operator+=(const SolverWork& other);  // of the same configuration and size
};

struct WorkSetting {
  double supply_V = 1.1;  // of the output stages
  FrameId draws = {};     // names the streams of programming and reading
};

// Programs a [n][n] and solves b [n_vector][n] on it. Quantisation, the device rung, simulated writing and the analogue
// HP path are switched on; the rest is as configured. Throws std::invalid_argument if the device has no write pulses,
// std::runtime_error if the matrix cannot be solved on these arrays.
SolverWork measure_work(const arma::mat& a, const arma::mat& b, SolverConfig config, const WorkSetting& setting);

}  // namespace ohmimo::rram
