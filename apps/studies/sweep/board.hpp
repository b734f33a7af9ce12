// What is to be done, is being done and is done: the points of a study and their units. A point counts its units in
// order of their number and stops at the first with which its goal is met. A search goes on only when all points of its
// configuration have ended. So the counts do not depend on who works on which unit, in which order.
//
// Not safe for threads: one at a time.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "apps/config/run.hpp"
#include "apps/store/counts/count_store.hpp"
#include "apps/studies/sweep/goal.hpp"
#include "apps/studies/sweep/search.hpp"
#include "apps/studies/sweep/study.hpp"

namespace ohmimo::sweep {

// A unit to be counted.
struct Job {
  std::int64_t point = 0;
  std::uint64_t number = 0;
  std::uint32_t member = 0;  // of the study
  std::uint32_t first_frame = 0, n_frame = 0;
  LinkPoint at;
};

// The member that a worker asks for after this unit. It keeps one for some units, as a configuration takes time and
// memory; then it takes any.
std::optional<std::uint32_t> member_after(const Job& job);

struct BoardPoint {
  counts::PointRecord record;
  std::size_t member = 0;
  Goal goal;
  LinkPoint at;
  counts::PointTally tally;
  std::map<std::uint64_t, counts::UnitRecord> beyond;  // finished out of order
  std::set<std::uint64_t> in_work;
  double width = 0.0, share = 0.0;  // goal.hpp

  bool ended() const { return !tally.stop.empty(); }
};

// One share of a study whose members are worked on by several programs with a store each: member index % of == number.
struct Shard {
  std::size_t number = 0, of = 1;
  bool has(std::size_t member) const { return member % of == number; }
};

class Board {
 public:
  // runs: one per member. What the store holds of this version of the program is taken over; configurations that it
  // does not have yet are added to it.
  Board(const Study& study, const std::vector<Run>& runs, const Shard& shard, counts::CountStore& store);

  // The next unit: of the point with the widest interval, of this member where one is asked for and has work. Units
  // beyond those a point will need at its pace are given only where nothing else is left. Nothing where all is done or
  // in work.
  std::optional<Job> next(std::optional<std::uint32_t> member);

  // Counts it. Units of a point that has ended are dropped.
  void finished(counts::UnitRecord unit);
  void given_up(const counts::UnitRecord& unit);  // will not be finished: next() may give it again

  // What the store lacks since the last call.
  counts::CountStore::Batch take_batch();

  bool done() const { return open_.empty(); }
  const std::vector<BoardPoint>& points() const { return points_; }            // by id, from 1
  bool is_own(const BoardPoint& point) const { return point.record.id != 0; }  // not of another shard or version
  std::size_t n_member() const { return runs_.size(); }
  const std::vector<counts::ConfigurationRecord>& configurations() const { return configurations_; }
  std::uint64_t units_from_store() const { return units_from_store_; }
  std::size_t other_versions() const { return other_versions_; }  // configurations of these in the store

 private:
  void take_configurations(counts::CountStore& store, const Shard& shard);
  void take_points(const counts::CountStore& store);
  void add_point(std::size_t member, const SearchPoint& place, std::uint32_t stream);
  BoardPoint board_point(const counts::PointRecord& record, std::size_t member) const;
  void begin(std::size_t member);
  void advance(BoardPoint& point);
  void search_on(std::size_t member);
  std::optional<std::uint64_t> unit_of(const BoardPoint& point, bool beyond_need) const;
  BoardPoint* widest_point(bool beyond_need, std::optional<std::uint32_t> member);
  SearchSpec search_spec(std::size_t member) const;

  const Study& study_;
  const std::vector<Run>& runs_;
  std::vector<std::int64_t> configuration_of_;  // member -> id; 0 = of another shard
  std::vector<counts::ConfigurationRecord> configurations_;
  std::vector<std::uint32_t> unit_frames_;  // per member
  std::vector<BoardPoint> points_;
  std::vector<std::vector<std::size_t>> points_of_;  // member -> places in points_
  std::set<std::size_t> open_;                       // places of points that have not ended
  counts::CountStore::Batch batch_;
  std::set<std::size_t> changed_;
  std::uint64_t units_from_store_ = 0;
  std::size_t other_versions_ = 0;
};

// The configuration as it stands in the store.
counts::ConfigurationRecord configuration_record(const Member& member, const Run& run, std::int64_t id);

}  // namespace ohmimo::sweep
