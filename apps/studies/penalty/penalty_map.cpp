#include "apps/studies/penalty/penalty_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/studies/penalty/penalty_axes.hpp"
#include "apps/studies/penalty/penalty_table.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::penalty {
namespace {

using plot::Rows;

MapAxes axes_of(const Rows& rows, std::size_t row) {
  return {parameter_name(rows, row, "parameter"), parameter_name(rows, row, "parameter_2")};
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
      "Cell: dB and half width of the 95 % interval over channels. Hatched: {} above the target even {} dB further "
      "(not reached), or not decided. {}{}fidelity {}; channel {}; seed {}, ohmimo {}",
      rate_of(rows, row), rows.text(row, "max_penalty_db"), over_cycles ? "" : rows.text(row, "cycle") + " cycle(s); ",
      note, rows.text(row, "fidelity"), rows.text(row, "channel"), rows.text(row, "seed"), rows.text(row, "version"));
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
  map.texts = {penalty_title(rows, first), axis_label(axes.x), axis_label(axes.y), footnote(rows, first, axes, note)};
  map.value_label = "penalty in Es/N0 [dB]";
  map.x_values = axis_values(rows, places, "value", axes.x);
  map.y_values = axis_values(rows, places, "value_2", axes.y);
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
