#include "apps/store/counts/count_rows.hpp"

#include <fmt/format.h>

namespace ohmimo::counts {
namespace {

void bind_count(SQLite::Statement& statement, int first, CurveCount count) {
  for (const CountColumn& column : count_columns()) statement.bind(first++, as_sql(column.value(count)));
}

std::string places(std::size_t n) {
  std::string text = "?";
  for (std::size_t k = 1; k < n; ++k) text += ", ?";
  return text;
}

}  // namespace

std::int64_t as_sql(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

std::uint64_t natural(const SQLite::Column& column) {
  return static_cast<std::uint64_t>(column.getInt64());
}

CurveCount count_of(SQLite::Statement& row, int first) {
  CurveCount count;
  for (const CountColumn& column : count_columns()) column.value(count) = natural(row.getColumn(first++));
  return count;
}

void run_once(SQLite::Statement& statement) {
  statement.exec();
  statement.reset();
}

void insert_points(SQLite::Database& database, const std::vector<PointRecord>& points) {
  SQLite::Statement insert(database, "INSERT INTO point VALUES (?, ?, ?, ?, ?, ?, 0, 0, NULL)");
  for (const PointRecord& point : points) {
    insert.bind(1, point.id);
    insert.bind(2, point.configuration);
    insert.bind(3, point.role);
    insert.bind(4, point.snr_db);
    insert.bind(5, std::int64_t{point.stream});
    insert.bind(6, std::int64_t{point.unit_frames});
    run_once(insert);
  }
}

void insert_units(SQLite::Database& database, const std::vector<UnitRecord>& units, std::int64_t session) {
  SQLite::Statement insert(database, "INSERT INTO unit VALUES (?, ?, ?, ?)");
  SQLite::Statement count(database, fmt::format("INSERT INTO unit_count VALUES ({})", places(3 + n_count_column)));
  for (const UnitRecord& unit : units) {
    insert.bind(1, unit.point);
    insert.bind(2, as_sql(unit.number));
    insert.bind(3, session);
    insert.bind(4, unit.seconds);
    run_once(insert);
    for (std::size_t k = 0; k < unit.curves.size(); ++k) {
      count.bind(1, unit.point);
      count.bind(2, as_sql(unit.number));
      count.bind(3, as_sql(k));
      bind_count(count, 4, unit.curves[k]);
      run_once(count);
    }
  }
}

void write_tally(SQLite::Database& database, std::int64_t point, const PointTally& tally) {
  SQLite::Statement update(database, "UPDATE point SET counted_units = ?, seconds = ?, stop = ? WHERE id = ?");
  update.bind(1, as_sql(tally.counted_units));
  update.bind(2, tally.seconds);
  tally.stop.empty() ? update.bind(3) : update.bind(3, tally.stop);
  update.bind(4, point);
  update.exec();
  SQLite::Statement put(database, fmt::format("INSERT OR REPLACE INTO tally VALUES ({})", places(2 + n_count_column)));
  for (std::size_t k = 0; k < tally.curves.size(); ++k) {
    put.bind(1, point);
    put.bind(2, as_sql(k));
    bind_count(put, 3, tally.curves[k]);
    run_once(put);
  }
}

}  // namespace ohmimo::counts
