// Estimates from one solved vector of each of up to 16 channels, lane = channel.
#pragma once
#include <armadillo>
#include <span>

#include "detector/detector.hpp"
#include "detector/linear/linear.hpp"
#include "rram/solve_report.hpp"

namespace ohmimo {

// What the channels of a frame make of solutions.
struct ChannelScales {
  const RealBatch& valid;
  const OutputScaling& scaling;
  const MatrixBatch* inverse;  // (G + ridge I)^-1; null: var is N0 [A^-1]_uu alone
  double error_scale = 1.0;    // of the analogue part of var
};

// Vector v of the channels of a block, solved.
struct SolvedLanes {
  std::size_t block, vector;
  const arma::mat& b;         // [channel][2 n_user]: Re z, Im z
  const arma::mat& x;         // likewise
  const arma::mat& residual;  // likewise
  std::span<const rram::SolveReport::Status> status;
};

// Fills x and var of this vector; channels behind the last one get zeros.
void save_estimates(const SolvedLanes& solved, const ChannelScales& scales, Estimate& out);

}  // namespace ohmimo
