// Sums over rays in single precision, on every instruction set, against a plain sum in double precision.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "channel/tr38901/ray_loops.hpp"
#include "channel/tr38901/ray_sum.hpp"
#include "phy/rng.hpp"

namespace test_ray_sum {

using namespace ohmimo;

constexpr double pi = std::numbers::pi;
using Complex = std::complex<double>;

std::vector<Ray> random_rays(std::size_t n) {
  RngStream stream({1, 2, 3}, Purpose::channel);
  std::vector<Ray> rays(n);
  for (Ray& ray : rays)
    ray = {{pi * stream.uniform(), 2 * pi * stream.uniform()},
           stream.uniform(),
           stream.uniform(),
           stream.uniform(),
           stream.uniform(),
           300.0 * (stream.uniform() - 0.5)};
  return rays;
}

Scene scene_of(const char* array) {
  Scene scene;
  scene.array = array;
  scene.downtilt_deg = 8.0;
  return scene;
}

TEST_CASE("phasors are exact to single precision, whole turns and large ones included") {
  std::vector<double> turns;
  for (int k = 0; k < 4096; ++k) turns.push_back((k - 2048) / 512.0 + (k % 7) * 1e5);
  std::vector<float> re(turns.size()), im(turns.size());
  unit_phasors(turns.data(), turns.size(), re.data(), im.data());
  double worst = 0.0;
  for (std::size_t k = 0; k < turns.size(); ++k)
    worst =
        std::max(worst, std::abs(Complex(re[k], im[k]) - std::polar(1.0, 2.0 * pi * std::remainder(turns[k], 1.0))));
  CHECK(worst < 1e-7);
}

TEST_CASE("gains are the sum over rays, whatever the numbers of antennas, rays and times") {
  struct Shape {
    const char* array;
    int n_rx;
    std::size_t n_ray, n_time;
  };
  for (const Shape& shape : {Shape{"ula:1", 1, 1, 1},
                             {"ula:17", 17, 20, 14},
                             {"panel:3x5x2", 30, 10, 5},
                             {"64tr", 64, 20, 3},
                             {"upa:2x2", 4, 6, 4},
                             {"ula:3", 3, 0, 2}}) {
    const AntennaArray array = antenna_array(scene_of(shape.array), shape.n_rx);
    const std::vector<Ray> rays = random_rays(shape.n_ray);
    std::vector<double> time_s(shape.n_time);
    for (std::size_t t = 0; t < shape.n_time; ++t) time_s[t] = 1e-3 * static_cast<double>(t * t) + 2e-5;
    for (const bool moving : {true, false}) {
      RaySum sum(array);
      sum.set_times(time_s, moving);
      const std::size_t n_rx = array.n_antenna(), stride = n_rx + 3;
      std::vector<std::complex<float>> gain(stride * shape.n_time, {9.f, 9.f});
      const double power = sum.gains(rays, gain.data(), stride);
      std::vector<Complex> theta(n_rx), phi(n_rx);
      double worst = 0.0, mean = 0.0;
      for (std::size_t t = 0; t < shape.n_time; ++t) {
        std::vector<Complex> expected(n_rx);
        for (const Ray& ray : rays) {
          array_response(array, ray.at_base_station, theta, phi);
          const double turned = moving ? ray.doppler_hz * time_s[t] : 0.0;
          for (std::size_t rx = 0; rx < n_rx; ++rx) {
            expected[rx] += theta[rx] * std::polar(ray.amplitude_theta, 2 * pi * (ray.turns_theta + turned)) +
                            phi[rx] * std::polar(ray.amplitude_phi, 2 * pi * (ray.turns_phi + turned));
            if (t == 0)
              mean += (std::norm(theta[rx]) * ray.amplitude_theta * ray.amplitude_theta +
                       std::norm(phi[rx]) * ray.amplitude_phi * ray.amplitude_phi) /
                      static_cast<double>(n_rx);
          }
        }
        for (std::size_t rx = 0; rx < n_rx; ++rx)
          worst = std::max(worst, std::abs(Complex(gain[t * stride + rx]) - expected[rx]));
        if (t + 1 < shape.n_time) CHECK(gain[t * stride + n_rx] == std::complex<float>(9.f, 9.f));
      }
      CHECK(worst < 5e-6);
      CHECK(std::abs(power - mean) < 1e-12 * (1.0 + mean));
    }
  }
}

}  // namespace test_ray_sum
