#include "apps/studies/penalty/penalty_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/studies/penalty/penalty_table.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::penalty {
namespace {

using plot::Rows;

// The name goes into that of a file.
const std::string& parameter_name(const Rows& rows, std::size_t row, std::string_view column) {
  const std::string& name = rows.text(row, column);
  if (name.size() > 40 || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
    rows.refuse(row, column, "must be the name of a parameter: small letters, digits and dashes");
  return name;
}

MapAxes axes_of(const Rows& rows, std::size_t row) {
  return {parameter_name(rows, row, "parameter"), parameter_name(rows, row, "parameter_2")};
}

// Null for a parameter that this program does not know.
const SweepParameter* known_parameter(const std::string& name) {
  const auto found = std::ranges::find(sweep_parameters(), name, &SweepParameter::name);
  return found == sweep_parameters().end() ? nullptr : &*found;
}

std::string axis_label(const std::string& name) {
  const SweepParameter* parameter = known_parameter(name);
  if (parameter == nullptr) return name;
  const std::string unit = parameter->unit.empty() ? "" : fmt::format(" [{}]", parameter->unit);
  return fmt::format("{}{} (simulated from fidelity {} on)", name, unit, parameter->rung);
}

// The values of one column in the rows of a map, from mild to harsh.
std::vector<std::string> values_of(const Rows& rows, const std::vector<std::size_t>& places, std::string_view column,
                                   const std::string& parameter) {
  std::vector<std::string> values;
  for (const std::size_t row : places) {
    rows.number(row, column);
    if (std::ranges::find(values, rows.text(row, column)) == values.end()) values.push_back(rows.text(row, column));
    if (values.size() > 50) rows.refuse(row, column, "must be one of at most 50 values");
  }
  const SweepParameter* known = known_parameter(parameter);
  const double sign = known != nullptr && !known->more_is_harsher ? -1.0 : 1.0;
  std::ranges::sort(values, {}, [&](const std::string& text) { return sign * number_from_text(column, text); });
  return values;
}

plot::HeatCell heat_cell(const Rows& rows, std::size_t row) {
  const std::string& status = rows.text(row, "status");
  if (status != status_name(PenaltyResult::Status::reached)) return {false, 0.0, one_line(status)};
  const double penalty_db = rows.number(row, "penalty_db");
  const double half_db = 0.5 * (rows.number(row, "penalty_high_db") - rows.number(row, "penalty_low_db"));
  if (std::abs(penalty_db) > 1000.0) rows.refuse(row, "penalty_db", "must be from -1000 to 1000 dB");
  return {
      true, penalty_db,
      fmt::format("{}\n±{}", fixed_text(penalty_db, 2), half_db < 0.005 ? "<0.01" : fmt::format("{:.2f}", half_db))};
}

std::string footnote(const Rows& rows, std::size_t row, const MapAxes& axes, const std::string& note) {
  const bool over_cycles = axes.x == "cycles" || axes.y == "cycles";
  return fmt::format(
      "Cell: dB and half width of the 95 % interval over channels. Hatched: BER above the target even {} dB further "
      "(not reached), or not decided. {}{}fidelity {}; channel {}; seed {}, ohmimo {}",
      rows.text(row, "max_penalty_db"), over_cycles ? "" : rows.text(row, "cycle") + " cycle(s); ", note,
      rows.text(row, "fidelity"), rows.text(row, "channel"), rows.text(row, "seed"), rows.text(row, "version"));
}

// What the rows do not say of the run, and what a sweep over levels changes besides.
std::string note_of(const Run& run, const PenaltySweep& sweep) {
  std::string note = fmt::format("device {}, config {:016x}; ", run.config.hardware.device, run.id.config_hash);
  const auto is_sigma = [](const SweepParameter& parameter) { return parameter.name == "program-sigma-us"; };
  if (std::ranges::any_of(sweep.parameters, is_sigma)) return note;
  for (const SweepParameter& parameter : sweep.parameters)
    if (parameter.name == "levels") note += side_effects(run.config, parameter) + "; ";
  return note;
}

}  // namespace

std::vector<MapAxes> maps_of(const Rows& rows) {
  std::vector<MapAxes> maps;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const MapAxes axes = axes_of(rows, k);
    if (!axes.x.empty() && !axes.y.empty() && std::ranges::find(maps, axes) == maps.end()) maps.push_back(axes);
  }
  return maps;
}

plot::HeatMap penalty_map(const Rows& rows, const MapAxes& axes, const std::string& note) {
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < rows.size(); ++k)
    if (axes_of(rows, k) == axes) places.push_back(k);
  if (places.empty())
    throw std::invalid_argument(fmt::format("{}: must hold a map over {} and {}", rows.name(), axes.x, axes.y));
  const std::size_t first = places.front();
  plot::HeatMap map;
  map.texts = {fmt::format("SNR penalty at BER {}: {}x{} {}, {} against {}", rows.text(first, "target_ber"),
                           rows.text(first, "n_rx"), rows.text(first, "n_user"), rows.text(first, "modulation"),
                           rows.text(first, "detector"), rows.text(first, "reference")),
               axis_label(axes.x), axis_label(axes.y), footnote(rows, first, axes, note)};
  map.value_label = "penalty in Es/N0 [dB]";
  map.x_values = values_of(rows, places, "value", axes.x);
  map.y_values = values_of(rows, places, "value_2", axes.y);
  map.cells.assign(map.x_values.size() * map.y_values.size(), {false, 0.0, "not run"});
  const auto place = [](const std::vector<std::string>& values, const std::string& value) {
    return static_cast<std::size_t>(std::ranges::find(values, value) - values.begin());
  };
  map.top = 0.5;
  for (const std::size_t row : places) {
    const std::size_t x = place(map.x_values, rows.text(row, "value"));
    plot::HeatCell& cell = map.cells[place(map.y_values, rows.text(row, "value_2")) * map.x_values.size() + x];
    cell = heat_cell(rows, row);
    if (cell.has_value) map.top = std::max(map.top, cell.value);
  }
  return map;
}

plot::HeatMap penalty_map(const Run& run, const PenaltySweep& sweep, const PenaltyRule& rule) {
  const Rows rows(csv_text(penalty_table({sweep}, rule)), "penalty.csv");
  return penalty_map(rows, {sweep.parameters[0].name, sweep.parameters[1].name}, note_of(run, sweep));
}

bool has_values(const plot::HeatMap& map) {
  return std::ranges::any_of(map.cells, &plot::HeatCell::has_value);
}

bool has_values(const PenaltySweep& sweep) {
  return std::ranges::any_of(sweep.points, [](const PenaltyPoint& point) {
    return point.measured() && point.result.status == PenaltyResult::Status::reached;
  });
}

}  // namespace ohmimo::penalty
