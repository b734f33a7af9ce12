// Two runs of ber, compared: closed forms, a published example, and the false alarms of simulated pairs.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "apps/studies/diff/ber_diff.hpp"
#include "apps/studies/diff/config_diff.hpp"
#include "apps/theory/interval.hpp"

namespace test_diff {

using namespace ohmimo;
using namespace ohmimo::diff;

// Independent bits: the interval of a binomial.
Rate rate_of(double bit_errors, double bits, double design_effect = 1.0) {
  const BerInterval interval = binomial_interval(bit_errors / design_effect, bits / design_effect);
  return {bits, bit_errors, interval.low, interval.high, design_effect, true};
}

Rate rate_of(const ErrorCount& count) {
  const BerInterval interval = ber_interval(count);
  return {double(count.bits), double(count.bit_errors), interval.low,
          interval.high,      interval.design_effect,   interval.spread == SpreadSource::worst_case};
}

// Channels of 100 bits whose error rates follow an exponential law: a bad one brings many errors.
ErrorCount drawn(std::mt19937_64& bits, double ber, int n_channel) {
  std::exponential_distribution<double> law;
  ErrorCount count;
  for (int k = 0; k < n_channel; ++k) {
    std::poisson_distribution<std::uint64_t> errors(100.0 * ber * law(bits));
    count.add_unit(100, std::min<std::uint64_t>(100, errors(bits)));
  }
  return count;
}

std::vector<BerPoint> drawn_run(std::mt19937_64& bits, const std::vector<double>& bers) {
  std::vector<BerPoint> points;
  for (std::size_t k = 0; k < bers.size(); ++k) {
    BerPoint point;
    point.detector = "zf";
    point.snr_db = double(k);
    point.place = k;
    point.rate = rate_of(drawn(bits, bers[k], 2000));
    points.push_back(point);
  }
  return points;
}

const std::vector<double> slope = {0.05, 0.02, 0.01, 0.005, 0.003};

std::string csv(const std::string& rows) {
  return "detector,cycle,snr_def,snr_rx_db,bits,bit_errors,ber_low,ber_high,design_effect,frames,seed,config_hash\n" +
         rows;
}

std::vector<BerPoint> points_of(const std::string& rows) {
  return ber_points(plot::Rows(csv(rows), "a.csv", check_ber_columns), "snr_rx_db");
}

TEST_CASE("diff: z and p of planted counts") {
  // Computed by hand in double precision: p by the complementary error function.
  RateTest test = compare_rates(rate_of(200, 1e6), rate_of(300, 1e6));
  CHECK(test.difference == doctest::Approx(1e-4));
  CHECK(test.z == doctest::Approx(4.47269507683148).epsilon(1e-12));
  CHECK(test.p == doctest::Approx(7.723988157707e-06).epsilon(1e-10));
  // A design effect of 4 is a quarter of the bits.
  test = compare_rates(rate_of(200, 1e6, 4.0), rate_of(300, 1e6, 4.0));
  CHECK(test.z == doctest::Approx(2.23634753841574).epsilon(1e-12));
  CHECK(test.p == doctest::Approx(0.02532901473802).epsilon(1e-10));
  test = compare_rates(rate_of(200, 1e6), rate_of(300, 2e6, 3.0));
  CHECK(test.z == doctest::Approx(-2.35723476463164).epsilon(1e-12));
  CHECK(test.p == doctest::Approx(0.01841160286032).epsilon(1e-10));
}

TEST_CASE("diff: a design effect known from few channels makes p larger") {
  Rate a = rate_of(200, 1e6, 40.0), b = rate_of(300, 1e6, 40.0);  // in effect 5 and 7.5 bad channels
  const double known = compare_rates(a, b).p;
  a.effect_is_bound = b.effect_is_bound = false;
  const RateTest test = compare_rates(a, b);
  CHECK(test.degrees_of_freedom == doctest::Approx(2 * 6.25 * (1 - 2.5e-4)));
  CHECK(test.p > known);
}

TEST_CASE("diff: Newcombe's first example") {
  // 56/70 - 48/80, method 10 of his table II: 0.0524 to 0.3339.
  const RateTest test = compare_rates(rate_of(48, 80), rate_of(56, 70));
  CHECK(std::abs(test.low - 0.0524) < 5e-5);
  CHECK(std::abs(test.high - 0.3339) < 5e-5);
}

TEST_CASE("diff: no errors") {
  CHECK(compare_rates(rate_of(0, 1e6), rate_of(0, 1e5)).p == 1.0);
  // 200 errors where the other, with as many bits, has none; and where it has too few bits to have any.
  CHECK(compare_rates(rate_of(200, 1e6), rate_of(0, 1e6)).p < 1e-10);
  CHECK(compare_rates(rate_of(200, 1e6), rate_of(0, 1e3)).p > 0.5);
}

TEST_CASE("diff: of equal runs 5 % of the points have p < 0.05, and 1 % of the runs a point that differs") {
  std::mt19937_64 bits(1);
  const int n_pair = 1000;
  int low_p = 0, alarms = 0;
  for (int k = 0; k < n_pair; ++k) {
    const BerDiff diff = diff_points(drawn_run(bits, slope), drawn_run(bits, slope), false);
    REQUIRE(diff.rows.size() == slope.size());
    for (const DiffRow& row : diff.rows) low_p += row.test.p < 0.05 ? 1 : 0;
    alarms += diff.count(Verdict::differs) > 0 ? 1 : 0;
  }
  const double share = low_p / (n_pair * double(slope.size()));
  INFO(fmt::format("p < 0.05: {:.2f} %; runs with an alarm: {} of {}", 100 * share, alarms, n_pair));
  // Four standard deviations of 5,000 and of 1,000 draws.
  CHECK(std::abs(share - 0.05) < 4 * std::sqrt(0.05 * 0.95 / 5000));
  CHECK(alarms < 10 + 4 * std::sqrt(10.0));
}

TEST_CASE("diff: a planted difference is found, and only that") {
  std::mt19937_64 bits(2);
  std::vector<double> other = slope;
  other[2] *= 1.6;
  const BerDiff diff = diff_points(drawn_run(bits, slope), drawn_run(bits, other), false);
  CHECK(diff.count(Verdict::differs) == 1);
  CHECK(diff.count(Verdict::consistent) == 4);
  CHECK(diff.rows[2].verdict == Verdict::differs);
  CHECK(diff.rows[2].test.low > 0.0);
}

TEST_CASE("diff: equal means the same draws and the same errors") {
  const std::string a = "zf,0,rx,4,1000,10,0.005,0.02,1,3,1,abc\nzf,0,rx,6,1000,1,0,0.01,1,3,1,abc\n";
  const std::string other_seed = "zf,0,rx,4,1000,10,0.005,0.02,1,3,2,abc\nzf,0,rx,8,1000,1,0,0.01,1,3,2,abc\n";
  CHECK(diff_points(points_of(a), points_of(a), false).count(Verdict::equal) == 2);
  const BerDiff seeds = diff_points(points_of(a), points_of(other_seed), false);
  CHECK(seeds.count(Verdict::equal) == 0);
  CHECK(seeds.count(Verdict::consistent) == 1);
  CHECK(seeds.only_a == 1);
  CHECK(seeds.only_b == 1);
  // The same SNR at another place of its run has other draws; so has another number of frames.
  const std::string moved = "zf,0,rx,6,1000,1,0,0.01,1,3,1,abc\n";
  CHECK(diff_points(points_of(a), points_of(moved), true).count(Verdict::equal) == 0);
  const std::string longer = "zf,0,rx,4,1000,10,0.005,0.02,1,4,1,abc\n";
  CHECK(diff_points(points_of(a), points_of(longer), true).count(Verdict::equal) == 0);
  // Another configuration of the detector, same channel.
  const std::string detector = "zf,0,rx,4,1000,10,0.005,0.02,1,3,1,def\n";
  CHECK(diff_points(points_of(a), points_of(detector), false).count(Verdict::equal) == 0);
  CHECK(diff_points(points_of(a), points_of(detector), true).count(Verdict::equal) == 1);
}

TEST_CASE("diff: users of one point have one place, whatever their own SNRs") {
  const plot::Rows rows(
      "user,detector,cycle,snr_def,snr_rx_db,esn0_user_db,bits,bit_errors,ber_low,ber_high,frames,design_effect,seed,"
      "config_hash\n"
      "0,zf,0,user,4,1,1000,10,0.005,0.02,3,1,1,abc\n1,zf,0,user,4,-2,1000,20,0.01,0.04,3,1,1,abc\n"
      "0,zf,0,user,7,4,1000,1,0,0.01,3,1,1,abc\n1,zf,0,user,7,1,1000,10,0.005,0.02,3,1,1,abc\n",
      "ber_users.csv");
  const std::vector<BerPoint> points = ber_points(rows, snr_column_of(rows));
  REQUIRE(points.size() == 4);
  CHECK(points[3].snr_db == 1.0);
  for (std::size_t k = 0; k < 4; ++k) CHECK(points[k].place == k / 2);
}

TEST_CASE("diff: tables that no run writes") {
  const auto refused = [](const std::string& row, const std::string& sentence) {
    CHECK_THROWS_WITH_AS(points_of(row), sentence.c_str(), std::invalid_argument);
  };
  refused("zf,0,rx,4,1000,1001,0,0.02,1,3,1,abc\n", "a.csv: line 2: bit_errors must be at most bits, got \"1001\"");
  refused("zf,0,rx,4,1e30,10,0,0.02,1,3,1,abc\n",
          "a.csv: line 2: bits must be a whole number from 0 to 2^53, got \"1e30\"");
  refused("zf,0,rx,4,1000,10,0,1.5,1,3,1,abc\n", "a.csv: line 2: ber_high must be from 0 to 1, got \"1.5\"");
  refused("zf,0,rx,4,1000,10,0,0.5,0,3,1,abc\n", "a.csv: line 2: design_effect must be >= 1, got \"0\"");
  refused("zf,0,rx,4,1000,10,0,0.5,1,3,1,abc\nzf,0,rx,4,1000,10,0,0.5,1,3,1,abc\n",
          "a.csv: line 3: detector must stand once with its cycle and SNR, got \"zf\"");
  CHECK_THROWS_WITH_AS(plot::Rows("detector,ber\n", "a.csv", check_ber_columns),
                       "a.csv: line 1: must name the columns of ber.csv, got no cycle", std::invalid_argument);
}

TEST_CASE("diff: configurations") {
  ConfigFile a, b;
  CHECK(config_changes(a, b).empty());
  CHECK(draws_alike(a.config, b.config));
  b.config.solver.fidelity = "device";
  b.config.detector.names = {"rram-zf"};
  b.config.output.out = "elsewhere";
  b.own["ber"] = {{"min-ber", {"0"}, "b.toml line 1"}};
  const std::vector<ConfigChange> changes = config_changes(a, b);
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].key == "detector.detector");
  CHECK(changes[0].b == "[\"rram-zf\"]");
  CHECK(changes[1].key == "solver.fidelity");
  CHECK(changes[2].key == "ber.min-ber");
  CHECK(changes[2].a.empty());
  CHECK(draws_alike(a.config, b.config));
  b.config.run.seed = 7;
  CHECK_FALSE(draws_alike(a.config, b.config));
  b.config.run.seed = a.config.run.seed;
  b.config.csi.model = "error:20";
  CHECK_FALSE(draws_alike(a.config, b.config));
  // The same where nothing else follows from it.
  a.config.channel.exact_statistics = b.config.channel.exact_statistics = "off";
  CHECK_FALSE(draws_alike(a.config, b.config));
  // Points say their own SNR and place.
  b.config.csi.model = a.config.csi.model;
  b.config.link.snr = {0.0, 1.0, 3.0, {}};
  CHECK(draws_alike(a.config, b.config));
  b.config.scene.delay_spread_ns = 1000.0;
  CHECK_FALSE(draws_alike(a.config, b.config));
  b.config.scene = a.config.scene;
  b.config.slot.grid.n_symbol = 7;
  CHECK_FALSE(draws_alike(a.config, b.config));
  b.config.slot = a.config.slot;
  b.config.code.code = "nr-ldpc";
  CHECK_FALSE(draws_alike(a.config, b.config));
}

}  // namespace test_diff
