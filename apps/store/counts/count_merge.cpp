#include "apps/store/counts/count_merge.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <tuple>

#include "apps/text/text.hpp"

namespace ohmimo::counts {
namespace {

using ConfigurationKey = std::tuple<std::string, std::uint64_t, std::string>;  // hash, seed, version
using PointKey = std::tuple<std::int64_t, std::string, double>;                // configuration, role, SNR

struct KnownUnits {
  StoredPoint point;
  std::map<std::uint64_t, UnitRecord> units;
};

class Merge {
 public:
  explicit Merge(CountStore& into) : into_(into) {}

  void take(const CountStore& store, MergeReport& report) {
    std::map<std::int64_t, std::int64_t> id_here;  // of the store's configurations
    std::vector<ConfigurationRecord> added;
    for (ConfigurationRecord record : store.configurations()) {
      const auto [place, is_new] =
          configurations_.try_emplace(ConfigurationKey{record.hash, record.seed, record.version},
                                      static_cast<std::int64_t>(configurations_.size()) + 1);
      id_here[record.id] = place->second;
      record.id = place->second;
      if (is_new) added.push_back(std::move(record));
    }
    into_.add(added);
    report.configurations += added.size();
    for (const StoredPoint& point : store.points()) try {
        take_point(store, point, id_here.at(point.record.configuration), report);
      } catch (const std::runtime_error& error) {
        report.unreadable.push_back(
            fmt::format("{}: point {}: {}", store.file().string(), point.record.id, error.what()));
      }
    for (const auto& [setting, figures] : store.figures()) into_.put_figures(setting, figures);
  }

 private:
  void take_point(const CountStore& store, const StoredPoint& from, std::int64_t configuration, MergeReport& report) {
    std::vector<UnitRecord> units = store.all_units(from);
    const auto [place, is_new] = points_.try_emplace({configuration, from.record.role, from.record.snr_db});
    KnownUnits& known = place->second;
    CountStore::Batch batch;
    if (is_new) {
      known.point = from;
      known.point.record.id = static_cast<std::int64_t>(points_.size());
      known.point.record.configuration = configuration;
      batch.new_points.push_back(known.point.record);
      ++report.points;
    } else if (known.point.record.unit_frames != from.record.unit_frames) {
      throw std::invalid_argument(fmt::format("{}: point {} has units of {} frames, and of {} in a store before it",
                                              store.file().string(), from.record.id, from.record.unit_frames,
                                              known.point.record.unit_frames));
    }
    for (UnitRecord& unit : units) {
      unit.point = known.point.record.id;
      const auto [same, is_first] = known.units.try_emplace(unit.number, unit);
      if (!is_first && same->second.curves != unit.curves)
        throw std::invalid_argument(fmt::format("{}: unit {} of point {} has other counts than in a store before it",
                                                store.file().string(), unit.number, from.record.id));
      report.twice += !is_first;
      if (is_first) batch.units.push_back(std::move(unit));
    }
    report.units += batch.units.size();
    into_.write(batch);
  }

  CountStore& into_;
  std::map<ConfigurationKey, std::int64_t> configurations_;
  std::map<PointKey, KnownUnits> points_;
};

}  // namespace

MergeReport merge_stores(const std::filesystem::path& into, std::span<const std::filesystem::path> stores) {
  if (std::filesystem::exists(into))
    throw std::invalid_argument(fmt::format("store of a merge must be a new file, got {}", in_quotes(into.string())));
  MergeReport report;
  try {
    const StudyRecord study = CountStore(stores.front()).study();
    CountStore target(into, study);
    Merge merge(target);
    for (const std::filesystem::path& file : stores) {
      const CountStore store(file);
      if (store.study().hash != study.hash)
        throw std::invalid_argument(fmt::format("{} holds another study than {}: {}, not {}", file.string(),
                                                stores.front().string(), store.study().hash, study.hash));
      for (const SessionRecord& session : store.sessions()) target.begin_session(session);
      merge.take(store, report);
      ++report.stores;
    }
  } catch (...) {
    std::error_code ignored;
    for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(into.string() + ending, ignored);
    throw;
  }
  return report;
}

}  // namespace ohmimo::counts
