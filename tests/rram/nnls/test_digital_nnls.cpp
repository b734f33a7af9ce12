// The digital references: cases solved by hand, and the conditions of Karush, Kuhn and Tucker on random problems.
#include "rram/nnls/digital_nnls.hpp"

#include <doctest/doctest.h>

#include "rram/nnls/planted_data.hpp"

namespace test_digital_nnls {

using namespace ohmimo::rram;

const arma::mat example_a = {{3, 2, 1}, {5, 4, 1}, {5, 2, 1}, {1, 0, 1}};
const arma::vec example_b = {6, 7, 0, 5};

using Method = DigitalNnls (*)(const arma::mat&, const arma::vec&);
constexpr Method methods[] = {solve_nnls, lawson_hanson};

// A problem of 1 to 64 columns: any signs, condition to 1e6, columns of zeros, equal columns, more columns than rows.
struct HardProblem {
  arma::mat a;
  arma::vec b;
  bool singular = false;

  explicit HardProblem(SplitMix64& draws) {
    const auto k = static_cast<arma::uword>(1 + std::floor(std::pow(64.0, draws.uniform())));
    const auto m = static_cast<arma::uword>(1 + std::floor(2.5 * static_cast<double>(k) * draws.uniform()));
    a = draws.uniform(m, std::min<arma::uword>(k, 64));
    if (draws.uniform() < 0.3) a -= 0.5;
    b = draws.uniform(m, 1).as_col() - (draws.uniform() < 0.5 ? 0.5 : 0.0);
    const double span = 6.0 * draws.uniform();
    if (draws.uniform() < 0.5) {
      arma::mat u, v;
      arma::vec s;
      if (arma::svd_econ(u, s, v, a)) {
        for (arma::uword j = 0; j < s.n_elem; ++j)
          s(j) = std::pow(10.0, -span * static_cast<double>(j) / static_cast<double>(s.n_elem));
        a = u * arma::diagmat(s) * v.t();
      }
    }
    singular = m < a.n_cols;
    if (draws.uniform() < 0.1) a.col(draws.next() % a.n_cols).zeros(), singular = true;
    if (draws.uniform() < 0.1 && a.n_cols > 1) a.col(0) = a.col(a.n_cols - 1), singular = true;
    if (draws.uniform() < 0.1) a *= std::pow(10.0, 200.0 * draws.uniform() - 100.0);
    if (draws.uniform() < 0.02) b.zeros();
  }
};

TEST_CASE("worked example: (0, 1/2, 7/2) with gradient (9, 0, 0) and residual 27, not the clipped least squares") {
  for (const Method method : methods) {
    const DigitalNnls result = method(example_a, example_b);
    REQUIRE(result.status == NnlsStatus::solved);
    CHECK(arma::abs(result.x - arma::vec{0.0, 0.5, 3.5}).max() <= 1e-12);
    const arma::vec r = example_a * result.x - example_b;
    CHECK(arma::abs(example_a.t() * r - arma::vec{9.0, 0.0, 0.0}).max() <= 1e-11);
    CHECK(arma::dot(r, r) == doctest::Approx(27.0).epsilon(1e-12));
    CHECK(result.kkt.largest() <= 1e-14);
    CHECK(result.factorisations > 0);
  }
  CHECK(kkt_residual(example_a, {0.0, 3.5, 8.0}, example_b).largest() > 1e-2);
  CHECK(kkt_residual(example_a, {-3.0, 3.5, 8.0}, example_b).negative_x > 1e-2);
  CHECK(std::isnan(kkt_residual(example_a, {NAN, 3.5, 8.0}, example_b).largest()));
  const DigitalNnls steps = projected_gradient(example_a, example_b, 20000);
  CHECK(steps.status == NnlsStatus::solved);
  CHECK(arma::abs(steps.x - arma::vec{0.0, 0.5, 3.5}).max() <= 1e-9);
  CHECK(projected_gradient(example_a, example_b, 3).status == NnlsStatus::not_found);
}

TEST_CASE("one column, disjoint columns and two columns have closed forms") {
  SplitMix64 draws(3);
  for (const Method method : methods)
    for (int trial = 0; trial < 200; ++trial) {
      const arma::vec a = draws.uniform(7, 1).as_col(), b = draws.uniform(7, 1).as_col() - 0.5;
      CHECK(method(a, b).x(0) == doctest::Approx(std::max(0.0, arma::dot(a, b) / arma::dot(a, a))).epsilon(1e-13));
      arma::mat apart(7, 2, arma::fill::zeros);
      apart.submat(0, 0, 3, 0) = a.head(4);
      apart.submat(4, 1, 6, 1) = a.tail(3);
      const arma::vec x = method(apart, b).x;
      for (arma::uword j = 0; j < 2; ++j)
        CHECK(x(j) == doctest::Approx(std::max(0.0, arma::dot(apart.col(j), b) / arma::dot(apart.col(j), apart.col(j))))
                          .epsilon(1e-13));
      const arma::mat two = draws.uniform(7, 2);
      arma::vec ls = arma::solve(two, b);
      if (ls.min() < 0.0) {
        const arma::vec h = arma::clamp(arma::vec(two.t() * b), 0.0, arma::datum::inf);
        const arma::vec g = arma::sum(arma::square(two)).t(), gain = arma::square(h) / g;
        const arma::uword best = gain.index_max();
        ls.zeros();
        ls(best) = h(best) / g(best);
      }
      CHECK(arma::abs(method(two, b).x - ls).max() <= 1e-12);
    }
}

TEST_CASE("10,000 problems of 1 to 64 columns satisfy the conditions, and both methods agree where x is unique") {
  SplitMix64 draws(17);
  int solved = 0, worst_trials = 0;
  double worst_kkt = 0.0, worst_difference = 0.0;
  for (int trial = 0; trial < 10000; ++trial) {
    const HardProblem problem(draws);
    const DigitalNnls result = solve_nnls(problem.a, problem.b);
    CAPTURE(trial);
    REQUIRE(result.status == NnlsStatus::solved);
    REQUIRE(result.x.is_finite());
    ++solved;
    worst_kkt = std::max(worst_kkt, kkt_residual(problem.a, result.x, problem.b).largest());
    worst_trials = std::max(worst_trials, result.factorisations);
    if (trial % 10 != 0) continue;
    const DigitalNnls other = lawson_hanson(problem.a, problem.b);
    REQUIRE(other.status == NnlsStatus::solved);
    worst_kkt = std::max(worst_kkt, other.kkt.largest());
    // A x is unique whatever the rank; in units of ||b||, to the root of the KKT residual at worst.
    const double size = arma::norm(problem.b);
    if (size > 0.0)
      worst_difference = std::max(worst_difference, arma::norm(problem.a * result.x - problem.a * other.x) / size);
  }
  CHECK(solved == 10000);
  CHECK(worst_kkt <= 1e-12);
  CHECK(worst_difference <= 1e-9);
  MESSAGE("worst KKT residual " << worst_kkt << ", worst difference of A x " << worst_difference
                                << ", most factorisations " << worst_trials);
}

TEST_CASE("what is not finite or has no shape is refused or reported") {
  for (const Method method : methods) {
    for (const double bad : {double(NAN), double(INFINITY), -double(INFINITY)}) {
      arma::mat a = example_a;
      arma::vec b = example_b;
      a(2, 1) = bad;
      CHECK(method(a, example_b).status == NnlsStatus::not_finite);
      b(3) = bad;
      const DigitalNnls result = method(example_a, b);
      CHECK(result.status == NnlsStatus::not_finite);
      CHECK(arma::all(result.x == 0.0));
    }
    CHECK_THROWS_WITH_AS(method(example_a, arma::vec(3, arma::fill::ones)),
                         "right-hand side must have 4 elements, got 3", std::invalid_argument);
    CHECK(method(arma::mat(4, 2, arma::fill::zeros), example_b).status == NnlsStatus::solved);
    CHECK(method(arma::mat(4, 0), example_b).status == NnlsStatus::solved);
    // x beyond the range of double
    CHECK(method(example_a * 1e-300, example_b * 1e300).status == NnlsStatus::not_finite);
  }
  CHECK(status_name(DigitalNnls{}.status) == "not run");
  CHECK(std::isnan(DigitalNnls{}.kkt.largest()));
}

TEST_CASE("planted data are those of the published recipe") {
  SplitMix64 zero(0), one(1);
  CHECK(zero.next() == 0xe220a8397b1dcdaf);
  CHECK(zero.next() == 0x6e789e6aa1b965f4);
  CHECK(one.uniform() == doctest::Approx(0.5665615752).epsilon(1e-9));
  CHECK(one.uniform() == doctest::Approx(0.7457817573).epsilon(1e-9));
  CHECK(planted_product()(0, 0) == doctest::Approx(0.81221).epsilon(1e-5));
  CHECK(arma::norm(planted_product(), "fro") == doctest::Approx(51.13303).epsilon(1e-6));
  const arma::mat picture = planted_picture();
  CHECK(arma::accu(picture) == 489053.0);
  CHECK(arma::rank(picture) == 44);
  const PlantedRatings ratings = planted_ratings();
  CHECK(arma::accu(ratings.train) == 9031);
  CHECK(arma::accu(ratings.test) == 1524);
  const arma::uword counts[] = {4079, 1213, 1171, 1956, 612};
  for (arma::uword star = 1; star <= 5; ++star)
    CHECK(arma::accu(ratings.train % (ratings.rating == static_cast<double>(star))) == counts[star - 1]);
}

}  // namespace test_digital_nnls
