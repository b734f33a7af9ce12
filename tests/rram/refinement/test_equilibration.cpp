#include <doctest/doctest.h>

#include "rram/refinement/equilibration.hpp"
#include "tests/about.hpp"
#include "tests/rram/refinement/refinement_case.hpp"

namespace test_equilibration {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

bool unit_diagonal(const Dense& a) {
  for (std::size_t i = 0; i < a.n_row; ++i)
    if (a(i, i) != 1.0 - 0x1p-24) return false;
  return true;
}

SolverConfig equilibrated(RefinementKind kind) {
  SolverConfig config = refinement_config(kind, 2, 12);
  config.equilibrate = true;
  return config;
}

TEST_CASE("equilibration: unit diagonal, symmetric bit for bit, and the congruence itself") {
  RngStream channel({71, 0, 0}, Purpose::channel);
  const arma::mat a = arma::symmatu(spread_gram(channel, 64, 8, 40.0));
  Dense scaled = to_dense(a);
  const std::vector<double> s = equilibrate(scaled);
  REQUIRE(s.size() == 16);
  CHECK(unit_diagonal(scaled));
  for (std::size_t i = 0; i < 16; ++i)
    for (std::size_t j = 0; j < 16; ++j) {
      CHECK(scaled(i, j) == scaled(j, i));
      CHECK(std::abs(scaled(i, j) - s[i] * a(i, j) * s[j]) <= 4 * 0x1p-53);  // four roundings of a number below 1
    }
  scaled(3, 3) = 1.0;
  CHECK_FALSE(unit_diagonal(scaled));
}

TEST_CASE("equilibration leaves matrices alone that it cannot help") {
  const arma::mat zero_diagonal = {{0.0, 1.0}, {1.0, 2.0}}, negative = {{1.0, 0.1}, {0.1, -1.0}};
  const arma::mat off_diagonal = {{1.0, 2.0}, {0.1, 1.0}}, tiny = {{1e-300, 0.9}, {0.9, 0.9}};
  for (const arma::mat& a : {zero_diagonal, negative, off_diagonal, tiny}) {
    Dense scaled = to_dense(a);
    CHECK(equilibrate(scaled).empty());
    CHECK(equal(scaled.view(), to_dense(a).view()));
    for (const RefinementKind kind : {RefinementKind::stationary, RefinementKind::fcg}) {
      SolverConfig config = refinement_config(kind, 0, 5);
      arma::mat plain, asked;
      RngStream one = device_stream(0), two = device_stream(0);
      const arma::mat b = {{1.0, -0.4}};
      (void)program(a, config, one).solve(b, plain);
      config.equilibrate = true;
      (void)program(a, config, two).solve(b, asked);
      CHECK(same_bits(plain, asked));
    }
  }
}

TEST_CASE("equilibration is undone: x, residual and realised inverse are those of A") {
  RngStream channel({72, 0, 0}, Purpose::channel);
  for (const double spread_db : {0.0, 20.0, 60.0}) {
    const arma::mat a = spread_gram(channel, 64, 8, spread_db);
    const arma::mat b = random_mat(channel, 20, 16) * a;  // x of size 1
    for (const RefinementKind kind : {RefinementKind::stationary, RefinementKind::fcg, RefinementKind::chebyshev}) {
      RngStream device = device_stream(3);
      const ProgrammedSystem system = program(a, equilibrated(kind), device);
      arma::mat x;
      CycleLog log;
      log.keep = {2, 12};
      const SolveReport report = system.solve(b, x, &log);
      CHECK(report.refinement == kind);
      // Each user's error against the scale of the equilibrated solution, sqrt(a_uu) x: words of 24 bits, condition
      // < 10.
      const arma::rowvec root = arma::sqrt(a.diag()).t();
      arma::mat error = x - solve_rows(a, b), scale = solve_rows(a, b);
      error.each_row() %= root;
      scale.each_row() %= root;
      CHECK(arma::norm(error, "fro") < 3e-5 * arma::norm(scale, "fro"));
      CHECK(same_bits(log.x[1], x));
      arma::mat difference = log.residual[0] - (b - log.x[0] * a.t());
      CHECK(arma::norm(difference, "fro") < 1e-5 * arma::norm(b, "fro"));
      CHECK(arma::norm(log.residual[0], "fro") > 0.0);
      CHECK(arma::norm(a * system.realised_inverse() - arma::eye(16, 16)) < (spread_db == 0.0 ? 1.0 : 1e3));
      CHECK(arma::abs(arma::eig_gen(arma::eye(16, 16) - a * system.realised_inverse())).max() ==
            about(system.spectral_radius(), 1e-3));
    }
  }
}

TEST_CASE("equilibrated: powers of two pass through, and scales of single users do not matter") {
  RngStream channel({73, 0, 0}, Purpose::channel);
  const arma::mat a = spread_gram(channel, 64, 4, 10.0);
  const arma::mat b = random_mat(channel, 17, 8);
  const auto solution = [&](const arma::mat& matrix, const arma::mat& rhs) {
    RngStream device = device_stream(4);
    SolverConfig config = equilibrated(RefinementKind::fcg);
    config.stages = 1;
    arma::mat x;
    (void)program(matrix, config, device).solve(rhs, x);
    return x;
  };
  const arma::mat expected = solution(a, b);
  for (const int exponent : {-800, -3, 700}) {
    const double factor = std::ldexp(1.0, exponent);
    // An odd power of two under the square root is not exact: the last bit of S.
    CHECK(relative_error(solution(a * factor, b) * factor, expected) < 1e-6);
    CHECK(same_bits(solution(a, b * factor), expected * factor));
  }
  // Users scaled by powers of two: the equilibrated system is the same but for the last bits of S, which may change a
  // rounding to words.
  arma::vec power(8);
  for (arma::uword i = 0; i < 8; ++i) power(i) = std::ldexp(1.0, static_cast<int>(i % 4) * 5 - 8);
  const arma::mat scaled = solution(arma::diagmat(power) * a * arma::diagmat(power), b * arma::diagmat(power));
  CHECK(relative_error(scaled * arma::diagmat(power), expected) < 1e-6);
  SolverConfig plain = refinement_config(RefinementKind::fcg, 1, 12);
  RngStream device = device_stream(4);
  arma::mat x;
  (void)program(arma::diagmat(power) * a * arma::diagmat(power), plain, device).solve(b * arma::diagmat(power), x);
  CHECK_FALSE(relative_error(x * arma::diagmat(power), expected) < 1e-6);  // without equilibration they matter
}

}  // namespace test_equilibration
