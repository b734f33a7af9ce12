#include "apps/matrix/generate.hpp"

#include <cmath>

namespace ohmimo::matrix {

arma::cx_mat wishart_matrix(int n_rx, int n_user, RngStream& stream) {
  arma::cx_mat h(n_rx, n_user);
  for (arma::cx_double& value : h) {
    const double re = stream.normal();
    value = arma::cx_double(re, stream.normal()) * M_SQRT1_2;
  }
  return h.t() * h / static_cast<double>(n_rx);
}

arma::cx_mat toeplitz_matrix(int n, double rho) {
  arma::cx_mat a(n, n);
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < n; ++i) a(i, j) = std::pow(rho, std::abs(i - j));  // 0^0 = 1
  return a;
}

arma::cx_mat random_matrix(int n, RngStream& stream) {
  arma::cx_mat a(n, n);
  for (arma::cx_double& value : a) value = stream.normal();
  return a;
}

}  // namespace ohmimo::matrix
