#include "apps/studies/sweep/board.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "apps/studies/sweep/pairing.hpp"
#include "apps/studies/sweep/unit_size.hpp"
#include "apps/theory/interval.hpp"
#include "apps/theory/theory.hpp"

namespace ohmimo::sweep {
namespace {

constexpr std::uint64_t units_in_a_row = 32;                   // of one configuration, by one worker
constexpr double start_without_theory_db = 10.0;               // SNR per receive antenna
constexpr std::uint64_t most_frames = std::uint64_t{1} << 32;  // FrameId::frame

double from_es_n0(const Run& run, double es_n0_db) {
  return convert_snr_db(es_n0_db, SnrKind::es_n0_user, run.config.link.snr_def, run.shape);
}

// Where closed forms meet the target, in the SNR of the run.
std::vector<double> expected_db(const Run& run, double target_ber) {
  std::vector<double> places;
  for (const CurveTheory& theory : run.theory) {
    if (!theory.known()) continue;
    try {
      const double es_n0_db = required_es_n0_db([&](double es_n0) { return *theory.ber(1.0 / es_n0); }, target_ber);
      places.push_back(from_es_n0(run, es_n0_db));
    } catch (const std::invalid_argument&) {  // the target is not reached
    }
  }
  if (places.empty())
    places.push_back(convert_snr_db(start_without_theory_db, SnrKind::rx_antenna, run.config.link.snr_def, run.shape));
  return places;
}

void look(BoardPoint& point) {
  const Standing now = standing(point.goal, point.tally, point.record.unit_frames);
  point.tally.stop = now.stop;
  point.width = now.width;
  point.share = now.share;
}

}  // namespace

counts::ConfigurationRecord configuration_record(const Member& member, const Run& run, std::int64_t id) {
  counts::ConfigurationRecord record = {id,
                                        member.name,
                                        fmt::format("{:016x}", run.id.config_hash),
                                        run.id.seed,
                                        std::string(run.id.version),
                                        to_toml(run.asked),
                                        {}};
  for (std::size_t k = 0; k < run.curves.size(); ++k)
    record.curves.push_back({run.curves[k].detector, run.curves[k].cycle, reference_of(run.curves, k)});
  return record;
}

Board::Board(const Study& study, const std::vector<Run>& runs, const Shard& shard, counts::CountStore& store)
    : study_(study), runs_(runs), configuration_of_(runs.size()), points_of_(runs.size()) {
  for (const Run& run : runs) {
    const std::uint32_t wanted =
        study.section.unit_frames > 0 ? static_cast<std::uint32_t>(study.section.unit_frames) : unit_frames(run);
    unit_frames_.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, run.stop.max_frames)));
  }
  take_configurations(store, shard);
  take_points(store);
  const std::set<std::size_t> loaded = open_;
  for (const std::size_t place : loaded) advance(points_[place]);  // of a merged store nothing is counted yet
  for (std::size_t m = 0; m < runs_.size(); ++m) {
    if (configuration_of_[m] == 0) continue;
    if (points_of_[m].empty() || study_.section.mode == Mode::grid)
      begin(m);
    else
      search_on(m);
  }
}

void Board::take_configurations(counts::CountStore& store, const Shard& shard) {
  const std::vector<counts::ConfigurationRecord> held = store.configurations();
  std::int64_t next_id = held.empty() ? 1 : held.back().id + 1;
  std::vector<counts::ConfigurationRecord> added;
  for (std::size_t m = 0; m < runs_.size(); ++m) {
    if (!shard.has(m)) continue;
    counts::ConfigurationRecord record = configuration_record(study_.members[m], runs_[m], 0);
    const auto same = std::ranges::find_if(held, [&](const counts::ConfigurationRecord& known) {
      return known.hash == record.hash && known.seed == record.seed && known.version == record.version;
    });
    record.id = same != held.end() ? same->id : next_id++;
    configuration_of_[m] = record.id;
    if (same == held.end()) added.push_back(record);
    configurations_.push_back(std::move(record));
  }
  other_versions_ = held.size() + added.size() - configurations_.size();
  store.add(added);
}

BoardPoint Board::board_point(const counts::PointRecord& record, std::size_t member) const {
  BoardPoint point;
  point.record = record;
  point.member = member;
  point.goal = goal_of(study_, study_.members[member], record.role);
  point.at = {runs_[member].id.seed, record.stream, runs_[member].noise_var(record.snr_db)};
  point.tally.curves.resize(runs_[member].curves.size());
  point.width = std::numeric_limits<double>::infinity();
  return point;
}

// Ids are places in points_, from 1; points of other versions and shards keep theirs as empty places.
void Board::take_points(const counts::CountStore& store) {
  for (const counts::StoredPoint& stored : store.points()) {
    points_.resize(static_cast<std::size_t>(stored.record.id));
    BoardPoint& point = points_.back();
    const auto owner = std::ranges::find(configuration_of_, stored.record.configuration);
    if (owner == configuration_of_.end()) {
      point.tally.stop = "elsewhere";
      continue;
    }
    const auto member = static_cast<std::size_t>(owner - configuration_of_.begin());
    point = board_point(stored.record, member);
    point.tally = stored.tally;
    points_of_[member].push_back(points_.size() - 1);
    units_from_store_ += point.tally.counted_units;
    if (point.ended()) continue;
    for (counts::UnitRecord& unit : store.units_beyond(stored)) {
      ++units_from_store_;
      point.beyond.emplace(unit.number, std::move(unit));
    }
    open_.insert(points_.size() - 1);
    look(point);
  }
}

void Board::add_point(std::size_t member, const SearchPoint& place, std::uint32_t stream) {
  for (const std::size_t k : points_of_[member])
    if (points_[k].record.role == place.role && points_[k].record.snr_db == place.snr_db) return;
  const counts::PointRecord record = {static_cast<std::int64_t>(points_.size()) + 1,
                                      configuration_of_[member],
                                      place.role,
                                      place.snr_db,
                                      stream,
                                      unit_frames_[member]};
  points_.push_back(board_point(record, member));
  points_of_[member].push_back(points_.size() - 1);
  open_.insert(points_.size() - 1);
  batch_.new_points.push_back(record);
}

void Board::begin(std::size_t member) {
  if (study_.section.mode == Mode::search) {
    SearchSpec spec = search_spec(member);
    spec.start_db = expected_db(runs_[member], spec.target_ber);
    for (const SearchPoint& first : next_points(spec, {})) add_point(member, first, 0);
    return;
  }
  const std::vector<double>& snr_db = runs_[member].snr_db;
  for (std::size_t k = 0; k < snr_db.size(); ++k) add_point(member, {"grid", snr_db[k]}, static_cast<std::uint32_t>(k));
}

SearchSpec Board::search_spec(std::size_t member) const {
  const Run& run = runs_[member];
  SearchSpec spec;
  spec.target_ber = study_.section.target_ber;
  spec.low_db = from_es_n0(run, study_.section.low_db);
  spec.high_db = from_es_n0(run, study_.section.high_db);
  for (const CurveTheory& theory : run.theory) spec.straight.push_back(theory.known());
  return spec;
}

void Board::search_on(std::size_t member) {
  if (study_.section.mode == Mode::grid) return;
  std::vector<SearchedPoint> done;
  for (const std::size_t k : points_of_[member]) {
    const BoardPoint& point = points_[k];
    if (!point.ended()) return;
    SearchedPoint& searched = done.emplace_back(SearchedPoint{{point.record.role, point.record.snr_db}, {}});
    for (const counts::CurveCount& curve : point.tally.curves) searched.ber.push_back(ber_interval(curve.errors).ber);
  }
  for (const SearchPoint& place : next_points(search_spec(member), done)) add_point(member, place, 0);
}

std::optional<std::uint32_t> member_after(const Job& job) {
  return job.number % units_in_a_row == units_in_a_row - 1 ? std::nullopt : std::optional(job.member);
}

std::optional<Job> Board::next(std::optional<std::uint32_t> member) {
  for (const bool beyond_need : {false, true}) {
    BoardPoint* point = widest_point(beyond_need, member);
    if (point == nullptr) continue;
    const std::uint64_t number = *unit_of(*point, beyond_need);
    point->in_work.insert(number);
    const std::uint32_t frames = point->record.unit_frames, first = static_cast<std::uint32_t>(number * frames);
    return Job{point->record.id, number, static_cast<std::uint32_t>(point->member), first, frames, point->at};
  }
  return std::nullopt;
}

BoardPoint* Board::widest_point(bool beyond_need, std::optional<std::uint32_t> member) {
  BoardPoint* best = nullptr;
  bool best_is_same = false;
  for (const std::size_t k : open_) {
    BoardPoint& point = points_[k];
    if (!unit_of(point, beyond_need)) continue;
    const bool is_same = member == point.member;
    if (best == nullptr || is_same > best_is_same || (is_same == best_is_same && point.width > best->width)) {
      best = &point;
      best_is_same = is_same;
    }
  }
  return best;
}

// The lowest unit of the point that is neither there nor in work, if the point will need it at its pace; as long as
// nothing is known, as many again as there are.
std::optional<std::uint64_t> Board::unit_of(const BoardPoint& point, bool beyond_need) const {
  std::uint64_t number = point.tally.counted_units;
  while (point.beyond.contains(number) || point.in_work.contains(number)) ++number;
  if ((number + 1) * point.record.unit_frames > most_frames) return std::nullopt;
  const auto counted = static_cast<double>(point.tally.counted_units);
  const double pace = point.share > 0.0 ? counted / point.share : 0.0;
  const double needed = std::max(1.0, point.share > 0.01 ? pace : std::min(2.0 * counted, std::max(pace, counted + 1)));
  const double limit = beyond_need ? 2.0 * counted + 64.0 : std::ceil(needed);
  return static_cast<double>(number) < limit ? std::optional(number) : std::nullopt;
}

void Board::finished(counts::UnitRecord unit) {
  BoardPoint& point = points_[static_cast<std::size_t>(unit.point - 1)];
  point.in_work.erase(unit.number);
  if (point.ended()) return;
  batch_.units.push_back(unit);
  point.beyond.emplace(unit.number, std::move(unit));
  advance(point);
}

void Board::given_up(const counts::UnitRecord& unit) {
  points_[static_cast<std::size_t>(unit.point - 1)].in_work.erase(unit.number);
}

void Board::advance(BoardPoint& point) {
  const auto place = static_cast<std::size_t>(point.record.id - 1);
  const std::uint64_t before = point.tally.counted_units;
  for (auto unit = point.beyond.begin();
       unit != point.beyond.end() && unit->first == point.tally.counted_units && !point.ended();
       unit = point.beyond.erase(unit)) {
    for (std::size_t k = 0; k < point.tally.curves.size(); ++k) point.tally.curves[k] += unit->second.curves[k];
    point.tally.seconds += unit->second.seconds;
    ++point.tally.counted_units;
    look(point);
  }
  if (point.tally.counted_units == before) return;
  changed_.insert(place);
  if (!point.ended()) return;
  point.beyond.clear();
  open_.erase(place);
  search_on(point.member);  // may move points_
}

counts::CountStore::Batch Board::take_batch() {
  for (const std::size_t place : changed_) batch_.tallies.emplace_back(points_[place].record.id, points_[place].tally);
  changed_.clear();
  return std::exchange(batch_, {});
}

}  // namespace ohmimo::sweep
