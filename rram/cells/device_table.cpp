// Reading device tables.
#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "data/data.hpp"
#include "rram/cells/device.hpp"

namespace ohmimo::rram {
namespace {

constexpr std::array<std::string_view, 5> quantile_key = {"min_uS", "p10_uS", "median_uS", "p90_uS", "max_uS"};
constexpr double S_per_uS = 1e-6;
constexpr double least = 1e-12, most = 1e12;  // of any number in a table, whatever its unit: laws stay finite

// What a table says may hold line ends; a message is one line.
std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(
      line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return line;
}

// One table and the words that name it in a message.
struct Section {
  const toml::table& table;
  std::string where;

  bool has(std::string_view key) const { return table.contains(key); }

  double number(std::string_view key) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) throw std::invalid_argument(fmt::format("{}: {} is missing", where, key));
    const double value = node->value<double>().value_or(NAN);
    if (!std::isfinite(value) || value < 0.0)
      throw std::invalid_argument(fmt::format("{}: {} must be a number >= 0, got {}", where, key, value));
    if (value > most) throw std::invalid_argument(fmt::format("{}: {} must be <= {}, got {}", where, key, most, value));
    return value;
  }

  double positive(std::string_view key) const {
    const double value = number(key);
    if (value == 0.0) throw std::invalid_argument(fmt::format("{}: {} must be > 0, got 0", where, key));
    if (value < least)
      throw std::invalid_argument(fmt::format("{}: {} must be >= {}, got {}", where, key, least, value));
    return value;
  }

  double number_S(std::string_view key) const { return number(key) * S_per_uS; }

  // One that may be negative; 0 if it is not there.
  double signed_number(std::string_view key, const toml::node* node) const {
    const double value = node == nullptr ? 0.0 : node->value<double>().value_or(NAN);
    if (!(std::abs(value) <= most))
      throw std::invalid_argument(
          fmt::format("{}: {} must be from {:g} to {:g}, got {}", where, key, -most, most, value));
    return value;
  }

  // The one or several tables [[key]].
  std::vector<Section> each(std::string_view key) const {
    std::vector<Section> section;
    const toml::array* rows = table[key].as_array();
    for (std::size_t k = 0; rows != nullptr && k < rows->size(); ++k) {
      const std::string place = fmt::format("{}: {} {}", where, key, k);
      const toml::table* row = (*rows)[k].as_table();
      if (row == nullptr) throw std::invalid_argument(place + ": must be a table");
      section.push_back({*row, place});
    }
    return section;
  }

  std::optional<Section> part(std::string_view key) const {
    const toml::table* found = table[key].as_table();
    if (found == nullptr) return std::nullopt;
    return Section{*found, fmt::format("{}: {}", where, key)};
  }
};

SigmaLaw parse_sigma(const Section& section) {
  SigmaLaw law;
  if (section.has("sigma_unit_uS")) law.unit_S = section.positive("sigma_unit_uS") * S_per_uS;
  const toml::array* terms = section.table["sigma_uS"].as_array();
  const std::size_t count = terms == nullptr ? 0 : terms->size();
  if (count < 1 || count > law.coefficient_S.size())
    throw std::invalid_argument(fmt::format("{}: sigma_uS must hold 1 to {} coefficients, got {}", section.where,
                                            law.coefficient_S.size(), count));
  for (std::size_t k = 0; k < count; ++k)
    law.coefficient_S[k] = section.signed_number("sigma_uS", terms->get(k)) * S_per_uS;
  return law;
}

LevelLaw parse_level(const Section& section) {
  LevelLaw law;
  for (std::size_t k = 0; k < law.quantile_S.size(); ++k) {
    law.quantile_S[k] = section.number_S(quantile_key[k]);
    if (k > 0 && law.quantile_S[k] < law.quantile_S[k - 1])
      throw std::invalid_argument(fmt::format("{}: {} must not be below {}, got {} uS", section.where, quantile_key[k],
                                              quantile_key[k - 1], law.quantile_S[k] / S_per_uS));
  }
  return law;
}

void parse_quantiles(const Section& section, DeviceModel& device) {
  device.step_S = section.positive("step_uS") * S_per_uS;
  const std::vector<Section> levels = section.each("level");
  if (levels.size() < 2 || levels.size() > 256)
    throw std::invalid_argument(fmt::format("{}: there must be 2 to 256 levels, got {}", section.where, levels.size()));
  for (const Section& row : levels) {
    device.level.push_back(parse_level(row));
    const std::size_t k = device.level.size() - 1;
    if (k > 0 && device.level[k].quantile_S[2] <= device.level[k - 1].quantile_S[2])
      throw std::invalid_argument(fmt::format("{}: median_uS must exceed that of the level below, got {}", row.where,
                                              device.level[k].quantile_S[2] / S_per_uS));
  }
}

void parse_gaussian(const Section& section, DeviceModel& device) {
  device.law = LawKind::gaussian;
  device.sigma = parse_sigma(section);
  device.valid_min_S = section.number_S("valid_min_uS");
  device.valid_max_S = section.number_S("valid_max_uS");
  const double count = section.number("levels");
  if (count != std::floor(count) || count > 256.0)
    throw std::invalid_argument(
        fmt::format("{}: levels must be a whole number 2 to 256, got {}", section.where, count));
  try {
    device = with_levels(device, {static_cast<int>(count), device.min_S, device.max_S});
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}: {}", section.where, error.what()));
  }
}

RelaxationLaw parse_relaxation(const Section& section) {
  RelaxationLaw law;
  law.holds_programming = section.table["relaxation_holds_programming"].value_or(false);
  for (const Section& row : section.each("relaxation")) {
    const double shift_uS = row.signed_number("shift_uS", row.table.get("shift_uS"));
    const double time_s = row.positive("time_s");
    const double earlier_s = law.point.empty() ? 0.0 : law.point.back().time_s;
    if (time_s < earlier_s * (1.0 + 1e-6))  // laws divide by the logarithm of the ratio
      throw std::invalid_argument(
          fmt::format("{}: time_s must exceed {} by a millionth of it, got {}", row.where, earlier_s, time_s));
    law.point.push_back({time_s, shift_uS * S_per_uS, parse_sigma(row)});
  }
  return law;
}

ReadNoiseLaw parse_read_noise(const Section& section) {
  ReadNoiseLaw law;
  if (section.has("relative")) law.relative = section.number("relative");
  if (section.has("logarithmic_uS")) law.logarithmic_S = section.number_S("logarithmic_uS");
  if (section.has("t_read_s")) law.t_read_s = section.positive("t_read_s");
  if (law.t_read_s >= 0.5)  // the root is of ln((t + t_read) / (2 t_read)) with t >= 1 s
    throw std::invalid_argument(fmt::format("{}: t_read_s must be below 0.5, got {}", section.where, law.t_read_s));
  return law;
}

WritePulses parse_write(const Section& section) {
  WritePulses write;
  write.pulse_s = section.positive("pulse_s");
  write.verify_s = section.positive("verify_s");
  write.set_V = section.positive("set_V");
  write.reset_V = section.positive("reset_V");
  write.verify_V = section.positive("verify_V");
  write.coarse_sigma_S = section.number_S("coarse_sigma_uS");
  write.fine_step = section.positive("fine_step");
  write.step_sigma = section.number("step_sigma");
  write.grow = section.positive("grow");
  write.shrink = section.positive("shrink");
  const double limit = section.positive("limit");
  if (limit != std::floor(limit) || limit > 1e6)
    throw std::invalid_argument(
        fmt::format("{}: limit must be a whole number to 1000000, got {}", section.where, limit));
  write.limit = static_cast<int>(limit);
  return write;
}

}  // namespace

DeviceModel parse_device(std::string_view text, std::string_view name) {
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw std::invalid_argument(fmt::format("device table {}: {}", name, one_line(error.description())));
  }
  const Section section{table, fmt::format("device table {}", name)};
  DeviceModel device;
  device.min_S = section.number_S("min_uS");
  device.max_S = section.number_S("max_uS");
  if (device.max_S < device.min_S)
    throw std::invalid_argument(fmt::format("{}: max_uS must not be below min_uS, got {} below {}", section.where,
                                            device.max_S / S_per_uS, device.min_S / S_per_uS));
  const std::string law = table["law"].value_or(std::string());
  if (law == "quantiles") {
    parse_quantiles(section, device);
  } else if (law == "gaussian") {
    parse_gaussian(section, device);
  } else {
    throw std::invalid_argument(
        fmt::format("{}: law must be quantiles or gaussian, got '{}'", section.where, one_line(law)));
  }
  device.relaxation = parse_relaxation(section);
  if (const auto part = section.part("read_noise")) device.read_noise = parse_read_noise(*part);
  if (const auto part = section.part("write")) {
    if (device.law != LawKind::quantiles)
      throw std::invalid_argument(
          fmt::format("{}: write needs law = \"quantiles\", whose ends are the windows", section.where));
    device.write = parse_write(*part);
  }
  return device;
}

DeviceModel load_device(std::string_view table_name) {
  return parse_device(data::text(table_name), table_name);
}

}  // namespace ohmimo::rram
