// What a channel estimator is given: received pilots, and what it may know of the channel beforehand.
#pragma once
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace ohmimo {

// What antennas receive in the pilot symbols of a slot, on all subcarriers.
struct PilotsReceived {
  std::size_t n_pilot = 0, n_subcarrier = 0, n_rx = 0;
  std::vector<std::complex<float>> y;  // [pilot symbol][subcarrier][rx]

  // Keeps the memory where it suffices. Contents are undefined afterwards.
  void resize(std::size_t pilots, std::size_t subcarriers, std::size_t rx) {
    n_pilot = pilots;
    n_subcarrier = subcarriers;
    n_rx = rx;
    y.resize(pilots * subcarriers * rx);
  }
  std::complex<float>* at(std::size_t pilot, std::size_t subcarrier) {
    return y.data() + (pilot * n_subcarrier + subcarrier) * n_rx;
  }
  const std::complex<float>* at(std::size_t pilot, std::size_t subcarrier) const {
    return y.data() + (pilot * n_subcarrier + subcarrier) * n_rx;
  }
};

// The law of the channel of one antenna as an estimator with a prior knows it: uncorrelated zero-mean paths, Jakes'
// correlation over time. The same form as a set of paths.
struct ChannelPrior {
  std::size_t n_user = 0, n_path = 0;
  std::span<const double> delay_s;     // [n_user][n_path]
  std::span<const double> power;       // [n_user][n_path]
  std::span<const double> doppler_hz;  // [n_user] largest Doppler shift
};

// first, first + step, ...: n subcarriers.
struct SubcarrierRange {
  int first = 0;
  int n = 0;
  int step = 1;  // up to 12

  bool operator==(const SubcarrierRange&) const = default;
};

}  // namespace ohmimo
