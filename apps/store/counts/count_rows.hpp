// Rows of a store of counts, one table at a time: what a transaction is made of.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <vector>

#include "apps/store/counts/count_records.hpp"

namespace ohmimo::counts {

// SQLite's integers are signed; no count comes near their end.
std::int64_t as_sql(std::uint64_t value);
std::uint64_t natural(const SQLite::Column& column);

// The counts of a row, from that column on, in the order of count_columns().
CurveCount count_of(SQLite::Statement& row, int first);

// Executes a statement without a result, and makes it ready for other values.
void run_once(SQLite::Statement& statement);

void insert_points(SQLite::Database& database, const std::vector<PointRecord>& points);
void insert_units(SQLite::Database& database, const std::vector<UnitRecord>& units, std::int64_t session);
void write_tally(SQLite::Database& database, std::int64_t point, const PointTally& tally);

}  // namespace ohmimo::counts
