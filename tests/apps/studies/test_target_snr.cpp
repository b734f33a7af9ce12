#include <doctest/doctest.h>

#include <cmath>

#include "apps/studies/ber/target_snr.hpp"

namespace test_target_snr {

using namespace ohmimo;
using namespace ohmimo::ber;

BerRow row_at(double snr_db, double ber, std::optional<double> theory = {}) {
  BerRow row;
  row.snr_db = snr_db;
  row.interval.ber = ber, row.interval.low = 0.8 * ber, row.interval.high = 1.25 * ber;
  row.theory = theory;
  return row;
}

Run zf_run() {
  Config config;
  config.link.n_rx = 16, config.link.n_user = 4, config.link.modulation = "16qam", config.detector.names = {"zf"};
  return make_run(config);
}

TEST_CASE("SNR at a target: a parabola through log BER where there is no closed form") {
  const Run run = zf_run();
  // log10 BER = -1 - s^2 / 100 with s in dB: 10^-3 at sqrt(200) dB.
  const auto parabola = [](double snr_db) { return row_at(snr_db, std::pow(10.0, -1.0 - snr_db * snr_db / 100.0)); };
  const double wanted = std::sqrt(200.0);
  const std::vector<BerRow> rows = {parabola(6), parabola(12), parabola(18)};
  const auto found = target_snr(run, 0, rows, 1e-3);
  REQUIRE(found);
  CHECK(found->snr_db == doctest::Approx(wanted).epsilon(1e-6));
  // A straight line through the last two points crosses at 12 + 6 (2 - 1.44) / 1.8; the interval holds it.
  const double line = 12.0 + 6.0 * 0.56 / 1.8;
  CHECK(line < wanted - 0.2);
  CHECK(*found->low_db < line);
  CHECK(*found->high_db > wanted + (wanted - line));
  CHECK(*found->high_db <= 18.0);
  const auto two = target_snr(run, 0, {rows[1], rows[2]}, 1e-3);  // anywhere between them
  REQUIRE(two);
  CHECK_FALSE(two->low_db);
  CHECK_FALSE(two->high_db);
  CHECK_FALSE(target_snr(run, 0, {rows[0], rows[1]}, 1e-3));
  CHECK_FALSE(target_snr(run, 0, {rows[1], row_at(18, 0.0)}, 1e-3));  // an upper limit is no point
}

// A waterfall between 3 and 4 dB, and nothing run until 9 dB: a parabola would put the target where it likes.
TEST_CASE("SNR at a target: between points much farther apart than the others it is anywhere") {
  const Run run = zf_run();
  std::vector<BerRow> rows = {row_at(0, 0.13), row_at(1, 0.06), row_at(2, 0.03), row_at(3, 0.017), row_at(9, 1e-6)};
  const auto apart = target_snr(run, 0, rows, 1e-2);
  REQUIRE(apart);
  CHECK_FALSE(apart->low_db);
  CHECK_FALSE(apart->high_db);
  CHECK(apart->between_low_db == 3.0);
  CHECK(apart->between_high_db == 9.0);
  rows.insert(rows.end() - 1, row_at(4, 0.006));
  const auto near = target_snr(run, 0, rows, 1e-2);
  REQUIRE(near);
  CHECK(near->low_db);
  CHECK(near->high_db);
}

TEST_CASE("SNR at a target: exact for a curve that is the closed form times a constant") {
  const Run run = zf_run();
  const auto theory = [&](double snr_db) { return *run.theory[0].ber(run.noise_var(snr_db)); };
  const double target = 1.1 * theory(11.3);
  const auto found =
      target_snr(run, 0, {row_at(8, 1.1 * theory(8), theory(8)), row_at(14, 1.1 * theory(14), theory(14))}, target);
  REQUIRE(found);
  CHECK(found->snr_db == doctest::Approx(11.3).epsilon(1e-6));
  // Without the closed form the straight line is off by tenths of a dB: the checker sees the difference.
  const auto straight = target_snr(run, 0, {row_at(8, 1.1 * theory(8)), row_at(14, 1.1 * theory(14))}, target);
  CHECK(std::abs(straight->snr_db - 11.3) > 0.1);
  CHECK_FALSE(straight->low_db);
}

}  // namespace test_target_snr
