// Right-hand sides of one written matrix that each use rows of their own, 16 side by side, where the ideal circuit
// stands for the real one: one analogue solve each, driven through the rows. What NnlsCircuit computes, many times as
// fast.
#pragma once
#include <armadillo>
#include <span>
#include <vector>

#include "rram/nnls/lane_lcp.hpp"
#include "rram/nnls/lane_nnls.hpp"

namespace ohmimo::rram {

// A matrix and its written copies with the elements of a row side by side; made once per matrix.
struct RowsOfArrays {
  arma::mat a;              // [k][m] as given
  arma::mat first, second;  // [written][m] scaled, as reached

  RowsOfArrays(const arma::mat& matrix, const NnlsArrays& arrays)
      : a(matrix.t()), first(arrays.first.t()), second(arrays.second.t()) {}
};

// Not to be shared between threads; it keeps its memory.
class MaskedNnls {
 public:
  // All must outlive this.
  MaskedNnls(const RowsOfArrays& rows, const NnlsArrays& arrays, const NnlsConfig& config);

  // 1 to 16 queries that name their rows, at least one, b finite and >= 0. x [query][k] and active [query][k] from row
  // 0 on; rows of what is not solved stay as they are.
  std::span<const LaneAnswer> solve(std::span<const NnlsQuery* const> queries, arma::mat& x, arma::umat& active);

 private:
  void drive(std::span<const NnlsQuery* const> queries);
  void add_up(const NnlsQuery& query, std::size_t lane);
  KktResidual judge(const NnlsQuery& query, std::size_t lane) const;

  const RowsOfArrays& rows_;
  const NnlsArrays& arrays_;
  const NnlsConfig& config_;
  std::vector<Lanes> driven_;          // [most rows of a query] b after the DAC
  std::vector<Lanes> k_, q_, x_;       // [written][written] A2^T A1 and [written] A2^T b of the rows used; [k]
  std::vector<double> k_one_, q_one_;  // of one lane
  LaneLcp lcp_;
  std::vector<LaneAnswer> answers_;
};

}  // namespace ohmimo::rram
