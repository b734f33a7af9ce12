// kkt_residual() of one matrix for 16 pairs of x and b side by side.
#pragma once
#include <armadillo>
#include <span>
#include <vector>

#include "rram/nnls/kkt.hpp"
#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {

class LaneKkt {
 public:
  explicit LaneKkt(const arma::mat& a);  // [m][k]

  // x [k] >= 0, b [m]; of the first results.size() lanes. Not finite where numbers leave the range of double.
  void judge(std::span<const Lanes> x, std::span<const Lanes> b, std::span<KktResidual> results);

  // Of the last call: A^T (A x - b) [k].
  std::span<const Lanes> slope() const { return slope_; }

 private:
  Dense a_, turned_;
  arma::vec norm_;  // [k] of the columns
  std::vector<Lanes> residual_, slope_;
};

}  // namespace ohmimo::rram
