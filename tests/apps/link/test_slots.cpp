// Bit error rates over slots against closed forms.
#include <doctest/doctest.h>

#include <cmath>

#include "apps/config/curve_theory.hpp"
#include "apps/config/run.hpp"
#include "apps/link/link_frame.hpp"
#include "apps/theory/theory.hpp"
#include "phy/units.hpp"

namespace test_slots {

using namespace ohmimo;

Config slots_of(const std::string& channel, const std::string& detector) {
  Config config;
  config.link.n_rx = 8;
  config.link.n_user = 3;
  config.link.modulation = "16qam";
  config.channel.model = channel;
  config.scene.delay_spread_ns = 300.0;
  config.slot.grid = {30, 4, 7};
  config.detector.names = {detector};
  return config;
}

struct Rate {
  double ber, standard_error;  // over slots
};

Rate rate_of(const Run& run, double es_n0_db, int n_slot) {
  LinkFrame frame(run.link);
  FrameCount count;
  ErrorCount sum;
  for (int k = 0; k < n_slot; ++k) {
    frame.run({3, 0, static_cast<std::uint32_t>(k)}, linear_from_db(-es_n0_db), count);
    sum += count.counts[0];
  }
  const double n = static_cast<double>(sum.units), mean = static_cast<double>(sum.bit_errors) / n;
  const double variance = static_cast<double>(sum.sum_sq_errors) / n - mean * mean;
  const double bits_of_slot = static_cast<double>(sum.bits) / n;
  return {mean / bits_of_slot, std::sqrt(variance / n) / bits_of_slot};
}

TEST_CASE("TDL-A, B and C without correlation: zero forcing per subcarrier as over i.i.d. Rayleigh channels") {
  for (const std::string channel : {"tdl-a", "tdl-b", "tdl-c"}) {
    const Run run = make_run(slots_of(channel, "zf"));
    for (const double es_n0_db : {-2.0, 2.0, 6.0, 10.0}) {
      CAPTURE(channel);
      CAPTURE(es_n0_db);
      const Rate rate = rate_of(run, es_n0_db, 600);
      REQUIRE(run.theory[0].known());
      const double expected = run.theory[0].form(linear_from_db(-es_n0_db));
      CHECK(std::abs(rate.ber - expected) < 4.0 * rate.standard_error);
      CHECK(rate.standard_error < 0.12 * expected);  // so that a loss of 1 dB would be seen
    }
  }
}

TEST_CASE("correlated antennas lose, the more the higher the correlation") {
  const double es_n0_db = 6.0;
  Config config = slots_of("tdl-a", "zf");
  const double iid = make_run(config).theory[0].form(linear_from_db(-es_n0_db));
  double last = iid;
  for (const std::string correlation : {"exp:0.5", "exp:0.9", "high"}) {
    CAPTURE(correlation);
    config.scene.scene.correlation = correlation;
    const Run run = make_run(config);
    CHECK_FALSE(run.theory[0].known());
    const Rate rate = rate_of(run, es_n0_db, 200);
    CHECK(rate.ber > last + 5.0 * rate.standard_error);
    last = rate.ber;
  }
}

TEST_CASE("one user over a plane wave alone: the closed form of a channel that does not fade") {
  Config config = slots_of("rician:100", "zf");
  config.link.n_user = 1;
  config.csi.model = "perfect";
  const Run run = make_run(config);
  for (const double es_n0_db : {0.0, 3.0}) {
    const double sinr = 8.0 * linear_from_db(es_n0_db);  // coherent over 8 antennas
    const double expected = ber_given_sinr(4, std::vector<double>{sinr});
    const Rate rate = rate_of(run, es_n0_db, 400);
    CHECK(std::abs(rate.ber - expected) < 4.0 * rate.standard_error + 0.01 * expected);
  }
}

TEST_CASE("users whose lines of sight arrive alike cannot be told apart") {
  Config config = slots_of("tdl-d", "mmse");
  config.link.n_user = 2;
  config.scene.scene.k_factor_db = "60";
  CHECK(rate_of(make_run(config), 20.0, 40).ber > 0.1);
  config.scene.scene.k_factor_db = "-60";  // the same taps without their line of sight
  CHECK(rate_of(make_run(config), 20.0, 40).ber < 1e-3);
}

TEST_CASE("estimated channels lose against known ones, least squares more than LMMSE") {
  double last = 0.0;
  for (const std::string csi : {"perfect", "lmmse", "ls"}) {
    CAPTURE(csi);
    Config config = slots_of("tdl-a", "mmse");
    config.slot.grid.n_symbol = 14;
    config.csi.model = csi;
    const Rate rate = rate_of(make_run(config), 3.0, 150);
    CHECK(rate.ber > last + 4.0 * rate.standard_error);
    last = rate.ber;
  }
}

TEST_CASE("ageing: the faster the users, the staler the channel between pilots") {
  double last = 0.0;
  for (const double speed_kmh : {0.0, 60.0, 240.0}) {
    CAPTURE(speed_kmh);
    Config config = slots_of("tdl-a", "mmse");
    config.slot.grid.n_symbol = 14;
    config.csi.model = "ls";
    config.csi.pilots.additional = 0;
    config.scene.speed_kmh = speed_kmh;
    const Rate rate = rate_of(make_run(config), 10.0, 100);
    CHECK(rate.ber > last);
    last = rate.ber;
  }
}

}  // namespace test_slots
