// A curvature matrix on the analogue solver: scaling, where the diagonal sits, refinement, and what is refused.
#include <doctest/doctest.h>

#include <optional>

#include "apps/studies/train/curvature_matrix.hpp"
#include "apps/studies/train/split_mix.hpp"
#include "tests/about.hpp"

namespace test_curvature_matrix {

using namespace ohmimo;
using namespace ohmimo::train;

RngStream device(std::uint32_t draw = 0) {
  return RngStream({1, 0, draw}, Purpose::device_program);
}

CurvatureSetting setting_of(const char* fidelity, int cycles) {
  CurvatureSetting setting{.solver = usual_training_solver()};
  setting.solver.fidelity = rram::fidelity_from_name(fidelity);
  setting.solver.cycles = cycles;
  return setting;
}

// Diagonal elements over two decades.
arma::mat spread_matrix() {
  SplitMix draws(11);
  const arma::mat x = draws.normals(40, 6) * arma::diagmat(arma::vec{1.0, 0.5, 0.3, 0.2, 0.15, 0.1});
  return x.t() * x / 40.0;
}

double radius(const arma::mat& a, const CurvatureSetting& setting, std::uint32_t draw) {
  CurvatureCount count;
  RngStream stream = device(draw);
  const CurvatureMatrix written(a, setting, stream, count);
  return arma::abs(arma::eig_gen(arma::eye(arma::size(a)) - a * written.inverse())).max();
}

// None if the array or its solution is refused.
std::optional<arma::mat> solution(const arma::mat& a, const arma::mat& b, const CurvatureSetting& setting,
                                  std::uint32_t draw) {
  CurvatureCount count;
  RngStream stream = device(draw);
  try {
    return CurvatureMatrix(a, setting, stream, count).solve(b, count);
  } catch (const RefusedArray&) {
    return std::nullopt;
  }
}

TEST_CASE("exact rung and Cholesky agree with Armadillo, with and without scaling") {
  const arma::mat a = spread_matrix(), b = SplitMix(5).normals(3, 6);
  const arma::mat expected = arma::solve(a, b.t()).t();
  CurvatureCount count;
  RngStream stream = device();
  for (const bool jacobi : {true, false}) {
    CurvatureSetting setting = setting_of("exact", 1);
    setting.jacobi = jacobi;
    const arma::mat x = CurvatureMatrix(a, setting, stream, count).solve(b, count);
    CHECK(arma::abs(x - expected).max() < 1e-10 * arma::abs(expected).max());
  }
  const arma::mat x = CurvatureMatrix(a, {.exact = true}, stream, count).solve(b, count);
  CHECK(arma::abs(x - expected).max() < 1e-12 * arma::abs(expected).max());
  CHECK(count.matrices == 3);
  CHECK(count.solves == 9);
}

TEST_CASE("scaled and on resistors a written array contracts better than as it is; in cells it is worse") {
  double scaled = 0.0, raw = 0.0, in_cells = 0.0;
  for (std::uint32_t draw = 0; draw < 20; ++draw) {
    CurvatureSetting setting = setting_of("device", 1);
    scaled += radius(spread_matrix(), setting, draw) / 20.0;
    setting.resistor_diagonal = false;
    in_cells += radius(spread_matrix(), setting, draw) / 20.0;
    setting.jacobi = false;
    try {
      raw += radius(spread_matrix(), setting, draw) / 20.0;
    } catch (const RefusedArray&) {
      raw += 1.0 / 20.0;  // no steady state: at least that
    }
  }
  CHECK(scaled < in_cells);
  CHECK(in_cells < raw);
}

TEST_CASE("cycles of refinement gain: the error follows the residual down") {
  const arma::mat a = spread_matrix(), b = SplitMix(5).normals(4, 6), expected = arma::solve(a, b.t()).t();
  double before = INFINITY;
  for (const int cycles : {1, 2, 4}) {
    CurvatureCount count;
    RngStream stream = device();
    const arma::mat x = CurvatureMatrix(a, setting_of("converter", cycles), stream, count).solve(b, count);
    const double error = arma::norm(x - expected) / arma::norm(expected);
    CHECK(error < 0.5 * before);
    CHECK(count.cycles == 4u * static_cast<unsigned>(cycles));
    before = error;
  }
}

TEST_CASE("an array without a positive definite symmetric part is refused, and damped until it has one") {
  arma::mat a = {{1.0, 0.9999}, {0.9999, 1.0}};
  a(0, 1) = a(1, 0) = 1.5;  // indefinite: what is written exactly is refused as well
  CurvatureCount count;
  RngStream stream = device();
  CHECK_THROWS_AS(CurvatureMatrix(a, setting_of("exact", 1), stream, count), RefusedArray);
  CHECK(count.refused == 1);
  const CurvatureMatrix damped = write_damped(a, setting_of("exact", 1), stream, count);
  CHECK(arma::eig_sym(arma::mat(arma::inv(damped.inverse()))).min() > 0.0);
  CHECK(count.refused > 1);
  CHECK(count.matrices == count.refused + 1);
  CHECK_THROWS_AS(write_damped(-100.0 * arma::eye(2, 2), setting_of("exact", 1), stream, count), RefusedArray);
}

TEST_CASE("a residual that grows is refused or its best cycle kept, as asked for") {
  // Ill-conditioned and in cells: of many draws some diverge although their loops settle.
  arma::mat a(8, 8, arma::fill::value(0.8));
  a.diag().fill(1.0);
  const arma::mat b = SplitMix(5).normals(1, 8);
  int grown = 0, settled = 0;
  for (std::uint32_t draw = 0; draw < 200; ++draw) {
    CurvatureSetting setting = setting_of("device", 8);
    setting.resistor_diagonal = false;
    const std::optional<arma::mat> kept = solution(a, b, setting, draw);
    if (!kept) continue;  // the loop would not settle
    ++settled;
    setting.growth = Growth::refuse;
    const std::optional<arma::mat> strict = solution(a, b, setting, draw);
    if (strict) {
      CHECK(arma::approx_equal(*strict, *kept, "absdiff", 1e-12));
      continue;
    }
    ++grown;
    setting.solver.cycles = 1;
    const std::optional<arma::mat> first = solution(a, b, setting, draw);
    REQUIRE(first);
    CHECK(arma::norm(b - *kept * a) <= arma::norm(b - *first * a) * (1.0 + 1e-5));  // words of 24 bits
  }
  CHECK(grown > 0);
  CHECK(grown < settled);
}

}  // namespace test_curvature_matrix
