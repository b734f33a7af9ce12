#include "rram/nnls/lane_nnls.hpp"

#include <algorithm>
#include <cmath>

#include "rram/nnls/lane_lcp.hpp"
#include "rram/numbers/converters.hpp"

namespace ohmimo::rram {
namespace {

// One polarity: no element is below 0.
int codes(int bits) {
  return (1 << bits) - 1;
}

}  // namespace

bool LaneNnls::suits(const NnlsConfig& config, bool ideal_circuit, const NnlsArrays& arrays) {
  return ideal_circuit && config.cycles == 1 && config.drive != NnlsDrive::columns && !arrays.column.is_empty() &&
         arrays.column.n_elem <= most_lane_columns;
}

LaneNnls::LaneNnls(const arma::mat& a, const NnlsArrays& arrays, const NnlsConfig& config)
    : arrays_(arrays),
      config_(config),
      second_turned_(to_dense(arrays.second.t())),
      k_(to_dense(arrays.second.t() * arrays.first)),
      b_(a.n_rows),
      driven_(a.n_rows),
      q_(arrays.column.n_elem),
      x_(a.n_cols),
      kkt_(a),
      answers_(n_lane) {}

void LaneNnls::load(std::span<const arma::vec* const> b) {
  for (std::size_t l = 0; l < n_lane; ++l) {
    const double* from = l < b.size() ? b[l]->memptr() : nullptr;
    for (std::size_t i = 0; i < b_.size(); ++i) b_[i].at[l] = from != nullptr ? from[i] : 0.0;
  }
}

std::span<const LaneAnswer> LaneNnls::solve(std::span<const arma::vec* const> b, arma::uword first, arma::mat& x,
                                            arma::umat& active) {
  load(b);
  if (config_.fidelity.converter)
    convert(b_, codes(config_.dac_bits), driven_.data());
  else
    driven_ = b_;
  multiply(second_turned_.view(), driven_.data(), q_.data());
  solve_lcp(k_.view(), q_, lcp_);
  if (config_.fidelity.converter) convert(lcp_.y, codes(config_.adc_bits), lcp_.y.data());
  for (Lanes& one : x_) one = Lanes{};
  for (std::size_t p = 0; p < q_.size(); ++p)
    for (std::size_t l = 0; l < n_lane; ++l)
      x_[arrays_.column(p)].at[l] = std::max(lcp_.y[p].at[l], 0.0) / arrays_.scale(p);
  KktResidual kkt[n_lane];
  kkt_.judge(x_, b_, {kkt, b.size()});
  for (std::size_t l = 0; l < b.size(); ++l) {
    LaneAnswer& answer = answers_[l];
    answer.kkt = kkt[l];
    answer.solved = lcp_.found.at[l] > 0.0 && std::isfinite(kkt[l].largest());  // else near the ends of double
    answer.trials = static_cast<int>(lcp_.trials.at[l]);
    if (!answer.solved) continue;
    const bool driven = std::ranges::any_of(driven_, [l](const Lanes& one) { return one.at[l] != 0.0; });
    if (!driven) answer.trials = 0;  // nothing is applied
    for (arma::uword j = 0; j < x.n_cols; ++j) x(first + l, j) = x_[j].at[l];
    for (std::size_t p = 0; p < q_.size(); ++p)
      active(first + l, arrays_.column(p)) = driven && lcp_.free[p].at[l] > 0.0 ? 1 : 0;
  }
  return {answers_.data(), b.size()};
}

}  // namespace ohmimo::rram
