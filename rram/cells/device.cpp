#include "rram/cells/device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ohmimo::rram {
namespace {

constexpr std::array<double, 5> probability = {0.0, 0.1, 0.5, 0.9, 1.0};
constexpr double uS = 1e-6;

// An age between two points: weight is that of the later one, linear in ln t.
struct Place {
  std::size_t before = 0;
  std::size_t after = 0;
  double weight = 0.0;
};

Place find(const std::vector<RelaxationLaw::Point>& point, double age_s) {
  std::size_t k = 0;
  while (k < point.size() && point[k].time_s <= age_s) ++k;
  if (k == 0) return {0, 0, 0.0};
  if (k == point.size()) return {k - 1, k - 1, 0.0};
  return {k - 1, k, std::log(age_s / point[k - 1].time_s) / std::log(point[k].time_s / point[k - 1].time_s)};
}

}  // namespace

double LevelLaw::conductance_S(double u) const {
  std::size_t k = 1;  // counted without branches: they would be unpredictable
  for (std::size_t i = 1; i + 1 < probability.size(); ++i) k += u > probability[i] ? 1 : 0;
  const double part = (u - probability[k - 1]) / (probability[k] - probability[k - 1]);
  return quantile_S[k - 1] + part * (quantile_S[k] - quantile_S[k - 1]);
}

double SigmaLaw::at(double g_S) const {
  const double x = g_S / unit_S;
  double sum_S = 0.0;
  for (std::size_t k = coefficient_S.size(); k-- > 0;) sum_S = sum_S * x + coefficient_S[k];
  return std::max(sum_S, 0.0);
}

double RelaxationLaw::shift_S(double age_s) const {
  if (point.empty()) return 0.0;
  const Place place = find(point, age_s);
  return std::lerp(point[place.before].shift_S, point[place.after].shift_S, place.weight);
}

double RelaxationLaw::sigma_S(double g_S, double age_s) const {
  if (point.empty()) return 0.0;
  const Place place = find(point, age_s);
  const double whole_S = std::lerp(point[place.before].sigma.at(g_S), point[place.after].sigma.at(g_S), place.weight);
  if (!holds_programming) return whole_S;
  const double programming_S = point.front().sigma.at(g_S);
  return std::sqrt(std::max(whole_S * whole_S - programming_S * programming_S, 0.0));
}

double ReadNoiseLaw::sigma_S(double g_S, double age_s) const {
  if (g_S <= 0.0) return 0.0;
  double sigma_S = relative * g_S;
  if (logarithmic_S > 0.0) {
    const double decades = std::log((std::max(age_s, 1.0) + t_read_s) / (2.0 * t_read_s));
    sigma_S += logarithmic_S * std::abs(std::log10(g_S / uS)) * std::sqrt(decades);
  }
  return std::min(sigma_S, g_S);
}

double DeviceModel::programmed_S(std::size_t k, RngStream& stream) const {
  if (law == LawKind::quantiles) return level[k].conductance_S(stream.uniform());
  return std::max(target_S(k) + level[k].sigma_S * stream.normal(), 0.0);
}

DeviceModel with_levels(const DeviceModel& device, const LevelRange& range) {
  if (device.law == LawKind::quantiles)
    throw std::invalid_argument(fmt::format("a device with measured levels has just those {}, got levels {}",
                                            device.level.size(), range.n_level));
  if (!level_counts.holds(range.n_level))
    throw std::invalid_argument(fmt::format("number of levels must be 2 to 256, got {}", range.n_level));
  constexpr double reach = 1e-9;  // ends given in uS come back from S with a rounding
  const double low_S = device.valid_min_S * (1.0 - reach), high_S = device.valid_max_S * (1.0 + reach);
  if (!(range.min_S >= low_S && range.max_S <= high_S && range.min_S < range.max_S))
    throw std::invalid_argument(fmt::format("conductance range must lie in {:g} to {:g} uS, got {:g} to {:g}",
                                            device.valid_min_S / uS, device.valid_max_S / uS, range.min_S / uS,
                                            range.max_S / uS));
  DeviceModel other = device;
  other.zero_S = other.min_S = range.min_S;
  other.max_S = range.max_S;
  other.step_S = (range.max_S - range.min_S) / (range.n_level - 1);
  other.level.assign(static_cast<std::size_t>(range.n_level), LevelLaw{});
  for (std::size_t k = 0; k < other.level.size(); ++k) other.level[k].sigma_S = other.sigma.at(other.target_S(k));
  return other;
}

const DeviceModel& default_device() {
  static const DeviceModel device = load_device("devices/" + std::string(default_device_name) + ".toml");
  return device;
}

}  // namespace ohmimo::rram
