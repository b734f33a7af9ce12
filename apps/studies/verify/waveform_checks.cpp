#include "apps/studies/verify/waveform_checks.hpp"

#include <fmt/format.h>
#include <armadillo>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "phy/grid/ofdm.hpp"
#include "phy/rng.hpp"

namespace ohmimo::verify {
namespace {

using Complex = std::complex<double>;
using Samples = std::vector<std::complex<float>>;

// In double precision, so that only the transforms round to float.
Samples filtered(const Samples& x, const std::vector<SampleTap>& taps) {
  std::vector<Complex> sum(x.size(), 0.0);
  for (const SampleTap& tap : taps)
    for (std::size_t t = tap.delay; t < x.size(); ++t) sum[t] += tap.gain * Complex(x[t - tap.delay]);
  return Samples(sum.begin(), sum.end());
}

double slot_loss(const SlotGrid& grid, Ofdm& ofdm, const std::vector<SampleTap>& taps, RngStream& stream) {
  const int n = grid.n_subcarrier();
  Samples x(static_cast<std::size_t>(grid.n_symbol) * n), y(x.size()), samples(ofdm.n_sample());
  const float level = static_cast<float>(std::sqrt(0.5));
  for (std::complex<float>& value : x)
    value = {stream.uniform() < 0.5 ? -level : level, stream.uniform() < 0.5 ? -level : level};
  ofdm.modulate(x, samples);
  ofdm.demodulate(filtered(samples, taps), y);
  double sum = 0.0;
  for (int k = 0; k < n; ++k) {
    Complex h = 0.0;
    for (const SampleTap& tap : taps)
      h += tap.gain * std::polar(1.0, -2.0 * std::numbers::pi * grid.frequency_hz(k) * static_cast<double>(tap.delay) /
                                          ofdm.sample_rate_hz());
    for (int l = 1; l < grid.n_symbol; ++l) sum += std::norm(Complex(y[l * n + k]) - h * Complex(x[l * n + k]));
  }
  return sum / (n * (grid.n_symbol - 1.0));
}

// Autocorrelation of symbols of unit power on the used subcarriers, at lags -most to most.
class Autocorrelation {
 public:
  Autocorrelation(const SlotGrid& grid, const Ofdm& ofdm, std::ptrdiff_t most) : most_(most) {
    for (std::ptrdiff_t m = -most; m <= most; ++m) {
      Complex sum = 0.0;
      for (int k = 0; k < grid.n_subcarrier(); ++k)
        sum += std::polar(
            1.0, 2.0 * std::numbers::pi * grid.frequency_hz(k) * static_cast<double>(m) / ofdm.sample_rate_hz());
      values_.push_back(sum / static_cast<double>(ofdm.n_fft()));
    }
  }
  Complex at(std::ptrdiff_t m) const { return values_[m + most_]; }

 private:
  std::ptrdiff_t most_;
  std::vector<Complex> values_;
};

// A tap e samples beyond the prefix brings into the first e samples what was sent before in place of the end of this
// symbol: both of autocorrelation r, independent. A subcarrier hears samples s and t as exp(-j 2 pi k (s - t) / n), the
// sum of which is n r(s - t)*. Of two such taps the products count too.
double expected_loss(const SlotGrid& grid, const Ofdm& ofdm, const std::vector<SampleTap>& taps, int symbol) {
  const auto prefix = static_cast<std::ptrdiff_t>(ofdm.prefix(symbol));
  std::ptrdiff_t longest = 0;
  for (const SampleTap& tap : taps) longest = std::max(longest, static_cast<std::ptrdiff_t>(tap.delay));
  const Autocorrelation r(grid, ofdm, 2 * longest);
  double power = 0.0;
  for (const SampleTap& a : taps)
    for (const SampleTap& b : taps) {
      const std::ptrdiff_t e = static_cast<std::ptrdiff_t>(a.delay) - prefix,
                           f = static_cast<std::ptrdiff_t>(b.delay) - prefix;
      for (std::ptrdiff_t s = 0; s < e; ++s)
        for (std::ptrdiff_t t = 0; t < f; ++t)
          power += (2.0 * a.gain * std::conj(b.gain) * r.at((s - e) - (t - f)) * std::conj(r.at(s - t))).real();
    }
  return power / grid.n_subcarrier();
}

}  // namespace

WaveformLoss waveform_loss(const SlotGrid& grid, const std::vector<SampleTap>& taps, int n_slot, std::uint64_t seed) {
  Ofdm ofdm(grid);
  arma::vec losses(n_slot);
  for (int slot = 0; slot < n_slot; ++slot) {
    RngStream stream({seed, 0, static_cast<std::uint32_t>(slot)}, Purpose::bits);
    losses(slot) = slot_loss(grid, ofdm, taps, stream);
  }
  WaveformLoss loss = {arma::mean(losses), n_slot > 1 ? arma::stddev(losses) / std::sqrt(double(n_slot)) : 0.0, 0.0};
  for (int l = 1; l < grid.n_symbol; ++l) loss.closed_form += expected_loss(grid, ofdm, taps, l) / (grid.n_symbol - 1);
  return loss;
}

std::vector<Check> waveform_checks(const VerifyOptions& options) {
  const SlotGrid grid{30, 40, 14};  // 512 points, prefixes of 44 and 36 samples
  const std::size_t prefix = Ofdm(grid).prefix(1);
  const int n_slot = options.full ? 200 : 30;
  const std::vector<SampleTap> inside = {{0, {0.6, 0.0}}, {7, {0.0, -0.5}}, {20, {0.4, 0.2}}, {prefix, {-0.3, 0.3}}};
  std::vector<Check> checks = {{"taps inside the prefix: rms of y - H(f) x",
                                std::sqrt(waveform_loss(grid, inside, n_slot, options.seed).power),
                                Expectation::at_most(2e-6), "exact: rounding to float"}};
  for (const std::size_t excess : {4, 30, 120}) {
    std::vector<SampleTap> taps = inside;
    taps.push_back({prefix + excess, {0.2, 0.1}});
    const WaveformLoss loss = waveform_loss(grid, taps, n_slot, options.seed);
    checks.push_back({fmt::format("a tap {} samples beyond the prefix: lost over closed form", excess),
                      loss.power / loss.closed_form,
                      Expectation::near(1.0, 4.0 * loss.standard_error / loss.closed_form),
                      "autocorrelation of subcarriers"});
  }
  return checks;
}

}  // namespace ohmimo::verify
