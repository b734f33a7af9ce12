#include "apps/store/counts/count_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "apps/store/counts/count_faults.hpp"
#include "apps/store/counts/count_rows.hpp"
#include "apps/store/counts/count_schema.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::counts {
namespace {

constexpr int busy_ms = 5000;  // readers hold the file for moments only

[[noreturn]] void fail(const std::filesystem::path& file, std::string_view rule) {
  throw std::runtime_error(fmt::format("{}: {}", file.string(), rule));
}

std::vector<CurveRecord> curves_of(SQLite::Database& database, std::int64_t configuration) {
  SQLite::Statement row(database,
                        "SELECT detector, cycle, reference FROM curve WHERE configuration = ? ORDER BY number");
  row.bind(1, configuration);
  std::vector<CurveRecord> curves;
  while (row.executeStep())
    curves.push_back({row.getColumn(0).getString(), row.getColumn(1).getInt(), row.getColumn(2).getInt()});
  return curves;
}

}  // namespace

CountStore::CountStore(const std::filesystem::path& file, const StudyRecord& study) : file_(file) {
  with_faults(file_, [&] {
    lock();
    open(Access::write);
    if (database_->execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0) {
      SQLite::Transaction whole(*database_);
      database_->exec(schema_sql());
      SQLite::Statement insert(*database_, "INSERT INTO study VALUES (?, ?, ?)");
      insert.bind(1, study.name);
      insert.bind(2, study.hash);
      insert.bind(3, study.toml);
      insert.exec();
      whole.commit();
    }
    check_schema();
  });
  const StudyRecord held = this->study();
  if (held.hash != study.hash)
    throw std::invalid_argument(
        fmt::format("store {} holds another study: {} with hash {}, not {} with {}; --store names another file",
                    file_.string(), in_quotes(held.name), held.hash, in_quotes(study.name), study.hash));
}

CountStore::CountStore(const std::filesystem::path& file) : file_(file) {
  if (!std::filesystem::exists(file))
    throw std::invalid_argument(
        fmt::format("store must be a file that a sweep wrote; there is no {}, ohmimo sweep run begins it",
                    in_quotes(file.string())));
  if (!std::filesystem::is_regular_file(file))
    throw std::invalid_argument(
        fmt::format("store must be a file that a sweep wrote, got {}", in_quotes(file.string())));
  with_faults(file_, [&] {
    open(Access::read);
    check_schema();
  });
}

CountStore::~CountStore() {
  try {
    // One file that can be copied, and read where its folder may not be written.
    if (lock_ >= 0 && database_) database_->exec("PRAGMA journal_mode = DELETE");
  } catch (const std::exception&) {  // a reader is there, or the disk is full: the journal stays, and nothing is lost
  }
  database_.reset();
  if (lock_ >= 0) close(lock_);
}

// Writes are safe in WAL: a transaction is in the file, or it is not. FULL: it is on the disk when write() returns.
void CountStore::open(Access access) {
  const bool write = access == Access::write;
  const int flags = write ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE : SQLite::OPEN_READONLY;
  database_ = std::make_unique<SQLite::Database>(file_.string(), flags, busy_ms);
  if (!write) return;
  database_->exec("PRAGMA journal_mode = WAL");
  database_->exec("PRAGMA synchronous = FULL");
}

// flock, beside the locks of SQLite, which come and go with each transaction: the kernel gives it back with the
// process.
void CountStore::lock() {
  lock_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) fail(file_, error_text(errno));
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0) fail(file_, "another process is running this sweep");
}

void CountStore::check_schema() const {
  if (database_->execAndGet("PRAGMA application_id").getInt() != application_id)
    fail(file_, "an SQLite file, but no store of ohmimo sweep");
  const int version = database_->execAndGet("PRAGMA user_version").getInt();
  if (version != schema_version)
    fail(file_, fmt::format("a store of schema {}; this program knows schema {}", version, schema_version));
}

StudyRecord CountStore::study() const {
  return with_faults(file_, [&] {
    SQLite::Statement row(*database_, "SELECT name, toml, hash FROM study");
    if (!row.executeStep()) fail(file_, "it names no study");
    return StudyRecord{row.getColumn(0).getString(), row.getColumn(1).getString(), row.getColumn(2).getString()};
  });
}

std::vector<ConfigurationRecord> CountStore::configurations() const {
  return with_faults(file_, [&] {
    std::vector<ConfigurationRecord> found;
    SQLite::Statement row(*database_, "SELECT id, name, hash, seed, version, toml FROM configuration ORDER BY id");
    while (row.executeStep()) {
      const std::int64_t id = row.getColumn(0).getInt64();
      found.push_back({id, row.getColumn(1).getString(), row.getColumn(2).getString(), natural(row.getColumn(3)),
                       row.getColumn(4).getString(), row.getColumn(5).getString(), curves_of(*database_, id)});
    }
    return found;
  });
}

std::vector<CurveCount> CountStore::tally_of(std::int64_t point, std::size_t n_curve) const {
  SQLite::Statement row(*database_,
                        fmt::format("SELECT {} FROM tally WHERE point = ? ORDER BY curve", count_column_list()));
  row.bind(1, point);
  std::vector<CurveCount> curves;
  while (row.executeStep()) curves.push_back(count_of(row, 0));
  if (!curves.empty() && curves.size() != n_curve) fail(file_, fmt::format("point {} lacks a curve", point));
  curves.resize(n_curve);
  return curves;
}

std::vector<PointRecord> CountStore::point_records() const {
  return with_faults(file_, [&] {
    std::vector<PointRecord> found;
    SQLite::Statement row(*database_,
                          "SELECT id, configuration, role, snr_db, stream, unit_frames FROM point ORDER BY id");
    while (row.executeStep())
      found.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getInt64(), row.getColumn(2).getString(),
                       row.getColumn(3).getDouble(), static_cast<std::uint32_t>(row.getColumn(4).getInt64()),
                       static_cast<std::uint32_t>(row.getColumn(5).getInt64())});
    return found;
  });
}

std::vector<StoredPoint> CountStore::points() const {
  return with_faults(file_, [&] {
    std::vector<StoredPoint> found;
    for (PointRecord& record : point_records()) found.push_back({std::move(record), {}});
    SQLite::Statement row(*database_,
                          "SELECT counted_units, seconds, coalesce(stop, ''), (SELECT count(*) FROM curve WHERE "
                          "curve.configuration = point.configuration) FROM point ORDER BY id");
    for (StoredPoint& point : found) {
      if (!row.executeStep()) break;  // cannot be: rows are never deleted
      point.tally.counted_units = natural(row.getColumn(0));
      point.tally.seconds = row.getColumn(1).getDouble();
      point.tally.stop = row.getColumn(2).getString();
      point.tally.curves = tally_of(point.record.id, natural(row.getColumn(3)));
    }
    return found;
  });
}

std::vector<UnitRecord> CountStore::units_from(const PointRecord& point, std::uint64_t first) const {
  return with_faults(file_, [&] {
    std::vector<UnitRecord> units;
    SQLite::Statement row(
        *database_, fmt::format("SELECT number, seconds, {} FROM unit JOIN unit_count AS c ON c.point = unit.point "
                                "AND c.unit = unit.number WHERE unit.point = ? AND unit.number >= ? "
                                "ORDER BY number, c.curve",
                                count_column_list()));
    row.bind(1, point.id);
    row.bind(2, as_sql(first));
    while (row.executeStep()) {
      const std::uint64_t number = natural(row.getColumn(0));
      if (units.empty() || units.back().number != number)
        units.push_back({point.id, number, row.getColumn(1).getDouble(), {}});
      units.back().curves.push_back(count_of(row, 2));
    }
    return units;
  });
}

std::vector<UnitRecord> CountStore::units_beyond(const StoredPoint& point) const {
  return units_from(point.record, point.tally.counted_units);
}

std::vector<UnitRecord> CountStore::all_units(const PointRecord& point) const {
  return units_from(point, 0);
}

std::uint64_t CountStore::n_unit() const {
  return with_faults(file_, [&] { return natural(database_->execAndGet("SELECT count(*) FROM unit")); });
}

void CountStore::begin_session(const SessionRecord& session) {
  with_faults(file_, [&] {
    SQLite::Statement insert(*database_,
                             "INSERT INTO session (version, host, cpu, lanes, threads, ranks, started) "
                             "VALUES (?, ?, ?, ?, ?, ?, datetime('now'))");
    insert.bind(1, session.version);
    insert.bind(2, session.host);
    insert.bind(3, session.cpu);
    insert.bind(4, session.lanes);
    insert.bind(5, session.threads);
    insert.bind(6, session.ranks);
    insert.exec();
    session_ = database_->getLastInsertRowid();
  });
}

void CountStore::end_session() {
  with_faults(file_, [&] {
    SQLite::Statement update(*database_, "UPDATE session SET ended = datetime('now') WHERE id = ?");
    update.bind(1, session_);
    update.exec();
  });
}

std::vector<SessionRecord> CountStore::sessions() const {
  return with_faults(file_, [&] {
    std::vector<SessionRecord> found;
    SQLite::Statement row(*database_,
                          "SELECT version, host, cpu, lanes, threads, ranks, started FROM session ORDER BY id");
    while (row.executeStep())
      found.push_back({row.getColumn(0).getString(), row.getColumn(1).getString(), row.getColumn(2).getString(),
                       row.getColumn(3).getString(), row.getColumn(4).getInt(), row.getColumn(5).getInt(),
                       row.getColumn(6).getString()});
    return found;
  });
}

void CountStore::add(std::span<const ConfigurationRecord> configurations) {
  with_faults(file_, [&] {
    SQLite::Transaction whole(*database_);
    SQLite::Statement insert(*database_, "INSERT INTO configuration VALUES (?, ?, ?, ?, ?, ?)");
    SQLite::Statement curve(*database_, "INSERT INTO curve VALUES (?, ?, ?, ?, ?)");
    for (const ConfigurationRecord& record : configurations) {
      insert.bind(1, record.id);
      insert.bind(2, record.name);
      insert.bind(3, record.hash);
      insert.bind(4, as_sql(record.seed));
      insert.bind(5, record.version);
      insert.bind(6, record.toml);
      run_once(insert);
      for (std::size_t k = 0; k < record.curves.size(); ++k) {
        curve.bind(1, record.id);
        curve.bind(2, as_sql(k));
        curve.bind(3, record.curves[k].detector);
        curve.bind(4, record.curves[k].cycle);
        curve.bind(5, record.curves[k].reference);
        run_once(curve);
      }
    }
    whole.commit();
  });
}

void CountStore::write(const Batch& batch) {
  with_faults(file_, [&] {
    SQLite::Transaction whole(*database_);
    insert_points(*database_, batch.new_points);
    insert_units(*database_, batch.units, session_);
    for (const auto& [point, tally] : batch.tallies) write_tally(*database_, point, tally);
    whole.commit();
  });
}

std::map<std::string, CountStore::Figures> CountStore::figures() const {
  return with_faults(file_, [&] {
    std::map<std::string, Figures> found;
    SQLite::Statement row(*database_, "SELECT setting, name, value FROM figure");
    while (row.executeStep())
      found[row.getColumn(0).getString()][row.getColumn(1).getString()] = row.getColumn(2).getDouble();
    return found;
  });
}

void CountStore::put_figures(const std::string& setting, const Figures& figures) {
  with_faults(file_, [&] {
    SQLite::Transaction whole(*database_);
    SQLite::Statement put(*database_, "INSERT OR REPLACE INTO figure VALUES (?, ?, ?)");
    for (const auto& [name, value] : figures) {
      put.bind(1, setting);
      put.bind(2, name);
      put.bind(3, value);
      run_once(put);
    }
    whole.commit();
  });
}

}  // namespace ohmimo::counts
