#include "phy/estimation/lmmse_filters.hpp"

#include <algorithm>
#include <numeric>

namespace ohmimo {

void LmmseFilters::update(const PilotGrid& pilots, const ChannelPrior& prior) {
  if (is_known(prior)) return;
  remember(prior);
  users_.resize(prior.n_user);
  noise_.resize(prior.n_user);
  for (const Cohort& cohort : cohorts_) make_cohort(pilots, cohort);
}

bool LmmseFilters::is_known(const ChannelPrior& prior) const {
  return users_.size() == prior.n_user && std::ranges::equal(prior.delay_s, delay_s_) &&
         std::ranges::equal(prior.power, power_) && std::ranges::equal(prior.doppler_hz, doppler_hz_);
}

void LmmseFilters::remember(const ChannelPrior& prior) {
  delay_s_.assign(prior.delay_s.begin(), prior.delay_s.end());
  power_.assign(prior.power.begin(), prior.power.end());
  doppler_hz_.assign(prior.doppler_hz.begin(), prior.doppler_hz.end());
  design_.prior = {prior.n_user, prior.n_path, delay_s_, power_, doppler_hz_};
  total_power_.clear();
  correlations_.clear();
  for (std::size_t u = 0; u < prior.n_user; ++u) {
    const auto first = power_.begin() + static_cast<std::ptrdiff_t>(u * prior.n_path);
    total_power_.push_back(std::accumulate(first, first + static_cast<std::ptrdiff_t>(prior.n_path), 0.0));
    correlations_.emplace_back(times_, doppler_hz_[u]);
  }
}

// A user of another time code on the same comb is seen as far as its channel changes between the symbols of a position.
void LmmseFilters::make_cohort(const PilotGrid& pilots, const Cohort& cohort) {
  const std::vector<double>& times = times_.of_position(0);
  design_.seen.assign(pilots.n_user(), 0.0);
  for (int u = 0; u < pilots.n_user(); ++u) {
    if (pilots.user(u).comb != cohort.comb) continue;
    double seen = 0.0;
    for (std::size_t k = 0; k < times.size(); ++k)
      for (std::size_t l = 0; l < times.size(); ++l)
        seen += cohort.time_code[k] * cohort.time_code[l] * pilots.user(u).time_code[k] * pilots.user(u).time_code[l] *
                jakes_correlation(doppler_hz_[u], times[k] - times[l]);
    design_.seen[u] = std::max(0.0, seen / static_cast<double>(times.size() * times.size()));
  }
  double gain = 0.0;
  for (const int u : cohort.users) gain += correlations_[u].gain() / static_cast<double>(cohort.users.size());
  const double noise_var = 1.0 / (pilots.length() * pilots.power());
  design_.noise_var = noise_var / gain;
  cohort_covariance(pilots, design_, factor_);
  for (const int u : cohort.users) {
    users_[u].make(pilots, u, design_, factor_);
    noise_[u] = {design_.noise_var, noise_var};
  }
}

double LmmseFilters::weights_to(int symbol, std::size_t user, const FilterPowers& powers, TimeWeights& weights) const {
  return correlations_[user].weights_to(symbol, powers, noise_[user], weights);
}

}  // namespace ohmimo
