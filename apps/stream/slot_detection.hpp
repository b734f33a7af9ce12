// A received slot through channel estimation and all detectors: the work of one detection thread. The same steps as
// those of an evaluated frame (apps/link/link_frame.hpp), on samples that came over a network.
#pragma once
#include <optional>

#include "apps/link/coded_frame.hpp"
#include "apps/link/detector_bank.hpp"
#include "apps/stream/signal_quality.hpp"
#include "apps/stream/slot_pool.hpp"
#include "channel/slot_uplink.hpp"

namespace ohmimo::stream {

// Used by one thread at a time.
class SlotDetection {
 public:
  // link.words must be set, repeat as that of the sender.
  SlotDetection(const LinkConfig& link, const StreamShape& shape, std::uint32_t repeat = 0);

  // Counts the errors of the slot as one unit, its blocks where the link is coded, and adds to what is seen of signal
  // quality. Samples that are missing are erasures: antenna m of that element counts as not there, y_m = 0 and h_m = 0.
  // An antenna that misses a part of any pilot symbol has no channel estimate: it is erased for the whole slot.
  void detect(const SlotSamples& slot, std::uint64_t seed, double noise_var, FrameCount& out, SignalQuality& quality);

  const std::vector<CurveId>& curves() const { return curves_; }

 private:
  void judge(const SlotPiece& piece, FrameCount& out, SignalQuality& quality);
  void listen(const SlotSamples& slot);
  void take_piece(const SlotSamples& slot, const SlotPiece& piece);
  void believe(const SlotPiece& piece);
  void erase(const SlotSamples& slot, const SlotPiece& piece);

  StreamShape shape_;
  std::uint32_t repeat_;
  bool needs_truth_;  // the receiver's channel is the true one, or that with an error
  bool knows_paths_;  // or it knows the law of the true one
  std::vector<CurveId> curves_;
  SlotUplink uplink_;
  SampleWords words_;
  DetectorBank bank_;
  std::optional<CodedFrame> coded_;
  UplinkFrame frame_;
  FrameTruth truth_;
  std::vector<int> heard_;  // antennas that have a channel estimate, ascending
  MatrixBatch h_heard_;     // of these
};

}  // namespace ohmimo::stream
