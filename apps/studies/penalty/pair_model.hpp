// Two detectors on the same channels, bits and noise: the analogue one under test and its digital reference.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "apps/config/run.hpp"

namespace ohmimo::penalty {

struct PairErrors {
  std::uint32_t reference = 0, tested = 0;  // bit errors; of a coded link block errors
};

struct PairModel {
  // Counts one frame at Es/N0 per user and antenna [dB]. The same frame number means the same channels, bits, devices
  // and noise of unit power whatever the SNR, so that points along a curve are paired as well. Frames are independent.
  using Worker = std::function<PairErrors(std::uint32_t frame, double es_n0_db)>;
  std::function<Worker()> make_worker;  // one worker per thread
  double bits_per_frame = 0.0;          // what errors are of: of a coded link blocks
  double channels_per_frame = 0.0;
  double start_db = 0.0;  // Es/N0 where the search for the reference begins if there is no closed form

  // Closed form of the reference's BER over linear Es/N0; empty if there is none. An exact one takes the noise of the
  // reference's own count out of the result; another one (mmse: Gaussian interference) only says where to look.
  std::function<double(double es_n0)> theory;
  bool theory_is_exact = false;
};

// The first analogue detector of the configuration, the one that is held against its digital counterpart. Throws
// std::invalid_argument if none is named.
std::string analogue_detector(const Config& config);

// Its digital counterpart.
std::string reference_of(const std::string& analogue);

// Vectors per channel that link_pair() takes at least.
int fewest_vectors(const Config& config);

// The analogue detector after the last of the configured cycles, against its reference. Frames of a coded link are
// those of the run, which must not be slots. Others hold 16
// channels (one if the channel is fixed) of at least fewest_vectors() each: the law of a vector does not depend on how
// many share its channel, and a channel is programmed once for all of them, which is what costs time.
PairModel link_pair(const Run& run);

}  // namespace ohmimo::penalty
