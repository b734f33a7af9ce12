#include "phy/estimation/channel_estimator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
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

// to = sum over modes of weights times what stands there, for one user and all antennas.
void combine(const std::vector<MatrixBatch>& filtered, const PositionWeights& weights, std::size_t block,
             std::size_t user, MatrixBatch& to) {
  const BlockView out = to.block(block);
  for (std::size_t rx = 0; rx < to.rows(); ++rx) {
    const std::size_t place = rx * out.stride + user * 2 * n_lane;
    float sum[2 * n_lane] = {};
    for (std::size_t m = 0; m < filtered.size(); ++m) {
      if (weights[m] == 0.0) continue;
      const float* in = filtered[m].block(block).data + place;
      const float weight = static_cast<float>(weights[m]);
      for (std::size_t c = 0; c < 2 * n_lane; ++c) sum[c] += weight * in[c];
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
  lmmse_.take(samples_);
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
  estimate_user_powers(pilots_, samples_, noise_var_, user_power_);
  noise_var_ = std::max(noise_var_, 1e-8 * *std::ranges::max_element(user_power_));
  doppler_hz_.assign(n_user, max_doppler_hz_);
  delay_s_.resize(n_user * n_robust_path);
  power_.resize(n_user * n_robust_path);
  for (std::size_t u = 0; u < n_user; ++u) {
    const double level = noise_var_ > 0.0 ? std::round(db_from_linear(user_power_[u] / noise_var_)) : 0.0;
    for (std::size_t l = 0; l < n_robust_path; ++l) {
      const double share = (static_cast<double>(l) + 0.5) / n_robust_path;
      delay_s_[u * n_robust_path + l] = share * pilots_.grid().prefix_s(1);
      power_[u * n_robust_path + l] = linear_from_db(level) / n_robust_path;
    }
  }
}

// Of least squares every position is a mode.
std::size_t ChannelEstimator::n_mode(std::size_t user) const {
  return kind_ == EstimatorKind::ls ? times_.n_position() : lmmse_.n_mode(user);
}

void ChannelEstimator::filter_block_of(std::size_t user, std::size_t mode, const SubcarrierRange& range,
                                       std::size_t block) {
  const BlockView all = filtered_[mode].block(block);
  const BlockView own = {all.data + user * 2 * n_lane, all.stride};
  const int u = static_cast<int>(user);
  if (kind_ == EstimatorKind::ls) {
    if (mode == 0) least_squares_filter(pilots_, u, range, block, filter_);
    filter_block(filter_, {samples_.at(samples_.cohort_of(u), mode, 0), samples_.n_sample(), samples_.n_rx()}, own);
  } else {
    lmmse_.filter(user, mode).block(pilots_, range, block, filter_);
    filter_block(filter_, lmmse_.samples(user, mode), own);
  }
}

void ChannelEstimator::filter_range(const SubcarrierRange& range) {
  const std::size_t n_user = pilots_.n_user(), n_block = (range.n + n_lane - 1) / n_lane;
  for (MatrixBatch& batch : filtered_)  // keeps the memory of longer ranges
    batch.resize(std::max<std::size_t>(range.n, batch.n_channel()), samples_.n_rx(), n_user);
  powers_.resize(n_block * n_user * filtered_.size());
  for (std::size_t b = 0; b < n_block; ++b)
    for (std::size_t u = 0; u < n_user; ++u)
      for (std::size_t m = 0; m < n_mode(u); ++m) {
        filter_block_of(u, m, range, b);
        double& power = powers_[(b * n_user + u) * filtered_.size() + m];
        power = std::accumulate(filter_.power.begin(), filter_.power.end(), 0.0);
      }
  range_ = range;
}

float ChannelEstimator::estimate(int symbol, const SubcarrierRange& range, MatrixBatch& h_hat) {
  check_range(pilots_, symbol, range);
  if (!(range == range_)) filter_range(range);
  const std::size_t n_user = pilots_.n_user();
  const bool is_ls = kind_ == EstimatorKind::ls;
  h_hat.resize(range.n, samples_.n_rx(), n_user);
  double error = 0.0;
  for (std::size_t u = 0; u < n_user; ++u) {
    PositionWeights weights = is_ls ? times_.lines_to(symbol) : PositionWeights{};
    for (std::size_t m = 0; !is_ls && m < n_mode(u); ++m) weights[m] = lmmse_.to_symbol(u, m, symbol);
    if (!is_ls) error += lmmse_.power(u) * range.n;
    for (std::size_t b = 0; b < h_hat.n_block(); ++b) {
      combine(filtered_, weights, b, u, h_hat);
      for (std::size_t m = 0; m < n_mode(u); ++m) {
        const double power = weights[m] * weights[m] * powers_[(b * n_user + u) * filtered_.size() + m];
        error += is_ls ? samples_.noise_share() * power : -power;
      }
    }
  }
  return static_cast<float>(error * noise_var_ / static_cast<double>(range.n * n_user));
}

}  // namespace ohmimo
