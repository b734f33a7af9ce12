#include <doctest/doctest.h>

#include "rram/refinement/predictor.hpp"
#include "tests/about.hpp"
#include "tests/rram/refinement/refinement_case.hpp"

namespace test_predictor {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;
using Kind = RefinementKind;

bool holds(double bound, double radius) {
  return bound >= radius * (1.0 - 1e-9) && bound <= 1.35 * radius;
}

TEST_CASE("radius bound: closed forms") {
  CHECK(radius_bound(to_dense(arma::mat(3, 3, arma::fill::zeros))) == 0.0);
  CHECK(radius_bound(to_dense({{0.0, 1.0}, {0.0, 0.0}})) == 0.0);  // nilpotent
  // Computed as exp of a logarithm up to 460, which errs by some eps of its own.
  for (const double value : {1e-200, 0.3, 1.0, 1e200})
    CHECK(radius_bound(to_dense(value * arma::eye(4, 4))) == about(value * std::pow(2.0, 1.0 / 16.0), 1e-12));
  const arma::mat turn = {{0.0, -0.5}, {0.5, 0.0}};  // eigenvalues +-0.5 i, on which a power iteration does not settle
  CHECK(radius_bound(to_dense(turn)) == about(0.5 * std::pow(2.0, 1.0 / 32.0)));
  CHECK_FALSE(std::isfinite(radius_bound(to_dense(arma::mat(1, 1, arma::fill::value(NAN))))));
}

TEST_CASE("the predicted radius bounds the spectral radius from above, within 35 %") {
  RngStream channel({81, 0, 0}, Purpose::channel);
  std::vector<double> ratio;
  for (const arma::uword n_rx : {10, 16, 32, 128})
    for (std::uint32_t k = 0; k < 25; ++k) {
      const arma::mat a = random_gram(channel, n_rx, 8);
      RngStream device = device_stream(k);
      const ProgrammedSystem system = program(a, refinement_config(Kind::automatic, 2, 1), device);
      arma::mat x;
      const double bound = system.solve(random_mat(channel, 1, 16), x).predicted_radius;
      CHECK(holds(bound, system.spectral_radius()));
      ratio.push_back(bound / system.spectral_radius());
    }
  MESSAGE("predicted / true spectral radius: median " << median(ratio) << ", largest " << largest(ratio));
  CHECK_FALSE(holds(0.9, 1.0));
  CHECK_FALSE(holds(1.4, 1.0));
}

TEST_CASE(
    "automatic: the kind it picks needs at most one cycle's time to 1e-6 more than the other one, in the median") {
  struct Link {
    arma::uword n_rx, n_user;
    int stages;
    Kind expected;
  };
  for (const Link& link : {Link{256, 8, 2, Kind::stationary},
                           {128, 4, 1, Kind::stationary},
                           {64, 8, 2, Kind::fcg},
                           {32, 8, 2, Kind::fcg},
                           {32, 16, 3, Kind::fcg}}) {
    Study study{
        .n_rx = link.n_rx, .n_user = link.n_user, .config = refinement_config(Kind::stationary, link.stages, 16)};
    study.n_channel = 60;
    const int stationary = cycles_until(run_study(study), 1e-6);
    study.config.refinement = Kind::fcg;
    const int fcg = cycles_until(run_study(study), 1e-6);
    study.config.refinement = Kind::automatic;
    const StudyResult automatic = run_study(study);
    MESSAGE(link.n_rx << "x" << link.n_user << ": cycles to 1e-6 stationary " << stationary << ", fcg " << fcg
                      << "; automatic ran stationary on " << automatic.chosen[static_cast<int>(Kind::stationary)]
                      << " of 60, fcg on " << automatic.chosen[static_cast<int>(Kind::fcg)]);
    CHECK(automatic.chosen[static_cast<int>(link.expected)] > 50);
    constexpr double fcg_time = 1.34;  // of a cycle, in those of stationary (predictor.hpp)
    const double time = cycles_until(automatic, 1e-6) * (link.expected == Kind::fcg ? fcg_time : 1.0);
    CHECK(time <= std::min<double>(stationary, fcg_time * fcg) + 1.0);
    if (link.expected == Kind::fcg) CHECK(stationary >= fcg + 2);
  }
}

TEST_CASE("automatic reports its estimate and its reason") {
  RngStream channel({82, 0, 0}, Purpose::channel);
  const auto report_of = [&](const arma::mat& a) {
    RngStream device = device_stream(0);
    arma::mat x;
    return program(a, refinement_config(Kind::automatic, 1, 3), device).solve(random_mat(channel, 2, a.n_rows), x);
  };
  SolveReport report = report_of(random_gram(channel, 256, 4));
  CHECK(report.refinement == Kind::stationary);
  CHECK(report.predicted_radius <= stationary_radius);
  CHECK(report.refinement_reason == "stationary takes no more time than fcg");
  report = report_of(random_gram(channel, 10, 8));
  CHECK(report.refinement == Kind::fcg);
  CHECK(report.predicted_radius > stationary_radius);
  CHECK(report.refinement_reason == "stationary would take more time than fcg");
  const arma::mat skewed = arma::eye(6, 6) + 0.4 * random_mat(channel, 6, 6);
  report = report_of(skewed);
  CHECK(report.refinement == Kind::stationary);
  if (report.predicted_radius > stationary_radius) CHECK(report.refinement_reason == "A is not symmetric");
  RngStream device = device_stream(0);
  arma::mat x;
  report = program(skewed, refinement_config(Kind::stationary, 0, 3), device).solve(random_mat(channel, 1, 6), x);
  CHECK(std::isnan(report.predicted_radius));
}

TEST_CASE("eigenvalue interval: holds the eigenvalues with a margin, or is empty") {
  const EigenvalueInterval interval = eigenvalue_interval(arma::diagmat(arma::vec{0.5, 0.9, 1.4}));
  CHECK(interval.lowest <= 0.5 * 0.98);
  CHECK(interval.lowest > 0.5 * 0.96);
  CHECK(interval.highest == about(1.4 * 1.02));
  CHECK_FALSE(interval.empty());
  CHECK(eigenvalue_interval(arma::diagmat(arma::vec{-0.1, 1.0})).empty());
  CHECK(eigenvalue_interval(arma::diagmat(arma::vec{1e-6, 1.0})).empty());  // below the step of 1/256
  CHECK(eigenvalue_interval({{1.0, -3.0}, {3.0, 1.0}}).empty());            // 1 +- 3i
  CHECK_FALSE(eigenvalue_interval(arma::mat(1, 1, arma::fill::ones)).empty());
}

TEST_CASE("symmetric and positive definite") {
  RngStream channel({83, 0, 0}, Purpose::channel);
  const arma::mat gram = random_gram(channel, 12, 6);
  CHECK(is_symmetric(to_dense(gram).view()));
  CHECK(is_positive_definite(to_dense(gram)));
  arma::mat skewed = gram;
  skewed(0, 1) += 1e-6 * arma::abs(gram).max();
  CHECK_FALSE(is_symmetric(to_dense(skewed).view()));
  const double smallest = arma::eig_sym(gram).min();
  CHECK(is_positive_definite(to_dense(gram - 0.999 * smallest * arma::eye(12, 12))));
  CHECK_FALSE(is_positive_definite(to_dense(gram - 1.001 * smallest * arma::eye(12, 12))));
  CHECK_FALSE(is_positive_definite(to_dense(arma::mat(2, 2, arma::fill::ones))));
}

TEST_CASE("names of the refinement kinds") {
  for (const Kind kind : {Kind::stationary, Kind::chebyshev, Kind::fcg, Kind::automatic})
    CHECK(refinement_from_name(refinement_name(kind)) == kind);
  CHECK_THROWS_WITH_AS(refinement_from_name("gmres"),
                       "refinement must be stationary, chebyshev, fcg or auto, got 'gmres'", std::invalid_argument);
}

}  // namespace test_predictor
