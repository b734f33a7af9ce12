#include "apps/config/pilot_spacing.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "apps/config/run.hpp"

namespace test_pilot_spacing {

using namespace ohmimo;

PilotSpacing spacing_of(const std::string& channel, double delay_spread_ns, double speed_kmh, int additional) {
  Config config;
  config.link.n_rx = 4;
  config.link.n_user = 2;
  config.channel.model = channel;
  config.scene.delay_spread_ns = delay_spread_ns;
  config.scene.speed_kmh = speed_kmh;
  config.csi.model = "ls";
  config.csi.pilots.additional = additional;
  config.detector.names = {"zf"};
  const Run run = make_run(config);
  const SlotConfig& slot = *run.link.uplink.slot;
  return pilot_spacing(run.link.uplink, PilotGrid(slot.grid, slot.pilots, 2));
}

TEST_CASE("pilots against the channel: a flat one that stands still, a long one, a fast one") {
  const PilotSpacing flat = spacing_of("rayleigh", 100, 0, 1);
  CHECK(flat.spacing_hz == 4 * 30e3);  // DM-RS type 1: two pilots of a pair in four subcarriers
  CHECK(flat.frequency_correlation == 1.0);
  CHECK(flat.time_correlation == 1.0);
  // Pilots in symbols 2 and 11: the farthest are 6 and 7, four symbols of some 35.7 us away.
  CHECK(flat.farthest_s == doctest::Approx(4 * 35.7e-6).epsilon(0.01));
  // One position, symbol 2: the last symbol is 11 away.
  CHECK(spacing_of("rayleigh", 100, 0, 0).farthest_s == doctest::Approx(11 * 35.7e-6).epsilon(0.01));

  const PilotSpacing usual = spacing_of("tdl-c", 100, 3, 1), wide = spacing_of("tdl-c", 5000, 3, 1);
  // |sum of p exp(-j 2 pi 120 kHz tau)| / sum of p over the table of TDL-C, summed elsewhere.
  CHECK(usual.frequency_correlation == doctest::Approx(0.99719).epsilon(1e-4));
  CHECK(wide.frequency_correlation == doctest::Approx(0.42941).epsilon(1e-3));
  CHECK_FALSE(usual.too_sparse_over_frequency());
  CHECK(wide.too_sparse_over_frequency());

  // 500 km/h at 3.5 GHz: 1621 Hz. J0(2 pi 1621 Hz 0.393 ms) = J0(4.00) = -0.397.
  const PilotSpacing fast = spacing_of("tdl-a", 30, 500, 0);
  CHECK(fast.time_correlation == doctest::Approx(-0.397).epsilon(0.03));
  CHECK(fast.too_sparse_over_time());
  CHECK_FALSE(spacing_of("tdl-a", 30, 500, 3).too_sparse_over_time());
}

}  // namespace test_pilot_spacing
