// Makes uplink frames: y = H x + w with H = R^(1/2) H_w diag(sqrt(gain)), users of unit-power symbols.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "phy/frame.hpp"
#include "phy/modulation/constellation.hpp"

namespace ohmimo {

// Spatial model of H_w: i.i.d. CN(0, 1) entries, or exponential correlation E[h_a conj h_b] = rho^|a-b| along the base
// station's antennas (Loyka, IEEE Commun. Lett. 5(9), 2001).
struct ChannelModel {
  double correlation = 0.0;  // rho in [0, 1); 0 = i.i.d. Rayleigh
};

// "rayleigh" or "exp:RHO"; throws std::invalid_argument otherwise.
ChannelModel channel_model_from_name(std::string_view name);

// Mean power of each user [n_user], linear: evenly spaced in dB from the strongest to the weakest over spread_db,
// scaled to mean 1, so that every SNR definition holds on average over users (near-far, power-control error). Every
// channel has the full spread.
std::vector<double> user_gains(int n_user, double spread_db);

struct UplinkConfig {
  int n_rx = 0;
  int n_user = 0;
  int n_channel = 0;  // channels per frame
  int n_vector = 0;   // received vectors per channel: 1 = fresh channel for each
  ChannelModel model;
  double user_spread_db = 0.0;
  bool fixed_channel = false;  // one and the same channel for every frame and point of a seed
  // Draw Bartlett's factor R [n_user][n_user] in place of H: R^H R and R^H y have exactly the law of H^H H and H^H y,
  // which is all that ZF, MMSE, MRC and the analogue solver use, with n_user^2 instead of n_rx n_user numbers. i.i.d.
  // Rayleigh only.
  bool exact_statistics = false;
};

class Uplink {
 public:
  // Throws std::invalid_argument for exact_statistics where it does not apply (correlated, or n_user > n_rx).
  Uplink(const UplinkConfig& config, const Constellation& constellation);

  // Draws the frame named id; noise_var is N0. Reuses the memory of frame and truth: nothing is allocated once they
  // have their shape. In two steps, for those who time them: all random numbers, with y = w; then y += H x.
  void generate(const FrameId& id, double noise_var, UplinkFrame& frame, FrameTruth& truth) const;
  void draw(const FrameId& id, double noise_var, UplinkFrame& frame, FrameTruth& truth) const;
  void transmit(UplinkFrame& frame, const FrameTruth& truth) const;

  // The name the channel (and the devices programmed with it) is drawn under: id, or one fixed name for a fixed
  // channel.
  FrameId channel_id(const FrameId& id) const;

 private:
  std::size_t n_row() const { return config_.exact_statistics ? config_.n_user : config_.n_rx; }
  void draw_factor(RngStream& stream, BlockView r) const;
  void draw_antennas(RngStream& stream, BlockView h) const;
  void draw_channel(const FrameId& id, MatrixBatch& h) const;
  void draw_symbols(const FrameId& id, FrameTruth& truth) const;
  void draw_noise(const FrameId& id, double noise_var, MatrixBatch& y) const;

  UplinkConfig config_;
  Constellation constellation_;
  std::vector<float> amplitude_;  // sqrt(gain) per user
};

}  // namespace ohmimo
