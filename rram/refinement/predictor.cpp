#include "rram/refinement/predictor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ohmimo::rram {
namespace {

// A power of two brings the largest entry near 1, exactly: no square underflows or overflows.
double frobenius_norm(const Dense& a) {
  double largest = 0.0, sum = 0.0;
  for (const double value : a.value) largest = std::max(largest, std::abs(value));
  const int exponent = largest > 0.0 && std::isfinite(largest) ? std::ilogb(largest) : 0;
  for (const double value : a.value) {
    const double scaled = std::ldexp(value, -exponent);
    sum += scaled * scaled;
  }
  return std::ldexp(std::sqrt(sum), exponent);
}

}  // namespace

double radius_bound(Dense e) {
  double log_norm = 0.0;  // e^power = exp(log_norm) work
  double power = 1.0;
  for (;;) {
    const double norm = frobenius_norm(e);
    if (!(norm > 0.0) || !std::isfinite(norm)) return norm;
    log_norm += std::log(norm);
    if (power == 16.0) return std::exp(log_norm / power);
    for (double& value : e.value) value /= norm;
    e = product(e.view(), e.view());
    log_norm *= 2.0;
    power *= 2.0;
  }
}

EigenvalueInterval eigenvalue_interval(const arma::mat& operation) {
  arma::cx_vec eigenvalue;
  if (!arma::eig_gen(eigenvalue, operation)) return {};
  const arma::vec real = arma::real(eigenvalue);
  const double step = real.max() / 256.0;
  if (!(real.min() > 0.0)) return {};
  const EigenvalueInterval interval{step * std::floor(0.98 * real.min() / step), 1.02 * real.max()};
  const double off_axis = arma::abs(arma::imag(eigenvalue)).max();
  return off_axis > 0.5 * (interval.highest - interval.lowest) ? EigenvalueInterval{} : interval;
}

bool is_symmetric(const MatrixView& a) {
  const double most = 0x1p-22 * largest_magnitude(a);
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (std::abs(a(i, j) - a(j, i)) > most) return false;
  return true;
}

bool is_positive_definite(Dense a) {
  const double smallest =
      static_cast<double>(a.n_row) * std::numeric_limits<double>::epsilon() * largest_magnitude(a.view());
  for (std::size_t k = 0; k < a.n_row; ++k) {
    for (std::size_t j = 0; j < k; ++j) a(k, k) -= a(k, j) * a(k, j);
    if (!(a(k, k) > smallest)) return false;
    a(k, k) = std::sqrt(a(k, k));
    for (std::size_t i = k + 1; i < a.n_row; ++i) {
      for (std::size_t j = 0; j < k; ++j) a(i, k) -= a(i, j) * a(k, j);
      a(i, k) /= a(k, k);
    }
  }
  return true;
}

namespace {

// Why conjugate gradients cannot run on a; empty if they can.
std::string_view why_not_definite(const Dense& a) {
  if (!is_symmetric(a.view())) return "A is not symmetric";
  if (!is_positive_definite(a)) return "A is not positive definite";
  return {};
}

Choice choose_chebyshev(const Dense& a, const arma::mat& inverse) {
  Choice choice;
  choice.interval = eigenvalue_interval(to_arma(product(a.view(), to_dense(inverse).view())));
  if (choice.interval.empty())
    choice.reason = "the eigenvalues of A LP-INV do not lie near an interval of positive numbers";
  else
    choice.kind = RefinementKind::chebyshev;
  return choice;
}

double predicted_radius(const Dense& a, const arma::mat& inverse) {
  Dense error = product(a.view(), to_dense(inverse).view());
  for (double& value : error.value) value = -value;
  for (std::size_t i = 0; i < a.n_row; ++i) error(i, i) += 1.0;
  return radius_bound(std::move(error));
}

}  // namespace

Choice choose_refinement(RefinementKind wanted, const Dense& a, const arma::mat& inverse) {
  Choice choice;
  if (wanted == RefinementKind::stationary) return choice;
  if (wanted == RefinementKind::chebyshev) return choose_chebyshev(a, inverse);
  if (wanted == RefinementKind::automatic) choice.predicted_radius = predicted_radius(a, inverse);
  if (choice.predicted_radius <= stationary_radius) {  // NaN, of fcg, is not
    choice.reason = "stationary takes no more time than fcg";
    return choice;
  }
  choice.reason = why_not_definite(a);
  if (choice.reason.empty()) {
    choice.kind = RefinementKind::fcg;
    if (wanted == RefinementKind::automatic) choice.reason = "stationary would take more time than fcg";
  }
  return choice;
}

Choice choose_without_inverse(RefinementKind wanted, const Dense& a) {
  Choice choice;
  if (wanted != RefinementKind::fcg && wanted != RefinementKind::automatic) return choice;
  choice.reason = why_not_definite(a);
  if (!choice.reason.empty()) return choice;
  choice.kind = RefinementKind::fcg;
  choice.reason = "LP-INV is singular or unstable: plain conjugate gradients without it";
  return choice;
}

}  // namespace ohmimo::rram
