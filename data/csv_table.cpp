#include "data/csv_table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string>

#include "data/data.hpp"

namespace ohmimo::data {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string message(std::string_view table, std::string_view what) {
  return "data " + std::string(table) + ": " + std::string(what);
}

}  // namespace

CsvTable::CsvTable(std::string_view name) : name_(name) {
  for (const std::string_view line : split(data::text(name), '\n')) {
    if (line.empty() || line.front() == '#') continue;
    std::vector<std::string_view> fields = split(line, ',');
    if (columns_.empty()) {
      columns_ = std::move(fields);
    } else if (fields.size() == columns_.size()) {
      rows_.push_back(std::move(fields));
    } else {
      throw std::invalid_argument(message(name, "row \"" + std::string(line) + "\" has not the columns of the header"));
    }
  }
}

std::string_view CsvTable::text(std::size_t row, std::string_view column) const {
  const auto place = std::ranges::find(columns_, column);
  if (place == columns_.end()) throw std::invalid_argument(message(name_, "no column " + std::string(column)));
  return rows_.at(row)[place - columns_.begin()];
}

double CsvTable::number(std::size_t row, std::string_view column) const {
  const std::string_view field = text(row, column);
  double value = 0.0;
  const auto [stop, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc() || stop != field.data() + field.size() || !std::isfinite(value))
    throw std::invalid_argument(message(name_, "\"" + std::string(field) + "\" is no number"));
  return value;
}

}  // namespace ohmimo::data
