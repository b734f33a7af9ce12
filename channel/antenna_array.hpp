// The antennas of the base station: what each receives of a plane wave from a given direction (TR 38.901, 7.1 and 7.3).
#pragma once
#include <array>
#include <complex>
#include <cstddef>
#include <span>
#include <string>

#include "channel/scene.hpp"

namespace ohmimo {

// Of global coordinates: x points along the boresight of an array that is not tilted, z up. Zenith from 0 (up) to pi.
struct Direction {
  double zenith_rad = 0.0, azimuth_rad = 0.0;
};

// Along the unit vectors of zenith and azimuth.
struct ElementField {
  double theta = 0.0, phi = 0.0;
};

// Elements stand in the y-z plane, half a wavelength apart. Antenna = polarisation * rows * columns + column * rows +
// row; row 0 is the lowest, column 0 that of the smallest y. One polarisation is vertical, two are +45 and -45 degree.
struct AntennaArray {
  std::string name;  // as the user wrote it
  int rows = 1, columns = 1, n_polarisation = 1;
  bool isotropic = false;
  double downtilt_rad = 0.0;

  std::size_t n_element() const { return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns); }
  std::size_t n_antenna() const { return n_element() * static_cast<std::size_t>(n_polarisation); }
  // In wavelengths, in the plane of the array.
  double y_wavelengths(std::size_t element) const { return 0.5 * static_cast<double>(element / rows_size()); }
  double z_wavelengths(std::size_t element) const { return 0.5 * static_cast<double>(element % rows_size()); }

 private:
  std::size_t rows_size() const { return static_cast<std::size_t>(rows); }
};

// Scene::array, element and downtilt for n_rx antennas. Throws std::invalid_argument where text, pattern or the number
// of antennas is wrong.
AntennaArray antenna_array(const Scene& scene, int n_rx);

// Table 7.3-1, 8 dBi at most; angles in degrees from the element's own zenith and boresight.
double element_gain_dbi(double zenith_deg, double azimuth_deg);

// What an array sees of a direction: field of each polarisation, and the direction along its own y and z axes. Element
// e receives exp(j 2 pi (y_wavelengths(e) y + z_wavelengths(e) z)) of it.
struct ArrayView {
  std::array<ElementField, 2> field;  // global components; of polarisation 0 alone where there is but one
  double y = 0.0, z = 0.0;
};
ArrayView array_view(const AntennaArray& array, const Direction& direction);

// Response of every antenna to a wave of unit field along theta and along phi.
void array_response(const AntennaArray& array, const Direction& direction, std::span<std::complex<double>> theta,
                    std::span<std::complex<double>> phi);

}  // namespace ohmimo
