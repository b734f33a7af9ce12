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

LmmseDesign::LmmseDesign(const PilotGrid& pilots)
    : window_(pilots), scs_hz_(pilots.grid().scs_khz * 1e3), sent_(pilots.n_user()) {
  for (int u = 0; u < pilots.n_user(); ++u) {
    const UserPilots& own = pilots.user(u);
    const std::vector<int>& comb = pilots.combs()[own.comb];
    for (int start = 0; start < window_.n_subcarrier(); start += pilots.period())
      for (std::size_t k = 0; k < comb.size(); ++k) {
        sent_[u].subcarrier.push_back(start + comb[k]);
        sent_[u].code.push_back(Complex(own.frequency_code[k]));
      }
  }
}

void LmmseDesign::correlate(int user) {
  correlation_.assign(window_.n_subcarrier(), 0.0);
  for (std::size_t l = 0; l < prior.n_path; ++l) {
    const double power = prior.power[user * prior.n_path + l];
    if (power == 0.0) continue;
    const Complex step = turned(scs_hz_ * prior.delay_s[user * prior.n_path + l]);
    Complex phase = power;
    for (Complex& value : correlation_) {
      value += phase;
      phase *= step;
    }
  }
}

void LmmseDesign::factorise() {
  const std::size_t n = sent_.front().code.size();
  factor_.resize(n, n);
  for (std::size_t i = 0; i < n; ++i) factor_.re(i)[i] = noise_var;
  for (std::size_t u = 0; u < prior.n_user; ++u) {
    if (seen[u] <= 0.0) continue;
    correlate(static_cast<int>(u));
    const Sent& sent = sent_[u];
    for (std::size_t i = 0; i < n; ++i) {
      const Complex own = seen[u] * sent.code[i];
      for (std::size_t k = 0; k <= i; ++k) {
        const Complex lag = correlation_[sent.subcarrier[i] - sent.subcarrier[k]];
        factor_.set(i, k, factor_.get(i, k) + own * std::conj(sent.code[k]) * lag);
      }
    }
  }
  cholesky(factor_);
}

// With e_l(i) = code(i) exp(-j 2 pi k_i tau_l) the vector E[z h(a)*] is the sum over paths of p_l exp(+j 2 pi a tau_l)
// e_l, so it takes one solution per path, not one per subcarrier.
void UserFilter::make(LmmseDesign& design, int user) {
  const ChannelPrior& prior = design.prior;
  const LmmseDesign::Sent& sent = design.sent_[user];
  const std::size_t n_row = design.window_.n_subcarrier(), n_sample = sent.code.size();
  ComplexRows &solved = design.solved_, &phasors = design.phasors_;
  solved.resize(n_sample, prior.n_path);
  phasors.resize(prior.n_path, n_row);
  for (std::size_t l = 0; l < prior.n_path; ++l) {
    const double turns = design.scs_hz_ * prior.delay_s[user * prior.n_path + l];
    for (std::size_t i = 0; i < n_sample; ++i) solved.set(i, l, sent.code[i] * turned(turns * sent.subcarrier[i]));
    Complex phase = prior.power[user * prior.n_path + l];
    const Complex step = turned(turns);
    for (std::size_t a = 0; a < n_row; ++a, phase *= step) phasors.set(l, a, phase);
  }
  cholesky_solve(design.factor_, solved);
  weights_.resize(n_sample, n_row);
  for (std::size_t i = 0; i < n_sample; ++i)
    for (std::size_t l = 0; l < prior.n_path; ++l) add_row(std::conj(solved.get(i, l)), phasors, l, weights_, i);

  design.correlate(user);
  held_.assign(n_row, 0.0);
  for (std::size_t i = 0; i < n_sample; ++i)
    for (std::size_t a = 0; a < n_row; ++a) {
      const int distance = sent.subcarrier[i] - static_cast<int>(a);
      const Complex lag = design.correlation_[std::abs(distance)];
      held_[a] += (weights_.get(i, a) * sent.code[i] * (distance < 0 ? std::conj(lag) : lag)).real();
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
  for (int c = 0; c < n_used; ++c) filter.power[c] = held_[low - start + c * range.step];
}

}  // namespace ohmimo
