// Frames and runs shared by the tests of detectors.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "channel/uplink.hpp"
#include "detector/gram.hpp"
#include "detector/registry.hpp"
#include "phy/units.hpp"

namespace ohmimo::detector_test {

struct DrawnFrame {
  UplinkFrame frame;
  FrameTruth truth;
};

inline DrawnFrame scene(const UplinkConfig& config, double noise_var) {
  DrawnFrame s;
  Uplink(config, make_constellation("16qam")).generate({7, 0, 0}, noise_var, s.frame, s.truth);
  return s;
}

inline std::vector<Estimate> run(const DetectorConfig& config, const UplinkFrame& frame) {
  auto detector = make_detector(config);
  std::vector<Estimate> out(detector->n_estimate());
  detector->prepare(frame.h, frame.noise_var, frame.id);
  detector->detect(frame.y, out);
  return out;
}

// Largest |a - b| over all channels and vectors, relative to the rms of b in that channel.
inline double worst_difference(const MatrixBatch& a, const MatrixBatch& b) {
  double worst = 0.0;
  for (std::size_t c = 0; c < b.n_channel(); ++c) {
    const arma::cx_mat m = b.matrix(c);
    const double rms = arma::norm(m, "fro") / std::sqrt(static_cast<double>(m.n_elem));
    worst = std::max(worst, arma::abs(arma::cx_mat(a.matrix(c) - m)).max() / rms);
  }
  return worst;
}

inline DetectorConfig named(const std::string& name) {
  DetectorConfig config;
  config.name = name;
  return config;
}

}  // namespace ohmimo::detector_test
