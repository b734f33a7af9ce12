// CDL-A to E: angle spreads, scaling, and the model as the uplink sees it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <set>
#include <stdexcept>
#include <vector>

#include "channel/registry.hpp"
#include "channel/tr38901/cdl.hpp"
#include "channel/tr38901/cdl_rays.hpp"
#include "phy/units.hpp"
#include "tests/about.hpp"

namespace test_cdl {

using namespace ohmimo;

constexpr double pi = std::numbers::pi;
using Complex = std::complex<double>;

Scene scene_of(const char* array, const char* element = "38901") {
  Scene scene;
  scene.array = array;
  scene.element = element;
  return scene;
}

FadingLaw law_of(char letter, const Scene& scene) {
  return clustered_delay_line(std::string("cdl-") + letter, scene);
}

PathSet drawn(const char letter, const ChannelShape& shape, const Scene& scene, std::uint32_t frame = 0,
              std::vector<double> time_s = {0.0}) {
  PathSet paths;
  law_of(letter, scene).make_paths(shape)->draw({7, 1, frame}, time_s, paths);
  return paths;
}

TEST_CASE("angles wrap and fold") {
  CHECK(wrapped_azimuth_deg(190.0) == about(-170.0));
  CHECK(wrapped_azimuth_deg(-180.0) == about(180.0));
  CHECK(wrapped_azimuth_deg(-541.0) == about(179.0));
  CHECK(folded_zenith_deg(-10.0) == about(10.0));
  CHECK(folded_zenith_deg(190.0) == about(170.0));
  CHECK(folded_zenith_deg(359.0) == about(1.0));
}

TEST_CASE("the twenty offsets come in pairs of rms 1, in three sub-clusters") {
  const RayOffsets& rays = ray_offsets();
  double square = 0.0;
  std::array<int, 4> count{};
  for (std::size_t m = 0; m < n_ray; ++m) {
    square += rays.offset[m] * rays.offset[m] / n_ray;
    if (m % 2 == 1) CHECK(rays.offset[m] == -rays.offset[m - 1]);
    ++count[static_cast<std::size_t>(rays.subcluster[m])];
  }
  CHECK(std::sqrt(square) == about(1.000038, 1e-6));
  CHECK(count[1] == 10);
  CHECK(count[2] == 6);
  CHECK(count[3] == 4);
}

TEST_CASE("circular spread and mean of two equal rays are those by hand") {
  const double angle[] = {170.0, -170.0}, power[] = {2.0, 2.0};
  const CircularMoments moments = circular_moments(angle, power);
  CHECK(std::abs(wrapped_azimuth_deg(moments.mean_deg - 180.0)) < 1e-9);
  CHECK(moments.spread_deg == about(std::sqrt(-2.0 * std::log(std::cos(10.0 * degree))) / degree, 1e-12));
}

TEST_CASE("circular spreads over all rays are those that other programs print") {
  const double known[5][4] = {{71.0, 86.6, 28.3, 20.9},
                              {42.0, 60.1, 6.0, 10.4},
                              {37.4, 71.5, 4.1, 10.4},
                              {14.4, 15.6, 2.4, 1.5},
                              {12.4, 27.6, 1.4, 2.4}};
  constexpr CdlAngle angles[] = {CdlAngle::aod, CdlAngle::aoa, CdlAngle::zod, CdlAngle::zoa};
  for (int letter = 0; letter < 5; ++letter)
    for (int k = 0; k < 4; ++k)
      CHECK(std::abs(ray_moments(load_cdl(static_cast<char>('a' + letter)), angles[k]).spread_deg - known[letter][k]) <=
            0.05);
}

TEST_CASE("angle scaling brings narrow spreads to what is wanted") {
  for (const double wanted_deg : {2.0, 5.0, 10.0}) {
    const CdlTable scaled = with_angle_spread(load_cdl('c'), CdlAngle::aod, wanted_deg, 30.0);
    const CircularMoments moments = ray_moments(scaled, CdlAngle::aod);
    // Exact for small angles; the circular spread is not linear beyond.
    CHECK(moments.spread_deg == doctest::Approx(wanted_deg).epsilon(0.25));
    CHECK(std::abs(moments.mean_deg - 30.0) < 0.2 * wanted_deg);
    CHECK(scaled.c_asd_deg ==
          about(load_cdl('c').c_asd_deg * wanted_deg / ray_moments(load_cdl('c'), CdlAngle::aod).spread_deg));
  }
  const CircularMoments now = ray_moments(load_cdl('e'), CdlAngle::zoa);
  const CdlTable same = with_angle_spread(load_cdl('e'), CdlAngle::zoa, now.spread_deg, now.mean_deg);
  CHECK(same.profile.rows[5].zoa_deg == about(load_cdl('e').profile.rows[5].zoa_deg, 1e-12));
}

TEST_CASE("angle spreads as text") {
  const CdlTable scaled = cdl_from_text("cdl-b:ASD=5,ZSA=3");
  CHECK(scaled.c_asd_deg ==
        about(load_cdl('b').c_asd_deg * 5.0 / ray_moments(load_cdl('b'), CdlAngle::aod).spread_deg));
  CHECK(scaled.c_asa_deg == load_cdl('b').c_asa_deg);
  CHECK(scaled.name.starts_with("CDL-B, ASD scaled to 5 degree ("));
  CHECK(channel_spec("cdl-b:ASD=5,ZSA=3").law.make_paths != nullptr);
  const std::pair<const char*, const char*> wrong[] = {
      {"cdl-b:", "channel spread must be ASD, ASA, ZSD or ZSA as in ASD=10, got \"\""},
      {"cdl-b:ASD", "channel spread must be ASD, ASA, ZSD or ZSA as in ASD=10, got \"ASD\""},
      {"cdl-b:AS=5", "channel spread must be ASD, ASA, ZSD or ZSA as in ASD=10, got \"AS=5\""},
      {"cdl-b:ASD=5,", "channel spread must be ASD, ASA, ZSD or ZSA as in ASD=10, got \"\""},
      {"cdl-b:ASD=0", "channel ASD must be above 0 and at most 104 degree, got 0"},
      {"cdl-b:ZSD=53", "channel ZSD must be above 0 and at most 52 degree, got 53"},
      {"cdl-b:ZSD=wide", "channel ZSD must be a number, got \"wide\""},
      {"cdl-b:ZSD=nan", "channel ZSD must be finite, got \"nan\""},
  };
  for (const auto& [text, message] : wrong) CHECK_THROWS_WITH_AS(channel_spec(text), message, std::invalid_argument);
  CHECK_THROWS_AS(channel_spec("umi:5"), std::invalid_argument);
  CHECK_THROWS_AS(channel_spec("tdl-a:5"), std::invalid_argument);
}

TEST_CASE("delays are those of the table times the wanted spread; K rescales both") {
  Scene scene = scene_of("auto");
  scene.delay_spread_s = 300e-9;
  const PathSet c = drawn('c', {2, 1}, scene);
  CHECK(c.n_path == 24);
  CHECK(c.delay_s[1] == about(0.2099 * 300e-9, 1e-12));
  CHECK(c.delay_s[23] == about(8.6523 * 300e-9, 1e-12));
  scene.k_factor_db = "3";
  scene.element = "isotropic";
  const PathSet d = drawn('d', {2, 1}, scene);
  CHECK(d.power[0] / (1.0 - d.power[0]) == about(linear_from_db(3.0), 1e-9));
  double mean = 0.0, square = 0.0;
  for (std::size_t n = 0; n < d.n_path; ++n) {
    mean += d.power[n] * d.delay_s[n];
    square += d.power[n] * d.delay_s[n] * d.delay_s[n];
  }
  CHECK(std::sqrt(square - mean * mean) == about(300e-9, 1e-9));
  CHECK_THROWS_WITH_AS(drawn('a', {2, 1}, scene), doctest::Contains("line of sight"), std::invalid_argument);
  scene.k_factor_db = "much";
  CHECK_THROWS_AS(drawn('d', {2, 1}, scene), std::invalid_argument);
  scene.user_angles = "all";
  scene.k_factor_db = "auto";
  CHECK_THROWS_WITH_AS(drawn('d', {2, 1}, scene), "user-angles must be sector or same, got \"all\"",
                       std::invalid_argument);
}

TEST_CASE("isotropic vertical antennas keep the powers of the table") {
  for (const char letter : {'a', 'b', 'c', 'd', 'e'}) {
    const PathSet paths = drawn(letter, {3, 2}, scene_of("auto", "isotropic"));
    const std::vector<double> power = normalised_powers(load_cdl(letter).profile);
    for (std::size_t u = 0; u < 2; ++u)
      for (std::size_t n = 0; n < paths.n_path; ++n) CHECK(paths.power[paths.row(u, n)] == about(power[n], 1e-12));
  }
}

TEST_CASE("the line of sight is one ray: constant power, rank one over time and antennas, no cross-polar part") {
  Scene scene = scene_of("panel:2x2x2", "isotropic");
  scene.speed_m_s = 20.0;
  const PathSet paths = drawn('d', {8, 3}, scene, 0, {0.0, 3e-4, 1e-3});
  for (std::size_t u = 0; u < 3; ++u) {
    const auto first = paths.gains(0, u, 0);
    for (std::size_t t = 0; t < 3; ++t) {
      const auto now = paths.gains(t, u, 0);
      const Complex turned = Complex(now[0]) / Complex(first[0]);
      CHECK(std::abs(std::abs(turned) - 1.0) < 1e-6);
      for (std::size_t rx = 0; rx < 8; ++rx) {
        CHECK(std::abs(Complex(now[rx]) - turned * Complex(first[rx])) < 1e-6);
        CHECK(std::norm(Complex(now[rx])) == doctest::Approx(paths.power[paths.row(u, 0)]).epsilon(1e-5));
        CHECK(std::abs(Complex(now[rx]) - Complex(now[rx % 4])) < 1e-6);  // both slants receive the same
      }
    }
  }
}

TEST_CASE("a terminal moving towards the base station has positive Doppler, in the uplink by its own angles") {
  const CdlTable table = load_cdl('d');
  const std::vector<double> power = normalised_powers(table.profile);
  // Departure at azimuth 0, so the terminal sees the base station at -180 degree.
  for (const auto& [heading, sign] : {std::pair{pi, 1.0}, {0.0, -1.0}}) {
    RngStream stream({1, 0, 0}, Purpose::channel);
    RayPaths rays;
    draw_cdl_rays(table, power, {1.0, {100.0, heading}}, stream, rays);
    CHECK(rays[0][0].doppler_hz == about(sign * 100.0 * std::sin(81.5 * degree), 1e-12));
    Scene scene = scene_of("ula:1", "isotropic");
    RaySum sum(antenna_array(scene, 1));
    const double time_s[] = {0.0, 1e-3};
    sum.set_times(time_s, true);
    std::complex<float> gain[2];
    sum.gains(rays[0], gain, 1);
    CHECK(std::arg(Complex(gain[1]) / Complex(gain[0])) ==
          doctest::Approx(sign * 2 * pi * 0.1 * std::sin(81.5 * degree)).epsilon(1e-4));
  }
}

TEST_CASE("each ray has one angle of each kind of its cluster, coupled at random") {
  const CdlTable table = load_cdl('b');
  const std::vector<double> power = normalised_powers(table.profile);
  RngStream stream({1, 0, 0}, Purpose::channel);
  RayPaths rays;
  std::set<std::size_t> partners;
  for (int draw = 0; draw < 200; ++draw) {
    draw_cdl_rays(table, power, {}, stream, rays);
    std::multiset<long> zenith, expected;
    for (std::size_t m = 0; m < n_ray; ++m) {
      const double zod_deg = rays[3][m].at_base_station.zenith_rad / degree;
      zenith.insert(std::lround(zod_deg * 1e6));
      expected.insert(std::lround((table.profile.rows[3].zod_deg + table.c_zsd_deg * ray_offsets().offset[m]) * 1e6));
      CHECK(rays[3][m].at_base_station.azimuth_rad / degree ==
            doctest::Approx(table.profile.rows[3].aod_deg + table.c_asd_deg * ray_offsets().offset[m]));
      if (m == 0)
        for (std::size_t l = 0; l < n_ray; ++l)
          if (std::abs(zod_deg - table.profile.rows[3].zod_deg - table.c_zsd_deg * ray_offsets().offset[l]) < 1e-9)
            partners.insert(l);
    }
    CHECK(zenith == expected);
  }
  CHECK(partners.size() == n_ray);
}

TEST_CASE("users stand in the sector, each turned as a whole, or all alike") {
  Scene scene = scene_of("ula:8", "isotropic");
  scene.sector_deg = 60.0;
  const PathSet sector = drawn('e', {8, 200}, scene);
  double least = 1.0, most = -1.0;
  for (std::size_t u = 0; u < 200; ++u) {
    // Line of sight: phase from antenna to antenna is pi sin(zenith) sin(azimuth).
    const auto gain = sector.gains(0, u, 0);
    const double sine = std::arg(Complex(gain[1]) / Complex(gain[0])) / pi / std::sin(99.6 * degree);
    least = std::min(least, sine);
    most = std::max(most, sine);
  }
  // The mean direction of E lies off its line of sight.
  const double mean_rad = ray_moments(load_cdl('e'), CdlAngle::aod).mean_deg * degree;
  CHECK(most <= std::sin(30.0 * degree - mean_rad) + 1e-6);
  CHECK(least >= std::sin(-30.0 * degree - mean_rad) - 1e-6);
  CHECK(most > std::sin(27.0 * degree - mean_rad));
  CHECK(least < std::sin(-27.0 * degree - mean_rad));
  scene.user_angles = "same";
  const PathSet same = drawn('e', {8, 5}, scene);
  for (std::size_t u = 0; u < 5; ++u)
    CHECK(std::abs(Complex(same.gains(0, u, 0)[1]) / Complex(same.gains(0, u, 0)[0]) - 1.0) < 1e-5);  // azimuth 0
  const auto told = [&](const Scene& of) { return law_of('e', of).make_paths({8, 5})->summary(); };
  CHECK(told(scene).find("all users share the angles of one CDL") != std::string::npos);
  CHECK(told(scene_of("ula:8")).find("sector of 120 degree") != std::string::npos);
}

TEST_CASE("the mean power of the ensemble is 1, or is told") {
  for (const char* array : {"ula:4", "panel:2x1x2"})
    for (const char letter : {'a', 'd'}) {
      Scene scene = scene_of(array);
      scene.downtilt_deg = 6.0;
      constexpr int n_user = 2000;
      const PathSet paths = drawn(letter, {4, n_user}, scene);
      double mean = 0.0, square = 0.0;
      for (std::size_t u = 0; u < n_user; ++u) {
        double power = 0.0;
        for (std::size_t n = 0; n < paths.n_path; ++n) power += paths.power[paths.row(u, n)];
        mean += power / n_user;
        square += power * power / n_user;
      }
      CHECK(std::abs(mean - 1.0) < 3.0 * std::sqrt((square - mean * mean) / n_user));
      scene.keep_gain = true;
      const PathSet kept = drawn(letter, {4, n_user}, scene);
      const double gain = cdl_mean_gain(load_cdl(letter), antenna_array(scene, 4), scene);
      CHECK(kept.power[0] / paths.power[0] == about(gain, 1e-9));
      CHECK(gain > 1.0);
    }
  // Slants without pattern, untilted: half of each of both fields.
  Scene scene = scene_of("panel:2x1x2", "isotropic");
  CHECK(cdl_mean_gain(load_cdl('a'), antenna_array(scene, 4), scene) == about(0.5 * (1.0 + 0.1), 1e-12));
}

TEST_CASE("one realisation whatever times are asked for, another for another frame") {
  Scene scene = scene_of("ula:5");
  scene.speed_m_s = 30.0;
  const PathSet all = drawn('c', {5, 2}, scene, 4, {0.0, 1e-4, 2e-4, 7e-4}),
                part = drawn('c', {5, 2}, scene, 4, {2e-4});
  for (std::size_t u = 0; u < 2; ++u)
    for (std::size_t n = 0; n < all.n_path; ++n)
      for (std::size_t rx = 0; rx < 5; ++rx) CHECK(all.gains(2, u, n)[rx] == part.gains(0, u, n)[rx]);
  CHECK(all.doppler_hz[1] == about(30.0 * 3.5e9 / 299792458.0, 1e-12));
  CHECK(drawn('c', {5, 2}, scene, 5).gains(0, 0, 0)[0] != all.gains(0, 0, 0)[0]);
  CHECK(all.gains(0, 0, 0)[0] != all.gains(0, 1, 0)[0]);
}

TEST_CASE("clustered delay lines and drops are in the table of models") {
  for (const char* name : {"cdl-a", "cdl-b", "cdl-c", "cdl-d", "cdl-e", "umi", "uma", "inh"}) {
    const ChannelSpec spec = channel_spec(name);
    CHECK(spec.law.make_paths != nullptr);
    CHECK(spec.law.make == nullptr);
    CHECK_FALSE(spec.law.iid);
  }
  CHECK_THROWS_AS(channel_spec("cdl-f"), std::invalid_argument);
}

}  // namespace test_cdl
