// Tables of results: CSV and JSON of the same rows.
#include "apps/results/table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace test_table {

using namespace ohmimo;

using Json = nlohmann::ordered_json;

struct Sample {
  std::string name;
  int count = 0;
  std::uint64_t seed = 0;
  double value = 0.0;
  std::optional<double> perhaps = std::nullopt;
  bool yes = false;
};

Columns<Sample> sample_columns() {
  Columns<Sample> columns;
  columns.add({.name = "name", .help = "of the sample"}, [](const Sample& row) { return row.name; });
  columns.add({.name = "count"}, [](const Sample& row) { return row.count; });
  columns.add({.name = "seed"}, [](const Sample& row) { return row.seed; });
  columns.add({.name = "value_db", .unit = "dB", .format = ".3e"}, [](const Sample& row) { return row.value; });
  columns.add({.name = "perhaps", .format = "g"}, [](const Sample& row) { return row.perhaps; });
  columns.add({.name = "yes"}, [](const Sample& row) { return row.yes; });
  columns.add({.name = "quoted", .format = "quoted"}, [](const Sample& row) { return row.name; });
  return columns;
}

std::string csv_of(const Sample& row) {
  const std::string text = csv_text(sample_columns().table({row}));
  return text.substr(text.find('\n') + 1);
}

Json json_of(const std::vector<Sample>& rows) {
  return Json::parse(json_text({}, sample_columns().table(rows)));
}

TEST_CASE("CSV and JSON carry the same values") {
  const std::vector<Sample> rows = {{"a", -3, UINT64_MAX, 0.125, 2.5, true}, {"b", 0, 1, -1e-30}};
  const Table table = sample_columns().table(rows);
  CHECK(csv_text(table) ==
        "name,count,seed,value_db,perhaps,yes,quoted\n"
        "a,-3,18446744073709551615,1.250e-01,2.5,1,\"a\"\n"
        "b,0,1,-1.000e-30,,0,\"b\"\n");
  const Json json = Json::parse(json_text({{"version", "1.2"}, {"seed", std::uint64_t{7}}, {"none", Cell()}}, table));
  CHECK(json["provenance"].dump() == R"({"version":"1.2","seed":7,"none":null})");
  CHECK(
      json["rows"][0].dump() ==
      R"({"name":"a","count":-3,"seed":18446744073709551615,"value_db":0.125,"perhaps":2.5,"yes":true,"quoted":"a"})");
  CHECK(json["rows"][1]["perhaps"].is_null());
  CHECK(json["rows"].size() == 2);
  CHECK(json["columns"].size() == 7);
  CHECK(json["columns"][0].dump() == R"({"name":"name","kind":"text","help":"of the sample"})");
  CHECK(json["columns"][3].dump() == R"({"name":"value_db","kind":"real","unit":"dB","help":""})");
  CHECK(json["columns"][4]["kind"] == "real");  // of an optional number
  CHECK(json["columns"][1]["kind"] == "integer");
  CHECK(json["columns"][5]["kind"] == "boolean");
}

TEST_CASE("a table without rows has its columns") {
  const Table table = sample_columns().table({});
  CHECK(csv_text(table) == "name,count,seed,value_db,perhaps,yes,quoted\n");
  CHECK(Json::parse(json_text({}, table))["rows"].dump() == "[]");
}

TEST_CASE("JSON keeps every digit of a double; CSV keeps those of the format") {
  std::vector<Sample> rows;
  for (const double value : {0.1, 1.0 / 3.0, -M_PI * 1e200, std::numeric_limits<double>::denorm_min(),
                             std::numeric_limits<double>::max(), 9007199254740993.0, 1e23, -0.0})
    rows.push_back({"x", 0, 0, value});
  const Json json = json_of(rows);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    CAPTURE(rows[k].value);
    const double read = json["rows"][k]["value_db"];
    CHECK(read == rows[k].value);
    CHECK(std::signbit(read) == std::signbit(rows[k].value));
  }
  CHECK(csv_of({"x", 0, 0, 1.0 / 3.0}) == "x,0,0,3.333e-01,,0,\"x\"\n");
  CHECK(csv_of({"x", 0, 0, -0.0}) == "x,0,0,0.000e+00,,0,\"x\"\n");  // no sign before a zero
}

TEST_CASE("NaN and infinity are null in JSON and words in CSV") {
  const Json json = json_of({{"x", 0, 0, NAN, INFINITY}, {"x", 0, 0, -INFINITY}});
  CHECK(json["rows"][0]["value_db"].is_null());
  CHECK(json["rows"][0]["perhaps"].is_null());
  CHECK(json["rows"][1]["value_db"].is_null());
  CHECK(csv_of({"x", 0, 0, NAN, INFINITY}) == "x,0,0,nan,inf,0,\"x\"\n");
  CHECK(csv_of({"x", 0, 0, -INFINITY}) == "x,0,0,-inf,,0,\"x\"\n");
}

TEST_CASE("texts with quotes, commas, line breaks and bytes that are no text") {
  CHECK(csv_of({"a,b"}) == "\"a,b\",0,0,0.000e+00,,0,\"a,b\"\n");
  CHECK(csv_of({"say \"a\""}) == "\"say \"\"a\"\"\",0,0,0.000e+00,,0,\"say \"\"a\"\"\"\n");
  CHECK(csv_of({"a\nb\tc"}) == "a b c,0,0,0.000e+00,,0,\"a b c\"\n");  // one row, one line
  for (const std::string text : {"a,b", "say \"a\"", "a\nb\tc\\", "\x01", "Ω", ""})
    CHECK(json_of({{text}})["rows"][0]["name"] == text);
  CHECK(json_of({{"a\xff"}})["rows"][0]["name"] == "a\xef\xbf\xbd");  // a file name need not be UTF-8
}

TEST_CASE("columns of a part stand in every table that has the part") {
  struct Pair {
    Sample left, right;
  };
  Columns<Pair> columns;
  columns.add({.name = "sum"}, [](const Pair& pair) { return pair.left.count + pair.right.count; });
  columns.add(sample_columns(), [](const Pair& pair) { return pair.right; });
  const Table table = columns.table({{{"l", 1}, {"r", 2}}});
  CHECK(csv_text(table) == "sum,name,count,seed,value_db,perhaps,yes,quoted\n3,r,2,0,0.000e+00,,0,\"r\"\n");
  const Json json = Json::parse(json_text({}, table, {{"others", sample_columns().table({{"o"}})}}));
  CHECK(json["others"]["rows"][0]["name"] == "o");
  CHECK(json["others"]["columns"].size() == 7);
}

TEST_CASE("columns can be listed for people") {
  const std::string list = column_list(sample_columns().columns());
  CHECK(list.starts_with("name      text           of the sample\ncount     integer        \n"));
  CHECK(list.find("value_db  real     dB    \n") != std::string::npos);
}

}  // namespace test_table
