// The channel of every user at every antenna, estimated from the pilots of a slot.
#pragma once
#include <vector>

#include "phy/batch.hpp"
#include "phy/estimation/comb_samples.hpp"
#include "phy/estimation/estimator_kind.hpp"
#include "phy/estimation/lmmse_filters.hpp"

namespace ohmimo {

// Used by one thread at a time; allocates nothing once it has seen a slot of its shape and Doppler. Estimates do not
// depend on the unit of the channel: a gain of 1e-6 and its noise give 1e-6 times the same.
class ChannelEstimator {
 public:
  // max_doppler_hz: of the robust estimator.
  ChannelEstimator(const PilotGrid& pilots, EstimatorKind kind, double max_doppler_hz = 0.0);

  // A slot. noise_var is N0, which is estimated instead where the pilots say so; only lmmse looks at the prior, of
  // which it keeps nothing but copies. Filters are made anew when the prior or N0 changes.
  void receive(const PilotsReceived& received, double noise_var, const ChannelPrior& prior = {});

  // h_hat [range.n][n_rx][n_user] at a symbol of the slot. Returns the mean over users and subcarriers of E|h_hat -
  // h|^2 as the receiver knows it: ls: of the noise alone, as over a flat channel that stands still; lmmse: true;
  // lmmse-robust: under its own assumptions. Work over frequency is done once per slot and range: ask for all symbols
  // of a range in turn.
  float estimate(int symbol, const SubcarrierRange& range, MatrixBatch& h_hat);

  double noise_var() const { return noise_var_; }  // as used

 private:
  void set_prior(const ChannelPrior& prior);
  void set_robust_prior();
  void filter_range(const SubcarrierRange& range);
  std::size_t n_mode(std::size_t user) const;
  void filter_block_of(std::size_t user, std::size_t mode, const SubcarrierRange& range, std::size_t block);

  PilotGrid pilots_;
  EstimatorKind kind_;
  double max_doppler_hz_, noise_var_ = 0.0;
  PilotTimes times_;
  CombSamples samples_;
  LmmseFilters lmmse_;
  std::vector<double> delay_s_, power_, doppler_hz_;  // of the prior in use, powers over N0
  SubcarrierRange range_;                             // that filtered_ holds; n = 0: nothing
  std::vector<double> user_power_;                    // measured, of the robust estimator
  std::vector<MatrixBatch> filtered_;                 // [mode], shape of h_hat or longer
  std::vector<double> powers_;                        // [block][user][mode], sum over lanes
  BlockFilter filter_;
};

}  // namespace ohmimo
