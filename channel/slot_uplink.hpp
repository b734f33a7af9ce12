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

// Used by one thread at a time. A slot is a unit of statistics: its channels depend on each other. begin() and draw()
// are all that an evaluator needs; the steps that they are made of serve those who stand at one end of a link only.
class SlotUplink {
 public:
  // config.slot must be set. Throws std::invalid_argument for what cannot be made.
  SlotUplink(const UplinkConfig& config, const Constellation& constellation);

  // name(), draw_paths(), send_pilots() and listen().
  void begin(const FrameId& id, double noise_var);
  // Channel, symbols, noise and received vectors of one piece of the slot begun: transmit() and believe(). Reuses the
  // memory of frame and truth.
  void draw(const SlotPiece& piece, UplinkFrame& frame, FrameTruth& truth);

  const std::vector<SlotPiece>& pieces() const { return pieces_; }
  std::size_t n_vector() const { return n_vector_; }  // received vectors per channel

  // Steps of begin(): the slot's name; its paths; its pilots as antennas receive them; the estimator's work on what
  // pilots_received() holds. The last two do nothing where there are no pilots.
  void name(const FrameId& id, double noise_var);
  void draw_paths();
  void send_pilots();
  void listen();
  const PilotGrid* pilots() const { return pilots_ ? &pilots_->pilots() : nullptr; }
  PilotsReceived* pilots_received() { return pilots_ ? &pilots_->received() : nullptr; }

  // Steps of draw(). transmit() gives y, and the true channel in truth.h, or in frame.h where the receiver knows it:
  // all random numbers, with y = w, by draw_link(); then y += H x. believe() gives the receiver's channel.
  void transmit(const SlotPiece& piece, UplinkFrame& frame, FrameTruth& truth);
  void draw_link(const SlotPiece& piece, UplinkFrame& frame, FrameTruth& truth);
  void believe(const SlotPiece& piece, UplinkFrame& frame, FrameTruth& truth);
  void draw_payload(const SlotPiece& piece, FrameTruth& truth) const;                // symbols alone
  void draw_channel(const SlotPiece& piece, UplinkFrame& frame, FrameTruth& truth);  // the true one alone

  FrameId channel_id(const FrameId& id) const { return ohmimo::channel_id(config_, id); }

 private:
  std::uint32_t index_of(const SlotPiece& piece) const { return static_cast<std::uint32_t>(&piece - pieces_.data()); }
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
