// ohmimo solve: what it prints and writes.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "apps/commands/matrix_options.hpp"
#include "apps/commands/solve.hpp"
#include "apps/config/link_setup.hpp"
#include "apps/matrix/file_matrix.hpp"
#include "apps/studies/solve/linear_system.hpp"
#include "apps/studies/solve/solve_report.hpp"
#include "rram/solver.hpp"
#include "tests/about.hpp"
#include "tests/temporary_folder.hpp"

namespace test_solve_command {

using namespace ohmimo;
using namespace ohmimo::solve;

TEST_CASE("the head line names what matters and what differs from the default") {
  Config config;
  config.solver.stages = 1;
  const std::string plain = main_settings(config, 10);
  CHECK(plain == "cycles 10, stages 1, fidelity converter, refinement stationary, seed 1");
  config.hardware.opamp_gain = 1e3;
  config.hardware.device = "neurram_wan2022";
  CHECK(main_settings(config, 3) ==
        "cycles 3, stages 1, fidelity converter, refinement stationary, seed 1, device neurram_wan2022, opamp-gain "
        "1000.0");
}

TEST_CASE("solve.csv names device, stages, mapping and the refinement run; other levels are taken") {
  const TemporaryFolder folder;
  SolveFlags flags;
  flags.system.toeplitz = "4";
  flags.out = folder.file("out");
  flags.cycles = "2";
  flags.link.values = {{"device", "hfo2_milo2021"}, {"stages", "1"},      {"mapping", "fixed"}, {"levels", "16"},
                       {"program-sigma-us", "1"},   {"refinement", "fcg"}};
  CHECK(run_solve_command(flags) == 0);
  std::ifstream stream(folder.file("out/solve.csv"));
  std::string header, row;
  std::getline(stream, header);
  std::getline(stream, row);
  CHECK(header.find(",fidelity,device,stages,mapping,refinement,") != std::string::npos);
  CHECK(row.find(",converter,hfo2_milo2021,1,fixed,fcg,") != std::string::npos);
}

TEST_CASE("bits gained: nothing to take a difference from after an error of 0") {
  CHECK(gained_text(5.25, 3.0) == "2.25");
  CHECK(gained_text(INFINITY, 3.0) == "inf");
  CHECK(gained_text(INFINITY, INFINITY) == "-");
  CHECK(gained_text(50.0, INFINITY) == "-");
}

TEST_CASE("conductances are those of the configured device on every rung, solutions change with its errors only") {
  const arma::mat a = {{2.0, 0.5}, {0.25, 1.0}};
  for (const char* fidelity : {"exact", "quantised"}) {
    Config config;
    config.solver.fidelity = fidelity;
    arma::mat x[2];
    for (const bool other : {false, true}) {
      config.hardware.device = other ? "hfo2_milo2021" : "taox_zuo2025";
      config.solver.stages = 0;
      RngStream device({1, 0, 0}, Purpose::device_program);
      const rram::ProgrammedSystem system = rram::program(a, solver_config(config), device);
      (void)system.solve(arma::rowvec({1.0, 2.0}), x[other]);
      const arma::mat g_S = system.arrays()[0].g_S;
      CHECK(std::abs(g_S.min() - (other ? 50e-6 : 0.0)) <
            1e-18);                                       // level 0: 50 uS of 50 to 225; TaOx by a strong reset 0
      CHECK(g_S.max() == about(other ? 225e-6 : 35e-6));  // level 7
    }
    CHECK(arma::approx_equal(x[0], x[1], "absdiff", 0.0));
  }
}

TEST_CASE("notes of files are kept, the order of unmarked files is that of --column-major, and it must matter") {
  const TemporaryFolder folder;
  const matrix::FileMatrix stored{arma::cx_mat(arma::mat{{2.0, 1.0}, {0.0, 4.0}}, arma::zeros(2, 2)), false};
  matrix::write_matrix(stored, folder.file("a.h5"));
  matrix::write_matrix(stored, folder.file("a.mat"));
  SystemSpec spec;
  spec.file = folder.file("a.h5");
  spec.rhs = "ones";
  const LinearSystem rows = make_system(spec);
  spec.column_major = true;
  const LinearSystem columns = make_system(spec);
  CHECK(arma::approx_equal(columns.a, rows.a.st(), "absdiff", 0.0));
  CHECK(rows.notes.size() == 1);
  CHECK(rows.notes[0].find("--column-major") != std::string::npos);
  CHECK(columns.notes.size() == 1);
  CHECK_NOTHROW(refuse_unused_order(spec, columns));
  spec.file = folder.file("a.mat");
  const LinearSystem marked = make_system(spec);
  CHECK(marked.notes.empty());
  CHECK_THROWS_WITH_AS(refuse_unused_order(spec, marked),
                       "column-major needs an HDF5 file that does not mark its dimensions to have an effect",
                       std::invalid_argument);
  spec.rhs = folder.file("b.h5");  // one open file is enough
  matrix::write_matrix({arma::cx_mat(1, 2, arma::fill::ones), false}, spec.rhs);
  const LinearSystem mixed = make_system(spec);
  CHECK(mixed.b.n_rows == 2);
  CHECK_NOTHROW(refuse_unused_order(spec, mixed));
}

TEST_CASE("the folder of a solution that is named must be there or be that of --out") {
  const TemporaryFolder folder;
  SolveFlags flags;
  flags.system.toeplitz = "4";
  flags.out = folder.file("out");
  flags.solution = folder.file("other/x.csv");
  CHECK_THROWS_WITH_AS(run_solve_command(flags),
                       ("solution must be a file in a folder that is there, got '" + flags.solution + "'").c_str(),
                       std::invalid_argument);
  CHECK_FALSE(std::filesystem::exists(folder.path / "other"));
  CHECK_FALSE(std::filesystem::exists(folder.path / "out"));
  flags.solution = folder.file("out/x.csv");
  CHECK(run_solve_command(flags) == 0);
  CHECK(std::filesystem::exists(flags.solution));
}

}  // namespace test_solve_command
