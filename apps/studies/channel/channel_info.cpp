#include "apps/studies/channel/channel_info.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "apps/studies/channel/delay_profile.hpp"
#include "apps/studies/channel/make_channel.hpp"
#include "apps/studies/channel/spatial.hpp"
#include "apps/theory/quantiles.hpp"
#include "phy/units.hpp"

namespace ohmimo::channel_study {
namespace {

std::string count(std::size_t n, std::string_view noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

void add_line(std::string& text, std::string_view name, const std::string& value) {
  if (!value.empty()) text += fmt::format("{:<22}{}\n", name, value);
}

std::string hertz(double value, double unit, std::string_view name) {
  return value > 0.0 ? fmt::format("{:g} {}", value / unit, name) : "not known";
}

std::string power_text(const std::vector<double>& power) {
  const double mean = std::accumulate(power.begin(), power.end(), 0.0) / static_cast<double>(power.size());
  std::string text = fmt::format("{:.4g} ({:.2f} dB)", mean, db_from_linear(mean));
  if (power.size() < 2 || !(mean > 0.0)) return text;
  const auto [least, most] = std::ranges::minmax(power);
  return text + fmt::format(", strongest user over weakest {:.2f} dB", db_from_linear(most / least));
}

std::string delay_text(const ChannelRecord& record) {
  const std::optional<Spectrum> delay = delay_spectrum(record);
  if (!delay) return "no subcarriers of known spacing";
  const auto ns = [](double s) { return s * 1e9; };
  if (delay->rms < delay->resolution)
    return fmt::format("mean {:.4g} ns, rms below the {:.3g} ns that these subcarriers resolve", ns(delay->mean),
                       ns(delay->resolution));
  std::string text = fmt::format("mean {:.4g} ns, rms {:.4g} ns", ns(delay->mean), ns(delay->rms));
  return text + (delay->resolution > 0.0
                     ? fmt::format(" (estimated at {:.3g} ns resolution)", ns(delay->resolution))
                     : fmt::format(", longest {:.4g} ns", ns(delay->at.empty() ? 0.0 : delay->at.back())));
}

std::string doppler_text(const ChannelRecord& record) {
  const std::optional<Spectrum> doppler = doppler_spectrum(record);
  return doppler ? fmt::format("mean {:.4g} Hz, rms {:.4g} Hz (by neighbouring symbols)", doppler->mean, doppler->rms)
                 : "";
}

std::string condition_text(const ChannelRecord& matrices) {
  if (matrices.n_user > matrices.n_rx)
    return fmt::format("singular: {} users at {} antennas", matrices.n_user, matrices.n_rx);
  const std::vector<double> condition = gram_spread(matrices).condition;
  const auto singular = std::ranges::count_if(condition, [](double c) { return std::isinf(c); });
  if (singular > 0) return fmt::format("{} of {} matrices are singular", singular, condition.size());
  const auto at = [&](double share) { return nearest_quantile(condition, share); };
  return fmt::format("median {:.4g}, 90 % below {:.4g}, largest {:.4g} (of {} matrices)", at(0.5), at(0.9), at(1.0),
                     condition.size());
}

ChannelRecord finite(ChannelRecord record) {
  for (std::vector<std::complex<float>>* values : {&record.h, &record.gain})
    for (std::complex<float>& value : *values)
      if (!std::isfinite(value.real()) || !std::isfinite(value.imag())) value = 0.f;
  return record;
}

}  // namespace

std::string record_shape(const ChannelRecord& r) {
  const std::string ends = fmt::format("{} x {}", count(r.n_rx, "antenna"), count(r.n_user, "user"));
  if (r.has_paths()) return fmt::format("{} x {} x {}", count(r.n_slot, "slot"), ends, count(r.n_path, "path"));
  return fmt::format("{} x {} x {} x {}", count(r.n_slot, "slot"), count(r.n_symbol, "symbol"),
                     count(r.n_subcarrier, "subcarrier"), ends);
}

ChannelRecord matrices_of(const ChannelRecord& record) {
  return record.has_paths() ? at_carrier(record) : record;
}

std::string channel_info(const ChannelRecord& given) {
  const ChannelRecord record = finite(given), matrices = matrices_of(record);
  std::string text;
  add_line(text, "shape", record_shape(record));
  add_line(text, "subcarrier spacing", hertz(record.scs_hz, 1e3, "kHz"));
  add_line(text, "carrier", hertz(record.carrier_hz, 1e9, "GHz"));
  add_line(text, "normalisation", record.normalisation.empty() ? "not known" : record.normalisation);
  add_line(text, "source", record.source);
  add_line(text, "seed", record.seed);
  add_line(text, "mean power E|h|^2", power_text(user_powers(record)));
  add_line(text, "delay", delay_text(record));
  add_line(text, "Doppler", doppler_text(record));
  add_line(text, "correlation",
           record.n_rx > 1
               ? fmt::format("|R(0,1)| = {:.3f} between the first two antennas", spatial_correlation(matrices)[1])
               : "");
  add_line(text, "condition of H^H H", condition_text(matrices));
  return text;
}

}  // namespace ohmimo::channel_study
