#include "channel/tr38901/angles.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>

#include "data/csv_table.hpp"

namespace ohmimo {
namespace {

RayOffsets load_ray_offsets() {
  const data::CsvTable table("tr38901/ray_offsets.csv");
  if (table.n_row() != n_ray) throw std::invalid_argument("tr38901/ray_offsets.csv must have 20 rows");
  RayOffsets rays;
  for (std::size_t m = 0; m < n_ray; ++m) {
    rays.offset[m] = table.number(m, "alpha_m_unit_rms");
    rays.subcluster[m] = static_cast<int>(table.number(m, "subcluster_if_split"));
  }
  return rays;
}

}  // namespace

double wrapped_azimuth_deg(double azimuth_deg) {
  const double wrapped = std::remainder(azimuth_deg, 360.0);
  return wrapped == -180.0 ? 180.0 : wrapped;
}

double folded_zenith_deg(double zenith_deg) {
  return std::abs(std::remainder(zenith_deg, 360.0));
}

const RayOffsets& ray_offsets() {
  static const RayOffsets rays = load_ray_offsets();
  return rays;
}

CircularMoments circular_moments(std::span<const double> angle_deg, std::span<const double> power) {
  std::complex<double> sum = 0.0;
  double total = 0.0;
  for (std::size_t k = 0; k < angle_deg.size(); ++k) {
    sum += std::polar(power[k], angle_deg[k] * degree);
    total += power[k];
  }
  const double length = std::min(1.0, std::abs(sum) / total);
  return {std::arg(sum) / degree, std::sqrt(-2.0 * std::log(length)) / degree};
}

}  // namespace ohmimo
