// `ohmimo plot`: every table of ours is known by its columns and drawn; anything else is refused before it writes.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "apps/commands/ber.hpp"
#include "apps/commands/compare.hpp"
#include "apps/commands/loss.hpp"
#include "apps/commands/penalty.hpp"
#include "apps/commands/plot.hpp"
#include "apps/commands/solve.hpp"
#include "tests/temporary_folder.hpp"

using namespace ohmimo;
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// What the program refuses the plot with.
std::string refusal(const PlotFlags& flags) {
  try {
    return run_plot(flags) == 0 ? "drawn" : "not drawn";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

// A folder with one table of every kind, as small as they come.
struct ResultsFolder : TemporaryFolder {
  ResultsFolder() {
    Config config;
    config.link.n_rx = 16, config.link.n_user = 4, config.link.modulation = "16qam", config.solver.cycles = {2};
    config.link.snr = {0, 0, 0, {0.0, 6.0}}, config.run.max_frames = 2, config.detector.names = {"zf", "rram-zf"};
    config.output.out = path.string();
    config = with_automatic_values(config);
    REQUIRE(run_ber(make_run(config)) == 0);
    config.detector.names = {"rram-zf"};
    LossFlags loss;
    loss.n_channel = 3;
    REQUIRE(run_loss(config, loss) == 0);
    config.run.max_frames = 64;
    PenaltyFlags penalty;
    penalty.rule.target_ber = 1e-2;
    penalty.rule.half_width_db = 0.2;
    penalty.pairs = {"wire-ohm,adc-bits"};
    penalty.values = {"wire-ohm=0,1", "adc-bits=8"};
    REQUIRE(run_penalty(make_run(config), penalty) == 0);
    SolveFlags solve;
    solve.system.poisson = "8";
    solve.out = path.string();
    REQUIRE(run_solve_command(solve) == 0);
    CompareFlags compare;
    compare.no_penalty = true;
    compare.out = path.string();
    REQUIRE(run_compare(compare) == 0);
  }
};

// Made once: the runs take seconds.
const TemporaryFolder& results() {
  static const ResultsFolder folder;
  return folder;
}

}  // namespace

TEST_CASE("plot: a table of every kind is drawn again, by a command's picture or like it") {
  const TemporaryFolder& folder = results();
  for (const std::string kind : {"ber", "loss", "penalty", "solve", "compare"}) {
    CAPTURE(kind);
    PlotFlags flags;
    flags.files = {folder.file(kind + ".csv")};
    flags.out = folder.file("again") + "/";
    flags.title = "my title";
    CHECK(refusal(flags) == "drawn");
    const std::string name = kind == "penalty" ? "penalty_wire-ohm_adc-bits" : kind;
    CHECK(fs::file_size(folder.path / (name + ".png")) > 1000);  // of the command itself
    CHECK(fs::file_size(folder.path / "again" / (name + ".png")) > 1000);
    CHECK(text_of(folder.path / "again" / (name + ".svg")).find("my title") != std::string::npos);
  }
  // Without a title these two are the same picture.
  for (const std::string kind : {"loss", "solve", "compare"}) {
    CAPTURE(kind);
    PlotFlags flags;
    flags.files = {folder.file(kind + ".csv")};
    flags.out = folder.file("same.png");
    CHECK(refusal(flags) == "drawn");
    CHECK(text_of(folder.path / "same.svg") == text_of(folder.path / (kind + ".svg")));
  }
}

TEST_CASE("plot: a damaged table is refused in a sentence, wherever it is cut") {
  const TemporaryFolder& folder = results();
  for (const std::string kind : {"ber", "loss", "penalty", "solve", "compare"}) {
    const std::string whole = text_of(folder.path / (kind + ".csv"));
    PlotFlags flags;
    flags.files = {folder.file("cut.csv")};
    flags.out = folder.file("ber.csv") + "/x/y";  // no folder: what is sound is refused for this
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 60) {
      std::ofstream(folder.path / "cut.csv") << whole.substr(0, size);
      CAPTURE(kind);
      CAPTURE(size);
      CHECK_THROWS_AS(run_plot(flags), std::invalid_argument);
    }
  }
}

TEST_CASE("plot: wrong files and options are refused, and nothing is written") {
  const TemporaryFolder& folder = results();
  const auto with = [&](const std::vector<std::string>& files, auto change) {
    PlotFlags flags;
    for (const std::string& file : files) flags.files.push_back(folder.file(file));
    flags.out = folder.file("new/x");
    change(flags);
    return refusal(flags);
  };
  const auto nothing = [](PlotFlags&) {};
  const std::string at = folder.path.string() + "/";
  CHECK(with({}, nothing) == "plot needs a file: a table of results such as ber.csv");
  CHECK(with({"none.csv"}, nothing) == at + "none.csv: must be a file, got nothing of that name");
  std::ofstream(folder.path / "other.csv") << "time,voltage\n0,1\n";
  CHECK(
      with({"other.csv"}, nothing) ==
      at +
          "other.csv: line 1: must name the columns of ber.csv, loss.csv, penalty.csv, solve.csv or compare.csv, got 2 "
          "column(s), the first \"time\"");
  std::ofstream(folder.path / "note.csv") << "# a comment\nseries,x,y\n\"a\",1,2\n";
  CHECK(with({"note.csv"}, nothing).starts_with(at + "note.csv: line 1: must name the columns of ber.csv"));
  CHECK(with({"compare.json"}, nothing).starts_with(at + "compare.json: line 1: must name the columns of ber.csv"));
  CHECK(with({"ber.csv", "loss.csv"}, nothing) ==
        "files must be tables of one kind, got " + at + "ber.csv (ber) and " + at + "loss.csv (loss)");
  CHECK(with({"solve.csv", "solve.csv"}, nothing) ==
        "only tables of ber or loss go into one picture, solve takes one file, got 2");
  CHECK(with({"ber.csv"}, [](PlotFlags& f) { f.min_ber = 0.7; }) == "min-ber must be from 0 to 0.5, got 0.7");
  CHECK(with({"ber.csv"}, [](PlotFlags& f) { f.min_ber = 0.5; }) ==
        "plot needs at least one point with ber >= 0.5, got none");
  CHECK(with({"loss.csv"}, [](PlotFlags& f) { f.given = {"min-ber"}; }) ==
        "min-ber must go with a table of ber, got one of loss");
  CHECK(
      with({"ber.csv"}, [](PlotFlags& f) { f.snr_def = "dBm", f.given = {"snr-def"}; }).starts_with("snr-def must be"));
  CHECK_FALSE(fs::exists(folder.path / "new"));
  CHECK(with({"ber.csv", "ber.csv"}, [](PlotFlags& f) { f.snr_def = "array", f.given = {"snr-def"}; }) == "drawn");
  CHECK(fs::exists(folder.path / "new" / "x.png"));
}
