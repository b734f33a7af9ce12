#include "rram/nnls/kkt.hpp"

#include <algorithm>

namespace ohmimo::rram {

double KktResidual::largest() const {
  const double sum = negative_x + negative_g + complementary;
  return std::isnan(sum) ? NAN : std::max({negative_x, negative_g, complementary});
}

KktResidual kkt_residual(const arma::mat& a, const arma::vec& x, const arma::vec& b) {
  if (!a.is_finite() || !x.is_finite() || !b.is_finite()) return {};
  arma::vec column(x.n_elem);
  double unit = arma::norm(b);
  for (arma::uword j = 0; j < x.n_elem; ++j) {
    column(j) = a.n_rows > 0 ? arma::norm(a.col(j)) : 0.0;  // without rows every x >= 0 solves
    unit += column(j) * std::abs(x(j));
  }
  if (unit == 0.0) unit = 1.0;
  const arma::vec residual = a * (x / unit) - b / unit;
  KktResidual worst{0.0, 0.0, 0.0};
  for (arma::uword j = 0; j < x.n_elem; ++j) {
    const double at = x(j) / unit * (column(j) > 0.0 ? column(j) : 1.0);
    worst.negative_x = std::max(worst.negative_x, -at);
    if (column(j) == 0.0) continue;
    const double slope = arma::dot(a.col(j) / column(j), residual);
    worst.negative_g = std::max(worst.negative_g, -slope);
    worst.complementary = std::max(worst.complementary, std::abs(at * slope));
  }
  return worst;
}

}  // namespace ohmimo::rram
