// The channel of one slot as paths: a set of delays with gains, the impulse response between every user and every
// antenna of the base station. Models that know frequency and time draw such a set.
#pragma once
#include <complex>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "phy/rng.hpp"

namespace ohmimo {

// h(rx, user; f, t) = sum over paths of gain(t, user, path)[rx] exp(-j 2 pi f delay_s(user, path)).
// f is relative to the carrier. Users may have fewer paths than n_path: the rest has gain 0.
//
// A channel that is known at subcarriers only (sampled_hz > 0) has these in place of paths: gain(t, user, k)[rx] is
// h(rx, user; (k - n_path / 2) sampled_hz, t). Delays and powers are those of the paths that would give it.
struct PathSet {
  std::size_t n_rx = 0, n_user = 0, n_path = 0, n_time = 0;
  std::vector<double> delay_s;            // [n_user][n_path], >= 0
  std::vector<double> power;              // [n_user][n_path] mean |gain|^2 of one antenna over small-scale fading
  std::vector<double> doppler_hz;         // [n_user] largest Doppler shift; 0 = the user stands still
  std::vector<std::complex<float>> gain;  // [n_time][n_user][n_path][n_rx]
  double sampled_hz = 0.0;                // spacing of the subcarriers; 0 = paths

  // Paths. Keeps the memory where it suffices. Contents are undefined afterwards.
  void resize(std::size_t rx, std::size_t users, std::size_t paths, std::size_t times);

  std::size_t row(std::size_t user, std::size_t path) const { return user * n_path + path; }
  std::span<std::complex<float>> gains(std::size_t time, std::size_t user, std::size_t path) {
    return {gain.data() + (time * n_user * n_path + row(user, path)) * n_rx, n_rx};
  }
  std::span<const std::complex<float>> gains(std::size_t time, std::size_t user, std::size_t path) const {
    return {gain.data() + (time * n_user * n_path + row(user, path)) * n_rx, n_rx};
  }
};

// Draws the channel of a whole slot. A model owns its work space and is used by one thread at a time.
class PathModel {
 public:
  virtual ~PathModel() = default;

  // The paths of the slot named id at the times time_s (after the start of the slot). What is drawn depends on id, the
  // times and the model alone; the drawn realisation is the same whatever times are asked for. E|h|^2 = 1 averaged over
  // users, unless the model keeps its gains.
  virtual void draw(const FrameId& id, std::span<const double> time_s, PathSet& paths) = 0;

  // One sentence without full stop for the summary of a run: where users are, what they share, which edition.
  virtual std::string summary() const = 0;
};

}  // namespace ohmimo
