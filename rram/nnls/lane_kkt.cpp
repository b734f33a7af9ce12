#include "rram/nnls/lane_kkt.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::rram {

LaneKkt::LaneKkt(const arma::mat& a)
    : a_(to_dense(a)), turned_(to_dense(a.t())), norm_(a.n_cols), residual_(a.n_rows), slope_(a.n_cols) {
  for (arma::uword j = 0; j < a.n_cols; ++j) norm_(j) = arma::norm(a.col(j));
}

void LaneKkt::judge(std::span<const Lanes> x, std::span<const Lanes> b, std::span<KktResidual> results) {
  multiply(a_.view(), x.data(), residual_.data());
  Lanes squared{}, per_unit;
  for (std::size_t i = 0; i < b.size(); ++i)
    for (std::size_t l = 0; l < n_lane; ++l) {
      squared.at[l] += b[i].at[l] * b[i].at[l];
      residual_[i].at[l] -= b[i].at[l];
    }
  multiply(turned_.view(), residual_.data(), slope_.data());
  for (std::size_t l = 0; l < n_lane; ++l) {
    double unit = std::sqrt(squared.at[l]);
    for (std::size_t j = 0; j < x.size(); ++j) unit += norm_(j) * x[j].at[l];
    per_unit.at[l] = unit > 0.0 ? 1.0 / unit : 1.0;
  }
  Lanes negative{}, complementary{};
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (norm_(j) == 0.0) continue;
    const double per_norm = 1.0 / norm_(j);
    for (std::size_t l = 0; l < n_lane; ++l) {
      const double slope = slope_[j].at[l] * per_norm * per_unit.at[l];
      const double product = std::abs(x[j].at[l] * norm_(j) * per_unit.at[l] * slope);
      negative.at[l] = -slope > negative.at[l] || std::isnan(slope) ? -slope : negative.at[l];
      complementary.at[l] = product > complementary.at[l] || std::isnan(product) ? product : complementary.at[l];
    }
  }
  for (std::size_t l = 0; l < results.size(); ++l) results[l] = {0.0, negative.at[l], complementary.at[l]};
}

}  // namespace ohmimo::rram
