#include "apps/studies/channel/spatial.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ohmimo::channel_study {
namespace {

using Complex = std::complex<double>;

// A few thousand matrices say as much as all: every step-th.
std::size_t step_for(std::size_t n_matrix, std::size_t most) {
  return std::max<std::size_t>(1, (n_matrix + most - 1) / most);
}

Complex entry(const ChannelRecord& r, std::size_t matrix, std::size_t rx, std::size_t user) {
  return Complex(r.matrix(matrix)[rx * r.n_user + user]);
}

}  // namespace

// Each user's own, since users stand at angles of their own, over which phases cancel.
std::vector<double> spatial_correlation(const ChannelRecord& r) {
  constexpr std::size_t most = 4000;
  std::vector<double> correlation(r.n_rx);
  for (std::size_t user = 0; user < r.n_user; ++user) {
    std::vector<Complex> cross(r.n_rx);
    std::vector<double> power(r.n_rx);
    for (std::size_t m = 0; m < r.n_matrix(); m += step_for(r.n_matrix(), most)) {
      const Complex first = entry(r, m, 0, user);
      for (std::size_t rx = 0; rx < r.n_rx; ++rx) {
        const Complex other = entry(r, m, rx, user);
        cross[rx] += first * std::conj(other);
        power[rx] += std::norm(other);
      }
    }
    for (std::size_t rx = 0; rx < r.n_rx; ++rx) {
      const double scale = std::sqrt(power[0] * power[rx]);
      if (scale > 0.0) correlation[rx] += std::abs(cross[rx]) / scale / static_cast<double>(r.n_user);
    }
  }
  return correlation;
}

std::vector<double> beam_scan(const ChannelRecord& r, std::size_t user, const std::vector<double>& theta_deg,
                              double spacing) {
  constexpr std::size_t most = 500;
  arma::cx_mat beams(r.n_rx, theta_deg.size());
  for (std::size_t b = 0; b < theta_deg.size(); ++b) {
    const double turn = 2.0 * std::numbers::pi * spacing * std::sin(theta_deg[b] * std::numbers::pi / 180.0);
    for (std::size_t rx = 0; rx < r.n_rx; ++rx) beams(rx, b) = std::polar(1.0, turn * static_cast<double>(rx));
  }
  const std::size_t step = step_for(r.n_matrix(), most), n = (r.n_matrix() + step - 1) / step;
  arma::cx_mat h(r.n_rx, n);
  for (std::size_t m = 0; m < n; ++m)
    for (std::size_t rx = 0; rx < r.n_rx; ++rx) h(rx, m) = entry(r, m * step, rx, user);
  const double power = arma::accu(arma::square(arma::abs(h))) / static_cast<double>(h.n_elem);
  const arma::mat heard = arma::square(arma::abs(beams.t() * h));
  const double scale = static_cast<double>(n) * static_cast<double>(r.n_rx * r.n_rx) * power;
  std::vector<double> scan;
  for (std::size_t b = 0; b < theta_deg.size(); ++b)
    scan.push_back(scale > 0.0 ? arma::accu(heard.row(b)) / scale : 0.0);
  return scan;
}

GramSpread gram_spread(const ChannelRecord& r, std::size_t most_matrices) {
  GramSpread spread;
  spread.eigenvalue.resize(r.n_user);
  for (std::size_t m = 0; m < r.n_matrix(); m += step_for(r.n_matrix(), most_matrices)) {
    arma::cx_mat h(r.n_rx, r.n_user);
    for (std::size_t rx = 0; rx < r.n_rx; ++rx)
      for (std::size_t user = 0; user < r.n_user; ++user) h(rx, user) = entry(r, m, rx, user);
    arma::vec values;  // from the smallest
    if (!arma::eig_sym(values, arma::cx_mat(h.t() * h))) continue;
    const double mean = arma::mean(values), least = values.front();
    // Below the rounding of the product an eigenvalue is 0.
    const double rounding = values.back() * arma::datum::eps * static_cast<double>(r.n_rx);
    spread.condition.push_back(r.n_user > r.n_rx || least <= rounding ? std::numeric_limits<double>::infinity()
                                                                      : values.back() / least);
    for (std::size_t k = 0; k < r.n_user; ++k)
      spread.eigenvalue[k].push_back(mean > 0.0 ? std::max(0.0, values[r.n_user - 1 - k]) / mean : 0.0);
  }
  return spread;
}

std::vector<double> user_powers(const ChannelRecord& r) {
  std::vector<double> power(r.n_user);
  if (r.has_paths()) {  // of independent phases
    for (std::size_t k = 0; k < r.gain.size(); ++k)
      power[k / (r.n_path * r.n_rx) % r.n_user] += std::norm(Complex(r.gain[k]));
    for (double& value : power) value /= static_cast<double>(r.n_slot * r.n_rx);
    return power;
  }
  for (std::size_t k = 0; k < r.h.size(); ++k) power[k % r.n_user] += std::norm(Complex(r.h[k]));
  for (double& value : power) value /= static_cast<double>(r.n_matrix() * r.n_rx);
  return power;
}

}  // namespace ohmimo::channel_study
