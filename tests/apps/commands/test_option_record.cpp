#include <doctest/doctest.h>

#include <stdexcept>

#include "apps/commands/option_record.hpp"

namespace test_option_record {

using namespace ohmimo;

struct Targets {
  double ber = 1e-3;
  int cycles = 3;
  bool full = false;
  std::string out = "x", name;
  std::vector<std::string> values;
};

std::vector<Option> options_of(Targets& t) {
  std::vector<Option> options = {{"--target-ber", &t.ber, "", ""}, {"--cycles", &t.cycles, "", ""},
                                 {"--full", &t.full, "", ""},      {"name", &t.name, "", ""},
                                 {"--values", &t.values, "", ""},  {"--out", &t.out, "", ""}};
  for (Option& option : options) option.in_record = option.name != "--out";
  return options;
}

std::string refusal(const std::string& toml, Targets& targets) {
  try {
    set_from_record(config_file_from_toml(toml, "a.toml"), "penalty", options_of(targets), {});
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("record of options: what is written reads back the same") {
  Targets written;
  written.ber = 0.1 + 0.2, written.cycles = 7, written.full = true, written.name = "a \"b\"";
  written.values = {"wire-ohm=0,5", "levels=8"};
  const std::string record = record_of("penalty", options_of(written));
  CHECK(record.starts_with("[penalty]\ntarget-ber = 0.30000000000000004\ncycles = 7\nfull = true\n"));
  CHECK(record.find("out") == std::string::npos);
  Targets read;
  CHECK(refusal(record, read) == "");
  CHECK(read.ber == written.ber);
  CHECK(read.cycles == 7);
  CHECK(read.full);
  CHECK(read.name == written.name);
  CHECK(read.values == written.values);
}

TEST_CASE("record of options: flags given win; tables of other commands are theirs; wrong keys are named") {
  Targets targets;
  set_from_record(config_file_from_toml("[penalty]\ncycles = 9\ntarget-ber = 0.1", "a.toml"), "penalty",
                  options_of(targets), {"cycles"});
  CHECK(targets.cycles == 3);
  CHECK(targets.ber == 0.1);
  CHECK(refusal("[loss]\nwhatever = 3", targets) == "");
  CHECK(refusal("[penalty]\n\nout = \"y\"", targets) == "a.toml line 3: unknown key \"out\" in [penalty]");
  CHECK(refusal("[penalty]\ncycles = 1.5", targets) == "a.toml line 2: cycles must be an integer, got \"1.5\"");
  CHECK(refusal("[penalty]\nfull = 1", targets) == "a.toml line 2: full must be true or false, got \"1\"");
}

}  // namespace test_option_record
