#include "apps/results/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

using Json = nlohmann::ordered_json;

std::string csv_text_cell(const std::string& value, bool always_quoted) {
  const std::string text = one_line(value);
  if (!always_quoted && text.find_first_of(",\"") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string csv_real(double value, const std::string& format) {
  const std::string text = fmt::format(fmt::runtime("{:" + format + "}"), value);
  const bool is_zero = text.starts_with("-") && text.substr(0, text.find('e')).find_first_not_of("-0.") == text.npos;
  return is_zero ? text.substr(1) : text;
}

std::string csv_cell(const Cell& cell, const Column& column) {
  if (const auto* value = std::get_if<bool>(&cell)) return *value ? "1" : "0";
  if (const auto* value = std::get_if<std::int64_t>(&cell)) return std::to_string(*value);
  if (const auto* value = std::get_if<std::uint64_t>(&cell)) return std::to_string(*value);
  if (const auto* value = std::get_if<double>(&cell)) return csv_real(*value, column.format);
  if (const auto* value = std::get_if<std::string>(&cell)) return csv_text_cell(*value, column.format == "quoted");
  return "";
}

Json json_cell(const Cell& cell) {
  return std::visit(
      [](const auto& value) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
          return nullptr;
        else
          return value;
      },
      cell);
}

Json json_columns(const std::vector<Column>& columns) {
  Json out = Json::array();
  for (const Column& column : columns) {
    Json& entry = out.emplace_back(Json{{"name", column.name}, {"kind", column_kind_name(column.kind)}});
    if (!column.unit.empty()) entry["unit"] = column.unit;
    entry["help"] = column.help;
  }
  return out;
}

Json json_rows(const Table& table) {
  Json out = Json::array();
  for (const std::vector<Cell>& row : table.rows) {
    Json& object = out.emplace_back(Json::object());
    for (std::size_t k = 0; k < row.size(); ++k) object[table.columns[k].name] = json_cell(row[k]);
  }
  return out;
}

}  // namespace

std::string_view column_kind_name(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::boolean:
      return "boolean";
    case ColumnKind::integer:
      return "integer";
    case ColumnKind::real:
      return "real";
    case ColumnKind::text:
      break;
  }
  return "text";
}

std::string csv_text(const Table& table) {
  std::string text;
  for (std::size_t k = 0; k < table.columns.size(); ++k) text += (k > 0 ? "," : "") + table.columns[k].name;
  text += "\n";
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t k = 0; k < row.size(); ++k) text += (k > 0 ? "," : "") + csv_cell(row[k], table.columns[k]);
    text += "\n";
  }
  return text;
}

namespace {

std::string facts_text(const Facts& facts, int indent) {
  Json document = Json::object();
  for (const auto& [name, value] : facts) document[name] = json_cell(value);
  return document.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string facts_json(const Facts& facts) {
  return facts_text(facts, 1);
}

std::string facts_json_line(const Facts& facts) {
  return facts_text(facts, -1);
}

std::string json_text(const Facts& provenance, const Table& table, const std::vector<NamedTable>& others) {
  Json document;
  document["provenance"] = Json::object();
  for (const auto& [name, value] : provenance) document["provenance"][name] = json_cell(value);
  document["columns"] = json_columns(table.columns);
  document["rows"] = json_rows(table);
  for (const NamedTable& other : others)
    document[other.name] = {{"columns", json_columns(other.table.columns)}, {"rows", json_rows(other.table)}};
  // A file name need not be UTF-8: what is not is replaced.
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string column_list(const std::vector<Column>& columns) {
  std::size_t widest = 0;
  for (const Column& column : columns) widest = std::max(widest, column.name.size());
  std::string text;
  for (const Column& column : columns)
    text += fmt::format("{:<{}}  {:<7}  {:<4}  {}\n", column.name, widest, column_kind_name(column.kind), column.unit,
                        column.help);
  return text;
}

}  // namespace ohmimo
