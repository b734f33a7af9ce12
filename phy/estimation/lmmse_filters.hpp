// LMMSE filters of all users over frequency and time, made anew only when what is known of the channel changes.
#pragma once
#include <vector>

#include "phy/estimation/comb_samples.hpp"
#include "phy/estimation/lmmse.hpp"
#include "phy/estimation/time_filter.hpp"

namespace ohmimo {

// The covariance of all pilots is a Kronecker product of frequency and time plus noise, so over the modes of time it
// falls apart: one filter over frequency for every mode. This is the LMMSE estimate from all positions at once where
// the users of a comb have one Doppler, at the work of one position after the other.
class LmmseFilters {
 public:
  explicit LmmseFilters(const PilotGrid& pilots) : times_(pilots), cohorts_(cohorts_of(pilots)), design_(pilots) {}

  // Powers of the prior are over N0.
  void update(const PilotGrid& pilots, const ChannelPrior& prior);
  // A slot: its samples as modes of every user.
  void take(const CombSamples& samples);

  // Modes of a user that are worth a filter, 1 at least.
  std::size_t n_mode(std::size_t user) const { return filters_[user].size(); }
  const UserFilter& filter(std::size_t user, std::size_t mode) const { return filters_[user][mode]; }
  AntennaSamples samples(std::size_t user, std::size_t mode) const;
  double to_symbol(std::size_t user, std::size_t mode, int symbol) const;
  double power(std::size_t user) const { return total_power_[user]; }  // E|h|^2 over N0

 private:
  // Users of a cohort with one Doppler have their modes and the covariance of their pilots in common.
  struct Group {
    std::size_t cohort;
    double doppler_hz;
    TimeModes modes;
    std::vector<int> users;
    std::size_t n_mode;
    std::vector<std::complex<float>> samples;  // [mode][rx][sample]
  };
  bool is_known(const ChannelPrior& prior) const;
  void remember(const ChannelPrior& prior);
  void group_users();
  void make_group(const PilotGrid& pilots, Group& group);
  std::size_t useful_modes(const PilotGrid& pilots, const Group& group) const;

  PilotTimes times_;
  std::vector<Cohort> cohorts_;
  std::vector<double> delay_s_, power_, doppler_hz_, total_power_;
  std::vector<Group> groups_;
  std::vector<std::size_t> group_of_;             // [user]
  std::vector<std::vector<UserFilter>> filters_;  // [user][mode]
  std::size_t n_rx_ = 0, n_sample_ = 0;
  std::vector<float> code_;  // work space
  LmmseDesign design_;
};

}  // namespace ohmimo
