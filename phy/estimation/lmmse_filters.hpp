// LMMSE filters of all users over frequency and time, made anew only when what is known of the channel changes.
#pragma once
#include <vector>

#include "phy/estimation/lmmse.hpp"
#include "phy/estimation/time_filter.hpp"

namespace ohmimo {

// Frequency first, then time. The frequency filter of a user is the best one for the noise that is left after the best
// combination of the positions; then time is the best one behind it. Together they are the LMMSE estimate over both
// where there is one position, and where users stand still (with equal powers over N0); what a Doppler costs stands
// with the tests (tests/phy/estimation/test_lmmse.cpp).
class LmmseFilters {
 public:
  explicit LmmseFilters(const PilotGrid& pilots) : times_(pilots), cohorts_(cohorts_of(pilots)) {}

  // Powers of the prior are over N0.
  void update(const PilotGrid& pilots, const ChannelPrior& prior);

  const UserFilter& user(std::size_t u) const { return users_[u]; }
  // Weights of positions behind a block's filter; returns the sum over its lanes of the power of h that the estimate
  // holds. What of E|h|^2 it does not hold is its error.
  double weights_to(int symbol, std::size_t user, const FilterPowers& powers, TimeWeights& weights) const;
  double power(std::size_t user) const { return total_power_[user]; }  // E|h|^2 over N0

 private:
  bool is_known(const ChannelPrior& prior) const;
  void remember(const ChannelPrior& prior);
  void make_cohort(const PilotGrid& pilots, const Cohort& cohort);

  PilotTimes times_;
  std::vector<Cohort> cohorts_;
  std::vector<double> delay_s_, power_, doppler_hz_, total_power_;
  std::vector<TimeCorrelation> correlations_;  // [user]
  std::vector<TimeCorrelation::Noise> noise_;  // [user]
  std::vector<UserFilter> users_;
  LmmseDesign design_;
  ComplexRows factor_;
};

}  // namespace ohmimo
