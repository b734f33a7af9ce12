#include "phy/estimation/lmmse.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmimo {
namespace {

using Complex = std::complex<double>;

// exp(-j 2 pi turns).
Complex turned(double turns) {
  return std::polar(1.0, -2.0 * std::numbers::pi * (turns - std::round(turns)));
}

// The samples of one window as a user sends them.
struct Sent {
  std::vector<int> subcarrier;
  std::vector<Complex> code;
};

Sent sent_by(const PilotGrid& pilots, int user) {
  const UserPilots& own = pilots.user(user);
  const std::vector<int>& comb = pilots.combs()[own.comb];
  Sent sent;
  for (int start = 0; start < FilterWindow(pilots).n_subcarrier(); start += pilots.period())
    for (std::size_t k = 0; k < comb.size(); ++k) {
      sent.subcarrier.push_back(start + comb[k]);
      sent.code.push_back(Complex(own.frequency_code[k]));
    }
  return sent;
}

// E[h(k + d) h(k)*] of a user over d = 0 .. n - 1 subcarriers.
std::vector<Complex> frequency_correlation(const ChannelPrior& prior, int user, double scs_hz, std::size_t n) {
  std::vector<Complex> r(n, 0.0);
  for (std::size_t l = 0; l < prior.n_path; ++l) {
    const double power = prior.power[user * prior.n_path + l];
    if (power == 0.0) continue;
    const Complex step = turned(scs_hz * prior.delay_s[user * prior.n_path + l]);
    Complex phase = power;
    for (Complex& value : r) {
      value += phase;
      phase *= step;
    }
  }
  return r;
}

Complex at_distance(const std::vector<Complex>& r, int d) {
  return d >= 0 ? r[d] : std::conj(r[-d]);
}

}  // namespace

// A block of 16 subcarriers 12 apart must fit whole.
FilterWindow::FilterWindow(const PilotGrid& pilots) : unit(std::max(12, pilots.period())) {
  n_unit_of_band = pilots.grid().n_subcarrier() / unit;
  n_unit = std::min(n_unit_of_band, std::max(4, (180 + 2 * unit - 1) / unit));
}

int FilterWindow::start(int low, int high) const {
  int first = std::clamp((low + high - n_subcarrier() + unit) / (2 * unit), 0, n_unit_of_band - n_unit);
  while (first > 0 && first * unit > low) --first;
  while (first < n_unit_of_band - n_unit && high >= (first + n_unit) * unit) ++first;
  return first * unit;
}

void cohort_covariance(const PilotGrid& pilots, const LmmseDesign& design, ComplexRows& factor) {
  const std::size_t n = pilots.combs().front().size() * (FilterWindow(pilots).n_subcarrier() / pilots.period());
  factor.resize(n, n);
  for (std::size_t i = 0; i < n; ++i) factor.re(i)[i] = design.noise_var;
  for (std::size_t u = 0; u < design.prior.n_user; ++u) {
    if (design.seen[u] <= 0.0) continue;
    const Sent sent = sent_by(pilots, static_cast<int>(u));
    const std::vector<Complex> r = frequency_correlation(design.prior, static_cast<int>(u), pilots.grid().scs_khz * 1e3,
                                                         FilterWindow(pilots).n_subcarrier());
    for (std::size_t i = 0; i < n; ++i) {
      const Complex own = design.seen[u] * sent.code[i];
      for (std::size_t k = 0; k <= i; ++k) {
        const Complex lag = r[sent.subcarrier[i] - sent.subcarrier[k]];
        factor.set(i, k, factor.get(i, k) + own * std::conj(sent.code[k]) * lag);
      }
    }
  }
  cholesky(factor);
}

// With e_l(i) = code(i) exp(-j 2 pi k_i tau_l) the vector E[z h(a)*] is the sum over paths of p_l exp(+j 2 pi a tau_l)
// e_l, so it takes one solution per path, not one per subcarrier.
void UserFilter::make(const PilotGrid& pilots, int user, const LmmseDesign& design, const ComplexRows& factor) {
  const ChannelPrior& prior = design.prior;
  const Sent sent = sent_by(pilots, user);
  const std::size_t n_row = FilterWindow(pilots).n_subcarrier(), n_sample = factor.n_row();
  solved_.resize(n_sample, prior.n_path);
  phasors_.resize(prior.n_path, n_row);
  for (std::size_t l = 0; l < prior.n_path; ++l) {
    const double turns = pilots.grid().scs_khz * 1e3 * prior.delay_s[user * prior.n_path + l];
    for (std::size_t i = 0; i < n_sample; ++i) solved_.set(i, l, sent.code[i] * turned(turns * sent.subcarrier[i]));
    Complex phase = prior.power[user * prior.n_path + l];
    const Complex step = turned(turns);
    for (std::size_t a = 0; a < n_row; ++a, phase *= step) phasors_.set(l, a, phase);
  }
  cholesky_solve(factor, solved_);
  weights_.resize(n_sample, n_row);
  for (std::size_t i = 0; i < n_sample; ++i)
    for (std::size_t l = 0; l < prior.n_path; ++l) add_row(std::conj(solved_.get(i, l)), phasors_, l, weights_, i);

  const std::vector<Complex> r = frequency_correlation(prior, user, pilots.grid().scs_khz * 1e3, n_row);
  signal_.assign(n_row, 0.0);
  noise_.assign(n_row, 0.0);
  for (std::size_t i = 0; i < n_sample; ++i)
    for (std::size_t a = 0; a < n_row; ++a) {
      const Complex w = weights_.get(i, a);
      const Complex lag = at_distance(r, sent.subcarrier[i] - static_cast<int>(a));
      signal_[a] += (w * sent.code[i] * lag).real();
      noise_[a] += std::norm(w);
    }
}

void UserFilter::block(const PilotGrid& pilots, const SubcarrierRange& range, std::size_t block,
                       BlockFilter& filter) const {
  const int n_used = std::min(static_cast<int>(n_lane), range.n - static_cast<int>(block * n_lane));
  const int low = range.first + static_cast<int>(block * n_lane) * range.step;
  const int start = FilterWindow(pilots).start(low, low + (n_used - 1) * range.step);
  const std::size_t n_code = pilots.combs().front().size();
  filter.reset(start / pilots.period() * n_code, weights_.n_row());
  for (std::size_t i = 0; i < filter.n; ++i)
    for (int c = 0; c < n_used; ++c) {
      const std::size_t row = low - start + c * range.step;
      filter.weights[i * 2 * n_lane + c] = static_cast<float>(weights_.re(i)[row]);
      filter.weights[i * 2 * n_lane + n_lane + c] = static_cast<float>(weights_.im(i)[row]);
    }
  for (int c = 0; c < n_used; ++c) {
    filter.powers.signal[c] = signal_[low - start + c * range.step];
    filter.powers.noise[c] = noise_[low - start + c * range.step];
  }
}

}  // namespace ohmimo
