#include "apps/studies/penalty/sweep_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/studies/penalty/penalty.hpp"
#include "apps/studies/penalty/penalty_axes.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::penalty {

using plot::Rows;

namespace {

bool is_of_sweep(const Rows& rows, std::size_t row, const std::string& parameter) {
  return rows.text(row, "parameter") == parameter && rows.text(row, "parameter_2").empty();
}

plot::IntervalPoint interval_point(const Rows& rows, std::size_t row) {
  const std::string& status = rows.text(row, "status");
  plot::IntervalPoint point = {.x = rows.text(row, "value")};
  if (status != status_name(PenaltyResult::Status::reached)) {
    point.text = one_line(status);
    return point;
  }
  for (const char* column : {"penalty_db", "penalty_low_db", "penalty_high_db"})
    if (!(std::abs(rows.number(row, column)) <= 1000.0)) rows.refuse(row, column, "must be from -1000 to 1000 dB");
  point.y = rows.number(row, "penalty_db");
  point.low = rows.number(row, "penalty_low_db");
  point.high = rows.number(row, "penalty_high_db");
  if (!(point.low <= point.y && point.y <= point.high))
    rows.refuse(row, "penalty_db", "must lie in its interval, from penalty_low_db to penalty_high_db");
  return point;
}

std::string footnote(const Rows& rows, std::size_t row, const std::string& parameter) {
  return fmt::format(
      "Penalty in Es/N0 with its 95 % interval over channels. not reached: {} above the target even {} dB further. "
      "{}fidelity {}; channel {}; seed {}, ohmimo {}",
      rate_of(rows, row), rows.text(row, "max_penalty_db"),
      parameter == "cycles" ? "" : rows.text(row, "cycle") + " cycle(s); ", rows.text(row, "fidelity"),
      rows.text(row, "channel"), rows.text(row, "seed"), rows.text(row, "version"));
}

}  // namespace

std::vector<std::string> sweeps_of(const Rows& rows) {
  std::vector<std::string> sweeps;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const std::string& name = parameter_name(rows, k, "parameter");
    if (!name.empty() && rows.text(k, "parameter_2").empty() && std::ranges::find(sweeps, name) == sweeps.end())
      sweeps.push_back(name);
  }
  return sweeps;
}

plot::IntervalPlot sweep_plot(const Rows& rows, const std::string& parameter) {
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < rows.size(); ++k)
    if (is_of_sweep(rows, k, parameter)) places.push_back(k);
  plot::IntervalPlot figure;
  for (const std::string& value : axis_values(rows, places, "value", parameter))
    for (const std::size_t row : places)
      if (rows.text(row, "value") == value) figure.points.push_back(interval_point(rows, row));
  if (places.empty()) return figure;
  figure.texts = {penalty_title(rows, places.front()), axis_label(parameter), "penalty in Es/N0 [dB]",
                  footnote(rows, places.front(), parameter)};
  return figure;
}

}  // namespace ohmimo::penalty
