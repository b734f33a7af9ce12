#include "phy/estimation/lmmse_filters.hpp"

#include <algorithm>
#include <numeric>

namespace ohmimo {

void LmmseFilters::update(const PilotGrid& pilots, const ChannelPrior& prior) {
  if (is_known(prior)) return;
  remember(prior);
  group_users();
  filters_.resize(prior.n_user);
  for (Group& group : groups_) make_group(pilots, group);
}

bool LmmseFilters::is_known(const ChannelPrior& prior) const {
  return filters_.size() == prior.n_user && std::ranges::equal(prior.delay_s, delay_s_) &&
         std::ranges::equal(prior.power, power_) && std::ranges::equal(prior.doppler_hz, doppler_hz_);
}

void LmmseFilters::remember(const ChannelPrior& prior) {
  delay_s_.assign(prior.delay_s.begin(), prior.delay_s.end());
  power_.assign(prior.power.begin(), prior.power.end());
  doppler_hz_.assign(prior.doppler_hz.begin(), prior.doppler_hz.end());
  design_.prior = {prior.n_user, prior.n_path, delay_s_, power_, doppler_hz_};
  total_power_.clear();
  for (std::size_t u = 0; u < prior.n_user; ++u) {
    const auto first = power_.begin() + static_cast<std::ptrdiff_t>(u * prior.n_path);
    total_power_.push_back(std::accumulate(first, first + static_cast<std::ptrdiff_t>(prior.n_path), 0.0));
  }
}

// Groups that stay keep their memory.
void LmmseFilters::group_users() {
  group_of_.resize(doppler_hz_.size());
  for (Group& group : groups_) group.users.clear();
  for (std::size_t c = 0; c < cohorts_.size(); ++c)
    for (const int u : cohorts_[c].users) {
      const auto same = [&](const Group& g) { return g.cohort == c && g.doppler_hz == doppler_hz_[u]; };
      auto place = std::ranges::find_if(groups_, same);
      if (place == groups_.end())
        place = groups_.insert(groups_.end(), {c, doppler_hz_[u], TimeModes(times_, doppler_hz_[u]), {}, 1, {}});
      place->users.push_back(u);
    }
  std::erase_if(groups_, [](const Group& g) { return g.users.empty(); });
  for (std::size_t g = 0; g < groups_.size(); ++g)
    for (const int u : groups_[g].users) group_of_[u] = g;
}

// A mode of power p adds at most P^2 n p / s2 to what an estimate holds of h, n being the samples of a window and s2
// their noise; one that adds less than a thousandth of s2/n, the error of estimates, is left out.
std::size_t LmmseFilters::useful_modes(const PilotGrid& pilots, const Group& group) const {
  const double n =
      static_cast<double>(pilots.combs().front().size() * FilterWindow(pilots).n_subcarrier()) / pilots.period();
  double strongest = 0.0;
  for (const int u : group.users) strongest = std::max(strongest, total_power_[u]);
  const double share = strongest > 0.0 ? design_.noise_var / (n * strongest) : 1.0;
  const double least = std::max(1e-3 * share * share, 1e-13);
  std::size_t useful = 1;
  while (useful < times_.n_position() && group.modes.power(useful) > least) ++useful;
  return useful;
}

// A user of another time code on the same comb is seen as far as its channel changes between the symbols of a position.
void LmmseFilters::make_group(const PilotGrid& pilots, Group& group) {
  const Cohort& cohort = cohorts_[group.cohort];
  design_.noise_var = 1.0 / (pilots.length() * pilots.power());
  group.n_mode = useful_modes(pilots, group);
  for (const int u : group.users) filters_[u].resize(group.n_mode);
  for (std::size_t m = 0; m < group.n_mode; ++m) {
    design_.seen.assign(pilots.n_user(), 0.0);
    for (int u = 0; u < pilots.n_user(); ++u) {
      if (pilots.user(u).comb != cohort.comb) continue;
      code_ = pilots.user(u).time_code;
      for (std::size_t l = 0; l < code_.size(); ++l) code_[l] *= cohort.time_code[l];
      const PositionMatrix correlation = position_correlation(times_, doppler_hz_[u], code_);
      design_.seen[u] = std::max(0.0, quadratic(correlation, group.modes.mode(m)));
    }
    design_.factorise();
    for (const int u : group.users) filters_[u][m].make(design_, u);
  }
}

void LmmseFilters::take(const CombSamples& samples) {
  n_rx_ = samples.n_rx();
  n_sample_ = samples.n_sample();
  const std::size_t n = n_rx_ * n_sample_;
  for (Group& group : groups_) {
    group.samples.assign(group.n_mode * n, 0.f);
    for (std::size_t m = 0; m < group.n_mode; ++m)
      for (std::size_t q = 0; q < times_.n_position(); ++q) {
        const float weight = static_cast<float>(group.modes.mode(m)[q]);
        const std::complex<float>* z = samples.at(group.cohort, q, 0);
        std::complex<float>* sum = group.samples.data() + m * n;
        for (std::size_t k = 0; k < n; ++k) sum[k] += weight * z[k];
      }
  }
}

AntennaSamples LmmseFilters::samples(std::size_t user, std::size_t mode) const {
  const Group& group = groups_[group_of_[user]];
  return {group.samples.data() + mode * n_rx_ * n_sample_, n_sample_, n_rx_};
}

double LmmseFilters::to_symbol(std::size_t user, std::size_t mode, int symbol) const {
  return groups_[group_of_[user]].modes.to_symbol(mode, symbol);
}

}  // namespace ohmimo
