// Moments of a channel model over frequency and time, measured over many slots, with their standard errors.
#pragma once
#include <complex>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "channel/paths.hpp"

namespace ohmimo::verify {

struct AntennaPair {
  std::size_t a = 0, b = 0;
};

struct MomentPlan {
  std::size_t n_slot = 0;  // independent slots, at least 2; averages go over users and antennas too
  std::vector<double> frequency_lag_hz = {}, time_lag_s = {};
  std::vector<AntennaPair> antenna_pairs = {};
  std::uint64_t seed = 1;
};

// A mean with the standard errors of its real and imaginary part.
struct Estimate {
  std::complex<double> value, error;
};

struct ChannelMoments {
  std::vector<Estimate> power;     // [n_path] E|g|^2
  std::vector<Estimate> kurtosis;  // [n_path] E|g|^4 / (E|g|^2)^2: 2 of a Rayleigh path, 1 of a constant one
  Estimate mean_delay_s, rms_delay_s;
  Estimate k_factor;                // first path over all others, linear
  std::vector<Estimate> frequency;  // of each lag f: E[H(f) conj H(0)] of one antenna
  std::vector<Estimate> time;       // of each lag s: E[sum over paths of g(s) conj g(0)]
  std::vector<Estimate> space;      // of each pair: E[sum over paths of g_a conj g_b]
};

// Users and antennas must have one law. Slots are taken together in batches: errors come from the variance between
// them, those of ratios by the jackknife. Correlations are not normalised by power.
ChannelMoments channel_moments(PathModel& model, const MomentPlan& plan);

}  // namespace ohmimo::verify
