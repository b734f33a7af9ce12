#include "apps/studies/verify/channel_moments.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace ohmimo::verify {
namespace {

using Complex = std::complex<double>;

// a conj b; that of std::complex asks for infinities first, which takes three times as long.
Complex conj_product(Complex a, Complex b) {
  return {a.real() * b.real() + a.imag() * b.imag(), a.imag() * b.real() - a.real() * b.imag()};
}

Complex product(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

// Places of the moments in one column of samples.
struct Layout {
  std::size_t n_path, n_frequency, n_time, n_space;

  std::size_t power(std::size_t path) const { return path; }
  std::size_t fourth(std::size_t path) const { return n_path + path; }
  std::size_t delay() const { return 2 * n_path; }
  std::size_t square_delay() const { return 2 * n_path + 1; }
  std::size_t frequency(std::size_t k) const { return 2 * n_path + 2 + 2 * k; }  // and the imaginary part behind it
  std::size_t time(std::size_t k) const { return frequency(n_frequency) + 2 * k; }
  std::size_t space(std::size_t k) const { return time(n_time) + 2 * k; }
  std::size_t size() const { return space(n_space); }
};

void add_complex(std::size_t place, Complex value, arma::vec& sums) {
  sums(place) += value.real();
  sums(place + 1) += value.imag();
}

void add_powers(const PathSet& paths, std::size_t user, double weight, const Layout& at, arma::vec& sums) {
  for (std::size_t p = 0; p < paths.n_path; ++p) {
    double power = 0.0, fourth = 0.0;
    for (const std::complex<float> g : paths.gains(0, user, p)) {
      const double square = std::norm(Complex(g));
      power += square;
      fourth += square * square;
    }
    const double delay = paths.delay_s[paths.row(user, p)];
    sums(at.power(p)) += weight * power;
    sums(at.fourth(p)) += weight * fourth;
    sums(at.delay()) += weight * power * delay;
    sums(at.square_delay()) += weight * power * delay * delay;
  }
}

// H of all antennas at frequency f.
void response(const PathSet& paths, std::size_t user, double f, std::vector<Complex>& h) {
  std::ranges::fill(h, Complex());
  for (std::size_t p = 0; p < paths.n_path; ++p) {
    const Complex turn = std::polar(1.0, -2.0 * std::numbers::pi * f * paths.delay_s[paths.row(user, p)]);
    const auto gain = paths.gains(0, user, p);
    for (std::size_t i = 0; i < h.size(); ++i) h[i] += product(Complex(gain[i]), turn);
  }
}

void add_frequency(const PathSet& paths, std::size_t user, double weight, const MomentPlan& plan, const Layout& at,
                   arma::vec& sums) {
  std::vector<Complex> first(paths.n_rx), other(paths.n_rx);
  response(paths, user, 0.0, first);
  for (std::size_t k = 0; k < plan.frequency_lag_hz.size(); ++k) {
    response(paths, user, plan.frequency_lag_hz[k], other);
    Complex sum;
    for (std::size_t i = 0; i < first.size(); ++i) sum += conj_product(other[i], first[i]);
    add_complex(at.frequency(k), weight * sum, sums);
  }
}

void add_time(const PathSet& paths, std::size_t user, double weight, const Layout& at, arma::vec& sums) {
  for (std::size_t k = 0; k < at.n_time; ++k) {
    Complex sum;
    for (std::size_t p = 0; p < paths.n_path; ++p) {
      const auto first = paths.gains(0, user, p), later = paths.gains(k + 1, user, p);
      for (std::size_t i = 0; i < first.size(); ++i) sum += conj_product(Complex(later[i]), Complex(first[i]));
    }
    add_complex(at.time(k), weight * sum, sums);
  }
}

void add_space(const PathSet& paths, std::size_t user, double weight, const MomentPlan& plan, const Layout& at,
               arma::vec& sums) {
  for (std::size_t k = 0; k < plan.antenna_pairs.size(); ++k) {
    Complex sum;
    for (std::size_t p = 0; p < paths.n_path; ++p) {
      const auto gain = paths.gains(0, user, p);
      sum += conj_product(Complex(gain[plan.antenna_pairs[k].a]), Complex(gain[plan.antenna_pairs[k].b]));
    }
    add_complex(at.space(k), weight * sum, sums);
  }
}

// Means of all moments in each batch of slots [moment][batch].
arma::mat batch_means(PathModel& model, const MomentPlan& plan, Layout& at) {
  std::vector<double> time_s = {0.0};
  time_s.insert(time_s.end(), plan.time_lag_s.begin(), plan.time_lag_s.end());
  const std::size_t n_batch = std::min<std::size_t>(plan.n_slot, 250);
  PathSet paths;
  arma::mat means;
  for (std::size_t batch = 0; batch < n_batch; ++batch) {
    const std::size_t begin = plan.n_slot * batch / n_batch, end = plan.n_slot * (batch + 1) / n_batch;
    for (std::size_t slot = begin; slot < end; ++slot) {
      model.draw({plan.seed, 0, static_cast<std::uint32_t>(slot)}, time_s, paths);
      if (means.empty()) {
        at = {paths.n_path, plan.frequency_lag_hz.size(), plan.time_lag_s.size(), plan.antenna_pairs.size()};
        means.zeros(at.size(), n_batch);
      }
      arma::vec column(means.colptr(batch), at.size(), false, true);
      const double user_weight = 1.0 / (static_cast<double>(end - begin) * static_cast<double>(paths.n_user));
      const double weight = user_weight / static_cast<double>(paths.n_rx);
      for (std::size_t user = 0; user < paths.n_user; ++user) {
        add_powers(paths, user, weight, at, column);
        add_frequency(paths, user, weight, plan, at, column);
        add_time(paths, user, weight, at, column);
        add_space(paths, user, user_weight, plan, at, column);
      }
    }
  }
  return means;
}

using Function = std::function<double(const arma::vec& moments)>;

// Value at the mean of all batches; error by leaving out one batch at a time.
Estimate jackknife(const arma::mat& means, const Function& f) {
  const auto n = static_cast<double>(means.n_cols);
  const arma::vec sum = arma::sum(means, 1);
  arma::vec without(means.n_cols);
  for (arma::uword k = 0; k < means.n_cols; ++k) without(k) = f((sum - means.col(k)) / (n - 1.0));
  const double spread = arma::var(without, 1);  // over n, not n - 1
  return {f(sum / n), std::sqrt((n - 1.0) * spread)};
}

Estimate complex_estimate(const arma::mat& means, std::size_t place) {
  const double root = std::sqrt(static_cast<double>(means.n_cols));
  const arma::rowvec re = means.row(place), im = means.row(place + 1);
  return {{arma::mean(re), arma::mean(im)}, {arma::stddev(re) / root, arma::stddev(im) / root}};
}

}  // namespace

ChannelMoments channel_moments(PathModel& model, const MomentPlan& plan) {
  Layout at = {};
  const arma::mat means = batch_means(model, plan, at);
  const auto total = [&](const arma::vec& m) { return arma::accu(m.head(at.n_path)); };
  ChannelMoments moments;
  for (std::size_t p = 0; p < at.n_path; ++p) {
    moments.power.push_back(jackknife(means, [&](const arma::vec& m) { return m(at.power(p)); }));
    moments.kurtosis.push_back(
        jackknife(means, [&](const arma::vec& m) { return m(at.fourth(p)) / (m(at.power(p)) * m(at.power(p))); }));
  }
  moments.mean_delay_s = jackknife(means, [&](const arma::vec& m) { return m(at.delay()) / total(m); });
  moments.rms_delay_s = jackknife(means, [&](const arma::vec& m) {
    const double mean = m(at.delay()) / total(m);
    return std::sqrt(std::max(0.0, m(at.square_delay()) / total(m) - mean * mean));
  });
  moments.k_factor = jackknife(means, [&](const arma::vec& m) { return m(0) / (total(m) - m(0)); });
  for (std::size_t k = 0; k < at.n_frequency; ++k)
    moments.frequency.push_back(complex_estimate(means, at.frequency(k)));
  for (std::size_t k = 0; k < at.n_time; ++k) moments.time.push_back(complex_estimate(means, at.time(k)));
  for (std::size_t k = 0; k < at.n_space; ++k) moments.space.push_back(complex_estimate(means, at.space(k)));
  return moments;
}

}  // namespace ohmimo::verify
