// Logistic regression: the case solved by hand, the generator, and Newton's method on exact and on written matrices.
#include <doctest/doctest.h>

#include "apps/studies/train/newton.hpp"
#include "apps/studies/train/split_mix.hpp"
#include "tests/about.hpp"

namespace test_logistic {

using namespace ohmimo;
using namespace ohmimo::train;

// Four points on a line, labels 0, 1, 0, 1.
LogisticProblem by_hand(double lambda) {
  return {{{1.0, 0.0}, {1.0, 1.0}, {1.0, 2.0}, {1.0, 3.0}}, {0.0, 1.0, 0.0, 1.0}, lambda};
}

RngStream device() {
  return RngStream({1, 0, 0}, Purpose::device_program);
}

CurvatureSetting exact() {
  return {.exact = true};
}

CurvatureSetting written() {
  return {.solver = usual_training_solver()};
}

TEST_CASE("SplitMix64: the first numbers of seeds 0 and 1, as published") {
  SplitMix zero(0), one(1);
  CHECK(zero.next() == 0xe220a8397b1dcdaf);
  CHECK(zero.next() == 0x6e789e6aa1b965f4);
  CHECK(one.uniform() == about(0.5665615752, 1e-10));
  CHECK(one.uniform() == about(0.7457817573, 1e-10));
}

TEST_CASE("normal numbers: moments of 100,000 within five standard errors") {
  SplitMix draws(7);
  const arma::vec x = arma::vectorise(draws.normals(1000, 100));
  CHECK(std::abs(arma::mean(x)) < 5.0 / std::sqrt(1e5));
  CHECK(std::abs(arma::mean(x % x) - 1.0) < 5.0 * std::sqrt(2.0 / 1e5));
  CHECK(std::abs(arma::mean(x % x % x % x) - 3.0) < 5.0 * std::sqrt(96.0 / 1e5));
}

TEST_CASE("by hand: gradient, Hessian and the first Newton step are rationals") {
  const LogisticProblem problem = by_hand(0.0);
  const arma::vec zero(2, arma::fill::zeros), g = gradient(problem, zero);
  const arma::mat h = hessian(problem, zero);
  CHECK(std::abs(g(0)) < 1e-15);
  CHECK(g(1) == about(-0.25));
  CHECK(arma::abs(h - arma::mat{{0.25, 0.375}, {0.375, 0.875}}).max() < 1e-15);
  const arma::vec first = -arma::solve(h, g);
  CHECK(first(0) == about(-1.2, 1e-13));
  CHECK(first(1) == about(0.8, 1e-13));
}

// Eight digits are known.
TEST_CASE("by hand: minima without and with a ridge") {
  const arma::vec free = minimiser(by_hand(0.0)), ridge = minimiser(by_hand(0.1));
  CHECK(std::abs(free(0) + 1.36227639) < 1e-8);
  CHECK(std::abs(free(1) - 0.90818426) < 1e-8);
  CHECK(std::abs(train::loss(by_hand(0.0), free) - 0.58687163) < 1e-8);
  CHECK(std::abs(ridge(0) + 0.47186565) < 1e-8);
  CHECK(std::abs(ridge(1) - 0.44864806) < 1e-8);
  CHECK(std::abs(train::loss(by_hand(0.1), ridge) - 0.63785934) < 1e-8);
}

TEST_CASE("by hand: exact Newton leaves the gradients known, and a trace of every step") {
  const Trace trace = newton(by_hand(0.1), {.curvature = exact()}, device());
  REQUIRE(trace.steps.size() == 4);
  const double norms[] = {0.25, 9.75e-3, 4.14e-5, 7.3e-10};
  for (std::size_t k = 0; k < 4; ++k) CHECK(trace.steps[k].gradient_norm == about(norms[k], 1e-2));
  CHECK(trace.reached());
  CHECK(trace.iterations(199) == 3);
  CHECK(trace.steps.back().count.solves == 3);
  CHECK(trace.steps.back().count.matrices == 3);
  CHECK(trace.steps.back().count.cells == 0);
}

TEST_CASE("gradients agree with differences of the loss") {
  const LogisticProblem problem = logistic_problem({.d = 4, .scaled = true});
  const arma::vec w = {0.3, -0.2, 0.5, 0.1}, g = gradient(problem, w);
  const arma::mat h = hessian(problem, w);
  constexpr double step = 1e-5;  // central differences: error about step^2, rounding 1e-16 / step
  for (arma::uword i = 0; i < 4; ++i) {
    arma::vec up = w, down = w;
    up(i) += step;
    down(i) -= step;
    CHECK(std::abs((train::loss(problem, up) - train::loss(problem, down)) / (2.0 * step) - g(i)) < 1e-9);
    const arma::vec slope = (gradient(problem, up) - gradient(problem, down)) / (2.0 * step);
    CHECK(arma::abs(slope - h.col(i)).max() < 1e-9);
  }
}

TEST_CASE("data sets: labels, minima and exact iterations as an independent program found them") {
  struct Known {
    LogisticSet set;
    double labels, minimum;
    int iterations;
  };
  for (const Known& known : {Known{{8, false}, 334.0, 0.4668207, 5}, Known{{16, false}, 315.0, 0.3182679, 6},
                             Known{{8, true}, 333.0, 0.4928621, 5}, Known{{16, true}, 355.0, 0.5185683, 5}}) {
    const LogisticProblem problem = logistic_problem(known.set);
    CHECK(arma::accu(problem.y) == known.labels);
    CHECK(std::abs(train::loss(problem, minimiser(problem)) - known.minimum) < 1e-7);
    CHECK(newton(problem, {.curvature = exact()}, device()).iterations(199) == known.iterations);
  }
}

TEST_CASE("written arrays train as well, in a few more steps; cells are counted") {
  const LogisticProblem problem = logistic_problem({.d = 8, .scaled = true});
  const Trace trace = newton(problem, {.curvature = written()}, device());
  CHECK(trace.reached());
  CHECK(trace.iterations(199) <= 12);
  const CurvatureCount count = trace.steps.back().count;
  CHECK(count.matrices == count.solves);
  CHECK(count.cycles == count.solves);
  CHECK(count.cells > 64 * count.matrices);
}

TEST_CASE("features out of range are refused in one sentence") {
  CHECK_THROWS_WITH_AS(logistic_problem({.d = 1}), "features must be from 2 to 64, got 1", std::invalid_argument);
  CHECK_THROWS_AS(logistic_problem({.d = 65}), std::invalid_argument);
}

}  // namespace test_logistic
