#include "apps/studies/llr/soft_count.hpp"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>

namespace ohmimo::llr {
namespace {

constexpr double ratio_steps = 65536.0, most_ratio = 1024.0;

std::size_t bin_of(float llr) {
  const float at = std::abs(llr) * bins_per_llr;
  return at < static_cast<float>(n_bin) ? static_cast<std::size_t>(at) : n_bin;
}

}  // namespace

std::uint64_t SoftCount::bits() const {
  std::uint64_t sum = zero;
  for (std::size_t k = 0; k <= n_bin; ++k) sum += right[k] + wrong[k];
  return sum;
}

double SoftCount::mean_error_ratio() const {
  return symbols == 0 ? NAN : static_cast<double>(sum_error_ratio) / ratio_steps / static_cast<double>(symbols);
}

SoftCount& SoftCount::operator+=(const SoftCount& other) {
  for (std::size_t k = 0; k <= n_bin; ++k) {
    right[k] += other.right[k];
    wrong[k] += other.wrong[k];
  }
  zero += other.zero;
  symbols += other.symbols;
  sum_error_ratio += other.sum_error_ratio;
  no_answer += other.no_answer;
  return *this;
}

void add_soft_bits(SoftBitRule rule, const Constellation& constellation, const Estimate& estimate,
                   const FrameTruth& truth, RealBatch& llr, SoftCount& out) {
  soft_bits(rule, constellation, estimate.x, estimate.var, llr);
  const auto n_bit = static_cast<std::size_t>(constellation.bits_per_symbol);
  for (std::size_t channel = 0; channel < estimate.x.n_channel(); ++channel)
    for (std::size_t u = 0; u < estimate.x.rows(); ++u)
      for (std::size_t v = 0; v < estimate.x.cols(); ++v) {
        const std::uint32_t axis_label = truth.symbols.at(channel / n_lane, u, v)[channel % n_lane];
        const std::uint32_t label = nr_label_from_axis(constellation.bits_per_symbol, axis_label);
        for (std::size_t i = 0; i < n_bit; ++i) {
          const float l = llr.get(channel, u * n_bit + i, v);
          const bool one = label >> (n_bit - 1 - i) & 1;
          if (l == 0.f) {
            ++out.zero;
            continue;
          }
          ++((l < 0.f) == one ? out.right : out.wrong)[bin_of(l)];
        }
        const double var = estimate.var.get(channel, u, v);
        if (!std::isfinite(var) || !(var > 0.0)) {
          ++out.no_answer;
          continue;
        }
        const double error = std::norm(estimate.x.get(channel, u, v) - truth.x.get(channel, u, v));
        out.symbols += 1;
        out.sum_error_ratio += static_cast<std::uint64_t>(std::min(error / var, most_ratio) * ratio_steps);
      }
}

double information(const SoftCount& count, double scale) {
  const double n = static_cast<double>(count.bits());
  double lost = static_cast<double>(count.zero);
  for (std::size_t k = 0; k <= n_bin; ++k) {
    const double l = scale * llr_of_bin(k);
    lost += static_cast<double>(count.right[k]) * std::log1p(std::exp(-l)) / M_LN2;
    lost += static_cast<double>(count.wrong[k]) * (l + std::log1p(std::exp(-l))) / M_LN2;
  }
  return n > 0.0 ? 1.0 - lost / n : 0.0;
}

// The information is what the likelihood of the signs is, but for a factor.
Calibration calibration(const SoftCount& count) {
  const auto lost = [&](double log_scale) { return -information(count, std::exp(log_scale)); };
  const auto [log_slope, loss] = boost::math::tools::brent_find_minima(lost, std::log(1e-3), std::log(1e3), 40);
  return {std::exp(log_slope), information(count, 1.0), -loss};
}

}  // namespace ohmimo::llr
