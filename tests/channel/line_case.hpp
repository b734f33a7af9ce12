// Sample covariance of a fading model at a line of antennas, for tests.
#pragma once
#include <doctest/doctest.h>

#include <armadillo>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string_view>

#include "channel/registry.hpp"

namespace ohmimo {

inline Scene sector_scene(double sector_deg) {
  Scene scene;
  scene.sector_deg = sector_deg;
  return scene;
}

inline MatrixBatch draw_line(std::string_view channel, const Scene& scene, const ChannelShape& shape,
                             std::size_t n_channel, std::uint32_t frame = 0) {
  MatrixBatch h(n_channel, static_cast<std::size_t>(shape.n_rx), static_cast<std::size_t>(shape.n_user));
  channel_spec(channel, scene).law.make(shape)->draw({11, 2, frame}, h);
  return h;
}

// E[h h^H] of the columns, over channels and users.
inline arma::cx_mat line_covariance(const MatrixBatch& h) {
  arma::cx_mat r(h.rows(), h.rows(), arma::fill::zeros);
  for (std::size_t c = 0; c < h.n_channel(); ++c) r += h.matrix(c) * h.matrix(c).t();
  return r / static_cast<double>(h.n_channel() * h.cols());
}

// Mean of exp(j pi lag sin angle) over f(angle), by Simpson's rule of 4000 steps from low to high.
template <class Density>
double mean_of_wave(double lag, double low, double high, const Density& f, bool imaginary = false) {
  const int n = 4000;
  double sum = 0.0;
  for (int k = 0; k <= n; ++k) {
    const double angle = low + (high - low) * k / n, phase = std::numbers::pi * lag * std::sin(angle);
    sum += (k == 0 || k == n ? 1.0
            : k % 2 == 1     ? 4.0
                             : 2.0) *
           f(angle) * (imaginary ? std::sin(phase) : std::cos(phase));
  }
  return sum * (high - low) / n / 3.0;
}

}  // namespace ohmimo
