// How many refinement cycles the analogue solver needs: channel by channel, and for the ensemble of channels.
//
// For one channel the zero-forcing BER is known exactly (Gaussian noise of known post-detection SNR), hence also the
// Es/N0 at which it equals the target. The analogue solver then gets loss_db more and must meet the target. Its BER is
// the exact zero-forcing BER plus the difference of the errors counted on the same noise, whose variance is far below
// that of either.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/config/run.hpp"

namespace ohmimo::loss {

struct LossConfig {
  LinkConfig link;  // any n_channel and n_vector; detectors are replaced
  rram::SolverConfig solver;
  std::string analogue = "rram-zf";  // against its digital counterpart; of MMSE the exact BER is the Gaussian one
  double target_ber = 1e-3;
  double loss_db = 0.1;
  int max_cycles = 12;
  int n_channel = 200;
  int n_vector = 2000;  // per channel
  std::uint64_t seed = 1;
  int threads = 1;
  const std::atomic<bool>* interrupt = nullptr;         // set: no other channel is begun
  std::function<void(std::size_t done)> progress = {};  // after each channel, from any thread, one at a time
};

// Link, solver, seed and threads of a run, and as many vectors per channel as give 200 errors at the target: at 0.1 dB
// the paired difference needs no more.
LossConfig loss_config(const Run& run, double target_ber);

struct ChannelLoss {
  double es_n0_db = 0.0;         // digital BER = target at this Es/N0 per user and antenna
  double condition = 0.0;        // of G (+ ridge)
  double spectral_radius = 0.0;  // of the refinement with the devices of this channel
  std::vector<double> ber;       // per cycle, at es_n0_db + loss_db
  int cycles = 0;  // smallest cycle from which on the target is met; max_cycles + 1 = not within max_cycles
};
// Of the channels from the first to the last without a gap: fewer than n_channel after an interrupt.
std::vector<ChannelLoss> channel_losses(const LossConfig& config);

struct EnsembleLoss {
  double es_n0_db = 0.0;             // ensemble-averaged digital BER = target
  std::vector<double> ber, ber_err;  // per cycle at es_n0_db + loss_db, with its standard error
  int cycles = 0;                    // as above, for ber + 2 ber_err <= target
};
// i.i.d. Rayleigh and zero forcing only (needs the closed form of the ensemble). Nothing after an interrupt.
std::optional<EnsembleLoss> ensemble_loss(const LossConfig& config);

}  // namespace ohmimo::loss
