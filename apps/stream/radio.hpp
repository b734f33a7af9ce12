// The radio unit that a stream comes from: what its antennas receive in a slot, as words.
#pragma once
#include <optional>

#include "apps/link/coded_frame.hpp"
#include "apps/link/link_run.hpp"
#include "apps/stream/slot_pool.hpp"
#include "apps/stream/stream_shape.hpp"
#include "channel/slot_uplink.hpp"

namespace ohmimo::stream {

// Used by one thread at a time.
class Radio {
 public:
  // link.words must be set. Of every so many slots the first are sent again and again if repeat > 0.
  Radio(const LinkConfig& link, const StreamShape& shape, std::uint32_t repeat = 0);

  // Slot number `slot` of the point with this noise: pilots and data of all users through the channel. The same words
  // as those that run_point() detects in frame `slot` of point 0.
  void receive(std::uint64_t seed, std::uint64_t slot, double noise_var, SlotSamples& out);

  std::uint64_t n_word() const { return words_.n_word(); }
  std::uint64_t n_cut() const { return words_.n_cut(); }
  double gain() const { return words_.gain(); }

 private:
  void transmit(const SlotPiece& piece);

  StreamShape shape_;
  std::uint32_t repeat_;
  SlotUplink uplink_;
  SampleWords words_;
  std::optional<CodedFrame> coded_;
  UplinkFrame frame_;
  FrameTruth truth_;
};

// The number under which a slot is drawn.
std::uint32_t frame_of_slot(std::uint64_t slot, std::uint32_t repeat);

}  // namespace ohmimo::stream
