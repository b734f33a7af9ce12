#include "phy/estimation/channel_estimator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "phy/estimation/least_squares.hpp"
#include "phy/estimation/noise_estimate.hpp"
#include "phy/units.hpp"

namespace ohmimo {
namespace {

constexpr std::size_t n_robust_path = 64;

void check_range(const PilotGrid& pilots, int symbol, const SubcarrierRange& range) {
  const int last = range.first + (range.n - 1) * range.step;
  if (range.first < 0 || range.n < 1 || range.step < 1 || range.step > 12 || last >= pilots.grid().n_subcarrier())
    throw std::invalid_argument(
        fmt::format("subcarriers must be from 0 to {} in steps of 1 to 12, got {} to {} in steps of {}",
                    pilots.grid().n_subcarrier() - 1, range.first, last, range.step));
  if (symbol < 0 || symbol >= pilots.grid().n_symbol)
    throw std::invalid_argument(fmt::format("symbol must be from 0 to {}, got {}", pilots.grid().n_symbol - 1, symbol));
}

// to = sum over positions of weights times what stands there, for one user and all antennas.
void combine(const std::vector<MatrixBatch>& filtered, const TimeWeights& weights, std::size_t block, std::size_t user,
             MatrixBatch& to) {
  const BlockView out = to.block(block);
  for (std::size_t rx = 0; rx < to.rows(); ++rx) {
    const std::size_t place = rx * out.stride + user * 2 * n_lane;
    float sum[2 * n_lane] = {};
    for (std::size_t q = 0; q < filtered.size(); ++q) {
      const float* in = filtered[q].block(block).data + place;
      for (std::size_t c = 0; c < n_lane; ++c) {
        sum[c] += weights[q][c] * in[c];
        sum[n_lane + c] += weights[q][c] * in[n_lane + c];
      }
    }
    std::copy_n(sum, 2 * n_lane, out.data + place);
  }
}

}  // namespace

ChannelEstimator::ChannelEstimator(const PilotGrid& pilots, EstimatorKind kind, double max_doppler_hz)
    : pilots_(pilots),
      kind_(kind),
      max_doppler_hz_(max_doppler_hz),
      times_(pilots),
      samples_(pilots),
      lmmse_(pilots),
      filtered_(pilots.n_position()) {
  if (pilots.config().estimate_noise && noise_difference_order(pilots) < 1)
    throw std::invalid_argument(
        fmt::format("noise-var must be known where pilots repeat less than twice over the band, "
                    "got {} users on {} subcarriers",
                    pilots.n_user(), pilots.grid().n_subcarrier()));
}

void ChannelEstimator::receive(const PilotsReceived& received, double noise_var, const ChannelPrior& prior) {
  samples_.take(pilots_, received);
  range_.n = 0;
  noise_var_ = pilots_.config().estimate_noise ? estimate_noise_var(pilots_, samples_) : noise_var;
  if (kind_ == EstimatorKind::ls) return;
  kind_ == EstimatorKind::lmmse ? set_prior(prior) : set_robust_prior();
  const std::size_t n_user = pilots_.n_user();
  lmmse_.update(pilots_, {n_user, delay_s_.size() / n_user, delay_s_, power_, doppler_hz_});
}

// Without noise the covariance of many pilots over few paths has no inverse: N0 counts as 1e-10 of the power at least.
void ChannelEstimator::set_prior(const ChannelPrior& prior) {
  const std::size_t n_user = pilots_.n_user();
  if (prior.n_user != n_user || prior.delay_s.size() != n_user * prior.n_path ||
      prior.power.size() != prior.delay_s.size() || prior.doppler_hz.size() != n_user)
    throw std::invalid_argument(fmt::format("the channel's profile must be of {} users, got {}", n_user, prior.n_user));
  double total = 0.0;
  for (const double p : prior.power) total += p;
  noise_var_ = std::max(noise_var_, 1e-10 * total);
  delay_s_.assign(prior.delay_s.begin(), prior.delay_s.end());
  doppler_hz_.assign(prior.doppler_hz.begin(), prior.doppler_hz.end());
  power_.assign(prior.power.begin(), prior.power.end());
  for (double& p : power_) p = noise_var_ > 0.0 ? p / noise_var_ : 0.0;
}

// Powers over N0 in whole dB, so that filters last over slots.
void ChannelEstimator::set_robust_prior() {
  const std::size_t n_user = pilots_.n_user();
  const std::vector<double> power = estimate_user_powers(pilots_, samples_, noise_var_);
  noise_var_ = std::max(noise_var_, 1e-8 * *std::ranges::max_element(power));
  doppler_hz_.assign(n_user, max_doppler_hz_);
  delay_s_.resize(n_user * n_robust_path);
  power_.resize(n_user * n_robust_path);
  for (std::size_t u = 0; u < n_user; ++u) {
    const double level = noise_var_ > 0.0 ? std::round(db_from_linear(power[u] / noise_var_)) : 0.0;
    for (std::size_t l = 0; l < n_robust_path; ++l) {
      const double share = (static_cast<double>(l) + 0.5) / n_robust_path;
      delay_s_[u * n_robust_path + l] = share * pilots_.grid().prefix_s(1);
      power_[u * n_robust_path + l] = linear_from_db(level) / n_robust_path;
    }
  }
}

void ChannelEstimator::filter_range(const SubcarrierRange& range) {
  const std::size_t n_user = pilots_.n_user(), n_block = (range.n + n_lane - 1) / n_lane;
  for (MatrixBatch& batch : filtered_) batch.resize(range.n, samples_.n_rx(), n_user);
  powers_.resize(n_block * n_user);
  for (std::size_t b = 0; b < n_block; ++b)
    for (std::size_t u = 0; u < n_user; ++u) {
      if (kind_ == EstimatorKind::ls)
        least_squares_filter(pilots_, static_cast<int>(u), range, b, filter_);
      else
        lmmse_.user(u).block(pilots_, range, b, filter_);
      powers_[b * n_user + u] = filter_.powers;
      for (std::size_t q = 0; q < filtered_.size(); ++q) {
        const BlockView all = filtered_[q].block(b);
        filter_block(filter_,
                     {samples_.at(samples_.cohort_of(static_cast<int>(u)), q, 0), samples_.n_sample(), samples_.n_rx()},
                     {all.data + u * 2 * n_lane, all.stride});
      }
    }
  range_ = range;
}

// Weights of the positions; returns the sum over lanes of the error, over N0.
double ChannelEstimator::weights_to(int symbol, std::size_t user, const FilterPowers& powers,
                                    TimeWeights& weights) const {
  double error = 0.0;
  if (kind_ == EstimatorKind::ls) {
    weights = times_.lines_to(symbol);
    for (std::size_t c = 0; c < n_lane; ++c)
      for (std::size_t q = 0; q < filtered_.size(); ++q)
        error += powers.noise[c] * weights[q][c] * weights[q][c] * samples_.noise_share();
    return error;
  }
  return -lmmse_.weights_to(symbol, user, powers, weights);
}

float ChannelEstimator::estimate(int symbol, const SubcarrierRange& range, MatrixBatch& h_hat) {
  check_range(pilots_, symbol, range);
  if (!(range == range_)) filter_range(range);
  const std::size_t n_user = pilots_.n_user();
  h_hat.resize(range.n, samples_.n_rx(), n_user);
  double error = 0.0;
  for (std::size_t b = 0; b < h_hat.n_block(); ++b)
    for (std::size_t u = 0; u < n_user; ++u) {
      TimeWeights weights;
      error += weights_to(symbol, u, powers_[b * n_user + u], weights);
      combine(filtered_, weights, b, u, h_hat);
    }
  error /= static_cast<double>(range.n * n_user);
  if (kind_ != EstimatorKind::ls)
    for (std::size_t u = 0; u < n_user; ++u) error += lmmse_.power(u) / static_cast<double>(n_user);
  return static_cast<float>(error * noise_var_);
}

}  // namespace ohmimo
