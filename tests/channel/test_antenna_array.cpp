// Antennas of the base station against values by hand, geometry by vectors, and the order they are numbered in.
#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "channel/antenna_array.hpp"
#include "tests/about.hpp"

namespace test_antenna_array {

using namespace ohmimo;

constexpr double degree = std::numbers::pi / 180.0;
using Vector = std::array<double, 3>;

Scene scene_of(const std::string& array, const std::string& element = "38901", double downtilt_deg = 0.0) {
  Scene scene;
  scene.array = array;
  scene.element = element;
  scene.downtilt_deg = downtilt_deg;
  return scene;
}

struct Response {
  std::vector<std::complex<double>> theta, phi;
};
Response response(const AntennaArray& array, double zenith_deg, double azimuth_deg) {
  Response r = {std::vector<std::complex<double>>(array.n_antenna()),
                std::vector<std::complex<double>>(array.n_antenna())};
  array_response(array, {zenith_deg * degree, azimuth_deg * degree}, r.theta, r.phi);
  return r;
}

double dot(const Vector& a, const Vector& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
Vector radial(double zenith, double azimuth) {
  return {std::sin(zenith) * std::cos(azimuth), std::sin(zenith) * std::sin(azimuth), std::cos(zenith)};
}
Vector along_zenith(double zenith, double azimuth) {
  return {std::cos(zenith) * std::cos(azimuth), std::cos(zenith) * std::sin(azimuth), -std::sin(zenith)};
}
Vector along_azimuth(double azimuth) {
  return {-std::sin(azimuth), std::cos(azimuth), 0.0};
}
// Tilted down: x turns to (cos, 0, -sin).
Vector tilted(const Vector& v, double tilt) {
  return {std::cos(tilt) * v[0] + std::sin(tilt) * v[2], v[1], -std::sin(tilt) * v[0] + std::cos(tilt) * v[2]};
}

TEST_CASE("the element pattern has the values of Table 7.3-1 by hand") {
  CHECK(element_gain_dbi(90.0, 0.0) == about(8.0));
  CHECK(element_gain_dbi(90.0, 65.0) == about(-4.0));  // 12 dB down
  CHECK(element_gain_dbi(90.0, 32.5) == about(5.0));   // 3 dB: 65 degree wide
  CHECK(element_gain_dbi(90.0 - 32.5, 0.0) == about(5.0));
  CHECK(element_gain_dbi(57.5, -32.5) == about(2.0));    // 3 + 3
  CHECK(element_gain_dbi(90.0, 180.0) == about(-22.0));  // A_max
  CHECK(element_gain_dbi(0.0, 0.0) == about(8.0 - 12.0 * 90.0 * 90.0 / (65.0 * 65.0)));
  CHECK(element_gain_dbi(0.0, 180.0) == about(-22.0));  // both together stop at 30
}

TEST_CASE("arrays as text") {
  const AntennaArray panel = antenna_array(scene_of("64tr"), 64);
  CHECK(panel.rows == 8);
  CHECK(panel.columns == 4);
  CHECK(panel.n_polarisation == 2);
  CHECK(antenna_array(scene_of("32tr"), 32).n_antenna() == 32);
  CHECK(antenna_array(scene_of("128"), 128).n_antenna() == 128);
  CHECK(antenna_array(scene_of("auto"), 7).columns == 7);
  CHECK(antenna_array(scene_of("upa:3x5"), 15).rows == 3);
  CHECK_THROWS_WITH_AS(antenna_array(scene_of("64tr"), 32),
                       "array must have as many antennas as rx, 32, got 64tr of 64", std::invalid_argument);
  CHECK_THROWS_WITH_AS(antenna_array(scene_of("ula:4", "dipole"), 4),
                       "element must be 38901 or isotropic, got \"dipole\"", std::invalid_argument);
  for (const char* bad : {"", "ula", "ula:", "ula:0", "ula:-4", "ula:4x", "ula:4x4", "upa:4", "panel:4x4",
                          "panel:4x4x3", "upa:4x4x2", "ring:4", "ula:99999999999999999999", "upa:4 x4", "64TR"})
    CHECK_THROWS_WITH_AS(antenna_array(scene_of(bad), 4), doctest::Contains("array must be"), std::invalid_argument);
  CHECK_THROWS_WITH_AS(antenna_array(scene_of("panel:4096x4096x2"), 4), doctest::Contains("of 33554432"),
                       std::invalid_argument);
}

TEST_CASE("antennas are numbered rows first from the lowest, then columns along y, then slants") {
  const AntennaArray array = antenna_array(scene_of("panel:3x2x2", "isotropic"), 12);
  const double zenith = 70.0, azimuth = 25.0;
  const Response r = response(array, zenith, azimuth);
  const double along_y = 0.5 * std::sin(zenith * degree) * std::sin(azimuth * degree),
               along_z = 0.5 * std::cos(zenith * degree);
  for (std::size_t slant = 0; slant < 2; ++slant)
    for (std::size_t column = 0; column < 2; ++column)
      for (std::size_t row = 0; row < 3; ++row) {
        const std::size_t antenna = slant * 6 + column * 3 + row;
        const double turns = static_cast<double>(column) * along_y + static_cast<double>(row) * along_z;
        const std::complex<double> wave = std::polar(std::sqrt(0.5), 2.0 * std::numbers::pi * turns);
        CHECK(std::abs(r.theta[antenna] - wave) < 1e-14);
        CHECK(std::abs(r.phi[antenna] - (slant == 0 ? wave : -wave)) < 1e-14);
      }
}

TEST_CASE("a linear array lies along y, is vertical, and turns by pi sin azimuth from antenna to antenna") {
  const AntennaArray array = antenna_array(scene_of("ula:5"), 5);
  const Response r = response(array, 90.0, 30.0);
  const double amplitude = std::pow(10.0, (8.0 - 12.0 * 900.0 / 4225.0) / 20.0);
  for (std::size_t k = 0; k < 5; ++k) {
    CHECK(std::abs(r.theta[k] - std::polar(amplitude, std::numbers::pi * 0.5 * static_cast<double>(k))) < 1e-13);
    CHECK(std::abs(r.phi[k]) < 1e-15);
  }
}

TEST_CASE("a tilted array is the untilted one seen in its own coordinates") {
  const double tilt = 12.0 * degree;
  const AntennaArray level = antenna_array(scene_of("panel:2x3x2"), 12);
  const AntennaArray down = antenna_array(scene_of("panel:2x3x2", "38901", 12.0), 12);
  for (const double own_zenith_deg : {5.0, 60.0, 90.0, 101.0, 170.0})
    for (const double own_azimuth_deg : {-170.0, -60.0, 0.0, 35.0, 120.0}) {
      const double zenith = own_zenith_deg * degree, azimuth = own_azimuth_deg * degree;
      const Response own = response(level, own_zenith_deg, own_azimuth_deg);
      const Vector r = tilted(radial(zenith, azimuth), tilt);
      const double global_zenith = std::acos(r[2]), global_azimuth = std::atan2(r[1], r[0]);
      const Response seen = response(down, global_zenith / degree, global_azimuth / degree);
      const Vector theta = tilted(along_zenith(zenith, azimuth), tilt), phi = tilted(along_azimuth(azimuth), tilt);
      const Vector global_theta = along_zenith(global_zenith, global_azimuth),
                   global_phi = along_azimuth(global_azimuth);
      for (std::size_t k = 0; k < 12; ++k) {
        CHECK(std::abs(seen.theta[k] -
                       (own.theta[k] * dot(theta, global_theta) + own.phi[k] * dot(phi, global_theta))) < 1e-12);
        CHECK(std::abs(seen.phi[k] - (own.theta[k] * dot(theta, global_phi) + own.phi[k] * dot(phi, global_phi))) <
              1e-12);
      }
    }
  // Strongest 12 degree below the horizon.
  CHECK(std::abs(response(down, 102.0, 0.0).theta[0]) == about(std::sqrt(0.5) * std::pow(10.0, 0.4), 1e-12));
}

}  // namespace test_antenna_array
