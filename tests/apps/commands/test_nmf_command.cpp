// `ohmimo nnls` and `ohmimo nmf`: what they write, their records, and wrong options.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "apps/commands/nmf.hpp"
#include "apps/commands/nnls.hpp"
#include "tests/temporary_folder.hpp"

namespace test_nmf_command {

using namespace ohmimo;

std::string read_text(const std::string& name) {
  std::ifstream file(name);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::ranges::sort(names);
  return names;
}

// As typed: NAME VALUE pairs.
int call(Command command, const std::vector<std::pair<std::string, std::string>>& given) {
  for (const auto& [name, value] : given) {
    set_option(option_named(command.options, name), value);
    command.given->insert(name.substr(2));
  }
  return command.run(command);
}

std::string refusal(Command command, const std::vector<std::pair<std::string, std::string>>& given) {
  try {
    call(std::move(command), given);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "none";
}

TEST_CASE("nnls leaves its table, solution, dump and record, which gives the same again") {
  const TemporaryFolder folder;
  const std::string first = folder.file("first"), second = folder.file("second");
  CHECK(call(nnls_command(), {{"--planted", "12x4"},
                              {"--n-rhs", "3"},
                              {"--cycles", "3"},
                              {"--circuit", "compact"},
                              {"--dump", "true"},
                              {"--no-plot", "true"},
                              {"--out", first}}) == 0);
  CHECK(names_in(first) == std::vector<std::string>{"active.csv", "conductances.csv", "nnls.csv", "nnls.run.json",
                                                    "nnls.toml", "solution.csv"});
  CHECK(call(nnls_command(), {{"--config", first + "/nnls.toml"}, {"--no-plot", "true"}, {"--out", second}}) == 0);
  CHECK(read_text(first + "/nnls.csv") == read_text(second + "/nnls.csv"));
  CHECK(read_text(first + "/conductances.csv").find("compensation,11") != std::string::npos);
}

TEST_CASE("nmf leaves its table, factors, names and pictures, and its record gives the same again") {
  const TemporaryFolder folder;
  const std::string first = folder.file("first"), second = folder.file("second");
  const std::string ratings = folder.file("r.csv");
  {
    std::ofstream file(ratings);
    for (int k = 0; k < 60; ++k) file << "u" << k % 7 << ",i" << k % 11 << "," << 1 + k % 5 << "\n";
  }
  CHECK(call(nmf_command(), {{"--ratings", ratings},
                             {"--rank", "2"},
                             {"--iterations", "3"},
                             {"--user", "u3"},
                             {"--factors", "csv"},
                             {"--no-plot", "true"},
                             {"--out", first}}) == 0);
  CHECK(names_in(first) == std::vector<std::string>{"h_anls_8_bit.csv", "h_exact.csv", "items.csv", "nmf.csv",
                                                    "nmf.run.json", "nmf.toml", "users.csv", "w_anls_8_bit.csv",
                                                    "w_exact.csv"});
  CHECK(read_text(first + "/users.csv").starts_with("user\nu0\nu1\n"));
  CHECK(call(nmf_command(), {{"--config", first + "/nmf.toml"}, {"--no-plot", "true"}, {"--out", second}}) == 0);
  CHECK(read_text(first + "/nmf.csv") == read_text(second + "/nmf.csv"));
  CHECK(call(nmf_command(), {{"--iterations", "1"},
                             {"--algorithm", "hals"},
                             {"--no-plot", "true"},
                             {"--out", folder.file("picture")}}) == 0);
  CHECK(std::filesystem::exists(folder.file("picture/picture_hals.png")));
}

TEST_CASE("wrong options of nnls are refused before anything is written") {
  const TemporaryFolder folder;
  const auto with = [&](std::vector<std::pair<std::string, std::string>> given) {
    given.push_back({"--out", folder.file("out")});
    const std::string words = refusal(nnls_command(), given);
    CHECK_FALSE(std::filesystem::exists(folder.file("out")));
    return words;
  };
  using Given = std::pair<std::string, std::string>;
  const Given planted{"--planted", "8x3"};
  CHECK(with({planted, {"--circuit", "three"}}) == "circuit must be two-banks or compact, got 'three'");
  CHECK(with({planted, {"--rectifier", "x"}}).starts_with("rectifier must be clamp, precision or diode"));
  CHECK(with({planted, {"--drive", "x"}}).starts_with("drive must be columns, rows-first or rows"));
  CHECK(with({planted, {"--uncompensated", "true"}}) ==
        "uncompensated needs circuit compact to have an effect, got two-banks");
  CHECK(with({planted, {"--cycles", "0"}}) == "cycles must be 1 to 1000, got 0");
  CHECK(with({planted, {"--settling", "true"}}) ==
        "settling needs fidelity circuit or above to have an effect, got fidelity converter");
  CHECK(with({planted, {"--diode-drop-v", "0.3"}}).starts_with("diode-drop-v needs rectifier diode"));
  CHECK(with({planted, {"--gbwp-hz", "1e9"}}).starts_with("gbwp-hz needs fidelity circuit or above"));
  CHECK(with({planted, {"--solution", "a.xyz"}}).starts_with("a matrix file must end in"));
  CHECK(with({planted, {"--solution", "a/b.csv"}}).starts_with("solution must be the name of a file"));
  CHECK(with({planted, {"--column-major", "true"}}).starts_with("column-major needs an HDF5 file"));
}

TEST_CASE("wrong options of nmf are refused before anything is written") {
  const TemporaryFolder folder;
  const auto with = [&](std::vector<std::pair<std::string, std::string>> given) {
    given.push_back({"--out", folder.file("out")});
    const std::string words = refusal(nmf_command(), given);
    CHECK_FALSE(std::filesystem::exists(folder.file("out")));
    return words;
  };
  CHECK(with({{"--algorithm", "als"}}).starts_with("algorithm must be one of"));
  CHECK(with({{"--rank", "65"}}) == "rank must be from 1 to 64 for 64 x 64, got 65");
  CHECK(with({{"--rank", "-1"}}).starts_with("rank must be from 1"));
  CHECK(with({{"--user", "3"}}) == "user must go with ratings");
  CHECK(with({{"--zero-filled", "true"}}) == "zero-filled must go with ratings");
  CHECK(with({{"--test-share", "0.2"}}).starts_with("test-share must go with ratings"));
  CHECK(with({{"--planted", "ratings"}, {"--top", "3"}}) == "top must go with user");
  CHECK(with({{"--planted", "ratings"}, {"--user", "no"}}) == "user must be one of the 200 that rated, got \"no\"");
  CHECK(with({{"--algorithm", "mu"}, {"--circuit", "compact"}}) == "circuit must go with algorithm anls");
  CHECK(with({{"--algorithm", "mu"}, {"--fidelity", "wires"}}) == "fidelity must go with algorithm anls");
  CHECK(with({{"--fidelity", "device"}, {"--bits", "4"}}).starts_with("bits needs fidelity converter"));
  CHECK(with({{"--bits", "4,x"}}).starts_with("bits must be"));
  CHECK(with({{"--factors", "xls"}}).starts_with("a matrix file must end in"));
  CHECK(with({{"--image", "a.png"}}) == "\"a.png\" does not exist");
  CHECK(with({{"--image", "a.gif"}}) == "a picture must end in .png or .pgm, got \"a.gif\"");
}

}  // namespace test_nmf_command
