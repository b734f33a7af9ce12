// Makes the frames of a slot in pieces, so that the channel of every resource element never stands in memory at once:
// 273 resource blocks, 128 antennas and 16 users would take 751 MB.
#pragma once
#include <memory>
#include <vector>

#include "channel/pilot_link.hpp"
#include "channel/response.hpp"
#include "channel/uplink.hpp"

namespace ohmimo {

// Consecutive channels of a slot: subcarriers or resource blocks of one symbol.
struct SlotPiece {
  std::size_t symbol = 0;         // whose channel it is
  std::size_t first = 0, n = 0;   // channels on the frequency axis; first is a multiple of 16
  std::size_t first_channel = 0;  // of the slot, counted over all pieces
};

// Used by one thread at a time. A slot is a unit of statistics: its channels depend on each other.
class SlotUplink {
 public:
  // config.slot must be set. Throws std::invalid_argument for what cannot be made.
  SlotUplink(const UplinkConfig& config, const Constellation& constellation);

  // Draws the paths of the slot named id, and sends its pilots where there are any.
  void begin(const FrameId& id, double noise_var);

  const std::vector<SlotPiece>& pieces() const { return pieces_; }
  std::size_t n_vector() const { return n_vector_; }  // received vectors per channel

  // Channel, symbols, noise and received vectors of one piece of the slot begun. Reuses the memory of frame and truth.
  void draw(const SlotPiece& piece, UplinkFrame& frame, FrameTruth& truth);

  FrameId channel_id(const FrameId& id) const { return ohmimo::channel_id(config_, id); }

 private:
  void scale_users();
  void estimate(const SlotPiece& piece, UplinkFrame& frame);

  UplinkConfig config_;
  Constellation constellation_;
  std::vector<SlotPiece> pieces_;
  std::size_t n_vector_ = 1;
  FrequencyAxis axis_;
  std::vector<double> times_s_;
  std::unique_ptr<PathModel> model_;
  PathSet paths_;
  FrequencyResponse response_;
  std::optional<PilotLink> pilots_;
  FrameId id_;
  double noise_var_ = 0.0;
};

// Where the channels of one symbol lie.
FrequencyAxis frequency_axis(const SlotConfig& slot);

// Of the model that config names, for slots.
std::unique_ptr<PathModel> path_model(const UplinkConfig& config);

}  // namespace ohmimo
