#include "rram/nnls/small_systems.hpp"

#include <cmath>
#include <utility>
#include <vector>

namespace ohmimo::rram {
namespace {

// Columns of [K q], n + 1 of them, each n long.
bool eliminate(double* work, arma::uword n) {
  const auto at = [work, n](arma::uword i, arma::uword j) -> double& { return work[j * n + i]; };
  for (arma::uword p = 0; p < n; ++p) {
    arma::uword best = p;
    for (arma::uword i = p + 1; i < n; ++i)
      if (std::abs(at(i, p)) > std::abs(at(best, p))) best = i;
    const double pivot = at(best, p);
    if (pivot == 0.0 || !std::isfinite(pivot)) return false;
    if (best != p)
      for (arma::uword j = p; j <= n; ++j) std::swap(at(p, j), at(best, j));
    const double* __restrict column = work + p * n;
    for (arma::uword j = p + 1; j <= n; ++j) {
      double* __restrict other = work + j * n;
      const double factor = other[p] / pivot;
      for (arma::uword i = p + 1; i < n; ++i) other[i] -= factor * column[i];
    }
  }
  return true;
}

}  // namespace

bool solve_part(const arma::mat& k, const arma::vec& q, const arma::uvec& free, arma::vec& y) {
  thread_local std::vector<double> work;
  const arma::uword n = free.n_elem;
  work.resize(n * (n + 1));
  for (arma::uword j = 0; j < n; ++j)
    for (arma::uword i = 0; i < n; ++i) work[j * n + i] = k(free(i), free(j));
  for (arma::uword i = 0; i < n; ++i) work[n * n + i] = q(free(i));
  if (!eliminate(work.data(), n)) return false;
  y.set_size(n);
  for (arma::uword p = n; p-- > 0;) {
    double sum = work[n * n + p];
    for (arma::uword j = p + 1; j < n; ++j) sum -= work[j * n + p] * y(j);
    y(p) = sum / work[p * n + p];
  }
  return y.is_finite();
}

}  // namespace ohmimo::rram
