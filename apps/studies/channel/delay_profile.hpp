// How the power of a recorded channel is spread over delay, and over Doppler shift.
#pragma once
#include <optional>
#include <vector>

#include "channel/recorded.hpp"

namespace ohmimo::channel_study {

struct Spectrum {
  std::vector<double> at;     // delay in s or Doppler shift in Hz
  std::vector<double> power;  // sum 1
  double mean = 0.0, rms = 0.0;
  double resolution = 0.0;  // 0 = exact
};

// Of paths exact, the powers averaged over slots, users and antennas. Of subcarriers by the inverse DFT under a Hann
// window, whose own width is taken off: delays around their mean, which must span less than 1 / scs; only bins within
// 30 dB of the strongest count for mean and rms. Nothing where there is neither.
std::optional<Spectrum> delay_spectrum(const ChannelRecord& record);

// From the symbols of a slot under a Hann window, of which there must be 4. Mean and rms by the correlation of
// neighbouring symbols, exp(-(2 pi rms T)^2 / 2): right where rms T is small.
std::optional<Spectrum> doppler_spectrum(const ChannelRecord& record);

}  // namespace ohmimo::channel_study
