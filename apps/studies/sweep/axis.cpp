#include "apps/studies/sweep/axis.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <variant>

#include "apps/text/text.hpp"

namespace ohmimo::sweep {
namespace {

constexpr std::size_t most_values = 10'000, most_combinations = 100'000;

bool is_number(const Field& field) {
  Config config;
  return std::visit(
      [](auto* place) {
        using Value = std::remove_pointer_t<decltype(place)>;
        return std::is_arithmetic_v<Value> && !std::is_same_v<Value, bool>;
      },
      field.place(config));
}

std::invalid_argument bad_range(const Field& field, const std::string& text) {
  return std::invalid_argument(
      fmt::format("{} must be START:STEP:STOP or START:xFACTOR:STOP with a step > 0 or a factor > 1, of at most {} "
                  "values, got {}",
                  field.name, most_values, in_quotes(text)));
}

}  // namespace

std::vector<std::string> range_values(const Field& field, const std::string& text) {
  const std::vector<std::string> parts = split(text, ':');
  if (!is_number(field) || parts.size() == 1) return {text};
  if (parts.size() != 3) throw bad_range(field, text);
  const bool by_factor = parts[1].starts_with('x');
  const double start = number_from_text(field.name, parts[0]), stop = number_from_text(field.name, parts[2]);
  const double step = number_from_text(field.name, by_factor ? parts[1].substr(1) : parts[1]);
  if (!(step > (by_factor ? 1.0 : 0.0) && stop >= start) || (by_factor && start <= 0.0)) throw bad_range(field, text);
  std::vector<std::string> values;
  const double end = stop + 1e-9 * std::abs(stop);
  for (double value = start; value <= end && values.size() <= most_values;) {
    values.push_back(fmt::format("{:.12g}", value));
    const auto n = static_cast<double>(values.size());
    value = by_factor ? start * std::pow(step, n) : start + n * step;
  }
  if (values.size() > most_values) throw bad_range(field, text);
  return values;
}

std::vector<Combination> combinations(const std::vector<Axis>& axes) {
  std::vector<Combination> all = {{}};
  for (const Axis& axis : axes) {
    std::vector<Combination> longer;
    if (all.size() * axis.values.size() > most_combinations)
      throw std::invalid_argument(fmt::format("axes must have at most {} combinations", most_combinations));
    for (const Combination& begun : all)
      for (const std::vector<std::string>& step : axis.values) {
        Combination& next = longer.emplace_back(begun);
        for (std::size_t k = 0; k < step.size(); ++k) next.emplace_back(axis.fields[k], step[k]);
      }
    all = std::move(longer);
  }
  return all;
}

}  // namespace ohmimo::sweep
