#include "channel/antenna_array.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace ohmimo {
namespace {

constexpr double pi = std::numbers::pi;

// "8x4x2" as its numbers; empty if it is anything else.
std::vector<int> sizes_of(std::string_view text) {
  std::vector<int> sizes;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    int size = 0;
    const auto [stop, error] = std::from_chars(at, end, size);
    if (error != std::errc() || size < 1 || size > 4096) return {};
    sizes.push_back(size);
    if (stop == end) return sizes;
    if (*stop != 'x') return {};
    at = stop + 1;
  }
}

std::string_view preset(std::string_view text) {
  if (text == "32tr") return "panel:4x4x2";
  if (text == "64tr") return "panel:8x4x2";
  if (text == "128") return "panel:8x8x2";
  return text;
}

// Rows, columns, polarisations; empty if the text is none of an array.
std::vector<int> shape_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view kind = text.substr(0, colon);
  const std::vector<int> sizes = sizes_of(text.substr(colon + 1));
  if (kind == "ula" && sizes.size() == 1) return {1, sizes[0], 1};
  if (kind == "upa" && sizes.size() == 2) return {sizes[0], sizes[1], 1};
  if (kind == "panel" && sizes.size() == 3 && sizes[2] == 2) return sizes;
  return {};
}

// Field of an element in its own coordinates: polarisation model 2 (7.3-4, 7.3-5) with slant 0, or +45 and -45 degree.
ElementField own_field(const AntennaArray& array, std::size_t polarisation, double amplitude) {
  if (array.n_polarisation == 1) return {amplitude, 0.0};
  const double half = amplitude * std::numbers::sqrt2 / 2.0;
  return {half, polarisation == 0 ? half : -half};
}

}  // namespace

AntennaArray antenna_array(const Scene& scene, int n_rx) {
  const std::string text = scene.array == "auto" ? fmt::format("ula:{}", n_rx) : scene.array;
  const std::vector<int> shape = shape_of(preset(text));
  if (shape.empty())
    throw std::invalid_argument(
        fmt::format("array must be auto, ula:N, upa:ROWSxCOLUMNS, panel:ROWSxCOLUMNSx2, 32tr, 64tr or 128, got \"{}\"",
                    scene.array));
  const double count = 1.0 * shape[0] * shape[1] * shape[2];
  if (count != n_rx)
    throw std::invalid_argument(
        fmt::format("array must have as many antennas as rx, {}, got {} of {:.0f}", n_rx, text, count));
  if (scene.element != "38901" && scene.element != "isotropic")
    throw std::invalid_argument(fmt::format("element must be 38901 or isotropic, got \"{}\"", scene.element));
  AntennaArray array;
  array.name = text;
  array.rows = shape[0];
  array.columns = shape[1];
  array.n_polarisation = shape[2];
  array.isotropic = scene.element == "isotropic";
  array.downtilt_rad = scene.downtilt_deg * pi / 180.0;
  return array;
}

double element_gain_dbi(double zenith_deg, double azimuth_deg) {
  const double up = (zenith_deg - 90.0) / 65.0, aside = azimuth_deg / 65.0;
  const double vertical = -std::min(12.0 * up * up, 30.0), horizontal = -std::min(12.0 * aside * aside, 30.0);
  return 8.0 - std::min(-(vertical + horizontal), 30.0);
}

// Rotation R = Ry(downtilt), the case of 7.1-4 without bearing and slant.
ArrayView array_view(const AntennaArray& array, const Direction& direction) {
  const double sin_zenith = std::sin(direction.zenith_rad), cos_zenith = std::cos(direction.zenith_rad);
  const double sin_azimuth = std::sin(direction.azimuth_rad), cos_azimuth = std::cos(direction.azimuth_rad);
  const double sin_tilt = std::sin(array.downtilt_rad), cos_tilt = std::cos(array.downtilt_rad);
  ArrayView view;
  view.y = sin_zenith * sin_azimuth;
  view.z = cos_tilt * cos_zenith + sin_tilt * sin_zenith * cos_azimuth;  // cos theta'
  double amplitude = 1.0;
  if (!array.isotropic) {
    const double zenith = std::acos(std::clamp(view.z, -1.0, 1.0));                                          // 7.1-7
    const double azimuth = std::atan2(view.y, cos_tilt * sin_zenith * cos_azimuth - sin_tilt * cos_zenith);  // 7.1-8
    amplitude = std::pow(10.0, element_gain_dbi(zenith * 180.0 / pi, azimuth * 180.0 / pi) / 20.0);
  }
  // 7.1-15: cos psi and sin psi over their common length. Straight along the array's z axis any psi does.
  double cos_psi = cos_tilt * sin_zenith - sin_tilt * cos_zenith * cos_azimuth, sin_psi = sin_tilt * sin_azimuth;
  const double length = std::hypot(cos_psi, sin_psi);
  cos_psi = length > 0.0 ? cos_psi / length : 1.0;
  sin_psi = length > 0.0 ? sin_psi / length : 0.0;
  for (std::size_t p = 0; p < static_cast<std::size_t>(array.n_polarisation); ++p) {
    const ElementField own = own_field(array, p, amplitude);
    view.field[p] = {own.theta * cos_psi - own.phi * sin_psi, own.theta * sin_psi + own.phi * cos_psi};  // 7.1-11
  }
  return view;
}

void array_response(const AntennaArray& array, const Direction& direction, std::span<std::complex<double>> theta,
                    std::span<std::complex<double>> phi) {
  const ArrayView view = array_view(array, direction);
  const std::size_t n_element = array.n_element();
  for (std::size_t antenna = 0; antenna < array.n_antenna(); ++antenna) {
    const std::size_t element = antenna % n_element;
    const ElementField& field = view.field[antenna / n_element];
    const double turns = array.y_wavelengths(element) * view.y + array.z_wavelengths(element) * view.z;
    const std::complex<double> wave = std::polar(1.0, 2.0 * pi * turns);
    theta[antenna] = field.theta * wave;
    phi[antenna] = field.phi * wave;
  }
}

}  // namespace ohmimo
