// A store of counts: what is written is read again, whole or not at all.
#include <doctest/doctest.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <fstream>

#include "apps/store/counts/count_merge.hpp"
#include "apps/store/counts/count_schema.hpp"
#include "apps/store/counts/count_store.hpp"
#include "tests/temporary_folder.hpp"

namespace test_count_store {

using namespace ohmimo;
using namespace ohmimo::counts;

const StudyRecord study = {"name", "text", "0123456789abcdef"};

CurveCount count_of(std::uint64_t first) {
  CurveCount count;
  for (const CountColumn& column : count_columns()) column.value(count) = first++;
  return count;
}

ConfigurationRecord configuration(std::int64_t id) {
  return {id,       "c" + std::to_string(id),         "hash" + std::to_string(id), 7, "0.1",
          "rx = 8", {{"zf", 0, 0}, {"rram-zf", 2, 0}}};
}

// One configuration, one point, three units of which two count.
void fill(CountStore& store) {
  store.begin_session({"0.1", "host", "cpu", "avx2", 2, 1});
  const ConfigurationRecord added[] = {configuration(1)};
  store.add(added);
  CountStore::Batch batch;
  batch.new_points.push_back({1, 1, "final", 10.5, 0, 4});
  for (std::uint64_t k = 0; k < 3; ++k) batch.units.push_back({1, k, 0.5, {count_of(10 * k), count_of(100 * k)}});
  CurveCount a = count_of(0), b = count_of(0);
  a += count_of(10);
  b += count_of(100);
  batch.tallies.emplace_back(1, PointTally{2, 1.0, "precision", {a, b}});
  store.write(batch);
}

TEST_CASE("count store: what is written is read again") {
  const TemporaryFolder folder;
  {
    CountStore store(folder.path / "s.sqlite", study);
    fill(store);
    store.put_figures("rx = 8", {{"latency_us", 1.5}});
    store.put_figures("rx = 8", {{"latency_us", 2.5}});
    store.end_session();
  }
  CHECK(folder.n_file() == 1);  // no journal is left
  const CountStore store(folder.path / "s.sqlite");
  CHECK(store.study().name == "name");
  CHECK(store.n_unit() == 3);
  const auto configurations = store.configurations();
  REQUIRE(configurations.size() == 1);
  CHECK(configurations[0].seed == 7);
  REQUIRE(configurations[0].curves.size() == 2);
  CHECK(configurations[0].curves[1].cycle == 2);
  const auto points = store.points();
  REQUIRE(points.size() == 1);
  CHECK(points[0].record.snr_db == 10.5);
  CHECK(points[0].record.unit_frames == 4);
  CHECK(points[0].tally.stop == "precision");
  CHECK(points[0].tally.curves[1].errors.bits == 100);
  CHECK(points[0].tally.curves[1].solver_not_finite == 17 + 117);
  const auto beyond = store.units_beyond(points[0]);
  REQUIRE(beyond.size() == 1);
  CHECK(beyond[0].number == 2);
  CHECK(beyond[0].curves[0] == count_of(20));
  CHECK(store.all_units(points[0].record).size() == 3);
  CHECK(store.figures().at("rx = 8").at("latency_us") == 2.5);
  CHECK(store.sessions().at(0).host == "host");
}

TEST_CASE("count store: a unit that is there already is refused, with all that came with it") {
  const TemporaryFolder folder;
  CountStore store(folder.path / "s.sqlite", study);
  fill(store);
  CountStore::Batch batch;
  batch.units.push_back({1, 3, 0.5, {count_of(1), count_of(2)}});
  batch.units.push_back({1, 0, 0.5, {count_of(1), count_of(2)}});
  CHECK_THROWS_AS(store.write(batch), std::runtime_error);
  CHECK(store.n_unit() == 3);
}

TEST_CASE("count store: one writer; other studies and schemas are refused by name") {
  const TemporaryFolder folder;
  const auto file = folder.path / "s.sqlite";
  {
    CountStore store(file, study);
    fill(store);
    CHECK_THROWS_WITH_AS(CountStore(file, study), (file.string() + ": another process is running this sweep").c_str(),
                         std::runtime_error);
    const CountStore reader(file);  // reads while the other writes
    CHECK(reader.n_unit() == 3);
  }
  CHECK_THROWS_AS(CountStore(file, {"other", "text", "ff"}), std::invalid_argument);
  SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 2");
  CHECK_THROWS_WITH_AS(CountStore{file}, (file.string() + ": a store of schema 2; this program knows schema 1").c_str(),
                       std::runtime_error);
}

TEST_CASE("count store: damage is one sentence, and merge saves what can be read") {
  const TemporaryFolder folder;
  const auto file = folder.path / "s.sqlite";
  {
    CountStore store(file, study);
    fill(store);
    const ConfigurationRecord added[] = {configuration(2)};
    store.add(added);
    CountStore::Batch batch;
    batch.new_points.push_back({2, 2, "final", 11.0, 0, 4});
    for (std::uint64_t k = 0; k < 2000; ++k) batch.units.push_back({2, k, 0.5, {count_of(k), count_of(k)}});
    store.write(batch);
  }
  std::string bytes;
  {
    std::ifstream in(file, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  constexpr std::size_t page = 4096;
  for (std::size_t k = bytes.size() / page * 3 / 4; k < bytes.size() / page * 3 / 4 + 3; ++k)
    bytes.replace(k * page, 200, std::string(200, '\xff'));
  std::ofstream(file, std::ios::binary) << bytes;
  const CountStore damaged(file);
  const auto points = damaged.points();
  CHECK_THROWS_WITH_AS(
      damaged.all_units(points[1].record),
      (file.string() + ": it is damaged; `ohmimo sweep merge NEW OLD` copies what can still be read").c_str(),
      std::runtime_error);
  const std::filesystem::path stores[] = {file};
  const MergeReport report = merge_stores(folder.path / "saved.sqlite", stores);
  CHECK(report.unreadable.size() == 1);
  CHECK(report.units == 3);
  const CountStore saved(folder.path / "saved.sqlite");
  CHECK(saved.n_unit() == 3);
}

TEST_CASE("count store: merge joins what differs, takes what is equal once, and refuses what contradicts") {
  const TemporaryFolder folder;
  const auto store_with = [&](const char* name, std::uint64_t first_unit, std::uint64_t offset) {
    const auto file = folder.path / name;
    CountStore store(file, study);
    store.begin_session({"0.1", "host", "cpu", "avx2", 2, 1});
    const ConfigurationRecord added[] = {configuration(1)};
    store.add(added);
    CountStore::Batch batch;
    batch.new_points.push_back({1, 1, "final", 10.5, 0, 4});
    for (std::uint64_t k = first_unit; k < first_unit + 4; ++k)
      batch.units.push_back({1, k, 0.5, {count_of(k + offset), count_of(k)}});
    store.write(batch);
    return file;
  };
  const std::filesystem::path good[] = {store_with("a", 0, 0), store_with("b", 2, 0)};
  const MergeReport report = merge_stores(folder.path / "m", good);
  CHECK(report.units == 6);
  CHECK(report.twice == 2);
  CHECK(report.points == 1);
  const std::filesystem::path bad[] = {good[0], store_with("c", 3, 1)};
  CHECK_THROWS_AS(merge_stores(folder.path / "n", bad), std::invalid_argument);
  CHECK_FALSE(std::filesystem::exists(folder.path / "n"));
  CHECK_THROWS_AS(merge_stores(folder.path / "m", good), std::invalid_argument);  // is there already
}

TEST_CASE("count store: the schema names every count") {
  const std::string sql = schema_sql();
  for (const CountColumn& column : count_columns()) CHECK(sql.find(column.name) != std::string::npos);
}

}  // namespace test_count_store
