// Tapped delay lines: what one realisation keeps, exact laws, line of sight, correlation. Moments over many draws
// against the tables: tests/apps/studies/verify/test_channel_checks.cpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include "channel/correlation.hpp"
#include "channel/registry.hpp"
#include "channel/tr38901/tdl.hpp"
#include "tests/about.hpp"

namespace test_tdl {

using namespace ohmimo;

constexpr const char* every_name[] = {"tdl-a",   "tdl-b",  "tdl-c",  "tdl-d", "tdl-e", "tdla30", "tdlb100",
                                      "tdlc300", "tdlc60", "tdld30", "epa",   "eva",   "etu"};

Scene moving_scene(double doppler_hz) {
  Scene scene;
  scene.carrier_hz = 3e9;
  scene.speed_m_s = doppler_hz * 299792458.0 / 3e9;
  return scene;
}

PathSet drawn(PathModel& model, std::uint32_t slot, const std::vector<double>& time_s) {
  PathSet paths;
  model.draw({7, 1, slot}, time_s, paths);
  return paths;
}

// Row `path` of the standard TDL model with one user, over slots: [n_rx][n_slot].
arma::cx_mat gains_over_slots(PathModel& model, std::size_t path, std::size_t n_slot) {
  PathSet paths;
  arma::cx_mat g;
  const double time_s[] = {0.0};
  for (std::size_t slot = 0; slot < n_slot; ++slot) {
    model.draw({3, 0, static_cast<std::uint32_t>(slot)}, time_s, paths);
    if (g.empty()) g.set_size(paths.n_rx, n_slot);
    for (std::size_t rx = 0; rx < paths.n_rx; ++rx) g(rx, slot) = paths.gains(0, 0, path)[rx];
  }
  return g;
}

TEST_CASE("at rest a tap is the normal numbers of its user's stream, at all times") {
  const auto model = make_tapped_delay_line("epa", {5, 2}, {});
  const PathSet paths = drawn(*model, 4, {0.0, 1.0});
  REQUIRE(paths.n_path == 7);
  for (std::size_t user = 0; user < 2; ++user) {
    RngStream stream({7, 1, 4}, Purpose::channel, static_cast<std::uint32_t>(user));
    CHECK(paths.doppler_hz[user] == 0.0);
    for (std::size_t path = 0; path < 7; ++path) {
      std::vector<float> normal(32);
      stream.fill_normal(normal, static_cast<float>(std::sqrt(paths.power[paths.row(user, path)] / 2)));
      for (std::size_t t = 0; t < 2; ++t)
        for (std::size_t rx = 0; rx < 5; ++rx)
          CHECK(paths.gains(t, user, path)[rx] == std::complex<float>(normal[rx], normal[16 + rx]));
    }
  }
}

TEST_CASE("a realisation does not depend on the times asked for, on further users, or on what was drawn before") {
  for (const char* correlation : {"low", "exp:0.6"})
    for (const char* name : {"tdl-c", "tdl-d"}) {
      Scene scene = moving_scene(500.0);
      scene.correlation = correlation;
      const auto model = make_tapped_delay_line(name, {18, 3}, scene),
                 fewer = make_tapped_delay_line(name, {18, 1}, scene);
      const PathSet many = drawn(*model, 2, {0.0, 1e-4, 2e-4, 7e-4}), other = drawn(*model, 3, {0.0});
      const PathSet one = drawn(*model, 2, {7e-4}), alone = drawn(*fewer, 2, {1e-4});
      CHECK(many.doppler_hz[1] == about(500.0, 1e-12));
      for (std::size_t path = 0; path < many.n_path; ++path)
        for (std::size_t rx = 0; rx < 18; ++rx) {
          CHECK(many.gains(3, 1, path)[rx] == one.gains(0, 1, path)[rx]);
          CHECK(many.gains(1, 0, path)[rx] == alone.gains(0, 0, path)[rx]);
          CHECK(many.gains(0, 1, path)[rx] != other.gains(0, 1, path)[rx]);
          CHECK(many.gains(0, 1, path)[rx] != many.gains(0, 2, path)[rx]);
        }
    }
}

TEST_CASE("rows are those of the table: delays, powers of sum 1") {
  for (const char* name : every_name) {
    Scene scene;
    scene.delay_spread_s = 30e-9;
    const PathSet paths = drawn(*make_tapped_delay_line(name, {1, 2}, scene), 0, {0.0});
    double sum = 0.0, latest = 0.0;
    for (std::size_t path = 0; path < paths.n_path; ++path) {
      sum += paths.power[paths.row(1, path)];
      latest = std::max(latest, paths.delay_s[paths.row(1, path)]);
    }
    CHECK(sum == about(1.0));
    if (std::string_view(name) == "tdl-a") CHECK(latest == about(9.6586 * 30e-9));
    if (std::string_view(name) == "tdl-d") CHECK(latest == about(12.525 * 30e-9));  // as printed: spread 0.994
    if (std::string_view(name) == "etu") CHECK(latest == about(5000e-9));
  }
}

TEST_CASE("a moving tap is CN(0, P) at any time: fourth and sixth moment, though it is a sum of 16 waves") {
  // Rayleigh: E|g|^4 = 2, E|g|^6 = 6; their variances per draw are 24 - 4 and 720 - 36. 16 phasors would
  // give 1.94, 5.6.
  const auto model = make_tapped_delay_line("epa", {16, 1}, moving_scene(700.0));
  PathSet paths;
  const double time_s[] = {0.4e-3};
  double fourth = 0.0, sixth = 0.0;
  const int n_slot = 3000;
  for (int slot = 0; slot < n_slot; ++slot) {
    model->draw({5, 0, static_cast<std::uint32_t>(slot)}, time_s, paths);
    for (std::size_t path = 0; path < paths.n_path; ++path)
      for (const auto g : paths.gains(0, 0, path)) {
        const double square = std::norm(std::complex<double>(g)) / paths.power[path];
        fourth += square * square;
        sixth += square * square * square;
      }
  }
  const double n = n_slot * 16.0 * 7.0;
  CHECK(std::abs(fourth / n - 2.0) < 4.0 * std::sqrt(20.0 / n));
  CHECK(std::abs(sixth / n - 6.0) < 4.0 * std::sqrt(684.0 / n));
}

TEST_CASE("a line of sight has constant amplitude, the phase of its user at all antennas, and turns at 0.7 fD") {
  const double f = 400.0, t = 3e-4;
  const auto model = make_tapped_delay_line("tdl-d", {6, 3}, moving_scene(f));
  const PathSet paths = drawn(*model, 1, {0.0, t});
  const auto turn = std::polar(1.0, 2.0 * std::numbers::pi * 0.7 * f * t);
  for (std::size_t user = 0; user < 3; ++user)
    for (std::size_t rx = 0; rx < 6; ++rx) {
      const std::complex<double> first = paths.gains(0, user, 0)[rx], later = paths.gains(1, user, 0)[rx];
      CHECK(std::norm(first) == about(paths.power[paths.row(user, 0)], 1e-6));
      CHECK(std::abs(later - first * turn) < 1e-6);
      CHECK(paths.gains(0, user, 0)[rx] == paths.gains(0, user, 0)[0]);
    }
  CHECK(paths.gains(0, 0, 0)[0] != paths.gains(0, 1, 0)[0]);
  CHECK(paths.power[0] == about(std::pow(10.0, 0.898464708003774) / (1.0 + std::pow(10.0, 0.898464708003774)), 1e-12));
}

TEST_CASE("K asked for moves power to the line of sight; where there is none it is refused") {
  Scene scene;
  scene.k_factor_db = "20";
  const PathSet paths = drawn(*make_tapped_delay_line("tdl-e", {1, 1}, scene), 0, {0.0});
  CHECK(paths.power[0] == about(100.0 / 101.0, 1e-12));
  CHECK_THROWS_AS(channel_spec("tdl-a", scene), std::invalid_argument);
  for (const char* wrong : {"", "many", "inf", "101", "-101"}) {
    scene.k_factor_db = wrong;
    CHECK_THROWS_AS(channel_spec("tdl-d", scene), std::invalid_argument);
  }
}

TEST_CASE("antennas of every tap are correlated as R says, also while the user moves") {
  for (double doppler_hz : {0.0, 300.0}) {
    Scene scene = moving_scene(doppler_hz);
    scene.correlation = "exp:0.7";
    const std::size_t n_slot = 4000, n_rx = 20;
    const auto model = make_tapped_delay_line("eva", {static_cast<int>(n_rx), 1}, scene);
    const double power = drawn(*model, 0, {0.0}).power[3];
    const arma::cx_mat g = gains_over_slots(*model, 3, n_slot), r = g * g.t() / (power * n_slot);
    for (std::size_t i = 0; i < n_rx; ++i)
      for (std::size_t j = 0; j < n_rx; ++j)  // 400 pairs: 5 standard errors of at most 1 / sqrt(n)
        CHECK(std::abs(r(i, j) - std::pow(0.7, std::abs(static_cast<double>(i) - static_cast<double>(j)))) <
              5.0 / std::sqrt(n_slot));
  }
}

TEST_CASE("entries are i.i.d. only without line of sight and without correlation") {
  Scene correlated;
  correlated.correlation = "medium";
  for (const char* name : every_name) {
    INFO(name);
    const std::string_view text = name;
    const bool los = text == "tdl-d" || text == "tdl-e" || text == "tdld30";
    CHECK(channel_spec(name).law.iid == !los);
    CHECK_FALSE(channel_spec(name, correlated).law.iid);
    CHECK(channel_spec(name).law.make_paths);
    CHECK_FALSE(channel_spec(name).law.make);
    CHECK(channel_spec(name).text == name);
    CHECK_FALSE(make_tapped_delay_line(name, {4, 2}, {})->summary().empty());
  }
  correlated.correlation = "much";
  CHECK_THROWS_AS(channel_spec("tdl-a", correlated), std::invalid_argument);
  for (const char* wrong : {"tdl-f", "tdl", "tdl-a..e", "tdl-a:1", "epa|eva|etu", "tdla31", "EPA"})
    CHECK_THROWS_AS(channel_spec(wrong), std::invalid_argument);
}

TEST_CASE("a path set keeps its memory from slot to slot") {
  const auto model = make_tapped_delay_line("tdl-c", {64, 2}, moving_scene(100.0));
  PathSet paths;
  const double time_s[] = {0.0, 1e-3};
  model->draw({1, 0, 0}, time_s, paths);
  const void* place = paths.gain.data();
  model->draw({1, 0, 1}, time_s, paths);
  CHECK(paths.gain.data() == place);
}

}  // namespace test_tdl
