#include "phy/estimation/comb_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ohmimo {

std::vector<Cohort> cohorts_of(const PilotGrid& pilots) {
  std::vector<Cohort> cohorts;
  for (int u = 0; u < pilots.n_user(); ++u) {
    const UserPilots& user = pilots.user(u);
    const auto same = [&](const Cohort& c) { return c.comb == user.comb && c.time_code == user.time_code; };
    auto place = std::ranges::find_if(cohorts, same);
    if (place == cohorts.end()) place = cohorts.insert(cohorts.end(), {user.comb, user.time_code, {}});
    place->users.push_back(u);
  }
  return cohorts;
}

CombSamples::CombSamples(const PilotGrid& pilots)
    : cohorts_(cohorts_of(pilots)),
      cohort_of_(pilots.n_user()),
      n_position_(pilots.n_position()),
      n_sample_(pilots.combs().front().size() * (pilots.grid().n_subcarrier() / pilots.period())),
      noise_share_(1.0 / (pilots.length() * pilots.power())) {
  for (std::size_t c = 0; c < cohorts_.size(); ++c)
    for (const int u : cohorts_[c].users) cohort_of_[u] = c;
}

void CombSamples::take(const PilotGrid& pilots, const PilotsReceived& received) {
  const std::size_t n_subcarrier = pilots.grid().n_subcarrier();
  if (received.n_pilot != pilots.symbols().size() || received.n_subcarrier != n_subcarrier || received.n_rx == 0)
    throw std::invalid_argument(fmt::format("received pilots must be of {} symbols and {} subcarriers, got {} and {}",
                                            pilots.symbols().size(), n_subcarrier, received.n_pilot,
                                            received.n_subcarrier));
  n_rx_ = received.n_rx;
  z_.resize(cohorts_.size() * n_position_ * n_rx_ * n_sample_);
  for (std::size_t c = 0; c < cohorts_.size(); ++c)
    for (std::size_t q = 0; q < n_position_; ++q) take_position(pilots, received, c, q);
}

void CombSamples::take_position(const PilotGrid& pilots, const PilotsReceived& received, std::size_t cohort,
                                std::size_t position) {
  const std::vector<int>& comb = pilots.combs()[cohorts_[cohort].comb];
  std::complex<float>* z = z_.data() + (cohort * n_position_ + position) * n_rx_ * n_sample_;
  std::fill_n(z, n_rx_ * n_sample_, 0.f);
  for (int l = 0; l < pilots.length(); ++l) {
    const std::size_t pilot = position * pilots.length() + l;
    const float scale = cohorts_[cohort].time_code[l] / static_cast<float>(pilots.length() * pilots.power());
    for (std::size_t s = 0; s < n_sample_; ++s) {
      const int subcarrier = static_cast<int>(s / comb.size()) * pilots.period() + comb[s % comb.size()];
      const std::complex<float> inverse = scale * std::conj(pilots.base(pilot, subcarrier));
      const std::complex<float>* y = received.at(pilot, subcarrier);
      for (std::size_t rx = 0; rx < n_rx_; ++rx) {
        const float re = y[rx].real() * inverse.real() - y[rx].imag() * inverse.imag();
        const float im = y[rx].real() * inverse.imag() + y[rx].imag() * inverse.real();
        z[rx * n_sample_ + s] += std::complex<float>(re, im);
      }
    }
  }
}

}  // namespace ohmimo
