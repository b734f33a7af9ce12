// The Monte-Carlo engine: independent of threads, held against closed forms.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "apps/config/curve_theory.hpp"
#include "apps/config/link_setup.hpp"
#include "apps/link/link_frame.hpp"
#include "apps/theory/interval.hpp"
#include "apps/theory/qam_ber.hpp"
#include "apps/theory/theory.hpp"
#include "phy/simd/kernels.hpp"
#include "tests/about.hpp"

namespace test_link_run {

using namespace ohmimo;

Config zf_config(int rx, int users, const std::string& modulation) {
  Config config;
  config.link.n_rx = rx;
  config.link.n_user = users;
  config.link.modulation = modulation;
  config.detector.names = {"zf"};
  return config;
}

PointResult run(const Config& config, double es_n0_db, const StopRule& stop, int threads) {
  RunControl control;
  control.threads = threads;
  return run_point(link_config(config), {config.run.seed, 3, std::pow(10.0, -es_n0_db / 10)}, stop, control);
}

CurveTheory theory(const Config& config, const CurveId& curve) {
  return curve_theory(link_config(config), curve, config.run.seed);
}

std::string_view theory_kind(const Config& config, const CurveId& curve) {
  return theory(config, curve).kind;
}

std::optional<double> theory_ber(const Config& config, const CurveId& curve, double noise_var) {
  return theory(config, curve).ber(noise_var);
}

TEST_CASE("counts are the same integers for 1, 2 and 5 threads") {
  Config config = zf_config(16, 4, "64qam");
  config.detector.names = {"zf", "mmse", "mrc", "reference", "rram-zf", "rram-mmse"};
  config.solver.cycles = {1, 3};
  config.link.vectors_per_channel = 3;
  const StopRule by_errors{2000, 1000, 60.0}, by_frames{1u << 30, 5, 60.0}, by_bits{1u << 30, 1000, 60.0, 123457};
  const StopRule by_units{1, 1000, 60.0, UINT64_MAX, 700};
  for (const auto& [stop, reason] : {std::pair{by_errors, StopReason::errors},
                                     {by_frames, StopReason::frames},
                                     {by_bits, StopReason::bits},
                                     {by_units, StopReason::errors}}) {
    const PointResult one = run(config, 10.0, stop, 1);
    CHECK(one.counts.size() == 8);
    CHECK(one.reason == reason);
    const std::uint64_t bits_per_frame = one.counts[0].bits / one.counts[0].frames;
    if (reason == StopReason::bits)  // the first frame that reaches it
      CHECK((one.counts[0].bits - 1) / bits_per_frame == (stop.max_bits - 1) / bits_per_frame);
    for (int threads : {2, 5}) {
      const PointResult many = run(config, 10.0, stop, threads);
      for (std::size_t k = 0; k < one.counts.size(); ++k) CHECK(many.counts[k] == one.counts[k]);
      for (std::size_t k = 0; k < one.tallies.size(); ++k) {
        CHECK(many.tallies[k].vectors == one.tallies[k].vectors);
        CHECK(many.tallies[k].ops.lp_inv == one.tallies[k].ops.lp_inv);
      }
    }
    config.run.seed = 2;
    CHECK(!(run(config, 10.0, stop, 1).counts[0] == one.counts[0]));  // another seed is another run
    config.run.seed = 1;
  }
}

TEST_CASE("a point ends at the first frame with enough bit errors in enough channels of every curve") {
  Config config = zf_config(16, 4, "16qam");
  config.detector.names = {"zf", "mrc"};
  config.link.vectors_per_channel = 168;
  for (const bool fixed : {false, true}) {
    config.channel.fixed = fixed;
    const auto fewest = [&](std::uint64_t max_frames, const StopRule& rule) {
      StopRule stop = rule;
      stop.max_frames = max_frames;
      const PointResult result = run(config, 8.0, stop, 2);
      return std::pair(std::min(result.counts[0].unit_errors, result.counts[1].unit_errors), result);
    };
    const StopRule rule{10, 100000, 60.0, UINT64_MAX, 150};
    const auto [bad, result] = fewest(100000, rule);
    CHECK(result.reason == StopReason::errors);
    CHECK(bad >= 150);
    REQUIRE(result.counts[0].frames > 1);
    CHECK(fewest(result.counts[0].frames - 1, rule).first < 150);  // and the frame before was not enough
    CHECK(fewest(100000, {10, 100000, 60.0}).second.counts[0].frames < result.counts[0].frames);
  }
}

TEST_CASE("theory says whether it is exact") {
  Config config = zf_config(16, 4, "16qam");
  for (const std::string name : {"mmse", "rram-mmse", "reference-mmse"})
    CHECK(theory_kind(config, {name, 0}) == "gaussian-interference");
  for (const std::string name : {"zf", "rram-zf", "reference"}) CHECK(theory_kind(config, {name, 0}) == "exact");
  config.link.n_user = 1;  // no interference
  CHECK(theory_kind(config, {"mmse", 0}) == "exact");
  CHECK(theory_ber(config, {"mmse", 0}, 0.1) == theory_ber(config, {"zf", 0}, 0.1));
  for (const bool fixed : {false, true}) {
    config.channel.fixed = fixed;
    CHECK_FALSE(theory_ber(config, {"mmse-biased", 0}, 0.1));  // decides on a shrunken constellation
    CHECK(theory_kind(config, {"mmse-biased", 0}) == "");
    CHECK_THROWS_AS(theory_ber(config, {"zfx", 0}, 0.1), std::invalid_argument);  // unknown is never exact
  }
}

TEST_CASE("common random numbers: zf counts do not change when other detectors run beside it") {
  Config config = zf_config(16, 4, "16qam");
  const StopRule stop{1u << 30, 40, 60.0};
  const PointResult alone = run(config, 3.0, stop, 2);
  config.detector.names = {"rram-zf", "zf"};
  const PointResult beside = run(config, 3.0, stop, 2);
  CHECK(beside.counts.back() == alone.counts[0]);
}

TEST_CASE("zero forcing meets the exact closed form in 24 points") {
  struct Point {
    int rx, users;
    const char* modulation;
    double ber;
  };
  const Point points[] = {
      {4, 4, "qpsk", 1e-1},    {4, 4, "qpsk", 1e-2},    {4, 4, "16qam", 1e-1},    {4, 4, "64qam", 1e-2},
      {4, 4, "256qam", 1e-1},  {4, 4, "16qam", 1e-3},   {16, 4, "qpsk", 1e-2},    {16, 4, "qpsk", 1e-4},
      {16, 4, "16qam", 1e-3},  {16, 4, "64qam", 1e-2},  {16, 4, "256qam", 1e-1},  {16, 4, "256qam", 1e-3},
      {64, 8, "qpsk", 1e-2},   {64, 8, "16qam", 1e-3},  {64, 8, "64qam", 1e-4},   {64, 8, "256qam", 1e-2},
      {64, 8, "256qam", 1e-5}, {64, 8, "qpsk", 1e-5},   {128, 8, "qpsk", 1e-1},   {128, 8, "16qam", 1e-2},
      {128, 8, "64qam", 1e-3}, {128, 8, "64qam", 1e-5}, {128, 8, "256qam", 1e-4}, {128, 8, "256qam", 1e-5}};
  for (const Point& p : points) {
    const Config config = zf_config(p.rx, p.users, p.modulation);
    // Es/N0 at which the closed form is near the wanted rate, to 0.5 dB.
    double es_n0_db = -30.0;
    while (*theory_ber(config, {"zf", 0}, std::pow(10.0, -es_n0_db / 10)) > p.ber) es_n0_db += 0.5;
    const double theory = *theory_ber(config, {"zf", 0}, std::pow(10.0, -es_n0_db / 10));
    const PointResult result = run(config, es_n0_db, {p.ber < 1e-4 ? 300u : 1000u, 100000, 60.0}, 2);
    const BerInterval interval = ber_interval(result.counts[0], 0.99);
    INFO(p.rx << "x" << p.users << " " << p.modulation << " Es/N0 " << es_n0_db << " dB: " << interval.ber << " in ["
              << interval.low << ", " << interval.high << "], theory " << theory);
    CHECK(interval.low <= theory);
    CHECK(theory <= interval.high);
    CHECK(!(interval.low <= 1.6 * theory && 1.6 * theory <= interval.high));  // a 60 % error would be seen
  }
}

TEST_CASE("closed forms also hold for users of unequal power, one user, and a fixed channel") {
  Config config = zf_config(16, 4, "16qam");
  config.channel.user_spread_db = 10.0;
  const auto check = [&](const CurveId& curve, double es_n0_db) {
    const PointResult result = run(config, es_n0_db, {2000, 100000, 60.0}, 2);
    const BerInterval interval = ber_interval(result.counts[0], 0.99);
    const double theory = *theory_ber(config, curve, std::pow(10.0, -es_n0_db / 10));
    INFO(interval.ber << " in [" << interval.low << ", " << interval.high << "], theory " << theory);
    CHECK(interval.low <= theory);
    CHECK(theory <= interval.high);
  };
  check({"zf", 0}, 5.0);
  config.channel.user_spread_db = 0.0;
  config.channel.fixed = true;
  config.link.vectors_per_channel = 168;
  check({"zf", 0}, 5.0);
  config.channel.fixed = false;
  config.link.vectors_per_channel = 1;
  config.detector.names = {"mmse"};
  check({"mmse", 0}, 3.0);
  config.link.n_user = 1;
  config.detector.names = {"mrc"};
  check({"mrc", 0}, -3.0);
  config.link.n_rx = 1;  // one antenna, one user: QPSK over flat Rayleigh, (1 - sqrt(g/(1+g)))/2 with g = Es/(2 N0)
  config.link.modulation = "qpsk";
  CHECK(*theory_ber(config, {"mrc", 0}, 0.1) == about(0.5 * (1 - std::sqrt(5.0 / 6.0)), 1e-12));
  check({"mrc", 0}, 10.0);
}

// QPSK symbols have one power, so E x is Gaussian. With c = s/(1 + s), zero forcing by H_hat of power 1 + s gives
// (1 - c) x with noise of power (N0 + U c) [(H_hat^H H_hat)^-1]_kk (tests/detector/test_csi.cpp): the law of a known
// channel at Es/N0 = 1/(N0 (1 + s) + U s).
TEST_CASE("zero forcing of QPSK with an estimated channel meets its closed form") {
  for (const auto& [users, csi] : {std::pair{1, "error:3"}, {4, "error:10"}, {4, "error:20"}}) {
    Config config = zf_config(12, users, "qpsk");
    config.channel.exact_statistics = "off";
    LinkConfig link = link_config(config);
    link.uplink.csi = csi_spec(csi);
    const double error_var = link.uplink.csi.error_var, noise_var = 0.7;
    const PointResult result = run_point(link, {1, 0, noise_var}, {2000, 100000, 60.0}, {});
    const BerInterval interval = ber_interval(result.counts[0], 0.99);
    const std::vector<double> gains(users, 1.0);
    const double closed_form = ber_zf_rayleigh(2, gains, 12, 1.0 / (noise_var * (1 + error_var) + users * error_var));
    INFO(interval.ber << " in [" << interval.low << ", " << interval.high << "], closed form " << closed_form);
    CHECK(interval.low <= closed_form);
    CHECK(closed_form <= interval.high);
    CHECK(interval.low > ber_zf_rayleigh(2, gains, 12, 1.0 / noise_var));  // a known channel is better
  }
}

TEST_CASE("detectors get the error of the channel as noise") {
  Config config = zf_config(8, 4, "64qam");
  config.channel.exact_statistics = "off";
  config.detector.names = {"reference-mmse"};
  LinkConfig link = link_config(config);
  link.uplink.csi = csi_spec("error:15");
  FrameCount found;
  LinkFrame(link).run({3, 0, 0}, 0.01, found);
  UplinkFrame frame;
  FrameTruth truth;
  Uplink(link.uplink, link.constellation).generate({3, 0, 0}, 0.01, frame, truth);
  const auto errors = [&](float noise_var) {
    std::vector<Estimate> out(1);
    make_detector(link.detectors[0])->prepare_and_detect(frame.h, frame.y, {noise_var, frame.id}, out);
    std::uint64_t sum = 0;
    for (std::size_t b = 0; b < frame.y.n_block(); ++b) {
      simd::LaneErrors lanes;
      simd::kernels().count_errors(out[0].x.block(b), truth.symbols.at(b, 0, 0), {0, 4, 1}, link.constellation.axis,
                                   lanes);
      for (const std::uint32_t e : lanes.bit) sum += e;
    }
    return sum;
  };
  CHECK(link.uplink.n_channel % n_lane == 0);
  CHECK(found.counts[0].bit_errors == errors(frame.effective_noise_var()));
  CHECK(found.counts[0].bit_errors != errors(frame.noise_var));
}

TEST_CASE("time and interruption end a point and say so") {
  const Config config = zf_config(16, 4, "qpsk");
  CHECK(run(config, 30.0, {1u << 30, 1u << 30, 0.05}, 2).reason == StopReason::time);
  // A point without errors ends by its bits, and progress says so beforehand.
  CHECK(run(config, 60.0, {1, 1u << 30, 60.0, 1000000}, 2).reason == StopReason::bits);
  RunControl watched;
  StopReason foreseen = StopReason::interrupted;
  watched.progress = [&](const PointResult& so_far, double) { foreseen = so_far.reason; };
  run_point(link_config(config), {1, 0, 1e-6}, {1, 1u << 30, 0.5, 1000000000000}, watched);
  CHECK(foreseen == StopReason::time);
  std::atomic<bool> interrupt = true;
  RunControl control;
  control.interrupt = &interrupt;
  const PointResult result = run_point(link_config(config), {1, 0, 0.1}, {10, 10, 1.0}, control);
  CHECK(result.reason == StopReason::interrupted);
  CHECK(result.counts[0].bits == 0);
}

TEST_CASE("every constellation over AWGN meets its exact error rate") {
  for (std::string_view name : modulation_names()) {
    const Constellation c = make_constellation(name);
    const std::size_t n_vector = 20000;
    for (double ber : {1e-1, 1e-2, 1e-3}) {
      double es_n0_db = -5.0;
      while (ber_qam_awgn(c.bits_per_symbol, std::pow(10.0, es_n0_db / 10)) > ber) es_n0_db += 0.25;
      const double exact = ber_qam_awgn(c.bits_per_symbol, std::pow(10.0, es_n0_db / 10));
      // Symbols straight into the slicer: no channel, no detector.
      std::vector<std::uint32_t> words(n_vector * n_lane);
      std::vector<std::uint16_t> labels(n_vector * n_lane);
      std::vector<float> noise(n_vector * 2 * n_lane);
      MatrixBatch x(n_lane, 1, n_vector);
      RngStream({12, 0, 0}, Purpose::bits).fill_u32(words);
      RngStream({12, 0, 0}, Purpose::noise)
          .fill_normal(noise, static_cast<float>(std::sqrt(0.5 * std::pow(10.0, -es_n0_db / 10))));
      simd::kernels().map_symbols(words.data(), n_vector, c.axis, x.block(0).data, labels.data());
      for (std::size_t k = 0; k < noise.size(); ++k) x.block(0).data[k] += noise[k];
      simd::LaneErrors errors;
      simd::kernels().count_errors(std::as_const(x).block(0), labels.data(), {0, 1, n_vector}, c.axis, errors);
      std::uint64_t wrong = 0;
      for (std::uint32_t e : errors.bit) wrong += e;
      const BerInterval interval = binomial_interval(static_cast<double>(wrong),
                                                     static_cast<double>(n_vector * n_lane * c.bits_per_symbol), 0.99);
      INFO(name << " at " << es_n0_db << " dB: " << interval.ber << ", exact " << exact);
      CHECK(interval.low <= exact);
      CHECK(exact <= interval.high);
    }
  }
}

}  // namespace test_link_run
