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
#include "apps/studies/penalty/sweep_figure.hpp"
#include "tests/temporary_folder.hpp"

namespace test_plot_command {

using namespace ohmimo;
namespace fs = std::filesystem;

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

TEST_CASE("plot: a folder stands for the one table in it") {
  const TemporaryFolder& folder = results();
  PlotFlags flags;
  flags.files = {folder.path.string()};
  flags.out = folder.file("again") + "/";
  CHECK(refusal(flags) == folder.path.string() +
                              ": a folder must hold one of ber.csv, loss.csv, penalty.csv, solve.csv, nnls.csv, "
                              "nmf.csv, train.csv, compare.csv, got "
                              "ber.csv and loss.csv and penalty.csv and solve.csv and compare.csv");
  const TemporaryFolder one, empty;
  fs::copy_file(folder.path / "loss.csv", one.path / "loss.csv");
  flags.files = {one.path.string() + "/"};
  flags.out = one.file("a.png");
  CHECK(refusal(flags) == "drawn");
  CHECK(text_of(one.path / "a.svg") == text_of(folder.path / "loss.svg"));
  flags.out = one.path.string();  // beside the table
  CHECK(refusal(flags) == "drawn");
  CHECK(fs::exists(one.path / "loss.png"));
  flags.files = {empty.path.string()};
  CHECK(refusal(flags).ends_with("solve.csv, nnls.csv, nmf.csv, train.csv, compare.csv, got none"));
  fs::create_directory(empty.path / "ber.csv");
  CHECK(refusal(flags).ends_with("solve.csv, nnls.csv, nmf.csv, train.csv, compare.csv, got none"));
}

TEST_CASE(
    "plot: penalties over one parameter are drawn with their intervals, the configured setting alone is refused") {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& rows) {
    std::ofstream(folder.path / "penalty.csv")
        << "parameter,value,parameter_2,value_2,status,penalty_db,penalty_low_db,penalty_high_db,target_ber,"
           "max_penalty_db,detector,reference,cycle,fidelity,channel,n_rx,n_user,modulation,seed,version\n"
        << rows;
  };
  const std::string end = ",0.001,6,rram-zf,zf,2,wires,iid-rayleigh,16,4,16qam,1,0\n";
  PlotFlags flags;
  flags.files = {folder.path.string()};
  flags.out = folder.file("p");
  write(",,,,reached,0.1,0.05,0.15" + end);
  CHECK(refusal(flags) == folder.file("penalty.csv") +
                              ": must hold penalties over one or two parameters, got none but those of the setting as "
                              "configured");
  write(",,,,reached,0.1,0.05,0.15" + end + "adc-bits,4,,,not reached,,," + end + "adc-bits,8,,,reached,0.1,0.05,0.2" +
        end + "wire-ohm,5,,,undecided,,," + end);
  CHECK(refusal(flags) == "drawn");
  CHECK(fs::exists(folder.path / "p_adc-bits.png"));
  CHECK_FALSE(fs::exists(folder.path / "p_wire-ohm.png"));  // no value
  const std::string svg = text_of(folder.path / "p_adc-bits.svg");
  for (const char* text : {"not reached", "adc-bits [bit]", "penalty in Es/N0 [dB]", "SNR penalty at BER 0.001"})
    CHECK(svg.find(text) != std::string::npos);
  const std::string script =
      plot::interval_plot_script(penalty::sweep_plot(plot::read_rows(folder.path / "penalty.csv"), "adc-bits"));
  CHECK(script.find("$points << END_OF_DATA\n0 0.1 0.05 0.2\nEND") != std::string::npos);
  CHECK(script.find("set xtics ('8' 0, '4' 1)") != std::string::npos);  // from mild to harsh
  CHECK(script.find("set label 'not reached' at first 1, graph 0.97") != std::string::npos);
  CHECK(script.find("set yrange [0:0.21]") != std::string::npos);
  write("adc-bits,8,,,reached,0.3,0.05,0.2" + end);
  CHECK(refusal(flags).ends_with(
      "line 2: penalty_db must lie in its interval, from penalty_low_db to penalty_high_db, got \"0.3\""));
  write("adc-bits,8,,,reached,0.3,,0.4" + end);
  CHECK(refusal(flags).ends_with("line 2: penalty_low_db must be a number, got \"\""));
  write("adc-bits,many,,,reached,0.3,0.2,0.4" + end);
  CHECK(refusal(flags).ends_with("line 2: value must be a number, got \"many\""));
  write("../x,8,,,reached,0.3,0.2,0.4" + end);
  CHECK(refusal(flags).find("parameter must be the name of a parameter") != std::string::npos);
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
  CHECK(with({}, nothing) == "plot needs a file: a table of results such as ber.csv, or the folder of a run");
  CHECK(with({"none.csv"}, nothing) == at + "none.csv: must be a file, got nothing of that name");
  std::ofstream(folder.path / "other.csv") << "time,voltage\n0,1\n";
  CHECK(with({"other.csv"}, nothing) ==
        at + "other.csv: line 1: must name the columns of ber.csv, loss.csv, "
             "penalty.csv, solve.csv, nnls.csv, nmf.csv, train.csv or compare.csv, got 2 "
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

}  // namespace test_plot_command
