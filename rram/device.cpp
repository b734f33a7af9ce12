#include "rram/device.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <cmath>
#include <stdexcept>

#include "data/data.hpp"

namespace ohmimo::rram {
namespace {

constexpr std::array<double, 5> probability = {0.0, 0.1, 0.5, 0.9, 1.0};
constexpr std::array<std::string_view, 5> quantile_key = {"min_uS", "p10_uS", "median_uS", "p90_uS", "max_uS"};
constexpr double S_per_uS = 1e-6;

double number_S(const toml::table& table, std::string_view key, const std::string& where) {
  const toml::node* node = table.get(key);
  if (node == nullptr) throw std::invalid_argument(fmt::format("{}: {} is missing", where, key));
  const double value = node->value<double>().value_or(NAN);
  if (!std::isfinite(value) || value < 0.0)
    throw std::invalid_argument(fmt::format("{}: {} must be a number >= 0, got {}", where, key, value));
  return value * S_per_uS;
}

LevelLaw parse_level(const toml::table& table, const std::string& where) {
  LevelLaw law;
  for (std::size_t k = 0; k < law.quantile_S.size(); ++k) {
    law.quantile_S[k] = number_S(table, quantile_key[k], where);
    if (k > 0 && law.quantile_S[k] < law.quantile_S[k - 1])
      throw std::invalid_argument(fmt::format("{}: {} must not be below {}, got {} uS", where, quantile_key[k],
                                              quantile_key[k - 1], law.quantile_S[k] / S_per_uS));
  }
  return law;
}

}  // namespace

double LevelLaw::conductance_S(double u) const {
  std::size_t k = 1;
  while (k + 1 < probability.size() && u > probability[k]) ++k;
  const double part = (u - probability[k - 1]) / (probability[k] - probability[k - 1]);
  return quantile_S[k - 1] + part * (quantile_S[k] - quantile_S[k - 1]);
}

DeviceModel parse_device(std::string_view text, std::string_view name) {
  const std::string where = fmt::format("device table {}", name);
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw std::invalid_argument(fmt::format("{}: {}", where, error.description()));
  }
  DeviceModel device;
  device.step_S = number_S(table, "step_uS", where);
  if (device.step_S == 0.0) throw std::invalid_argument(fmt::format("{}: step_uS must be > 0, got 0", where));
  const toml::array* levels = table["level"].as_array();
  const std::size_t count = levels == nullptr ? 0 : levels->size();
  if (count != device.level.size())
    throw std::invalid_argument(fmt::format("{}: there must be {} levels, got {}", where, n_level, count));
  for (std::size_t k = 0; k < count; ++k) {
    const std::string place = fmt::format("{}: level {}", where, k);
    const toml::table* row = (*levels)[k].as_table();
    if (row == nullptr) throw std::invalid_argument(place + ": must be a table");
    device.level[k] = parse_level(*row, place);
    if (k > 0 && device.level[k].quantile_S[2] <= device.level[k - 1].quantile_S[2])
      throw std::invalid_argument(fmt::format("{}: median_uS must exceed that of the level below, got {}", place,
                                              device.level[k].quantile_S[2] / S_per_uS));
  }
  return device;
}

DeviceModel load_device(std::string_view table_name) {
  return parse_device(data::text(table_name), table_name);
}

const DeviceModel& default_device() {
  static const DeviceModel device = load_device("devices/taox_zuo2025.toml");
  return device;
}

}  // namespace ohmimo::rram
