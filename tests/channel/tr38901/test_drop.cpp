// Drops: parameters by hand, statistics of clusters, and powers of users.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <utility>
#include <vector>

#include "channel/tr38901/drop.hpp"
#include "channel/tr38901/drop_user.hpp"
#include "channel/tr38901/zenith_spread.hpp"
#include "phy/units.hpp"
#include "tests/about.hpp"

using namespace ohmimo;

namespace {

constexpr Scenario::Kind umi = Scenario::Kind::umi, uma = Scenario::Kind::uma, inh = Scenario::Kind::inh;

Scene scene_of(const char* array, double power_control = 1.0) {
  Scene scene;
  scene.array = array;
  scene.power_control = power_control;
  return scene;
}

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
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
  law_of(kind, scene).make_paths(shape, scene)->draw({3, 0, 1}, time_s, paths);
  return paths;
}

}  // namespace

TEST_CASE("parameters of Table 7.5-6 by hand, with the floor of frequency and the edition") {
  const LargeScaleLaw los = large_scale_law(scenario_of(umi), true, "v18", 3.5e9);
  CHECK(los.mean[lsp::ds] == about(-0.24 * std::log10(4.5) - 7.14));
  CHECK(los.mean[lsp::k] == about(9.0));
  CHECK(los.deviation[lsp::sf] == about(4.0));
  CHECK(los.n_cluster == 12);
  CHECK(los.c_phi == about(1.146));
  CHECK(los.c_theta == about(1.104));
  const LargeScaleLaw new_los = large_scale_law(scenario_of(umi), true, "v19", 3.5e9);
  CHECK(new_los.mean[lsp::ds] == about(-0.18 * std::log10(4.5) - 7.28));
  CHECK(large_scale_law(scenario_of(umi), true, "v18", 1e9).mean[lsp::ds] == about(-0.24 * std::log10(3.0) - 7.14));
  const LargeScaleLaw macro = large_scale_law(scenario_of(uma), false, "v18", 3.5e9);
  CHECK(macro.mean[lsp::asa] == about(2.08 - 0.27 * std::log10(6.0)));
  CHECK(macro.c_ds_s == about((6.5622 - 3.4084 * std::log10(6.0)) * 1e-9));
  CHECK(large_scale_law(scenario_of(uma), false, "v18", 100e9).c_ds_s == about(0.25e-9));
  CHECK(large_scale_law(scenario_of(inh), false, "v19", 3.5e9).c_ds_s == about(3.91e-9));
  CHECK_THROWS_WITH_AS(large_scale_law(scenario_of(umi), true, "v17", 3.5e9), "edition must be v18 or v19, got \"v17\"",
                       std::invalid_argument);
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

TEST_CASE("zenith spreads and offsets by hand") {
  CHECK(zsd_mean(scenario_of(umi), true, 20.0, 3.5e9) == about(-0.296 + 0.085 + 0.83));
  CHECK(zsd_mean(scenario_of(umi), true, 100.0, 3.5e9) == about(-0.21));
  CHECK(zsd_mean(scenario_of(uma), false, 200.0, 3.5e9) == about(-0.42 + 0.9));
  CHECK(zsd_mean(scenario_of(inh), true, 20.0, 3.5e9) == about(-1.43 * std::log10(7.0) + 2.228));
  CHECK(zod_offset_deg(scenario_of(umi), false, 100.0, 3.5e9) == about(-std::pow(10.0, 0.3)));
  CHECK(zod_offset_deg(scenario_of(umi), true, 100.0, 3.5e9) == 0.0);
  const double lg = std::log10(6.0);
  CHECK(zod_offset_deg(scenario_of(uma), false, 100.0, 3.5e9) ==
        about(7.66 * lg - 5.96 - std::pow(10.0, 2.0 * (0.208 * lg - 0.782) - 0.13 * lg + 2.03)));
}

TEST_CASE("every correlation matrix has a root, and its square is the table's") {
  for (const Scenario::Kind kind : {umi, uma, inh})
    for (const bool sight : {true, false})
      for (const char* edition : {"v18", "v19"}) {
        const LargeScaleLaw law = large_scale_law(scenario_of(kind), sight, edition, 3.5e9);
        for (std::size_t i = 0; i < lsp::count; ++i) {
          double square = 0.0;
          for (std::size_t j = 0; j <= i; ++j) square += law.root[i][j] * law.root[i][j];
          CHECK(square == about(1.0, 1e-12));
        }
      }
  const LargeScaleLaw law = large_scale_law(scenario_of(umi), true, "v18", 3.5e9);
  const auto product = [&](std::size_t a, std::size_t b) {
    double sum = 0.0;
    for (std::size_t j = 0; j < lsp::count; ++j) sum += law.root[a][j] * law.root[b][j];
    return sum;
  };
  CHECK(product(lsp::ds, lsp::k) == about(-0.7, 1e-12));
  CHECK(product(lsp::asa, lsp::sf) == about(-0.4, 1e-12));
  CHECK(product(lsp::zsd, lsp::asd) == about(0.5, 1e-12));
}

TEST_CASE("large-scale parameters have the medians and caps of the table, and their correlation") {
  const LargeScaleLaw law = large_scale_law(scenario_of(umi), true, "v18", 3.5e9);
  RngStream stream({5, 0, 0}, Purpose::channel);
  std::vector<double> ds, asd, asa, k;
  double product = 0.0;
  constexpr int n = 20000;
  for (int draw = 0; draw < n; ++draw) {
    const LargeScale s = large_scale(law, 0.5, draw_normals(stream));
    ds.push_back(std::log10(s.ds_s));
    asd.push_back(std::log10(s.asd_deg));
    asa.push_back(s.asa_deg);
    k.push_back(s.k_db);
    product += (ds.back() - law.mean[lsp::ds]) / law.deviation[lsp::ds] * (s.k_db - 9.0) / 5.0 / n;
    CHECK(s.asa_deg <= 104.0);
    CHECK(s.zsa_deg <= 52.0);
  }
  const double error = 3.0 * std::sqrt(std::numbers::pi / 2.0 / n);  // of a median, in deviations
  CHECK(std::abs(median(ds) - law.mean[lsp::ds]) < error * law.deviation[lsp::ds]);
  CHECK(std::abs(median(asd) - law.mean[lsp::asd]) < error * law.deviation[lsp::asd]);
  CHECK(std::abs(std::log10(median(asa)) - law.mean[lsp::asa]) < error * law.deviation[lsp::asa]);
  CHECK(std::abs(median(k) - 9.0) < error * 5.0);
  CHECK(std::abs(product + 0.7) < 3.0 * std::sqrt((1.0 + 0.49) / n));
  CHECK(*std::ranges::max_element(asa) == about(104.0));
}

TEST_CASE("clusters: sorted, none 25 dB below the strongest, spread as their parameters say") {
  const Scenario scenario = scenario_of(umi);
  const LargeScaleLaw law = large_scale_law(scenario, false, "v18", 3.5e9);
  RngStream stream({6, 0, 0}, Purpose::channel);
  std::vector<Cluster> clusters;
  LargeScale s;
  s.ds_s = 100e-9;
  s.asd_deg = 10.0;
  s.asa_deg = 40.0;
  s.zsd_deg = 2.0;
  s.zsa_deg = 8.0;
  const LinkLaw link = {law, s, drop_link(scenario, 120.0, 0.5, 0.5), 0.0, 0.0};
  double delay_square = 0.0, azimuth_square = 0.0;
  std::size_t fewest = law.n_cluster;
  constexpr int n = 4000;
  for (int draw = 0; draw < n; ++draw) {
    draw_clusters(link, stream, clusters);
    fewest = std::min(fewest, clusters.size());
    double sum = 0.0, most = 0.0, least = 1.0, mean_s = 0.0, square_s = 0.0;
    std::vector<double> azimuth, power;
    for (const Cluster& c : clusters) {
      sum += c.power;
      most = std::max(most, c.power);
      least = std::min(least, c.power);
      mean_s += c.power * c.delay_s;
      square_s += c.power * c.delay_s * c.delay_s;
      azimuth.push_back(c.aod_deg);
      power.push_back(c.power);
    }
    CHECK(std::ranges::is_sorted(clusters, {}, &Cluster::delay_s));
    CHECK(sum == about(1.0, 1e-12));
    CHECK(least >= most * std::pow(10.0, -2.5));
    delay_square += (square_s - mean_s * mean_s) / n;
    azimuth_square += std::pow(circular_moments(azimuth, power).spread_deg, 2.0) / n;
  }
  CHECK(fewest < law.n_cluster);
  // The recipe meets the wanted spread on average to some 15 %: it is made for many clusters.
  CHECK(std::sqrt(delay_square) == doctest::Approx(100e-9).epsilon(0.15));
  CHECK(std::sqrt(azimuth_square) == doctest::Approx(10.0).epsilon(0.15));
}

TEST_CASE("with line of sight the first cluster lies on it, and delays are over C_tau") {
  const Scenario scenario = scenario_of(umi);
  const LargeScaleLaw law = large_scale_law(scenario, true, "v18", 3.5e9);
  LargeScale s;
  s.ds_s = 60e-9;
  s.asd_deg = 15.0;
  s.asa_deg = 50.0;
  s.zsd_deg = 3.0;
  s.zsa_deg = 8.0;
  std::vector<Cluster> even, clear;
  for (auto& [k_db, clusters] : {std::pair<double, std::vector<Cluster>&>{0.0, even}, {9.0, clear}}) {
    s.k_db = k_db;
    const LinkLaw link = {law, s, drop_link(scenario, 120.0, 0.3, 0.2), 0.5, 0.0};
    RngStream stream({6, 0, 0}, Purpose::channel);
    draw_clusters(link, stream, clusters);
    CHECK(clusters[0].delay_s == 0.0);
    CHECK(clusters[0].aod_deg == about(link.link.aod_deg, 1e-12));
    CHECK(clusters[0].aoa_deg == about(link.link.aoa_deg, 1e-12));
    CHECK(clusters[0].zod_deg == about(link.link.zod_deg, 1e-12));
    CHECK(clusters[0].zoa_deg == about(link.link.zoa_deg, 1e-12));
  }
  // 7.5-3 at 0 dB: 0.7705; at 9 dB: 0.7705 - 0.3897 + 0.0162 + 0.012393.
  REQUIRE(even.size() == clear.size());
  for (std::size_t n = 1; n < even.size(); ++n)
    CHECK(clear[n].delay_s / even[n].delay_s == about(0.7705 / 0.409393, 1e-9));
}

TEST_CASE(
    "angles of two clusters by hand: 2 (ASA/1.4) sqrt(-ln P/Pmax)/C_phi and -ZSA ln(P/Pmax)/C_theta, and jitter") {
  const Scenario scenario = scenario_of(umi);
  const LargeScaleLaw law = large_scale_law(scenario, false, "v18", 3.5e9);
  LargeScale s;
  s.ds_s = 60e-9;
  s.asd_deg = s.asa_deg = 7.0;
  s.zsd_deg = s.zsa_deg = 7.0;
  const LinkLaw link = {law, s, drop_link(scenario, 120.0, 0.5, 0.5), 0.0, -2.0};
  RngStream stream({8, 0, 0}, Purpose::channel);
  std::vector<Cluster> clusters;
  double azimuth = 0.0, zenith = 0.0, offset = 0.0;
  int n = 0;
  for (int draw = 0; draw < 3000; ++draw) {
    draw_clusters(link, stream, clusters);
    const double most = std::ranges::max(clusters, {}, &Cluster::power).power;
    for (const Cluster& c : clusters) {
      // The square of sign times away + N(0, 1) has mean away^2 + 1.
      const double away = 10.0 * std::sqrt(-std::log(c.power / most)) / 1.273,
                   up = -7.0 * std::log(c.power / most) / 1.184;
      azimuth += std::pow(c.aod_deg - link.link.aod_deg, 2.0) - away * away - 1.0;
      zenith += std::pow(c.zod_deg + 2.0 - link.link.zod_deg, 2.0) - up * up - 1.0;
      offset += c.zod_deg - link.link.zod_deg + 2.0;
      ++n;
    }
  }
  // Deviations of one cluster: below 2 away, some 30; of the zenith 2 up, some 50; of the offset up, some 15.
  CHECK(std::abs(azimuth / n) < 3.0 * 30.0 / std::sqrt(n));
  CHECK(std::abs(zenith / n) < 3.0 * 50.0 / std::sqrt(n));
  CHECK(std::abs(offset / n) < 3.0 * 15.0 / std::sqrt(n));
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
  const std::string told = law_of(umi, scene).make_paths({3, 4}, scene)->summary();
  CHECK(told.find("UMi of TR 38.901 v19") != std::string::npos);
  CHECK(told.find("10 to 115 m") != std::string::npos);
  CHECK(law_of(inh, scene).make_paths({3, 4}, scene)->summary().find("InH of TR 38.901 v19") != std::string::npos);
}
