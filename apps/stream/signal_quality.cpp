#include "apps/stream/signal_quality.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::stream {

void LlrHistogram::add(float llr) {
  const double bin = std::floor((static_cast<double>(llr) - lowest) / step);
  counts[static_cast<std::size_t>(std::clamp(bin, 0.0, n_bin - 1.0))] += 1;
}

LlrHistogram& LlrHistogram::operator+=(const LlrHistogram& other) {
  for (std::size_t k = 0; k < counts.size(); ++k) counts[k] += other.counts[k];
  return *this;
}

double UserQuality::evm() const {
  return n_symbol == 0 ? 0.0 : std::sqrt(error_power / static_cast<double>(n_symbol));
}

SignalQuality::SignalQuality(std::size_t n_curve, std::size_t n_user, const Constellation& constellation,
                             const Rules& rules)
    : n_user_(n_user),
      constellation_(constellation),
      rules_(rules),
      users_(n_curve * n_user),
      points_(n_curve * n_user) {
  for (auto& points : points_) points.reserve(rules_.n_point);
}

void SignalQuality::begin_slot() {
  for (auto& points : points_) points.clear();
}

void SignalQuality::clear() {
  std::ranges::fill(users_, UserQuality{});
  begin_slot();
}

void SignalQuality::add(std::size_t curve, const Estimate& estimate, const FrameTruth& truth) {
  for (std::size_t user = 0; user < n_user_; ++user) {
    add_errors(estimate, truth, user, users_[curve * n_user_ + user]);
    add_points(estimate, user, points_[curve * n_user_ + user]);
  }
  if (rules_.soft_bits) add_soft_bits(curve, estimate, truth);
}

void SignalQuality::merge(const SignalQuality& other) {
  for (std::size_t k = 0; k < users_.size(); ++k) {
    users_[k].error_power += other.users_[k].error_power;
    users_[k].n_symbol += other.users_[k].n_symbol;
    users_[k].llr += other.users_[k].llr;
  }
  points_ = other.points_;
}

UserQuality SignalQuality::of_curve(std::size_t curve) const {
  UserQuality sum;
  for (std::size_t user = 0; user < n_user_; ++user) {
    const UserQuality& one = of(curve, user);
    sum.error_power += one.error_power;
    sum.n_symbol += one.n_symbol;
    sum.llr += one.llr;
  }
  return sum;
}

// One vector per channel.
void SignalQuality::add_errors(const Estimate& estimate, const FrameTruth& truth, std::size_t user,
                               UserQuality& quality) const {
  const MatrixBatch& x = estimate.x;
  double sum = 0.0;
  for (std::size_t b = 0; b < x.n_block(); ++b) {
    const float* ours = x.block(b).data + user * x.block(b).stride;
    const float* sent = truth.x.block(b).data + user * truth.x.block(b).stride;
    const std::size_t lanes = std::min(n_lane, x.n_channel() - b * n_lane);
    float power = 0.f;
    for (std::size_t l = 0; l < lanes; ++l) {
      const float re = ours[l] - sent[l], im = ours[n_lane + l] - sent[n_lane + l];
      power += re * re + im * im;
    }
    if (std::isfinite(power)) sum += static_cast<double>(power);
  }
  quality.error_power += sum;
  quality.n_symbol += x.n_channel();
}

// Every 16th channel until there are enough.
void SignalQuality::add_points(const Estimate& estimate, std::size_t user,
                               std::vector<std::complex<float>>& points) const {
  for (std::size_t b = 0; b < estimate.x.n_block() && points.size() < rules_.n_point; ++b)
    points.push_back(estimate.x.get(b * n_lane, user, 0));
}

void SignalQuality::add_soft_bits(std::size_t curve, const Estimate& estimate, const FrameTruth& truth) {
  std::array<float, 10> llr;
  const auto bits = static_cast<std::size_t>(constellation_.bits_per_symbol);
  const std::size_t lanes = std::min(n_lane, estimate.x.n_channel());
  for (std::size_t user = 0; user < n_user_; ++user)
    for (std::size_t l = 0; l < lanes; ++l) {
      llr_max_log(constellation_, estimate.x.get(l, user, 0), estimate.var.get(l, user, 0), {llr.data(), bits});
      const std::uint32_t sent = nr_label_from_axis(constellation_.bits_per_symbol, truth.symbols.at(0, user, 0)[l]);
      for (std::size_t k = 0; k < bits; ++k)
        users_[curve * n_user_ + user].llr.add((sent >> (bits - 1 - k) & 1) != 0 ? -llr[k] : llr[k]);
    }
}

}  // namespace ohmimo::stream
