#include <doctest/doctest.h>

#include <bit>

#include "tests/rram/rram_case.hpp"

namespace test_refinement {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

// error[k] = relative errors after cycle k + 1 of the worked example over many devices.
std::vector<std::vector<double>> paper_errors(const SolverConfig& config, const arma::mat& b, std::uint32_t n_device) {
  const arma::mat a = paper_matrix();
  const arma::mat expected = solve_rows(a, b);
  std::vector<std::vector<double>> error(static_cast<std::size_t>(config.cycles));
  for (std::uint32_t k = 0; k < n_device; ++k) {
    RngStream device = device_stream(k);
    CycleLog log;
    log.keep = cycles_to(config.cycles);
    arma::mat x;
    (void)program(a, config, device).solve(b, x, &log);
    for (std::size_t c = 0; c < error.size(); ++c) error[c].push_back(relative_error(log.x[c], expected));
  }
  return error;
}

bool within_factor(double value, double target, double factor) {
  return value < target * factor && value > target / factor;
}

// FNV-1a, 64 bit, over the bytes of a matrix.
std::uint64_t hash_of(const arma::mat& a, std::uint64_t hash) {
  for (const double value : a)
    for (std::uint64_t bits = std::bit_cast<std::uint64_t>(value), k = 0; k < 8; ++k, bits >>= 8)
      hash = (hash ^ (bits & 0xff)) * 1099511628211u;
  return hash;
}

// Solutions and residuals of six stationary cycles, for a matrix from additions and products only.
std::uint64_t stationary_hash(std::string_view fidelity, int stages, double tolerance) {
  RngStream stream({36, 0, 0}, Purpose::channel);
  const arma::uword n = 10;
  arma::mat half(n, n), a(n, n, arma::fill::zeros), b(21, n);
  for (double& value : half) value = stream.uniform() - 0.5;
  for (double& value : b) value = stream.uniform() - 0.5;
  for (arma::uword i = 0; i < n; ++i)
    for (arma::uword j = 0; j < n; ++j) {
      a(i, j) = i == j ? 1.0 : 0.0;
      for (arma::uword k = 0; k < n; ++k) a(i, j) += half(k, i) * half(k, j);
    }
  SolverConfig config;
  config.fidelity = fidelity_from_name(fidelity);
  config.stages = stages;
  config.cycles = 6;
  config.tolerance = tolerance;
  RngStream device = device_stream(1);
  CycleLog log;
  log.keep = {1, 3, 6};
  arma::mat x;
  (void)program(a, config, device).solve(b, x, &log);
  std::uint64_t hash = hash_of(x, 14695981039346656037u);
  for (std::size_t k = 0; k < 3; ++k) hash = hash_of(log.residual[k], hash_of(log.x[k], hash));
  return hash;
}

TEST_CASE("stationary refinement is bit for bit what it was before other kinds and rungs came") {
  struct Golden {
    const char* fidelity;
    int stages;
    double tolerance;
    std::uint64_t hash;
  };
  const Golden golden[] = {
      {"exact", 0, 0.0, 0xbb30d0ef3dc5666eu},      {"exact", 1, 0.0, 0x444ef0f43a2ef9fdu},
      {"exact", 2, 0.0, 0xfc1065f5daa57884u},      {"quantised", 0, 0.0, 0xa9320b9219414f51u},
      {"quantised", 1, 0.0, 0x02bf8175d57043d3u},  {"quantised", 2, 0.0, 0x12471b8d7a074812u},
      {"device", 0, 0.0, 0x72380c9053faa0b5u},     {"device", 1, 0.0, 0xdb864c677d9f339fu},
      {"device", 2, 0.0, 0xf676d168d4a81534u},     {"converter", 0, 0.0, 0xb717d31a9fee02bfu},
      {"converter", 1, 0.0, 0x4528c7fd6afb2b5du},  {"converter", 2, 0.0, 0x30926e02f522beabu},
      {"converter", 2, 1e-4, 0x1dc8c9ed6b5ba59fu},
  };
  for (const Golden& g : golden) {
    CAPTURE(g.fidelity);
    CAPTURE(g.stages);
    CHECK(stationary_hash(g.fidelity, g.stages, g.tolerance) == g.hash);
    CHECK_FALSE(stationary_hash(g.fidelity, g.stages, g.tolerance > 0.0 ? 0.0 : 1e-2) == g.hash);
  }
}

TEST_CASE("the worked example: condition number and solution of the paper") {
  const arma::mat a = paper_matrix();
  CHECK(std::abs(arma::cond(a) - 7.71) < 0.005);
  SolverConfig config = paper_config("exact", 1);
  RngStream device = device_stream(0);
  arma::mat x;
  (void)program(a, config, device).solve(paper_rhs(), x);
  const arma::mat printed = {{0.1392, -0.0775, 0.0316, 0.1460}};
  CHECK(arma::abs(x - printed).max() < 0.00005 + 1e-12);
  CHECK_FALSE(arma::abs(x - printed * 1.01).max() < 0.00005);
}

TEST_CASE("the worked example gains about three bits per cycle and ends at the 24-bit grid") {
  const std::vector<std::vector<double>> error = paper_errors(paper_config("converter", 12), paper_rhs(), 400);
  // Medians of an independent calculation with 400 devices of a slightly different (uniform) law, to two digits. A
  // median of 400 has a standard error near 4 %, growing with the cycle as the errors spread: a factor 1.4.
  const double expected[] = {0.11, 1.9e-2, 2.7e-3, 4.2e-4, 7e-5, 1.1e-5, 1.7e-6};
  for (std::size_t k = 0; k < std::size(expected); ++k) {
    CAPTURE(k);
    CHECK(within_factor(median(error[k]), expected[k], 1.4));
    CHECK_FALSE(within_factor(median(error[k]), 2.0 * expected[k], 1.4));
  }
  const double bits_per_cycle = std::log2(median(error[0]) / median(error[6])) / 6.0;
  CHECK(bits_per_cycle > 2.6);
  CHECK(bits_per_cycle < 3.2);
  for (const std::size_t k : {10, 11}) {
    const double bits = -std::log2(median(error[k]));
    CHECK(bits > 22.0);
    CHECK(bits < 23.5);
  }
}

TEST_CASE("twelve-bit words end twelve bits earlier") {
  SolverConfig config = paper_config("converter", 8);
  config.word_bits = 12;
  const double bits = -std::log2(median(paper_errors(config, paper_rhs(), 100).back()));
  CHECK(bits > 22.0 - 12.0 - 0.5);
  CHECK(bits < 23.5 - 12.0 + 0.5);
}

TEST_CASE("a 4x4 complex system in real form: 100 inputs, mean error 1e-7 after ten cycles") {
  RngStream channel({31, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(channel, 64, 4);
  const arma::mat b = random_mat(channel, 100, 8);
  SolverConfig config;
  config.fidelity = fidelity_from_name("converter");
  config.cycles = 10;
  RngStream device = device_stream(0);
  arma::mat x;
  const SolveReport report = program(a, config, device).solve(b, x);
  CHECK(report.status == SolveReport::Status::cycle_limit);
  const arma::mat expected = solve_rows(a, b);
  const double mean = arma::mean(arma::sqrt(arma::sum(arma::square(x - expected), 1)) /
                                 arma::sqrt(arma::sum(arma::square(expected), 1)));
  CHECK(mean > 0.3e-7);
  CHECK(mean < 3e-7);
}

TEST_CASE("16x16 inverses in ten cycles: elements right to 3e-7") {
  RngStream channel({32, 0, 0}, Purpose::channel);
  SolverConfig config;
  config.fidelity = fidelity_from_name("converter");
  config.stages = 2;
  config.cycles = 10;
  std::vector<double> worst;
  for (std::uint32_t k = 0; k < 11; ++k) {
    const arma::mat a = random_gram(channel, 128, 8);
    RngStream device = device_stream(k);
    arma::mat rows;
    (void)program(a, config, device).solve(arma::eye(16, 16), rows);
    worst.push_back(arma::abs(rows.t() - arma::inv(a)).max());
    // Elements above 1 put the grid of x at 2^-21 or 2^-22: half of it, 2.4e-7, and A^-1 dA A^-1 with dA of 2^-25.
    CHECK(worst.back() < 4e-7);
  }
  CHECK(median(worst) < 3e-7);
  CHECK(median(worst) > 0.5e-7);
}

TEST_CASE("a log keeps what each cycle left, whatever comes later") {
  RngStream channel({33, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(channel, 16, 4);
  const arma::mat b = random_mat(channel, 21, 8);
  SolverConfig config;
  config.fidelity = fidelity_from_name("converter");
  config.cycles = 5;
  RngStream device = device_stream(3);
  CycleLog log;
  log.keep = {1, 2, 5};
  arma::mat x;
  (void)program(a, config, device).solve(b, x, &log);
  CHECK(same_bits(log.x[2], x));
  for (const std::size_t k : {0, 1}) {
    config.cycles = log.keep[k];
    RngStream same_device = device_stream(3);
    arma::mat shorter;
    (void)program(a, config, same_device).solve(b, shorter);
    CHECK(same_bits(shorter, log.x[k]));
    // The residual is b - A x of the 24-bit copies: |A| 2^-25 per element of A, the same of b, over 8 columns.
    const double bound = 1e-6 * arma::abs(b).max();
    CHECK(arma::abs(log.residual[k] - (b - shorter * a.t())).max() < bound);
    CHECK(arma::abs(log.residual[k]).max() > 10.0 * bound);
  }
}

TEST_CASE("a vector that reached the tolerance stops, the others go on") {
  RngStream channel({34, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(channel, 16, 4);
  const arma::mat b = random_mat(channel, 40, 8);
  SolverConfig config;
  config.fidelity = fidelity_from_name("converter");
  config.cycles = 50;
  config.tolerance = 1e-4;
  RngStream device = device_stream(5);
  const ProgrammedSystem system = program(a, config, device);
  arma::mat x;
  const SolveReport report = system.solve(b, x);
  CHECK(report.status == SolveReport::Status::converged);
  CHECK(report.relative_residual <= 1e-4);
  CHECK(report.cycles < 50);
  std::uint64_t lp_inv = 0;
  for (arma::uword v = 0; v < b.n_rows; ++v) {
    arma::mat alone;
    const SolveReport one = system.solve(b.row(v), alone);
    CHECK(same_bits(alone, x.row(v)));
    CHECK(one.ops.lp_inv == 3 * static_cast<std::uint64_t>(one.cycles));
    lp_inv += one.ops.lp_inv;
  }
  CHECK(report.ops.lp_inv == lp_inv);
  config.cycles = 1;
  RngStream again = device_stream(5);
  CHECK(program(a, config, again).solve(b, x).status == SolveReport::Status::cycle_limit);
}

TEST_CASE("a diverging refinement is stopped, reported and returns the best solution so far") {
  const arma::mat a = {{1.0, 3.0}, {3.0, 1.0}};  // reuse: the iteration has the eigenvalue 9
  SolverConfig config;
  config.cycles = 20;
  for (const char* fidelity : {"exact", "quantised", "converter"}) {
    config.fidelity = fidelity_from_name(fidelity);
    RngStream device = device_stream(0);
    const ProgrammedSystem system = program(a, config, device);
    CHECK(system.spectral_radius() > 8.0);
    arma::mat x;
    CycleLog log;
    log.keep = cycles_to(20);
    const SolveReport report = system.solve(arma::mat{{1.0, 0.3}, {0.0, 0.0}}, x, &log);
    CHECK(report.status == SolveReport::Status::diverged);
    CHECK(report.relative_residual <= 1.0);
    arma::mat alone;
    CHECK(system.solve(arma::mat{{1.0, 0.3}}, alone).cycles < 5);
    CHECK(same_bits(alone, x.row(0)));
    CHECK(x.is_finite());
    const arma::mat residual = arma::mat{{1.0, 0.3}} - x.row(0) * a.t();
    CHECK(arma::norm(residual) <= arma::norm(arma::mat{{1.0, 0.3}}) * (1.0 + 1e-6));
    CHECK(arma::abs(x.row(1)).max() == 0.0);  // the neighbour is untouched
    CHECK(same_bits(log.x.back(), x));
    CHECK(std::abs(arma::norm(log.residual.back().row(0) - residual)) < 1e-6);
  }
}

TEST_CASE("a vector moving about on the grid of x is not taken for a diverging one") {
  // Two by two and moderately conditioned: some vectors meet their solution by luck, and the next step on the grid
  // multiplies ||r|| by far more than 4.
  RngStream channel({35, 0, 0}, Purpose::channel);
  SolverConfig config = paper_config("converter", 60);
  config.mapping = {};
  config.word_bits = 12;
  int tried = 0;
  for (std::uint32_t k = 0; k < 100; ++k) {
    const arma::mat a = 0.6 * random_mat(channel, 2, 2) + arma::eye(2, 2);
    const arma::mat b = random_mat(channel, 100, 2);
    RngStream device = device_stream(k);
    const ProgrammedSystem system = program(a, config, device);
    if (arma::cond(a) > 50.0 || system.spectral_radius() > 0.5) continue;  // these may truly grow
    ++tried;
    arma::mat x;
    CHECK(system.solve(b, x).status != SolveReport::Status::diverged);
  }
  CHECK(tried > 80);
}

TEST_CASE("x may outgrow the scale of its first cycle") {
  const arma::mat a = {{1.0, 0.95},
                       {0.95, 1.0}};  // reuse: each cycle leaves 0.9025 of the error, x ends ten times dx_1
  SolverConfig config;
  config.fidelity = fidelity_from_name("quantised");
  config.cycles = 200;
  const arma::mat b = {{0.0, 1.0}};
  RngStream device = device_stream(0);
  arma::mat x;
  const SolveReport report = program(a, config, device).solve(b, x);
  // The grid doubles to 2^-19 of x near 16; 2^-24 errors of A are amplified by the condition number 39: below 1e-5.
  CHECK(relative_error(x, solve_rows(a, b)) < 1e-5);
  CHECK(report.relative_residual < 1e-5);
}

}  // namespace test_refinement
