#include "apps/studies/channel/delay_profile.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

namespace ohmimo::channel_study {
namespace {

constexpr std::size_t most_transforms = 4000;

// A line of numbers of the record: what begins at `first` and goes on by `stride`.
struct Lines {
  std::vector<std::size_t> first = {};
  std::size_t stride = 0, length = 0;
};

// Of so many lines, evenly spaced, as are enough.
Lines thinned(Lines lines) {
  const std::size_t n = lines.first.size(), step = (n + most_transforms - 1) / most_transforms;
  std::vector<std::size_t> kept;
  // An odd step, so that not all of them are of the same antenna or user.
  for (std::size_t k = 0; k < n; k += std::max<std::size_t>(1, step | (step > 1 ? 1u : 0u)))
    kept.push_back(lines.first[k]);
  lines.first = kept;
  return lines;
}

Lines over_subcarriers(const ChannelRecord& r) {
  const std::size_t one = r.n_rx * r.n_user;
  Lines lines{.stride = one, .length = r.n_subcarrier};
  for (std::size_t grid = 0; grid < r.n_slot * r.n_symbol; ++grid)
    for (std::size_t entry = 0; entry < one; ++entry) lines.first.push_back(grid * r.n_subcarrier * one + entry);
  return thinned(lines);
}

Lines over_symbols(const ChannelRecord& r) {
  const std::size_t one = r.n_rx * r.n_user, symbol = r.n_subcarrier * one;
  Lines lines{.stride = symbol, .length = r.n_symbol};
  for (std::size_t slot = 0; slot < r.n_slot; ++slot)
    for (std::size_t entry = 0; entry < symbol; ++entry) lines.first.push_back(slot * r.n_symbol * symbol + entry);
  return thinned(lines);
}

// Mean |DFT|^2 of the lines under a Hann window, of n_bin bins; backward: exp(+j).
std::vector<double> mean_power(const ChannelRecord& record, const Lines& lines, std::size_t n_bin, bool backward) {
  arma::vec power(n_bin, arma::fill::zeros);
  arma::cx_vec line(n_bin, arma::fill::zeros);
  const double turn = 2.0 * std::numbers::pi / static_cast<double>(lines.length);
  for (const std::size_t first : lines.first) {
    for (std::size_t k = 0; k < lines.length; ++k) {
      const double window = 1.0 - std::cos(turn * (static_cast<double>(k) + 0.5));
      line[k] = window * std::complex<double>(record.h[first + k * lines.stride]);
    }
    const arma::cx_vec bins = backward ? arma::cx_vec(arma::ifft(line)) : arma::cx_vec(arma::fft(line));
    power += arma::square(arma::abs(bins));
  }
  return arma::conv_to<std::vector<double>>::from(power);
}

void normalise(std::vector<double>& power) {
  const double sum = std::accumulate(power.begin(), power.end(), 0.0);
  if (sum > 0.0)
    for (double& value : power) value /= sum;
}

// Mean and rms of the bins within 30 dB of the strongest.
void set_moments(Spectrum& spectrum) {
  const double floor = 1e-3 * *std::ranges::max_element(spectrum.power);
  double sum = 0.0, first = 0.0, second = 0.0;
  for (std::size_t k = 0; k < spectrum.power.size(); ++k) {
    const double power = spectrum.power[k] < floor ? 0.0 : spectrum.power[k];
    sum += power;
    first += power * spectrum.at[k];
  }
  if (!(sum > 0.0)) return;
  spectrum.mean = first / sum;
  for (std::size_t k = 0; k < spectrum.power.size(); ++k)
    if (spectrum.power[k] >= floor) second += spectrum.power[k] * std::pow(spectrum.at[k] - spectrum.mean, 2);
  spectrum.rms = std::sqrt(second / sum);
}

// Bins of a periodic axis in the order of their place around the middle of the power.
Spectrum around_middle(const std::vector<double>& power, double step) {
  const std::size_t n = power.size();
  std::complex<double> sum = 0.0;
  for (std::size_t k = 0; k < n; ++k)
    sum += std::polar(power[k], 2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n));
  double middle = std::arg(sum) / (2.0 * std::numbers::pi) * static_cast<double>(n);
  if (middle < -0.05 * static_cast<double>(n)) middle += static_cast<double>(n);  // delays count from 0 up
  const auto first = static_cast<long>(std::floor(middle - static_cast<double>(n) / 2.0)) + 1;
  Spectrum spectrum;
  for (long k = first; k < first + static_cast<long>(n); ++k) {
    spectrum.at.push_back(static_cast<double>(k) * step);
    spectrum.power.push_back(power[static_cast<std::size_t>((k + 2 * static_cast<long>(n)) % static_cast<long>(n))]);
  }
  normalise(spectrum.power);
  set_moments(spectrum);
  return spectrum;
}

// A Hann window turns one bin into three of amplitudes 1/2, 1, 1/2: variance of the power 1/3 bin^2.
void take_off_window(Spectrum& spectrum, double bin) {
  spectrum.rms = std::sqrt(std::max(0.0, spectrum.rms * spectrum.rms - bin * bin / 3.0));
  spectrum.resolution = bin;
}

// E h(l + 1) conj(h(l)) / E|h|^2 of neighbouring symbols.
std::complex<double> symbol_correlation(const ChannelRecord& record) {
  const Lines lines = over_symbols(record);
  std::complex<double> cross = 0.0;
  double before = 0.0, after = 0.0;
  for (const std::size_t first : lines.first)
    for (std::size_t l = 0; l + 1 < lines.length; ++l) {
      const std::complex<double> a(record.h[first + l * lines.stride]), b(record.h[first + (l + 1) * lines.stride]);
      cross += b * std::conj(a);
      before += std::norm(a);
      after += std::norm(b);
    }
  const double scale = std::sqrt(before * after);
  return scale > 0.0 ? cross / scale : 1.0;
}

Spectrum path_spectrum(const ChannelRecord& r) {
  std::map<double, double> power;  // by delay
  for (std::size_t row = 0; row < r.n_slot * r.n_user * r.n_path; ++row) {
    double sum = 0.0;
    for (std::size_t rx = 0; rx < r.n_rx; ++rx) sum += std::norm(std::complex<double>(r.gain[row * r.n_rx + rx]));
    if (sum > 0.0) power[r.delay_s[row]] += sum;
  }
  Spectrum spectrum;
  for (const auto& [delay, sum] : power) {
    spectrum.at.push_back(delay);
    spectrum.power.push_back(sum);
  }
  normalise(spectrum.power);
  double second = 0.0;
  for (std::size_t k = 0; k < spectrum.at.size(); ++k) spectrum.mean += spectrum.power[k] * spectrum.at[k];
  for (std::size_t k = 0; k < spectrum.at.size(); ++k)
    second += spectrum.power[k] * std::pow(spectrum.at[k] - spectrum.mean, 2);
  spectrum.rms = std::sqrt(second);
  return spectrum;
}

}  // namespace

std::optional<Spectrum> delay_spectrum(const ChannelRecord& record) {
  if (record.has_paths()) return path_spectrum(record);
  if (record.n_subcarrier < 8 || record.scs_hz <= 0.0) return std::nullopt;
  const double step = 1.0 / (record.scs_hz * static_cast<double>(record.n_subcarrier));
  Spectrum spectrum = around_middle(mean_power(record, over_subcarriers(record), record.n_subcarrier, true), step);
  take_off_window(spectrum, step);
  return spectrum;
}

std::optional<Spectrum> doppler_spectrum(const ChannelRecord& record) {
  if (record.n_symbol < 4 || record.scs_hz <= 0.0) return std::nullopt;
  constexpr std::size_t padded = 8;                            // bins a resolution cell: a smooth curve
  const double symbol_s = 15e3 / record.scs_hz * 1e-3 / 14.0;  // on average over a slot
  const std::size_t n = padded * record.n_symbol;
  const std::vector<double> power = mean_power(record, over_symbols(record), n, false);
  const double step = 1.0 / (symbol_s * static_cast<double>(n));
  Spectrum spectrum;
  const std::size_t middle = n / 2;
  for (std::size_t k = 0; k < n; ++k) {
    spectrum.at.push_back((static_cast<double>(k) - static_cast<double>(middle)) * step);
    spectrum.power.push_back(power[(k + n - middle) % n]);
  }
  normalise(spectrum.power);
  spectrum.resolution = step * padded;
  const std::complex<double> neighbours = symbol_correlation(record);
  spectrum.mean = std::arg(neighbours) / (2.0 * std::numbers::pi * symbol_s);
  spectrum.rms = std::sqrt(std::max(0.0, -2.0 * std::log(std::abs(neighbours)))) / (2.0 * std::numbers::pi * symbol_s);
  return spectrum;
}

}  // namespace ohmimo::channel_study
