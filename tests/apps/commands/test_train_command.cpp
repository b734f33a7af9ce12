// `ohmimo train`: what it writes, and wrong options.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "apps/commands/train.hpp"
#include "tests/temporary_folder.hpp"

namespace test_train_command {

using namespace ohmimo;

TrainFlags flags_into(const TemporaryFolder& folder) {
  TrainFlags flags;
  flags.out = folder.file("train");
  flags.optimisers = "newton,rram-newton";
  flags.plan.n_run = 1;
  flags.link.output = {.force = false, .quiet = false, .no_plot = true};
  return flags;
}

std::string read_text(const std::string& name) {
  std::ifstream file(name);
  return {std::istreambuf_iterator<char>(file), {}};
}

ConfigFile usual_file() {
  ConfigFile file;
  file.config.solver.stages = 0;
  return file;
}

TEST_CASE("a run leaves train.csv, train.toml and its record") {
  const TemporaryFolder folder;
  const TrainFlags flags = flags_into(folder);
  CHECK(run_train(flags, usual_file()) == 0);
  for (const char* name : {"train.csv", "train.toml", "train.run.json"})
    CHECK(std::filesystem::exists(std::filesystem::path(flags.out) / name));
}

TEST_CASE("train.toml gives the same rows again") {
  const TemporaryFolder folder;
  TrainFlags flags = flags_into(folder);
  Command command = train_command();
  set_option(option_named(command.options, "--optimiser"), "rram-newton");
  set_option(option_named(command.options, "--features"), "6");
  set_option(option_named(command.options, "--no-plot"), "true");
  set_option(option_named(command.options, "--out"), folder.file("first"));
  CHECK(command.run(command) == 0);
  Command again = train_command();
  set_option(option_named(again.options, "--config"), folder.file("first/train.toml"));
  set_option(option_named(again.options, "--no-plot"), "true");
  set_option(option_named(again.options, "--out"), folder.file("second"));
  CHECK(again.run(again) == 0);
  CHECK(read_text(folder.file("first/train.csv")) == read_text(folder.file("second/train.csv")));
}

TEST_CASE("wrong options are refused before anything is written") {
  const TemporaryFolder folder;
  const auto complaint = [&](const std::function<void(TrainFlags&)>& change) {
    TrainFlags flags = flags_into(folder);
    change(flags);
    try {
      run_train(flags, usual_file());
    } catch (const std::invalid_argument& error) {
      CHECK(!std::filesystem::exists(flags.out));
      return std::string(error.what());
    }
    return std::string("none");
  };
  CHECK(complaint([](TrainFlags& f) { f.task = "cnn"; }) == "task must be logistic or network, got 'cnn'");
  CHECK(complaint([](TrainFlags& f) { f.scaling = "row"; }) == "scaling must be jacobi or none, got 'row'");
  CHECK(complaint([](TrainFlags& f) { f.data = "ill"; }).starts_with("data of a logistic task must be"));
  CHECK(complaint([](TrainFlags& f) { f.cycles = 0; }).starts_with("cycles must be 1 to 10000"));
  CHECK(complaint([](TrainFlags& f) { f.plan.logistic.d = 1; }).starts_with("features must be"));
  CHECK(complaint([](TrainFlags& f) { f.refresh = "x"; }).starts_with("refresh must be"));
  CHECK(complaint([](TrainFlags& f) { f.link.values["stages"] = "4"; }) ==
        "stages must be auto or from 0 to 3 for matrices of 8 rows, got 4");
  CHECK(complaint([](TrainFlags& f) { f.link.given = {"damping"}; }) == "damping must go with task network");
}

}  // namespace test_train_command
