// Linear systems: how they are made, what is refused, and the measures of their solution.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "apps/matrix/file_matrix.hpp"
#include "apps/matrix/generate.hpp"
#include "apps/matrix/stencil.hpp"
#include "apps/plot/log_plot.hpp"
#include "apps/studies/solve/solve_run.hpp"
#include "rram/cells/device.hpp"
#include "tests/about.hpp"
#include "tests/temporary_folder.hpp"

namespace test_solve {

using namespace ohmimo;
using namespace ohmimo::matrix;
using namespace ohmimo::plot;
using namespace ohmimo::solve;
namespace fs = std::filesystem;

std::string write(const TemporaryFolder& folder, const std::string& name, const arma::cx_mat& value, bool is_complex) {
  write_matrix({value, is_complex}, folder.path / name);
  return folder.file(name);
}

rram::SolverConfig solver(const char* fidelity, int stages, int cycles) {
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name(fidelity);
  config.stages = stages;
  config.cycles = cycles;
  config.schur = config.fidelity.quantise ? rram::Schur::reuse : rram::Schur::exact;
  return config;
}

std::string complaint(const SystemSpec& spec) {
  try {
    make_system(spec);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}
bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

SolveOutcome solved(const LinearSystem& system, const rram::SolverConfig& config, std::uint64_t seed) {
  return run_solve(system, double_solutions(system), config, seed);
}

RngStream stream_of(std::uint64_t seed) {
  return RngStream({seed, 0, 0}, Purpose::channel);
}

TEST_CASE("the arrays of a system tell how their wires were reduced") {
  RngStream stream = stream_of(5);
  const arma::mat a = arma::real(wishart_matrix(64, 8, stream));
  rram::SolverConfig config = solver("wires", 1, 2);
  CHECK(rram::program(a, config, stream).wires().exact >= 2);
  CHECK(rram::program(a, config, stream).wires().error_bound == 0.0);
  config.analogue.wire_accuracy = 1e-2;
  const rram::WireUse close = rram::program(a, config, stream).wires();
  CHECK(close.exact == 0);
  CHECK(close.approximate >= 2);
  CHECK(close.error_bound > 0.0);
  CHECK(close.error_bound <= 1e-2);
  CHECK(rram::program(a, solver("converter", 1, 2), stream).wires().exact == 0);  // no circuits
}

TEST_CASE("generated matrices have the properties they are named for") {
  const int n = 7;
  const arma::vec poisson = arma::eig_sym(stencil_matrix({.n = n}));
  for (int k = 1; k <= n; ++k)  // closed form; a symmetric eigensolver errs by a few eps of the largest, which is 4
    CHECK(poisson[k - 1] == about(2.0 - 2.0 * std::cos(k * M_PI / (n + 1)), 1e-13));
  CHECK(stencil_matrix({.n = 1})(0, 0) == 2.0);

  // Inverse of rho^|i-j|: tridiagonal with 1, 1 + rho^2, ..., 1 and -rho beside it, over 1 - rho^2.
  const double rho = 0.7;
  arma::mat inverse(n, n, arma::fill::zeros);
  inverse.diag().fill(1.0 + rho * rho);
  inverse(0, 0) = inverse(n - 1, n - 1) = 1.0;
  inverse.diag(1).fill(-rho);
  inverse.diag(-1).fill(-rho);
  inverse /= 1.0 - rho * rho;
  const arma::cx_mat product = toeplitz_matrix(n, rho) * inverse;
  CHECK(arma::norm(product - arma::cx_mat(n, n, arma::fill::eye), "inf") < 1e-14);  // n products of at most 3, eps each
  CHECK(arma::approx_equal(toeplitz_matrix(n, 0.0), arma::cx_mat(n, n, arma::fill::eye), "absdiff", 0.0));

  // E[H^H H / n_rx] = I; an element of it has variance 1/n_rx, so 6 standard deviations of 64 elements are
  // 6/sqrt(n_rx).
  RngStream stream = stream_of(1);
  const arma::cx_mat wishart = wishart_matrix(4096, 8, stream);
  CHECK(arma::abs(wishart - arma::cx_mat(8, 8, arma::fill::eye)).max() < 6.0 / 64.0);
  CHECK(arma::norm(arma::imag(wishart), "fro") > 0.0);
  CHECK(wishart.is_hermitian(1e-12));

  RngStream normal = stream_of(1);  // mean of 10,000 N(0, 1) within 6/100, mean square within 6 sqrt(2)/100
  const arma::cx_mat random = random_matrix(100, normal);
  CHECK(std::abs(arma::mean(arma::vectorise(arma::real(random)))) < 0.06);
  CHECK(std::abs(arma::mean(arma::vectorise(arma::square(arma::real(random)))) - 1.0) < 0.085);
  CHECK(arma::norm(arma::imag(random), "fro") == 0.0);
}

LinearSystem system_of(const arma::mat& a) {
  LinearSystem system;
  system.name = "a";
  system.matrix = arma::cx_mat(a, arma::zeros(arma::size(a)));
  system.rhs = arma::cx_mat(a.n_rows, 1, arma::fill::ones);
  return system;
}

TEST_CASE("a loop may settle though the symmetric part is indefinite, and is counted where it does not") {
  // S^-1 G of one array: eigenvalues of [1 3; 0.1 1] are 1 +- sqrt(0.3), positive, those of its symmetric part -0.55
  // and 2.55. Rows scaled by any S leave them positive: trace and determinant stay above 0.
  const LinearSystem settles = system_of({{1, 3}, {0.1, 1}});
  for (const char* fidelity : {"exact", "quantised", "circuit"}) {
    CAPTURE(fidelity);
    const SolveOutcome outcome = solved(settles, solver(fidelity, 0, 40), 1);
    CHECK(outcome.report.status != rram::SolveReport::Status::unstable);
    CHECK(outcome.rows.back().worst_error < 1e-6);  // 24-bit words, condition number 15
    CHECK(outcome.loops.unstable == 0);
  }
  CHECK(solved(settles, solver("exact", 0, 1), 1).loops.arrays == 1);
  CHECK(solved(settles, solver("exact", 1, 1), 1).loops.arrays == 2);  // M1 and its Schur complement
  // Determinant below 0: one eigenvalue of S^-1 G is negative whatever S.
  const LinearSystem runs_away = system_of({{1, 3}, {1, 1}});
  const SolveOutcome outcome = solved(runs_away, solver("exact", 0, 2), 1);
  CHECK(outcome.rows.back().worst_error < 1e-13);
  CHECK(outcome.loops.unstable == 1);
  CHECK(solved(runs_away, solver("circuit", 0, 2), 1).report.status == rram::SolveReport::Status::unstable);
}

TEST_CASE("only what is singular in any units is refused") {
  const std::string singular = "the matrix must not be singular in double precision";
  CHECK_THROWS_WITH(double_solutions(system_of(arma::zeros(3, 3))), singular.c_str());
  CHECK_THROWS_WITH(double_solutions(system_of(arma::ones(3, 3))), singular.c_str());
  CHECK_THROWS_WITH(double_solutions(system_of({{1, 0}, {1, 0}})), singular.c_str());
  CHECK(arma::approx_equal(double_solutions(system_of(arma::diagmat(arma::vec{1e8, 1e-8}))), arma::mat{{1e-8, 1e8}},
                           "reldiff", 1e-15));
  // Rows, then columns of unequal size: x1 + 2 x2 = 1e-10 and x1 + x2 = 1e10; x1 + x2 1e-20 = 1e-10 = x1 + 2e-20 x2.
  CHECK(arma::approx_equal(double_solutions(system_of({{1e10, 2e10}, {1e-10, 1e-10}})), arma::mat{{2e10, -1e10}},
                           "reldiff", 1e-15));
  CHECK(double_solutions(system_of({{1e10, 1e-10}, {1e10, 2e-10}}))(0, 0) == about(1e-10));
  // 0.85e308 [2 1; 1 2] x = [1; 1] is x = [1; 1] / (3 0.85e308).
  CHECK(double_solutions(system_of({{1.7e308, 0.85e308}, {0.85e308, 1.7e308}}))(0, 0) * 0.85e308 ==
        about(1.0 / 3.0, 1e-3));  // of a subnormal number
  const SolveOutcome large = solved(system_of({{1.7e308, 1e308}, {1e308, 1.7e308}}), solver("exact", 0, 1), 1);
  CHECK(large.report.status == rram::SolveReport::Status::converged);
  CHECK(large.condition == about(2.7 / 0.7, 1e-13));  // eigenvalues 1.7 +- 1
  rram::SolverConfig unequal = solver("quantised", 0, 1);
  const LinearSystem rows = system_of(arma::diagmat(arma::vec{1e8, 1e-8}));
  CHECK(solved(rows, unequal, 1).report.status == rram::SolveReport::Status::not_finite);
  unequal.equilibrate = true;
  CHECK(solved(rows, unequal, 1).rows.back().worst_error < 1e-6);
}

TEST_CASE("real rows and complex columns are each other's inverse, and the real form is the same product") {
  RngStream stream = stream_of(2);
  arma::cx_mat a = wishart_matrix(9, 5, stream);
  a(0, 1) += arma::cx_double(0.5, -2.0);  // not hermitian: a transposed part would show
  arma::cx_mat x(5, 3);
  for (arma::cx_double& value : x) value = {stream.normal(), stream.normal()};
  CHECK(arma::approx_equal(complex_columns(real_rows(x, true), true), x, "absdiff", 0.0));
  const arma::mat rows = real_rows(x, true) * real_matrix(a, true).t();
  CHECK(arma::abs(complex_columns(rows, true) - a * x).max() < 1e-13);  // 10 products below 10, eps each
  CHECK(real_rows(x, false).n_cols == 5);
}

TEST_CASE("systems from files: square, rectangular, complex right-hand side, ridge") {
  const TemporaryFolder folder;
  RngStream stream = stream_of(3);
  arma::cx_mat tall(6, 3);
  for (arma::cx_double& value : tall) value = {stream.normal(), stream.normal()};
  SystemSpec spec;
  spec.file = write(folder, "tall.h5", tall, true);
  CHECK(contains(complaint(spec), "must be square, got 6x3; --normal-equations"));
  spec.normal_equations = true;
  spec.ridge = "0.25";
  spec.n_rhs = "2";
  const LinearSystem system = make_system(spec);
  const arma::cx_mat expected = tall.t() * tall + 0.25 * arma::cx_mat(3, 3, arma::fill::eye);
  CHECK(arma::abs(system.matrix - expected).max() == 0.0);
  CHECK(arma::abs(system.rhs - tall.t() * system.b).max() == 0.0);
  CHECK(system.rhs.n_cols == 2);
  spec.file = write(folder, "wide.mtx", tall.st(), true);
  CHECK(contains(complaint(spec), "must have as many rows as columns or more, got 3x6"));

  SystemSpec mixed;  // real matrix, complex right-hand side
  mixed.file = write(folder, "a.csv", toeplitz_matrix(3, 0.5), false);
  mixed.rhs = write(folder, "b.mat", tall.head_rows(3), true);
  CHECK(make_system(mixed).is_complex);
  const arma::cx_mat x = solved(make_system(mixed), solver("exact", 1, 2), 1).x;
  const arma::cx_mat wanted = arma::solve(toeplitz_matrix(3, 0.5), arma::cx_mat(tall.head_rows(3)));
  CHECK(arma::abs(x - wanted).max() < 1e-12);
  CHECK(arma::abs(x - arma::conj(wanted)).max() > 1e-3);  // the comparison sees a wrong sign
  mixed.rhs = write(folder, "c.mat", tall, true);
  CHECK(contains(complaint(mixed), "must have 3 rows, one for each of the matrix, got 6"));
}

TEST_CASE("what make_system refuses") {
  SystemSpec spec;
  CHECK(contains(complaint(spec),
                 "one matrix is needed: FILE, --wishart, --poisson, --heat, --toeplitz or --random, got 0"));
  spec.poisson = "4";
  CHECK(complaint(spec) == "accepted");
  const auto with = [&spec](std::string SystemSpec::*member, const std::string& text) {
    SystemSpec changed = spec;
    changed.*member = text;
    return complaint(changed);
  };
  CHECK(contains(with(&SystemSpec::random, "4"), "got 2"));
  CHECK(contains(with(&SystemSpec::poisson, "0"), "poisson must be from 1 to 2048, got 0"));
  CHECK(contains(with(&SystemSpec::poisson, "1e-3"), "got \"1e-3\""));
  CHECK(contains(with(&SystemSpec::n_rhs, "0"), "n-rhs must be from 1 to 100000, got 0"));
  CHECK(contains(with(&SystemSpec::ridge, "-1"), "mmse must be >= 0, got -1"));
  CHECK(contains(with(&SystemSpec::rhs, "no.csv"), "\"no.csv\" does not exist"));
  spec.poisson = "";
  CHECK(contains(with(&SystemSpec::wishart, "128"), "wishart must be ANTENNASxUSERS, such as 128x8, got \"128\""));
  CHECK(contains(with(&SystemSpec::wishart, "4x8"), "users must be <= antennas = 4"));
  CHECK(contains(with(&SystemSpec::toeplitz, "4:1"), "toeplitz RHO must be from 0 to below 1, got 1"));
  CHECK(contains(with(&SystemSpec::toeplitz, "4:x"), "toeplitz RHO must be a number"));
  spec.toeplitz = "4";
  spec.rhs = "ones";
  spec.n_rhs = "2";
  CHECK(contains(complaint(spec), "n-rhs must go with rhs random, got rhs \"ones\""));
}

TEST_CASE("exact fidelity is double precision; the measures are those of an independent computation") {
  SystemSpec spec;
  spec.wishart = "16x4";
  spec.n_rhs = "5";
  const LinearSystem system = make_system(spec);
  const SolveOutcome exact = solved(system, solver("exact", 1, 2), 1);
  CHECK(exact.rows.size() == 2);
  CHECK(exact.rows[0].worst_error < 1e-13);  // 8 rows, condition number below 20: 8 20 eps = 4e-14
  CHECK(exact.condition == about(arma::cond(system.matrix), 1e-12));

  const SolveOutcome analogue = solved(system, solver("converter", 1, 4), 1);
  const arma::cx_mat wanted = arma::solve(system.matrix, system.rhs);
  arma::vec error(5), residual(5);
  for (arma::uword k = 0; k < 5; ++k) {
    error[k] = arma::norm(analogue.x.col(k) - wanted.col(k)) / arma::norm(wanted.col(k));
    residual[k] = arma::norm(system.rhs.col(k) - system.matrix * analogue.x.col(k)) / arma::norm(system.rhs.col(k));
  }
  const CycleRow& last = analogue.rows.back();
  CHECK(last.cycle == 4);
  // Rounding in either computation, eps, against errors above 1e-6: relative 1e-9.
  CHECK(last.median_error == about(arma::median(error), 1e-8));
  CHECK(last.worst_error == about(error.max(), 1e-8));
  CHECK(last.worst_residual == about(residual.max(), 1e-8));
  CHECK(last.bits() == about(-std::log2(last.median_error)));
  CHECK(analogue.rows[0].worst_error > last.worst_error);
  CHECK(analogue.spectral_radius < 1.0);

  const SolveOutcome again = solved(system, solver("converter", 1, 4), 1);
  const SolveOutcome other = solved(system, solver("converter", 1, 4), 2);
  CHECK(arma::approx_equal(analogue.x, again.x, "absdiff", 0.0));
  CHECK_FALSE(arma::approx_equal(analogue.x, other.x, "absdiff", 0.0));  // other devices
}

TEST_CASE("normal equations solve what the loop cannot") {
  SystemSpec spec;
  spec.random = "6";
  const LinearSystem refused = make_system(spec);
  CHECK(solved(refused, solver("exact", 0, 1), 1).loops.unstable == 1);
  spec.normal_equations = true;
  const LinearSystem system = make_system(spec);
  const SolveOutcome outcome = solved(system, solver("exact", 1, 2), 1);
  const arma::cx_mat wanted = arma::solve(refused.a, refused.b);
  // Relative error of the normal equations: n eps cond(A)^2, and cond(A)^2 is the condition of what was solved.
  CHECK(arma::norm(outcome.x - wanted) <= 6 * 2.2e-16 * outcome.condition * arma::norm(wanted));
}

TEST_CASE("tolerance ends the table where the solver ends") {
  SystemSpec spec;
  spec.wishart = "64x4";
  const LinearSystem system = make_system(spec);
  rram::SolverConfig config = solver("converter", 1, 20);
  config.tolerance = 1e-3;
  const SolveOutcome outcome = solved(system, config, 1);
  CHECK(outcome.report.status == rram::SolveReport::Status::converged);
  CHECK(outcome.rows.size() == static_cast<std::size_t>(outcome.report.cycles));
  CHECK(outcome.rows.size() < 20);
  config.cycles = 10000;
  config.tolerance = 0.0;
  SystemSpec many = spec;
  many.n_rhs = "1000";  // 10000 cycles x 1000 x 8 doubles, twice: 1280 MB
  CHECK_THROWS_WITH(
      solved(make_system(many), config, 1),
      "cycles times right-hand sides must take at most 1000 MB, 10000 cycles of 1000 vectors take 1280 MB");
}

TEST_CASE("plot over cycles: axes hold the points and their markers, what a logarithm does not take is left out") {
  LogPlot plot{{"t", "cycle", "error", "foot"}, {{"a", {1, 2, 3}, {0.5, 2e-3, 0.0}}, {"b", {1}, {INFINITY}}}};
  const std::string script = log_plot_script(plot);
  CHECK(contains(script, "set yrange [0.001:0.6]"));
  CHECK(contains(script, "$curve0 << END_OF_DATA\n1 0.5\n2 0.002\nEND_OF_DATA"));
  CHECK_FALSE(contains(script, "$curve1"));
  plot.curves[0].y = {0, 0, NAN};
  CHECK_THROWS_WITH(log_plot_script(plot), "plot needs at least one point with y > 0, got none");
  plot.curves[0].y.pop_back();
  CHECK_THROWS_WITH(log_plot_script(plot), "plot curve 'a': y must have 3 values, got 2");
  const TemporaryFolder folder;
  plot.curves[0].y = {0.5, 2e-3, 1e-5};
  write_log_plot(plot, folder.path / "p");
  CHECK(fs::file_size(folder.path / "p.png") > 10000);
  CHECK(fs::file_size(folder.path / "p.svg") > 5000);
}

TEST_CASE("a solve names its steps in their order") {
  SystemSpec spec;
  spec.poisson = "4";
  spec.n_rhs = "3";
  const LinearSystem system = make_system(spec);
  std::vector<std::string> steps;
  run_solve(system, double_solutions(system), solver("converter", 0, 5), 1,
            [&steps](std::string_view step) { steps.emplace_back(step); });
  CHECK(steps == std::vector<std::string>{"condition number", "programming the arrays",
                                          "3 right-hand side(s), at most 5 cycle(s)", "stability of the loops",
                                          "errors of every cycle"});
}

}  // namespace test_solve
