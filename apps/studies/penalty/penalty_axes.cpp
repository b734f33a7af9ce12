#include "apps/studies/penalty/penalty_axes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/studies/penalty/parameters.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::penalty {

using plot::Rows;

namespace {

// Null for a parameter that this program does not know.
const SweepParameter* known_parameter(const std::string& name) {
  const auto found = std::ranges::find(sweep_parameters(), name, &SweepParameter::name);
  return found == sweep_parameters().end() ? nullptr : &*found;
}

}  // namespace

const std::string& parameter_name(const Rows& rows, std::size_t row, std::string_view column) {
  const std::string& name = rows.text(row, column);
  if (name.size() > 40 || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
    rows.refuse(row, column, "must be the name of a parameter: small letters, digits and dashes");
  return name;
}

std::string axis_label(const std::string& name) {
  const SweepParameter* parameter = known_parameter(name);
  if (parameter == nullptr) return name;
  const std::string unit = parameter->unit.empty() ? "" : fmt::format(" [{}]", parameter->unit);
  return fmt::format("{}{} (simulated from fidelity {} on)", name, unit, parameter->rung);
}

std::vector<std::string> axis_values(const Rows& rows, const std::vector<std::size_t>& places, std::string_view column,
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

std::string rate_of(const Rows& rows, std::size_t row) {
  return rows.has("rate") ? rows.text(row, "rate") : "BER";
}

std::string penalty_title(const Rows& rows, std::size_t row) {
  return fmt::format("SNR penalty at {} {}: {}x{} {}, {} against {}", rate_of(rows, row), rows.text(row, "target_ber"),
                     rows.text(row, "n_rx"), rows.text(row, "n_user"), rows.text(row, "modulation"),
                     rows.text(row, "detector"), rows.text(row, "reference"));
}

}  // namespace ohmimo::penalty
