// A store of counts: one SQLite file. Units are written once, whole, with the points they count for, in one
// transaction each time; what is written survives a kill at any moment and a power loss (WAL, synchronous FULL).
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "apps/store/counts/count_records.hpp"

namespace SQLite {
class Database;
}

namespace ohmimo::counts {

enum class Access { read, write };

struct StoredPoint {
  PointRecord record;
  PointTally tally;
};

// All functions throw std::runtime_error with one sentence naming the file and what is wrong: full disk, damaged,
// locked, read-only, another schema, no store at all.
class CountStore {
 public:
  // Access::write makes the file if there is none, writes the study into a new one, and locks it (flock) against other
  // writers. Throws std::invalid_argument if the store holds another study.
  CountStore(const std::filesystem::path& file, const StudyRecord& study);
  // To read. Others may write meanwhile.
  explicit CountStore(const std::filesystem::path& file);
  ~CountStore();  // of a writer: leaves one file without a journal
  CountStore(const CountStore&) = delete;
  CountStore& operator=(const CountStore&) = delete;

  StudyRecord study() const;
  std::vector<ConfigurationRecord> configurations() const;
  std::vector<StoredPoint> points() const;
  std::vector<PointRecord> point_records() const;
  // Units beyond those that count, in order.
  std::vector<UnitRecord> units_beyond(const StoredPoint& point) const;
  std::vector<UnitRecord> all_units(const PointRecord& point) const;
  std::uint64_t n_unit() const;

  void begin_session(const SessionRecord& session);
  void end_session();
  std::vector<SessionRecord> sessions() const;
  void add(std::span<const ConfigurationRecord> configurations);

  // In one transaction: new points, finished units, and what now counts. A unit that is there already must be equal.
  struct Batch {
    std::vector<PointRecord> new_points;
    std::vector<UnitRecord> units;
    std::vector<std::pair<std::int64_t, PointTally>> tallies;
    bool empty() const { return new_points.empty() && units.empty() && tallies.empty(); }
  };
  void write(const Batch& batch);

  // Named figures of a setting, kept since they take long to compute.
  using Figures = std::map<std::string, double, std::less<>>;
  std::map<std::string, Figures> figures() const;
  void put_figures(const std::string& setting, const Figures& figures);

  const std::filesystem::path& file() const { return file_; }

 private:
  void open(Access access);
  void lock();
  void check_schema() const;
  std::vector<UnitRecord> units_from(const PointRecord& point, std::uint64_t first) const;
  std::vector<CurveCount> tally_of(std::int64_t point, std::size_t n_curve) const;

  std::filesystem::path file_;
  int lock_ = -1;
  std::unique_ptr<SQLite::Database> database_;
  std::int64_t session_ = 0;
};

}  // namespace ohmimo::counts
