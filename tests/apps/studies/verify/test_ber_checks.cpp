// The rows of `ohmimo verify ber`: they pass, and a noise, a detector and a modulation that are a little wrong fail.
#include <doctest/doctest.h>

#include "apps/studies/verify/ber_checks.hpp"
#include "apps/theory/quantiles.hpp"

namespace test_ber_checks {

using namespace ohmimo;
using namespace ohmimo::verify;

BerPoint small_point() {
  BerPoint point;
  point.config.detector.names = {"zf"};
  point.config.link.n_rx = 8;
  point.config.link.n_user = 2;
  point.config.link.modulation = "qpsk";
  point.snr_rx_db = 2.0;
  point.bits = 2'000'000;
  return point;
}

CheckStatus status(const BerPoint& simulated, const BerPoint& expected) {
  return check_status(ber_check(expected, simulated_count(simulated), 1e-4));
}

TEST_CASE("all points pass, at another seed as well") {
  for (const std::uint64_t seed : {1, 2}) {
    int n_check = 0;
    for (const CheckGroup& group : ber_check_groups())
      for (const Check& check : group.run({.full = false, .seed = seed})) {
        CAPTURE(check.name);
        CAPTURE(check.source);
        CHECK(check_status(check) == CheckStatus::pass);
        ++n_check;
        // Sharp enough for 0.15 dB: bit error rates of a few percent change by about 4 % over it.
        CHECK(check.expected.other < 0.04 * check.expected.value);
      }
    CHECK(n_check == 9);  // that the share of false alarms is divided by
  }
}

TEST_CASE("planted: noise 0.1 dB off, another detector, a user more, another modulation") {
  const BerPoint right = small_point();
  CHECK(status(right, right) == CheckStatus::pass);
  BerPoint wrong = right;
  wrong.snr_rx_db += 0.1;
  CHECK(status(wrong, right) == CheckStatus::fail);
  CHECK(status(right, wrong) == CheckStatus::fail);
  wrong = right;
  wrong.config.detector.names = {"mmse"};
  CHECK(status(wrong, right) == CheckStatus::fail);
  wrong = right;
  wrong.config.link.n_user = 3;
  CHECK(status(wrong, right) == CheckStatus::fail);
  wrong = right;
  wrong.config.link.modulation = "16qam";
  CHECK(status(wrong, right) == CheckStatus::fail);
}

TEST_CASE("a count that says nothing fails; the tolerance is that of the normal law, and of the form itself") {
  BerPoint point = small_point();
  ErrorCount none;
  CHECK(check_status(ber_check(point, none, 1e-4)) == CheckStatus::fail);
  none.add_unit(2'000'000, 0);
  CHECK(check_status(ber_check(point, none, 1e-4)) == CheckStatus::fail);
  ErrorCount even;  // units that differ less than bits would
  for (int k = 0; k < 1000; ++k) even.add_unit(1000, 20);
  const Check check = ber_check(point, even, 1e-4);
  const double p = check.expected.value;
  CHECK(check.measured == 0.02);
  CHECK(check.expected.other == doctest::Approx(3.8906 * std::sqrt(p * (1 - p) / 1e6)).epsilon(1e-4));
  point.form_error = 0.01;
  CHECK(ber_check(point, even, 1e-4).expected.other == doctest::Approx(check.expected.other + 0.01 * p).epsilon(1e-9));
  point.config.csi.model = "ls";
  CHECK_THROWS_WITH_AS(ber_check(point, even, 1e-4), "a point to be checked must have a closed form, got none",
                       std::invalid_argument);
}

}  // namespace test_ber_checks
