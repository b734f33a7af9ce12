// The rows of `ohmimo verify`: right values pass, planted errors fail and reach the exit code.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "apps/studies/reproduce/worked_example.hpp"
#include "apps/studies/verify/rram_checks.hpp"
#include "tests/line_width.hpp"

namespace test_verify {

using namespace ohmimo;
using namespace ohmimo::reproduce;
using namespace ohmimo::verify;

int failures(const std::vector<Check>& checks) {
  int count = 0;
  for (const Check& check : checks) {
    INFO(check.name << " measured " << check.measured);
    count += check_status(check) == CheckStatus::fail ? 1 : 0;
  }
  return count;
}

Check check_of(double measured, const Expectation& expected) {
  return {"c", measured, expected, "s"};
}

TEST_CASE("a row passes inside its limits only; NaN never does") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Expectation& expected : {Expectation::near(2.0, 0.5), Expectation::at_most(2.5),
                                      Expectation::at_least(1.5), Expectation::between(1.5, 2.5)}) {
    CHECK(expected.holds(1.5));
    CHECK(expected.holds(2.5));
    CHECK_FALSE(expected.holds(nan));
    CHECK((expected.holds(1.49) && expected.holds(2.51)) == false);
  }
  CHECK_FALSE(Expectation::at_most(2.5).holds(2.51));
  CHECK_FALSE(Expectation::at_least(1.5).holds(1.49));
  CHECK(worst_of(1.0, 2.0) == 2.0);
  CHECK(std::isnan(worst_of(1.0, nan)));
  CHECK(std::isnan(worst_of(nan, 1.0)));
}

TEST_CASE("an explained difference is no pass, and no excuse for another value") {
  Check check = check_of(5.0, Expectation::near(1.0, 0.1));
  CHECK(check_status(check) == CheckStatus::fail);
  check.difference = KnownDifference{4.0, 6.0, "because"};
  CHECK(check_status(check) == CheckStatus::differs);
  check.measured = 7.0;
  CHECK(check_status(check) == CheckStatus::fail);
  check.measured = std::numeric_limits<double>::quiet_NaN();
  CHECK(check_status(check) == CheckStatus::fail);
  check.measured = 1.0;
  CHECK(check_status(check) == CheckStatus::pass);
  check = {"c", 5.0, Expectation::near(1.0, 0.1), "s", KnownDifference{4.0, 6.0, ""}};
  CHECK(check_status(check) == CheckStatus::fail);  // nothing explained
}

TEST_CASE("one failed row makes the exit code 1, and so does an empty table") {
  const Check good = check_of(1.0, Expectation::at_most(2.0)), bad = check_of(3.0, Expectation::at_most(2.0));
  CHECK(check_exit_code({{"g", {good, good}, 0.0}}) == 0);
  CHECK(check_exit_code({{"g", {good}, 0.0}, {"h", {good, bad}, 0.0}}) == 1);
  CHECK(check_exit_code({}) == 1);
  const std::string table = check_table("g", {good, bad});
  CHECK(table.find("pass") != std::string::npos);
  CHECK(table.find("FAIL") != std::string::npos);
  const Check not_a_number = check_of(NAN, Expectation::at_most(2.0));
  const std::string json = json_text({}, checks_table({{"a \"quoted\" group", {bad, not_a_number}, 0.0}}));
  CHECK(json.find("\"a \\\"quoted\\\" group\"") != std::string::npos);
  CHECK(json.find("\"status\": \"FAIL\"") != std::string::npos);
  CHECK(json.find("\"measured\": null") != std::string::npos);
}

TEST_CASE("the table of checks fits the terminal: sources go, names take several lines") {
  const std::string name = "relative error after the fifth cycle of a matrix of 32 rows, ninety of a hundred";
  const Check bad = {name, 3.0, Expectation::at_most(2.0), "a closed form of some length, and where it is from"};
  CHECK(check_table("g", {bad}).find(name + "          3 ") != std::string::npos);
  for (const int width : terminal_widths) {
    const std::string table = check_table("g", {bad}, width);
    CAPTURE(width);
    CHECK(widest_line(table) <= static_cast<std::size_t>(width));
    for (const char* word : {"status\n", " FAIL\n", "relative error", "ninety", "hundred"})
      CHECK(table.find(word) != std::string::npos);
    CHECK((table.find("source") != std::string::npos) == (width == 120));
  }
}

TEST_CASE("the worked example passes; one wrong digit of its matrix fails") {
  const VerifyOptions options;
  CHECK(failures(example_checks(worked_matrix(), options)) == 0);
  arma::mat wrong = worked_matrix();
  wrong(2, 1) += 1.0 / 64.0;  // a second octal digit of 1 instead of 0
  const std::vector<Check> checks = example_checks(wrong, options);
  CHECK(failures(checks) > 0);
  CHECK(check_exit_code({{"example", checks, 0.0}}) == 1);
}

TEST_CASE("the device law passes; one shifted level or one cell out of bounds fails") {
  const VerifyOptions options;
  CHECK(failures(device_checks(rram::default_device(), options)) == 0);
  rram::DeviceModel wrong = rram::default_device();
  for (double& g_S : wrong.level[3].quantile_S) g_S += 0.15e-6;  // three times the reading error
  CHECK(failures(device_checks(wrong, options)) > 0);
  wrong = rram::default_device();
  wrong.level[5].quantile_S.back() += 0.05e-6;
  CHECK(failures(device_checks(wrong, options)) > 0);
}

TEST_CASE("every other group of checks passes at the default seed") {
  const VerifyOptions options;
  for (const auto group : {arithmetic_checks, block_checks, radius_checks, refinement_checks, wire_checks,
                           circuit_checks, spice_checks, detection_checks, status_checks})
    CHECK(failures(group(options)) == 0);
}

}  // namespace test_verify
