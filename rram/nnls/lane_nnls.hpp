// Right-hand sides of one written matrix, 16 side by side, where the ideal circuit of two banks stands for the real
// one: one analogue solve each, driven through the rows, all rows on. What NnlsCircuit computes, many times as fast.
#pragma once
#include <armadillo>
#include <span>
#include <vector>

#include "rram/nnls/lane_kkt.hpp"
#include "rram/nnls/lane_lcp.hpp"
#include "rram/nnls/nnls_arrays.hpp"

namespace ohmimo::rram {

struct LaneAnswer {
  bool solved = false;  // false: needs NnlsCircuit
  int trials = 0;
  KktResidual kkt;
};

// Not to be shared between threads; it keeps its memory.
class LaneNnls {
 public:
  // a: as given. All must outlive this.
  LaneNnls(const arma::mat& a, const NnlsArrays& arrays, const NnlsConfig& config);

  // Whether such systems can be solved here at all.
  static bool suits(const NnlsConfig& config, bool ideal_circuit, const NnlsArrays& arrays);

  // b: 1 to 16 vectors [m], finite and >= 0. x [query][k] and active [query][k] from row `first` on; rows of what is
  // not solved stay as they are.
  std::span<const LaneAnswer> solve(std::span<const arma::vec* const> b, arma::uword first, arma::mat& x,
                                    arma::umat& active);

 private:
  void load(std::span<const arma::vec* const> b);

  const NnlsArrays& arrays_;
  const NnlsConfig& config_;
  Dense second_turned_, k_;  // A2^T; A2^T A1
  std::vector<Lanes> b_, driven_, q_, x_;
  LaneLcp lcp_;
  LaneKkt kkt_;
  std::vector<LaneAnswer> answers_;
};

}  // namespace ohmimo::rram
