#include "apps/studies/sweep/where.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <type_traits>
#include <variant>

#include "apps/config/config_fields.hpp"
#include "apps/config/config_values.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::sweep {
namespace {

std::string column_name(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

// The value of a field as an SQL literal: numbers as such, all others as text.
std::string literal(const Config& config, const Field& field) {
  Config copy = config;
  const std::string value = toml_value(config, field);
  const bool is_number = std::visit(
      [](auto* place) { return std::is_arithmetic_v<std::remove_pointer_t<decltype(place)>>; }, field.place(copy));
  if (is_number && !value.starts_with('"')) return value;  // "auto" is text
  std::string text = value.starts_with('"') ? value.substr(1, value.size() - 2) : value;
  for (std::size_t k = 0; (k = text.find('\'', k)) != std::string::npos; k += 2) text.insert(k, "'");
  return fmt::format("'{}'", text);
}

}  // namespace

bool holds(const std::string& condition, const Config& config) {
  std::string row;
  for (const Field& field : config_fields())
    row += fmt::format("{}{} AS {}", row.empty() ? "" : ", ", literal(config, field), column_name(field.name));
  try {
    SQLite::Database nothing(":memory:", SQLite::OPEN_READWRITE);
    SQLite::Statement query(nothing, fmt::format("SELECT ({}) FROM (SELECT {})", condition, row));
    return query.executeStep() && !query.getColumn(0).isNull() && query.getColumn(0).getInt() != 0;
  } catch (const SQLite::Exception& error) {
    throw std::invalid_argument(
        fmt::format("where must be a condition over keys, such as 'users * 2 <= rx', got {}: {}", in_quotes(condition),
                    one_line(error.what())));
  }
}

}  // namespace ohmimo::sweep
