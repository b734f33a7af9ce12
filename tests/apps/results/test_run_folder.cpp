#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>

#include "apps/results/run_folder.hpp"
#include "tests/temporary_folder.hpp"

namespace test_run_folder {

using namespace ohmimo;
namespace fs = std::filesystem;

RunFolderSpec spec_of(const fs::path& folder, const std::string& identity, bool force = false) {
  return {.folder = folder,
          .stem = "ber",
          .identity = identity,
          .prefixes = {"ber.", "config.toml"},
          .config = {"config.toml", "identity = " + identity},
          .force = force};
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

// A run of two tables that ends as told.
void write_run(const RunFolderSpec& spec, std::string_view status) {
  RunFolder folder(spec);
  folder.write("ber.csv", "table of " + spec.identity);
  folder.publish();
  folder.write("ber.png", "picture of " + spec.identity);
  folder.finish(status);
}

std::string refusal(const RunFolderSpec& spec) {
  try {
    RunFolder folder(spec);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("run folder: a new run stands beside the old one until its first unit is finished") {
  const TemporaryFolder scratch;
  const fs::path out = scratch.path / "out";
  write_run(spec_of(out, "one"), run_interrupted);
  std::ofstream(out / "notes.txt") << "mine";
  {
    RunFolder folder(spec_of(out, "two"));
    folder.write("ber.csv", "table of two");
    CHECK(text_of(out / "ber.csv") == "table of one");
    CHECK(text_of(out / "config.toml") == "identity = one");
    CHECK(text_of(out / "ber.png") == "picture of one");
    folder.publish();
    CHECK(text_of(out / "ber.csv") == "table of two");
    CHECK(text_of(out / "config.toml") == "identity = two");
    CHECK_FALSE(fs::exists(out / "ber.png"));
  }
  CHECK(names_in(out) == std::set<std::string>{"ber.csv", "ber.run.json", "config.toml", "notes.txt"});
  CHECK(text_of(out / "notes.txt") == "mine");
}

TEST_CASE("run folder: a run that ends before its first unit leaves nothing and changes nothing") {
  const TemporaryFolder scratch;
  const fs::path out = scratch.path / "out";
  { RunFolder folder(spec_of(out, "one")); }
  CHECK_FALSE(fs::exists(out));
  write_run(spec_of(out, "one"), run_interrupted);
  {
    RunFolder folder(spec_of(out, "two"));
    folder.write("ber.csv", "table of two");
    CHECK_FALSE(folder.finish(run_interrupted));
  }
  CHECK(text_of(out / "ber.csv") == "table of one");
  CHECK(names_in(out) == std::set<std::string>{"ber.csv", "ber.png", "ber.run.json", "config.toml"});
}

TEST_CASE("run folder: a finished run is replaced by the same one at its end, by another only by force") {
  const TemporaryFolder scratch;
  const fs::path out = scratch.path / "out";
  write_run(spec_of(out, "one"), run_finished);
  CHECK(refusal(spec_of(out, "two")).find("another finished run") != std::string::npos);
  CHECK(refusal(spec_of(out, "one")) == "");
  {
    RunFolder folder(spec_of(out, "one"));
    folder.write("ber.csv", "again");
    folder.publish();  // waits
    CHECK(text_of(out / "ber.csv") == "table of one");
    CHECK_FALSE(folder.finish(run_interrupted));
  }
  CHECK(text_of(out / "ber.csv") == "table of one");
  {
    RunFolder folder(spec_of(out, "one"));
    folder.write("ber.csv", "again");
    CHECK(folder.finish(run_finished));
  }
  CHECK(text_of(out / "ber.csv") == "again");
  CHECK_FALSE(fs::exists(out / "ber.png"));
  write_run(spec_of(out, "two", true), run_finished);
  CHECK(text_of(out / "ber.csv") == "table of two");
  fs::remove(out / "ber.run.json");  // as of a version without records
  CHECK(refusal(spec_of(out, "three")) != "");
}

TEST_CASE("run folder: one writer at a time; what a killed one left is swept") {
  const TemporaryFolder scratch;
  const fs::path out = scratch.path / "out";
  {
    RunFolder folder(spec_of(out, "one"));
    CHECK(refusal(spec_of(out, "two")).find("no other run is writing") != std::string::npos);
  }
  fs::create_directories(out / ".ohmimo-new-abcdef");
  std::ofstream(out / ".ohmimo-new-abcdef" / "ber.csv") << "half";
  write_run(spec_of(out, "two"), run_finished);
  CHECK(names_in(out) == std::set<std::string>{"ber.csv", "ber.png", "ber.run.json", "config.toml"});
}

}  // namespace test_run_folder
