#include "apps/studies/verify/pilot_case.hpp"

#include <cmath>
#include <numbers>

namespace ohmimo::verify {
namespace {

using Complex = std::complex<double>;
constexpr double two_pi = 2.0 * std::numbers::pi;
constexpr std::size_t n_wave = 4;

Complex complex_normal(RngStream& stream, double variance) {
  const double sigma = std::sqrt(variance / 2);
  const double re = stream.normal();
  return {sigma * re, sigma * stream.normal()};
}

// E[h(f, t) h(f', t')*] of a user at frequencies and times so far apart.
Complex correlation(const PathLaw& law, std::size_t user, double frequency_hz, double time_s) {
  Complex sum = 0.0;
  for (std::size_t l = 0; l < law.n_path; ++l)
    sum += std::polar(law.power[user * law.n_path + l], -two_pi * frequency_hz * law.delay_s[user * law.n_path + l]);
  return sum * std::cyl_bessel_j(0.0, std::abs(two_pi * law.doppler_hz[user] * time_s));
}

// All resource elements of the pilot symbols.
struct Element {
  int symbol, subcarrier;
};
std::vector<Element> elements_of(const PilotGrid& pilots) {
  std::vector<Element> elements;
  for (const int symbol : pilots.symbols())
    for (int k = 0; k < pilots.grid().n_subcarrier(); ++k) elements.push_back({symbol, k});
  return elements;
}

// E[y y^H] of all pilots.
arma::cx_mat covariance(const PilotGrid& pilots, const PathLaw& law, double noise_var) {
  const std::vector<Element> elements = elements_of(pilots);
  const std::vector<double> times = pilots.grid().symbol_times_s();
  arma::cx_mat sum(elements.size(), elements.size(), arma::fill::zeros);
  for (std::size_t u = 0; u < law.n_user; ++u)
    for (std::size_t i = 0; i < elements.size(); ++i)
      for (std::size_t k = 0; k <= i; ++k) {
        const Element &a = elements[i], &b = elements[k];
        const Complex sent = Complex(pilots.value(static_cast<int>(u), a.symbol, a.subcarrier)) *
                             std::conj(Complex(pilots.value(static_cast<int>(u), b.symbol, b.subcarrier)));
        if (sent == 0.0) continue;
        const double frequency_hz = (a.subcarrier - b.subcarrier) * pilots.grid().scs_khz * 1e3;
        const Complex both = sent * correlation(law, u, frequency_hz, times[a.symbol] - times[b.symbol]);
        sum(i, k) += both;
        if (i != k) sum(k, i) += std::conj(both);
      }
  sum.diag() += noise_var;
  return sum;
}

// E[y h*] for a user at the subcarriers of a range: one column each.
arma::cx_mat common(const PilotGrid& pilots, const PathLaw& law, std::size_t user, int symbol,
                    const SubcarrierRange& range) {
  const std::vector<Element> elements = elements_of(pilots);
  const std::vector<double> times = pilots.grid().symbol_times_s();
  arma::cx_mat c(elements.size(), range.n);
  for (int k = 0; k < range.n; ++k)
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const Element& a = elements[i];
      const double frequency_hz = (a.subcarrier - range.first - k * range.step) * pilots.grid().scs_khz * 1e3;
      c(i, k) = Complex(pilots.value(static_cast<int>(user), a.symbol, a.subcarrier)) *
                correlation(law, user, frequency_hz, times[a.symbol] - times[symbol]);
    }
  return c;
}

}  // namespace

PathLaw flat_law(std::size_t n_user, double power) {
  return {n_user, 1, std::vector<double>(n_user, 0.0), std::vector<double>(n_user, power),
          std::vector<double>(n_user, 0.0)};
}

PathLaw exponential_law(std::size_t n_user, double delay_spread_s, double doppler_hz) {
  PathLaw law = {n_user, 12, {}, {}, std::vector<double>(n_user, doppler_hz)};
  for (std::size_t u = 0; u < n_user; ++u) {
    double sum = 0.0;
    for (std::size_t l = 0; l < law.n_path; ++l) {
      const double spreads = (static_cast<double>(l) + 0.05 * static_cast<double>(u)) / 3.0;
      law.delay_s.push_back(spreads * delay_spread_s);
      law.power.push_back(std::exp(-spreads));
      sum += law.power.back();
    }
    for (std::size_t l = 0; l < law.n_path; ++l) law.power[u * law.n_path + l] /= sum;
  }
  return law;
}

PathLaw rectangular_law(const SlotGrid& grid, const std::vector<double>& power) {
  PathLaw law = {power.size(), 64, {}, {}, std::vector<double>(power.size(), 0.0)};
  for (const double p : power)
    for (std::size_t l = 0; l < law.n_path; ++l) {
      law.delay_s.push_back((static_cast<double>(l) + 0.5) / 64.0 * grid.prefix_s(1));
      law.power.push_back(p / 64.0);
    }
  return law;
}

DrawnChannel::DrawnChannel(const PathLaw& law, std::size_t n_rx, RngStream& stream)
    : law_(law), waves_(n_rx, law.n_user * law.n_path, n_wave), doppler_hz_(arma::size(waves_)) {
  for (std::size_t w = 0; w < n_wave; ++w)
    for (std::size_t l = 0; l < law.power.size(); ++l)
      for (std::size_t rx = 0; rx < n_rx; ++rx) {
        waves_(rx, l, w) = complex_normal(stream, law.power[l] / n_wave);
        doppler_hz_(rx, l, w) = law.doppler_hz[l / law.n_path] * std::cos(two_pi * stream.uniform());
      }
}

arma::cx_mat DrawnChannel::gains(double time_s) const {
  arma::cx_mat sum(waves_.n_rows, waves_.n_cols, arma::fill::zeros);
  for (std::size_t w = 0; w < n_wave; ++w) {
    const arma::mat turn = two_pi * time_s * doppler_hz_.slice(w);
    sum += waves_.slice(w) % arma::cx_mat(arma::cos(turn), arma::sin(turn));
  }
  return sum;
}

arma::cx_mat DrawnChannel::at(double frequency_hz, const arma::cx_mat& gains) const {
  arma::cx_mat h(gains.n_rows, law_.n_user, arma::fill::zeros);
  for (std::size_t l = 0; l < gains.n_cols; ++l)
    h.col(l / law_.n_path) += gains.col(l) * std::polar(1.0, -two_pi * frequency_hz * law_.delay_s[l]);
  return h;
}

PilotsReceived receive_pilots(const PilotGrid& pilots, const DrawnChannel& channel, double noise_var,
                              RngStream& stream) {
  PilotsReceived received;
  received.resize(pilots.symbols().size(), pilots.grid().n_subcarrier(), channel.n_rx());
  const std::vector<double> times = pilots.grid().symbol_times_s();
  for (std::size_t p = 0; p < received.n_pilot; ++p) {
    const int symbol = pilots.symbols()[p];
    const arma::cx_mat gains = channel.gains(times[symbol]);
    for (int k = 0; k < pilots.grid().n_subcarrier(); ++k) {
      arma::cx_vec x(pilots.n_user());
      for (int u = 0; u < pilots.n_user(); ++u) x(u) = Complex(pilots.value(u, symbol, k));
      const arma::cx_vec y = channel.at(pilots.grid().frequency_hz(k), gains) * x;
      for (std::size_t rx = 0; rx < received.n_rx; ++rx)
        received.at(p, k)[rx] = std::complex<float>(y(rx) + complex_normal(stream, noise_var));
    }
  }
  return received;
}

// P - 2 Re w^H c + w^H R w with w = (R_assumed)^-1 c_assumed.
double dense_error(const DenseCase& dense, int symbol, const SubcarrierRange& range) {
  const arma::cx_mat assumed = covariance(dense.pilots, dense.assumed, dense.noise_var),
                     real = covariance(dense.pilots, dense.truth, dense.noise_var);
  double sum = 0.0;
  for (std::size_t u = 0; u < dense.truth.n_user; ++u) {
    arma::cx_mat w;
    if (!arma::solve(w, assumed, common(dense.pilots, dense.assumed, u, symbol, range))) return NAN;
    const arma::cx_mat c = common(dense.pilots, dense.truth, u, symbol, range);
    sum += range.n * correlation(dense.truth, u, 0.0, 0.0).real() - 2.0 * arma::trace(w.t() * c).real() +
           arma::trace(w.t() * real * w).real();
  }
  return sum / static_cast<double>(range.n * dense.truth.n_user);
}

}  // namespace ohmimo::verify
