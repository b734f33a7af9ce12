#include "apps/store/counts/count_merge.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <tuple>

#include "apps/store/counts/count_faults.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::counts {
namespace {

using ConfigurationKey = std::tuple<std::string, std::uint64_t, std::string>;  // hash, seed, version
using PointKey = std::tuple<std::int64_t, std::string, double>;                // configuration, role, SNR

struct KnownUnits {
  PointRecord point;
  std::map<std::uint64_t, UnitRecord> units;
};

// Damage leaves out what it struck, and says so.
template <class DoIt>
void if_readable(const std::string& part, MergeReport& report, DoIt do_it) {
  try {
    do_it();
  } catch (const StoreDamage& error) {
    report.unreadable.push_back(fmt::format("{}: damaged: {}", error.file().string(), part));
  }
}

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
    for (const PointRecord& point : store.point_records())
      if_readable(fmt::format("point {}", point.id), report,
                  [&] { take_point(store, point, id_here.at(point.configuration), report); });
    if_readable("figures of modelled hardware, which are computed again", report, [&] {
      for (const auto& [setting, figures] : store.figures()) into_.put_figures(setting, figures);
    });
  }

 private:
  void take_point(const CountStore& store, const PointRecord& from, std::int64_t configuration, MergeReport& report) {
    std::vector<UnitRecord> units = store.all_units(from);
    const auto [place, is_new] = points_.try_emplace({configuration, from.role, from.snr_db});
    KnownUnits& known = place->second;
    CountStore::Batch batch;
    if (is_new) {
      known.point = from;
      known.point.id = static_cast<std::int64_t>(points_.size());
      known.point.configuration = configuration;
      batch.new_points.push_back(known.point);
      ++report.points;
    } else if (known.point.unit_frames != from.unit_frames) {
      throw std::invalid_argument(fmt::format("{}: point {} has units of {} frames, and of {} in a store before it",
                                              store.file().string(), from.id, from.unit_frames,
                                              known.point.unit_frames));
    }
    for (UnitRecord& unit : units) {
      unit.point = known.point.id;
      const auto [same, is_first] = known.units.try_emplace(unit.number, unit);
      if (!is_first && same->second.curves != unit.curves)
        throw std::invalid_argument(fmt::format("{}: unit {} of point {} has other counts than in a store before it",
                                                store.file().string(), unit.number, from.id));
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

void remove_store(const std::filesystem::path& file) {
  std::error_code ignored;
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + ending, ignored);
}

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
      if_readable("the list of earlier runs", report, [&] {
        for (const SessionRecord& session : store.sessions()) target.begin_session(session);
      });
      merge.take(store, report);
      ++report.stores;
    }
  } catch (const StoreDamage& error) {
    remove_store(into);
    throw std::runtime_error(
        fmt::format("{}: the pages are damaged that say which study and points it holds: nothing can be copied",
                    error.file().string()));
  } catch (...) {
    remove_store(into);
    throw;
  }
  return report;
}

}  // namespace ohmimo::counts
