#include "apps/theory/theory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "phy/units.hpp"

namespace ohmimo {
namespace {

void check_shape(int n_user, int n_rx, double es_n0) {
  if (n_user < 1) throw std::invalid_argument(fmt::format("number of users must be >= 1, got {}", n_user));
  if (n_rx < n_user)
    throw std::invalid_argument(fmt::format("receive antennas must be >= {} (number of users), got {}", n_user, n_rx));
  if (!(es_n0 > 0.0 && std::isfinite(es_n0)))
    throw std::invalid_argument(fmt::format("Es/N0 must be > 0 and finite, got {}", es_n0));
}

// E[erfc(sqrt(c G))], G ~ Gamma(L, 1): the L-branch maximum ratio combining formula,
//   2 q^L sum_{k<L} C(L-1+k, k) p^k,  q = (1-mu)/2, p = 1-q, mu = sqrt(c/(1+c)).
// Every term is positive. q is written without the cancellation in 1-mu; logarithms keep q^L and the binomials in
// range.
double mean_erfc_gamma(double c, int l) {
  const double mu = std::sqrt(c / (1.0 + c));
  const double q = 0.5 / ((1.0 + c) * (1.0 + mu));
  const double log_p = std::log1p(-q);
  double log_term = l * std::log(q);
  double sum = 0.0;
  for (int k = 0; k < l; ++k) {
    sum += std::exp(log_term);
    log_term += std::log(double(l + k) / (k + 1)) + log_p;  // C(L+k, k+1) = C(L-1+k, k) (L+k)/(k+1)
  }
  return 2.0 * sum;
}

// Mean over users of the BER at post-detection SNR gain * es_n0 * Gamma(diversity, 1).
double ber_gamma(int bits_per_symbol, const std::vector<double>& user_gain, int diversity, double es_n0) {
  const std::vector<ErfcTerm> terms = qam_ber_terms(bits_per_symbol);
  double sum = 0.0;
  for (const double gain : user_gain) {
    if (!(gain > 0.0 && std::isfinite(gain)))
      throw std::invalid_argument(fmt::format("user gain must be > 0 and finite, got {}", gain));
    for (const ErfcTerm& term : terms) sum += term.weight * mean_erfc_gamma(term.scale * gain * es_n0, diversity);
  }
  return sum / double(user_gain.size());
}

// Law of the MMSE output SINR over Rayleigh users of equal gain. The formula of Gao, Smith, Clark,
//   F(z) = 1 - exp(-z/a) sum_{n=1}^{B} A_n(z) (z/a)^(n-1) / (n-1)!,
//   A_n(z) = sum_{i=0}^{B-n} C(U-1, i) z^i / (1+z)^(U-1)  (1 for n <= B-U+1),
// is F(z) = P(N + K >= B) with N ~ Poisson(z/a) and K ~ Binomial(U-1, z/(1+z)), since A_n = P(K <= B-n). In this form
// nothing cancels: F = P(N >= B) + sum_{k=1}^{U-1} P(N = B-k) P(K >= k).
class MmseSinrLaw {
 public:
  MmseSinrLaw(int n_user, int n_rx, double a) : n_user_(n_user), n_rx_(n_rx), a_(a), log_factorial_(n_rx + 1, 0.0) {
    for (int n = 2; n <= n_rx; ++n) log_factorial_[n] = log_factorial_[n - 1] + std::log(n);  // lgamma has a global
  }

  double cdf(double z) const {
    const double mean = z / a_;
    const int trials = n_user_ - 1;
    double f = poisson_tail(mean);
    double tail = 0.0;  // P(K >= k)
    for (int k = trials; k >= 1; --k) {
      const double log_choose = log_factorial_[trials] - log_factorial_[k] - log_factorial_[trials - k];
      tail += std::exp(log_choose + k * std::log(z) - trials * std::log1p(z));
      f += tail * poisson(n_rx_ - k, mean);
    }
    return f;
  }

 private:
  double poisson(int n, double mean) const { return std::exp(n * std::log(mean) - mean - log_factorial_[n]); }

  // P(N >= B). Above the mean summed directly, so that small values keep all digits; else by the complement.
  double poisson_tail(double mean) const {
    double sum = 0.0;
    if (mean > n_rx_) {
      for (int n = 0; n < n_rx_; ++n) sum += poisson(n, mean);
      return std::max(0.0, 1.0 - sum);
    }
    double term = poisson(n_rx_, mean);
    for (int n = n_rx_; term > 1e-17 * sum; term *= mean / ++n) sum += term;
    return sum;
  }

  int n_user_, n_rx_;
  double a_;
  std::vector<double> log_factorial_;
};

}  // namespace

double ber_zf_rayleigh(int bits_per_symbol, const std::vector<double>& user_gain, int n_rx, double es_n0) {
  const int n_user = int(user_gain.size());
  check_shape(n_user, n_rx, es_n0);
  return ber_gamma(bits_per_symbol, user_gain, n_rx - n_user + 1, es_n0);
}

double ber_mrc_rayleigh(int bits_per_symbol, const std::vector<double>& user_gain, int n_rx, double es_n0) {
  check_shape(user_gain.empty() ? 0 : 1, n_rx, es_n0);
  return ber_gamma(bits_per_symbol, user_gain, n_rx, es_n0);
}

// P = int_0^inf |dP_M/dz| F(z) dz with |dP_M/dz| = sum_i w_i sqrt(c_i / (pi z)) exp(-c_i z). With z = e^t the integrand
// is analytic and falls to zero on both sides, where the trapezoidal rule converges like exp(-2 pi^2 s^2 / h^2) for a
// feature of width s; the narrowest, the rise of F, has s = 1/sqrt(n_rx), so h = s/2 leaves e^-79.
// F rises with z: what lies below t is at most F(e^t) sum_i |w_i| 2 sqrt(c_i e^t / pi), which ends the sum.
double ber_mmse_rayleigh(int bits_per_symbol, int n_user, int n_rx, double es_n0) {
  check_shape(n_user, n_rx, es_n0);
  const std::vector<ErfcTerm> terms = qam_ber_terms(bits_per_symbol);
  const MmseSinrLaw law(n_user, n_rx, es_n0);
  const double step = 0.5 / std::sqrt(std::max(n_rx, 16));  // 16: exp(-c z) itself needs h <= 1/8
  const double largest_exponent = 700.0;                    // exp(-700) is the smallest factor worth adding
  double sum = 0.0;
  for (double t = std::log(largest_exponent / terms.front().scale);; t -= step) {
    const double z = std::exp(t), f = law.cdf(z);
    double bound = 0.0;
    for (const ErfcTerm& term : terms) {
      const double root = std::sqrt(term.scale * z * std::numbers::inv_pi);
      sum += term.weight * root * std::exp(-term.scale * z) * f * step;
      bound += std::abs(term.weight) * 2.0 * root * f;
    }
    if (bound <= 1e-16 * sum) return sum;
  }
}

double required_es_n0_db(const std::function<double(double)>& ber, double target) {
  if (!(target > 0.0 && target < 0.5))
    throw std::invalid_argument(fmt::format("target BER must be in (0, 0.5), got {}", target));
  double low_db = -60.0, high_db = 140.0;  // ber(low) > target >= ber(high)
  if (!(ber(linear_from_db(low_db)) > target && ber(linear_from_db(high_db)) <= target))
    throw std::invalid_argument(
        fmt::format("target BER must be reached between {} and {} dB, got {}", low_db, high_db, target));
  while (high_db - low_db > 1e-9) {
    const double middle_db = 0.5 * (low_db + high_db);
    (ber(linear_from_db(middle_db)) > target ? low_db : high_db) = middle_db;
  }
  return high_db;
}

}  // namespace ohmimo
