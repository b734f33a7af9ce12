// A table of results. Its columns are declared once, with how a row gives its cells; CSV and JSON follow from that.
#pragma once
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ohmimo {

using Cell = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string>;  // first: missing

enum class ColumnKind { boolean, integer, real, text };
std::string_view column_kind_name(ColumnKind kind);

struct Column {
  std::string name;         // unit at its end where there is one: snr_rx_db
  std::string unit = "";    // dB, ns, pJ; "" = a count, a ratio or a text
  std::string format = "";  // in CSV, as fmt has it: of a real ".6e"; of a text "quoted" = in quotes even without need
  std::string help = "";
  ColumnKind kind = ColumnKind::text;  // set by Columns, from what a row gives
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // [row][column]
};

template <class Value>
Cell to_cell(const Value& value) {
  if constexpr (requires { value.has_value(); })
    return value ? to_cell(*value) : Cell();
  else if constexpr (std::is_same_v<Value, bool> || std::is_floating_point_v<Value>)
    return value;
  else if constexpr (std::signed_integral<Value>)
    return std::int64_t{value};
  else if constexpr (std::unsigned_integral<Value>)
    return std::uint64_t{value};
  else
    return std::string(value);
}

template <class Value>
constexpr ColumnKind column_kind() {
  if constexpr (requires(Value value) { value.has_value(); })
    return column_kind<typename Value::value_type>();
  else if constexpr (std::is_same_v<Value, bool>)
    return ColumnKind::boolean;
  else if constexpr (std::is_floating_point_v<Value>)
    return ColumnKind::real;
  else
    return std::integral<Value> ? ColumnKind::integer : ColumnKind::text;
}

// The columns of one kind of row, in order.
template <class Row>
class Columns {
 public:
  // value_of(row): a bool, a number, a text, or an optional of these for a cell that may be missing.
  template <class ValueOf>
  void add(Column column, ValueOf value_of) {
    column.kind = column_kind<std::decay_t<std::invoke_result_t<ValueOf, const Row&>>>();
    columns_.push_back(std::move(column));
    cells_.push_back([value_of](const Row& row) { return to_cell(value_of(row)); });
  }

  // Those of a part of the row, which other kinds of rows have too.
  template <class Part, class PartOf>
  void add(const Columns<Part>& part, PartOf part_of) {
    for (std::size_t k = 0; k < part.columns().size(); ++k) {
      columns_.push_back(part.columns()[k]);
      cells_.push_back([cell = part.cell(k), part_of](const Row& row) { return cell(part_of(row)); });
    }
  }

  const std::vector<Column>& columns() const { return columns_; }
  const std::function<Cell(const Row&)>& cell(std::size_t column) const { return cells_[column]; }

  Table table(const std::vector<Row>& rows) const {
    Table table{columns_, {}};
    for (const Row& row : rows) {
      std::vector<Cell>& cells = table.rows.emplace_back();
      for (const auto& cell : cells_) cells.push_back(cell(row));
    }
    return table;
  }

 private:
  std::vector<Column> columns_;
  std::vector<std::function<Cell(const Row&)>> cells_;
};

// A line of names, then a line per row; missing cells are empty. Texts stand on one line, in quotes where they must.
std::string csv_text(const Table& table);

// Named values, for instance where the rows of a table come from.
using Facts = std::vector<std::pair<std::string, Cell>>;
std::string facts_json(const Facts& facts);       // an object: {NAME: value, ...}
std::string facts_json_line(const Facts& facts);  // the same on one line
struct NamedTable {
  std::string name;
  Table table;
};

// {"provenance": {facts}, "columns": [...], "rows": [{name: value}, ...], NAME: {"columns", "rows"} of the others}.
// Numbers keep all their digits; missing cells, NaN and infinity are null.
std::string json_text(const Facts& provenance, const Table& table, const std::vector<NamedTable>& others = {});

// One line per column for people: name, kind, unit, help.
std::string column_list(const std::vector<Column>& columns);

}  // namespace ohmimo
