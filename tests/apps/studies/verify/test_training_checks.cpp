// The rows of `ohmimo verify training`: they pass or differ as explained, and planted errors fail.
#include <doctest/doctest.h>

#include <algorithm>

#include "apps/studies/verify/training_case.hpp"
#include "apps/studies/verify/training_checks.hpp"

namespace test_training_checks {

using namespace ohmimo;
using namespace ohmimo::verify;

int count(const std::vector<Check>& checks, CheckStatus status) {
  return static_cast<int>(
      std::ranges::count_if(checks, [status](const Check& check) { return check_status(check) == status; }));
}

bool fails(const std::vector<Check>& checks, std::string_view part) {
  return std::ranges::any_of(checks, [part](const Check& check) {
    return check.name.find(part) != std::string::npos && check_status(check) == CheckStatus::fail;
  });
}

TEST_CASE("all rows hold; what differs is explained: one array in place of pairs") {
  int differs = 0;
  for (const CheckGroup& group : training_check_groups())
    for (const Check& check : group.run({.full = false, .seed = 1})) {
      CAPTURE(check.name);
      CAPTURE(check.measured);
      CHECK(check_status(check) != CheckStatus::fail);
      differs += check_status(check) == CheckStatus::differs ? 1 : 0;
    }
  CHECK(differs <= 4);
}

TEST_CASE("planted: a point moved, a label flipped, factors that are not those") {
  CHECK(count(training_by_hand(four_points(), two_factors()), CheckStatus::fail) == 0);
  train::LogisticProblem moved = four_points();
  moved.x(3, 1) += 1e-6;
  CHECK(count(training_by_hand(moved, two_factors()), CheckStatus::fail) >= 4);
  train::LogisticProblem flipped = four_points();
  flipped.y(0) = 1.0;
  CHECK(fails(training_by_hand(flipped, two_factors()), "minimum"));
  train::KronFactors other = two_factors();
  other.a(0, 0) += 1e-6;
  CHECK(count(training_by_hand(four_points(), other), CheckStatus::fail) == 3);
}

TEST_CASE("planted: another seed of the data, scaled and plain exchanged") {
  const std::vector<Check> seed = logistic_checks({{8, false, 4}}, {});
  CHECK(fails(seed, "smallest loss"));
  CHECK(fails(seed, "labels"));
  const std::vector<Check> exchanged = logistic_checks({{8, true}}, {});
  CHECK(fails(exchanged, "gradient descent"));
}

TEST_CASE("planted: a network task whose inputs are not ill-conditioned gains nothing by curvature") {
  const std::vector<Check> checks = kfac_checks(train::network_set(false), {});
  CHECK(fails(checks, "condition number"));
  CHECK(fails(checks, "best rate"));
}

TEST_CASE("radii of a matrix that is written without error are 0; pairs err less than one cell above a bias column") {
  train::CurvatureSetting setting = training_setting(1, 8);
  setting.solver.fidelity = {};
  const arma::mat a = train::hessian(train::logistic_problem({8, false}), arma::vec(8, arma::fill::zeros));
  CHECK(written_radius(a, setting, device_draw(1, 0)) < 1e-12);
  double ours = 0.0, paired = 0.0;
  for (int draw = 0; draw < 20; ++draw) {
    ours += written_radius(a, training_setting(1, 8), device_draw(1, draw));
    paired += paired_radius(a, device_draw(1, draw));
  }
  CHECK(paired < ours);
  CHECK(paired > 0.0);
  CHECK(share_below({0.1, 0.9, 1.0, 2.0}, 1.0) == 0.5);
}

TEST_CASE("cells without bias: means are the targets, windows those of the measured law") {
  const rram::DeviceModel device = unbiased_device();
  for (std::size_t k = 1; k < 8; ++k) {
    CHECK(std::abs(device.level[k].conductance_S(0.5) - device.target_S(k)) < 1e-18);
    CHECK(std::abs(device.level[k].conductance_S(0.25) - device.target_S(k) + 0.6e-6) < 1e-18);
  }
  CHECK(device.level[0].conductance_S(1.0) == 0.52e-6);
}

}  // namespace test_training_checks
