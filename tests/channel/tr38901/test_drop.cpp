// Drops: rays of a link, powers and gains of users, and what is refused.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "channel/tr38901/drop.hpp"
#include "channel/tr38901/drop_user.hpp"
#include "channel/tr38901/zenith_spread.hpp"
#include "phy/units.hpp"
#include "tests/about.hpp"
#include "tests/channel/tr38901/drop_case.hpp"

namespace test_drop {

using namespace ohmimo;
using namespace ohmimo::drop_test;

Scene scene_of(const char* array, double power_control = 1.0) {
  Scene scene;
  scene.array = array;
  scene.power_control = power_control;
  return scene;
}

// Power of every user of a drop.
std::vector<double> user_powers(const PathSet& paths) {
  std::vector<double> power(paths.n_user);
  for (std::size_t u = 0; u < paths.n_user; ++u)
    for (std::size_t n = 0; n < paths.n_path; ++n) power[u] += paths.power[paths.row(u, n)];
  return power;
}

FadingLaw law_of(Scenario::Kind kind, const Scene& scene) {
  return drop(kind == umi ? "umi" : kind == uma ? "uma" : "inh", scene);
}

PathSet drawn(Scenario::Kind kind, const ChannelShape& shape, const Scene& scene, std::vector<double> time_s = {0.0}) {
  PathSet paths;
  law_of(kind, scene).make_paths(shape)->draw({3, 0, 1}, time_s, paths);
  return paths;
}

TEST_CASE("a drop refuses editions and carriers that it has no tables for, before anything is drawn") {
  Scene scene;
  scene.edition = "v17";
  CHECK_THROWS_WITH_AS(drop("uma", scene), "edition must be v18 or v19, got \"v17\"", std::invalid_argument);
  scene.edition = "v19";
  scene.carrier_hz = 0.4e9;
  CHECK_THROWS_WITH_AS(drop("inh", scene), "carrier-ghz must be from 0.5 to 100 for InH, got 0.4",
                       std::invalid_argument);
}

TEST_CASE("rays keep the offsets of their cluster: c_ASD, 3/8 of 10^mu for the zenith, XPR about its mean") {
  const Scene scene = scene_of("ula:1");
  DropCell cell(uma, antenna_array(scene, 1), scene);
  DropCell::User user;
  double xpr_db = 0.0;
  int n_xpr = 0;
  for (std::uint32_t u = 0; u < 300; ++u) {
    RngStream place({4, 0, u}, Purpose::channel), fading({4, 1, u}, Purpose::channel);
    cell.draw(place, fading, user);
    if (user.link.line_of_sight) continue;
    const double c_zsd_deg = 0.375 * std::pow(10.0, zsd_mean(scenario_of(uma), false, user.link.distance_m, 3.5e9));
    for (const std::vector<Ray>& rays : user.paths.rays) {
      for (const Ray& ray : rays) {
        xpr_db += 20.0 * std::log10(ray.amplitude_theta / ray.amplitude_phi);
        ++n_xpr;
      }
      if (rays.size() != n_ray) continue;
      double least = 1e9, most = -1e9, low = 1e9, high = -1e9;
      for (const Ray& ray : rays) {
        least = std::min(least, ray.at_base_station.azimuth_rad);
        most = std::max(most, ray.at_base_station.azimuth_rad);
        low = std::min(low, ray.at_base_station.zenith_rad);
        high = std::max(high, ray.at_base_station.zenith_rad);
      }
      CHECK((most - least) * 180.0 / std::numbers::pi == about(2.0 * 2.1551 * 2.0, 1e-9));
      CHECK((high - low) * 180.0 / std::numbers::pi <= 2.0 * 2.1551 * c_zsd_deg * (1.0 + 1e-9));
      if (low > 0.2 && high < 2.9)
        CHECK((high - low) * 180.0 / std::numbers::pi == about(2.0 * 2.1551 * c_zsd_deg, 1e-9));
    }
  }
  CHECK(std::abs(xpr_db / n_xpr - 7.0) < 3.0 * 3.0 / std::sqrt(n_xpr));
}

TEST_CASE("delay spreads of NLOS links have the median 10^mu of the table within what few clusters leave") {
  Scene scene = scene_of("ula:1");
  scene.element = "isotropic";
  DropCell cell(uma, antenna_array(scene, 1), scene);
  DropCell::User user;
  std::vector<double> spread;
  for (std::uint32_t u = 0; spread.size() < 3000; ++u) {
    RngStream place({9, 0, u}, Purpose::channel), fading({9, 1, u}, Purpose::channel);
    cell.draw(place, fading, user);
    if (user.link.line_of_sight) continue;
    double mean_s = 0.0, square_s = 0.0;
    for (std::size_t n = 0; n < user.paths.rays.size(); ++n)
      for (const Ray& ray : user.paths.rays[n]) {
        const double power = ray.amplitude_theta * ray.amplitude_theta;
        mean_s += power * user.paths.delay_s[n];
        square_s += power * user.paths.delay_s[n] * user.paths.delay_s[n];
      }
    spread.push_back(std::log10(std::sqrt(square_s - mean_s * mean_s)));
  }
  const double wanted = large_scale_law(scenario_of(uma), false, "v18", 3.5e9).mean[lsp::ds];
  CHECK(std::abs(median(spread) - wanted) < 0.08);  // 20 %
}

TEST_CASE("the paths of a link have power 1; two clusters are split 10:6:4, late by 1.28 and 2.56 times c_DS") {
  const Scene scene = scene_of("ula:1");
  DropCell cell(umi, antenna_array(scene, 1), scene);
  DropCell::User user;
  int n_sight = 0;
  for (std::uint32_t u = 0; u < 300; ++u) {
    RngStream place({9, 0, u}, Purpose::channel), fading({9, 1, u}, Purpose::channel);
    cell.draw(place, fading, user);
    double power = 0.0, line = 0.0;
    int n_ten = 0;
    for (std::size_t n = 0; n < user.paths.rays.size(); ++n) {
      const std::vector<Ray>& rays = user.paths.rays[n];
      for (const Ray& ray : rays) power += ray.amplitude_theta * ray.amplitude_theta;
      if (n == 0)
        line = power;
      else
        CHECK((rays.empty() || rays.size() == 20 || rays.size() == 10 || rays.size() == 6 || rays.size() == 4));
      if (rays.size() != 10) continue;
      ++n_ten;
      const double c_ds_s = user.link.line_of_sight ? 5e-9 : 11e-9;
      CHECK(user.paths.rays[n + 1].size() == 6);
      CHECK(user.paths.rays[n + 2].size() == 4);
      CHECK(user.paths.delay_s[n + 1] - user.paths.delay_s[n] == about(1.28 * c_ds_s, 1e-9));
      CHECK(user.paths.delay_s[n + 2] - user.paths.delay_s[n] == about(2.56 * c_ds_s, 1e-9));
    }
    CHECK(power == about(1.0, 1e-12));
    CHECK(n_ten == 2);
    CHECK(user.paths.rays[0].size() == (user.link.line_of_sight ? 1 : 0));
    if (user.link.line_of_sight) {
      ++n_sight;
      CHECK(line / (1.0 - line) == about(linear_from_db(user.large_scale.k_db), 1e-9));
      const double wavelengths = user.link.distance_3d_m * 3.5e9 / 299792458.0;
      CHECK(user.paths.rays[0][0].turns_theta == about(-wavelengths, 1e-12));
    }
  }
  CHECK(n_sight > 50);
}

TEST_CASE("with full power control every user has mean power 1; with none it is what path and shadow leave") {
  for (const Scenario::Kind kind : {umi, uma, inh}) {
    for (const double power : user_powers(drawn(kind, {8, 50}, scene_of("panel:2x2x2"))))
      CHECK(power == about(1.0, 1e-9));
    Scene kept = scene_of("ula:2", 0.0);
    kept.keep_gain = true;
    kept.element = "isotropic";
    const PathSet paths = drawn(kind, {2, 40}, kept);
    const std::vector<double> power = user_powers(paths);
    DropCell cell(kind, antenna_array(kept, 2), kept);
    DropCell::User user;
    for (std::size_t u = 0; u < 40; ++u) {
      RngStream place = stream_of_place({3, 0, 1}, u), fading = stream_of_fading({3, 0, 1}, u);
      cell.draw(place, fading, user);
      CHECK(db_from_linear(power[u]) == about(-user.path_loss_db + user.large_scale.shadowing_db, 1e-9));
    }
  }
}

TEST_CASE("the mean power of the ensemble is 1 with partial power control") {
  for (const Scenario::Kind kind : {umi, uma, inh}) {
    constexpr int n = 4000;
    const std::vector<double> power = user_powers(drawn(kind, {4, n}, scene_of("ula:4", 0.7)));
    double mean = 0.0, square = 0.0;
    for (const double p : power) {
      mean += p / n;
      square += p * p / n;
    }
    // 3 standard errors of the draws, and 2 % for the mean found at 512 places.
    CHECK(std::abs(mean - 1.0) < 3.0 * std::sqrt((square - mean * mean) / n) + 0.02);
  }
}

TEST_CASE("gains have the powers told, move with their users, and name edition and place") {
  Scene scene = scene_of("ula:3");
  scene.edition = "v19";
  scene.speed_m_s = 3.0;
  const PathSet paths = drawn(umi, {3, 400}, scene, {0.0, 5e-4});
  double sum = 0.0, changed = 0.0;
  for (const std::complex<float> g : paths.gain) sum += std::norm(g);
  for (std::size_t u = 0; u < 400; ++u) changed += std::norm(paths.gains(0, u, 3)[0] - paths.gains(1, u, 3)[0]);
  CHECK(sum / (2.0 * 400.0 * 3.0) == doctest::Approx(1.0).epsilon(0.1));
  CHECK(changed > 0.0);
  CHECK(paths.doppler_hz[7] == about(3.0 * 3.5e9 / 299792458.0, 1e-12));
  const std::string told = law_of(umi, scene).make_paths({3, 4})->summary();
  CHECK(told.find("UMi of TR 38.901 v19") != std::string::npos);
  CHECK(told.find("10 to 115 m") != std::string::npos);
  CHECK(law_of(inh, scene).make_paths({3, 4})->summary().find("InH of TR 38.901 v19") != std::string::npos);
}

}  // namespace test_drop
