#include <doctest/doctest.h>

#include <cmath>

#include "apps/studies/ber/target_snr.hpp"

using namespace ohmimo;
using namespace ohmimo::ber;

namespace {

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

}  // namespace

TEST_CASE("SNR at a target: straight in log BER where there is no closed form") {
  const Run run = zf_run();
  // 10^-2 at 10 dB, 10^-4 at 14 dB: 10^-3 half way. The interval's ends cross where log BER is shifted by log10(0.8)
  // and log10(1.25), at a slope of -0.5 decades a dB.
  const auto found = target_snr(run, 0, {row_at(6, 0.1), row_at(10, 1e-2), row_at(14, 1e-4)}, 1e-3);
  REQUIRE(found);
  CHECK(found->snr_db == doctest::Approx(12.0).epsilon(1e-6));
  CHECK(*found->low_db == doctest::Approx(12.0 + std::log10(0.8) / 0.5).epsilon(1e-6));
  CHECK(*found->high_db == doctest::Approx(12.0 + std::log10(1.25) / 0.5).epsilon(1e-6));
  CHECK_FALSE(target_snr(run, 0, {row_at(6, 0.1), row_at(10, 1e-2)}, 1e-3));
  CHECK_FALSE(target_snr(run, 0, {row_at(6, 1e-4), row_at(10, 1e-5)}, 1e-3));
  CHECK_FALSE(target_snr(run, 0, {row_at(6, 0.1), row_at(10, 0.0)}, 1e-3));  // an upper limit is no point
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
}
