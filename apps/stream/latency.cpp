#include "apps/stream/latency.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::stream {
namespace {

const double log_step = std::log(1.02);

}  // namespace

void LatencyHistogram::add(double microseconds) {
  const double bin = std::clamp(std::log(std::max(microseconds, 1.0)) / log_step, 0.0, n_bin - 1.0);
  bins_[static_cast<std::size_t>(bin)] += 1;
  count_ += 1;
  longest_us_ = std::max(longest_us_, microseconds);
}

LatencyHistogram& LatencyHistogram::operator+=(const LatencyHistogram& other) {
  for (std::size_t k = 0; k < n_bin; ++k) bins_[k] += other.bins_[k];
  count_ += other.count_;
  longest_us_ = std::max(longest_us_, other.longest_us_);
  return *this;
}

LatencyHistogram LatencyHistogram::since(const LatencyHistogram& earlier) const {
  LatencyHistogram recent = *this;
  if (earlier.count_ > count_) return recent;
  recent.longest_us_ = 0.0;
  recent.count_ -= earlier.count_;
  for (std::size_t k = 0; k < n_bin; ++k) {
    recent.bins_[k] -= earlier.bins_[k];
    if (recent.bins_[k] > 0)
      recent.longest_us_ = std::min(std::exp(log_step * static_cast<double>(k + 1)), longest_us_);
  }
  return recent;
}

// The upper end of the bin that holds it.
double LatencyHistogram::percentile_us(double share) const {
  if (count_ == 0) return 0.0;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t k = 0; k < n_bin; ++k) {
    seen += bins_[k];
    if (seen >= std::max<std::uint64_t>(wanted, 1))
      return std::min(std::exp(log_step * static_cast<double>(k + 1)), longest_us_);
  }
  return longest_us_;
}

}  // namespace ohmimo::stream
