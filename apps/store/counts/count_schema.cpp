#include "apps/store/counts/count_schema.hpp"

#include <fmt/format.h>

#include "apps/store/counts/curve_count.hpp"

namespace ohmimo::counts {
namespace {

constexpr std::string_view tables = R"sql(
CREATE TABLE study (          -- one row: what the store was made for
  name TEXT NOT NULL,
  hash TEXT NOT NULL,         -- of all that the counts depend on; a store takes no other study
  toml TEXT NOT NULL          -- the study file
);
CREATE TABLE session (        -- one row per run of the program on this store
  id INTEGER PRIMARY KEY,
  version TEXT NOT NULL, host TEXT NOT NULL, cpu TEXT NOT NULL,
  lanes TEXT NOT NULL,        -- instruction set of the kernels; results do not depend on it
  threads INTEGER NOT NULL, ranks INTEGER NOT NULL,
  started TEXT NOT NULL, ended TEXT   -- UTC
);
CREATE TABLE configuration (  -- a system: all that a run depends on but the SNR
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,         -- config hash, as in the rows of ohmimo ber
  seed INTEGER NOT NULL,
  version TEXT NOT NULL,      -- of the program: versions are kept apart
  toml TEXT NOT NULL,         -- for ohmimo ber --config
  UNIQUE (hash, seed, version)
);
CREATE TABLE curve (          -- detectors of a configuration, on the same channels, bits and noise
  configuration INTEGER NOT NULL REFERENCES configuration, number INTEGER NOT NULL,
  detector TEXT NOT NULL,
  cycle INTEGER NOT NULL,     -- of refinement; 0 = a digital detector
  reference INTEGER NOT NULL, -- number of the curve that it is held against
  PRIMARY KEY (configuration, number)
) WITHOUT ROWID;
CREATE TABLE point (          -- one SNR of a configuration
  id INTEGER PRIMARY KEY,
  configuration INTEGER NOT NULL REFERENCES configuration,
  role TEXT NOT NULL,         -- grid; or of a search probe (where is the target?) and final (what is measured)
  snr_db REAL NOT NULL,       -- in the definition of the configuration
  stream INTEGER NOT NULL,    -- point index in the names of random streams
  unit_frames INTEGER NOT NULL,
  counted_units INTEGER NOT NULL,  -- units 0 .. counted_units - 1 count: up to the first with which the goal was met
  seconds REAL NOT NULL,      -- of one processor, in these units
  stop TEXT,                  -- what ended it; NULL while it runs
  UNIQUE (configuration, role, snr_db)
);
CREATE TABLE unit (           -- a finished block of frames: number * unit_frames, and the unit_frames that follow
  point INTEGER NOT NULL REFERENCES point, number INTEGER NOT NULL,
  session INTEGER NOT NULL REFERENCES session,
  seconds REAL NOT NULL,
  PRIMARY KEY (point, number)
) WITHOUT ROWID;
CREATE TABLE figure (         -- modelled hardware: figures that depend on the setting alone
  setting TEXT NOT NULL,      -- the fields that they depend on, as TOML
  name TEXT NOT NULL, value REAL NOT NULL,
  PRIMARY KEY (setting, name)
) WITHOUT ROWID;
)sql";

// {0}: name, {1}: key, {2}: columns of counts.
constexpr std::string_view count_table = R"sql(
CREATE TABLE {0} (
  {1},
  {2}
) WITHOUT ROWID;
)sql";

}  // namespace

std::string count_column_list() {
  std::string list;
  for (const CountColumn& column : count_columns()) list += fmt::format("{}{}", list.empty() ? "" : ", ", column.name);
  return list;
}

std::string schema_sql() {
  std::string columns;
  for (const CountColumn& column : count_columns())
    columns += fmt::format("{}{} INTEGER NOT NULL", columns.empty() ? "" : ", ", column.name);
  std::string sql(tables);
  sql += "-- Exact counts of each unit and curve.";
  sql += fmt::format(count_table, "unit_count", "point INTEGER NOT NULL, unit INTEGER NOT NULL, curve INTEGER NOT NULL",
                     columns + ", PRIMARY KEY (point, unit, curve)");
  sql += "-- Their sums over the units that count.";
  sql += fmt::format(count_table, "tally", "point INTEGER NOT NULL, curve INTEGER NOT NULL",
                     columns + ", PRIMARY KEY (point, curve)");
  sql += fmt::format("PRAGMA application_id = {};\nPRAGMA user_version = {};\n", application_id, schema_version);
  return sql;
}

}  // namespace ohmimo::counts
