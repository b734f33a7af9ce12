// One frame through all detectors of a run: the work of one thread.
#pragma once
#include <functional>
#include <optional>
#include <utility>

#include "apps/link/coded_frame.hpp"
#include "apps/link/detector_bank.hpp"
#include "apps/link/link_run.hpp"
#include "apps/link/sample_words.hpp"
#include "channel/slot_uplink.hpp"

namespace ohmimo {

// Owns the memory and the detectors of one thread.
class LinkFrame {
 public:
  // Throws std::invalid_argument for what cannot be made.
  explicit LinkFrame(const LinkConfig& config);

  // Draws the frame named id, detects it and counts its errors. Nothing is allocated after the first frame, but by the
  // analogue and the reference detectors. Of a coded link, a frame is sent as often as some block of it asks for; every
  // transmission goes through a channel of its own, and symbols are counted in the first.
  void run(const FrameId& id, double noise_var, FrameCount& out);

  // The same, of a slot that is not coded for its first piece alone: what takes all the memory of a run.
  void run_first_piece(const FrameId& id, double noise_var, FrameCount& out);

  // Is called whenever a frame or piece has been detected, until another is set; may be empty.
  using Watch = std::function<void(const DetectorBank& bank, const FrameTruth& truth)>;
  void watch(Watch watch) { watch_ = std::move(watch); }

  // The steps of run() of a frame that is no slot and not coded, in this order, for those who time them.
  void draw(const FrameId& id, double noise_var);
  void transmit();
  void detect();
  void count(FrameCount& out);

 private:
  void begin_slot(const FrameId& id, double noise_var);
  void run_piece(const SlotPiece& piece, const FrameId& id, FrameCount& out);
  void run_slot(const FrameId& id, double noise_var, FrameCount& out);
  void run_coded(const FrameId& id, double noise_var, FrameCount& out);
  void send_frame(const FrameId& id, double noise_var, std::size_t t, FrameCount& out);
  void send_slot(const FrameId& id, double noise_var, std::size_t t, FrameCount& out);
  void hear(const ElementOrder& order, std::size_t t, FrameCount& out);

  std::optional<Uplink> uplink_;  // one of the two is set
  std::optional<SlotUplink> slot_;
  std::optional<SampleWords> words_;
  std::optional<CodedFrame> coded_;
  Watch watch_;
  DetectorBank bank_;
  UplinkFrame frame_;
  FrameTruth truth_;
};

}  // namespace ohmimo
