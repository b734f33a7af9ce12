// Angles in degrees as TR 38.901 has them: wrapping, the rays of a cluster, circular mean and spread.
#pragma once
#include <array>
#include <cstddef>
#include <numbers>
#include <span>

namespace ohmimo {

inline constexpr double degree = std::numbers::pi / 180.0;  // in radians

inline constexpr std::size_t n_ray = 20;  // of a cluster

// Into (-180, 180].
double wrapped_azimuth_deg(double azimuth_deg);
// Modulo 360, then 360 - zenith above 180: into 0..180.
double folded_zenith_deg(double zenith_deg);

// Offsets of the rays of a cluster of spread 1 (Table 7.5-3) and their sub-clusters, 1 to 3 (Table 7.5-5); read once.
struct RayOffsets {
  std::array<double, n_ray> offset{};
  std::array<int, n_ray> subcluster{};
};
const RayOffsets& ray_offsets();

// Mean and spread of angles with powers by Annex A: of z = sum P exp(j angle) / sum P, arg z and sqrt(-2 ln |z|).
struct CircularMoments {
  double mean_deg = 0.0, spread_deg = 0.0;
};
CircularMoments circular_moments(std::span<const double> angle_deg, std::span<const double> power);

}  // namespace ohmimo
