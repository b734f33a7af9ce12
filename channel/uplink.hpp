// Makes uplink frames: y = H x + w with H drawn by a fading model and scaled by the users' gains, users of unit-power
// symbols, and the channel that the receiver believes in.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "channel/csi.hpp"
#include "channel/registry.hpp"
#include "channel/slot_config.hpp"
#include "phy/frame.hpp"
#include "phy/modulation/constellation.hpp"

namespace ohmimo {

// Mean power of each user [n_user], linear: evenly spaced in dB from the strongest to the weakest over spread_db,
// scaled to mean 1, so that every SNR definition holds on average over users (near-far, power-control error). Every
// channel has the full spread.
std::vector<double> user_gains(int n_user, double spread_db);

struct UplinkConfig {
  int n_rx = 0;
  int n_user = 0;
  int n_channel = 0;  // channels per frame
  int n_vector = 0;   // received vectors per channel: 1 = fresh channel for each
  ChannelSpec channel;
  double user_spread_db = 0.0;
  bool fixed_channel = false;  // one and the same channel for every frame and point of a seed
  // Draw Bartlett's factor R [n_user][n_user] in place of H: R^H R and R^H y have exactly the law of H^H H and H^H y,
  // which is all that ZF, MMSE, MRC and the analogue solver use, with n_user^2 instead of n_rx n_user numbers. Where
  // the model has a Gram factor, n_user <= n_rx and the receiver knows the channel.
  bool exact_statistics = false;
  CsiSpec csi = {};
  std::optional<SlotConfig> slot = {};  // a frame is a slot (slot_uplink.hpp); n_channel and n_vector follow from it
};

// The name the channel (with its estimate and the devices programmed with it) is drawn under: id, or one fixed name for
// a fixed channel.
FrameId channel_id(const UplinkConfig& config, const FrameId& id);

// Frames of channels that stand for themselves; of a model of slots, one resource element of each slot. Used by one
// thread at a time.
class Uplink {
 public:
  // Throws std::invalid_argument for exact_statistics where they do not apply.
  Uplink(const UplinkConfig& config, const Constellation& constellation);

  // Draws the frame named id; noise_var is N0. Reuses the memory of frame and truth: nothing is allocated once they
  // have their shape. In two steps, for those who time them: all random numbers, with y = w; then y += H x by
  // transmit() of channel/transmission.hpp.
  void generate(const FrameId& id, double noise_var, UplinkFrame& frame, FrameTruth& truth);
  void draw(const FrameId& id, double noise_var, UplinkFrame& frame, FrameTruth& truth);

  FrameId channel_id(const FrameId& id) const { return ohmimo::channel_id(config_, id); }

 private:
  std::size_t n_row() const { return config_.exact_statistics ? config_.n_user : config_.n_rx; }
  void draw_channel(const FrameId& id, MatrixBatch& h);

  UplinkConfig config_;
  Constellation constellation_;
  std::unique_ptr<FadingModel> model_;
  std::vector<float> amplitude_;  // sqrt(gain) per user
};

}  // namespace ohmimo
