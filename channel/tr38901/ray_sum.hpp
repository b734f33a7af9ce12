// From rays to the gains of a path: (7.5-22) for one terminal antenna that is isotropic and vertical.
#pragma once
#include <complex>
#include <span>
#include <vector>

#include "channel/antenna_array.hpp"

namespace ohmimo {

// One ray as the base station receives it in the uplink. The terminal sends along theta alone: of the polarisation
// matrix only the first column counts, exp(j phase) over sqrt(1/kappa) exp(j phase).
struct Ray {
  Direction at_base_station;
  double amplitude_theta = 0.0, amplitude_phi = 0.0;  // at the array, before the field of its elements
  double turns_theta = 0.0, turns_phi = 0.0;          // initial phases over 2 pi
  double doppler_hz = 0.0;                            // from the direction at the terminal
};

// The rays of each path of a link.
using RayPaths = std::vector<std::vector<Ray>>;

class RaySum {
 public:
  explicit RaySum(const AntennaArray& array);

  // Of the times that gains() is asked for. None of the rays moves if moving is false.
  void set_times(std::span<const double> time_s, bool moving);

  // gains[time * time_stride + antenna] of the path made of these rays, at most ray_padding * 2 of them. Returns the
  // mean power of an antenna over initial phases.
  double gains(std::span<const Ray> rays, std::complex<float>* gains, std::size_t time_stride);

 private:
  double respond(const Ray& ray, std::size_t m);

  AntennaArray array_;
  std::vector<double> y_, z_, turns_;             // [element]
  std::vector<float> wave_re_, wave_im_;          // [element]
  std::vector<float> response_re_, response_im_;  // [ray][antenna]
  std::vector<double> time_s_, ray_turns_;
  bool moving_ = false;
  std::vector<float> phasor_re_, phasor_im_;                  // [time][ray]
  std::vector<float> theta_re_, theta_im_, phi_re_, phi_im_;  // [ray]
};

// Mean power of an antenna over initial phases: what RaySum::gains returns.
double mean_power(const AntennaArray& array, const Ray& ray);

}  // namespace ohmimo
