// Reading the constants of the bottom-up cost model.
#include <fmt/format.h>

#include <toml++/toml.h>
#include <array>
#include <cmath>
#include <stdexcept>

#include "data/data.hpp"
#include "rram/cost/cost_bottom_up.hpp"

namespace ohmimo::rram {
namespace {

constexpr std::array<std::pair<std::string_view, double PartCosts::*>, 23> fields = {
    {{"supply_V", &PartCosts::supply_V},
     {"amplifier_branches", &PartCosts::amplifier_branches},
     {"amplifier_gm_per_A", &PartCosts::amplifier_gm_per_A},
     {"amplifier_load_fF", &PartCosts::amplifier_load_fF},
     {"amplifier_um2_per_GHz", &PartCosts::amplifier_um2_per_GHz},
     {"adc_fJ_per_code", &PartCosts::adc_fJ_per_code},
     {"adc_MSps", &PartCosts::adc_MSps},
     {"adc_8bit_um2", &PartCosts::adc_8bit_um2},
     {"adc_area_per_bit", &PartCosts::adc_area_per_bit},
     {"dac_8bit_pJ", &PartCosts::dac_8bit_pJ},
     {"dac_8bit_um2", &PartCosts::dac_8bit_um2},
     {"dac_settling_ns", &PartCosts::dac_settling_ns},
     {"driver_pJ", &PartCosts::driver_pJ},
     {"driver_um2", &PartCosts::driver_um2},
     {"read_V", &PartCosts::read_V},
     {"cell_um2", &PartCosts::cell_um2},
     {"mac_pJ", &PartCosts::mac_pJ},
     {"mac_um2", &PartCosts::mac_um2},
     {"mac_MHz", &PartCosts::mac_MHz},
     {"mac_units", &PartCosts::mac_units},
     {"adder_pJ", &PartCosts::adder_pJ},
     {"adder_um2", &PartCosts::adder_um2},
     {"cells_written_at_once", &PartCosts::cells_written_at_once}}};
constexpr std::array<std::string_view, 4> grades = {"confirmed", "derived", "memory", "assumed"};

double read_value(const toml::table& table, std::string_view name, std::string_view key) {
  const auto refuse = [&](std::string_view rule) {
    throw std::invalid_argument(fmt::format("cost table {}: {} {}", name, key, rule));
  };
  const toml::table* entry = table[key].as_table();
  if (entry == nullptr) refuse("is missing");
  const double value = (*entry)["value"].value<double>().value_or(NAN);
  if (!(value > 0.0 && std::isfinite(value))) refuse("must have a value > 0");
  if ((*entry)["source"].value<std::string>().value_or("").empty()) refuse("must name its source");
  const std::string grade = (*entry)["grade"].value<std::string>().value_or("");
  if (std::ranges::find(grades, grade) == grades.end())
    refuse("must have the grade confirmed, derived, memory or assumed");
  return value;
}

}  // namespace

PartCosts parse_part_costs(std::string_view text, std::string_view name) {
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw std::invalid_argument(fmt::format("cost table {}: {}", name, error.description()));
  }
  PartCosts costs{};
  for (const auto& [key, member] : fields) costs.*member = read_value(table, name, key);
  if (table.size() != fields.size())
    throw std::invalid_argument(
        fmt::format("cost table {}: must hold {} values, got {}", name, fields.size(), table.size()));
  return costs;
}

PartCosts load_part_costs(std::string_view table_name) {
  return parse_part_costs(data::text(table_name), table_name);
}

}  // namespace ohmimo::rram
