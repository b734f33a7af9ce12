// One frame through all detectors of a run: the work of one thread.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "apps/link/link_run.hpp"
#include "channel/slot_uplink.hpp"
#include "detector/detector.hpp"

namespace ohmimo {

struct FrameCount {
  std::vector<ErrorCount> counts;       // per curve
  std::vector<ErrorCount> user_counts;  // [curve][user], where they are asked for
  std::vector<SolverTally> tallies;     // per detector
};

// Owns the memory and the detectors of one thread.
class LinkFrame {
 public:
  explicit LinkFrame(const LinkConfig& config);

  // Draws the frame named id, detects it and counts its errors. Nothing is allocated after the first frame, but by the
  // analogue and the reference detectors.
  void run(const FrameId& id, double noise_var, FrameCount& out);

  // The same, of a slot for its first piece alone: what takes all the memory of a run.
  void run_first_piece(const FrameId& id, double noise_var, FrameCount& out);

  // The steps of run() of a frame that is no slot, in this order, for those who time them.
  void draw(const FrameId& id, double noise_var);
  void transmit();
  void detect();
  void count(FrameCount& out);

 private:
  struct Slot {  // one of the two is set: G and z are computed once for all Gram-domain detectors
    std::unique_ptr<GramDetector> gram;
    std::unique_ptr<Detector> antenna;
    std::vector<Estimate> estimates;
  };
  struct Users {
    std::size_t first, n;
  };
  void run_piece(const SlotPiece& piece, const FrameId& id, FrameCount& out);
  void run_slot(const FrameId& id, double noise_var, FrameCount& out);
  void detect(const DrawNames& names);
  void take_tallies(FrameCount& out);
  void add_counts(FrameCount& out) const;
  ErrorCount count(const MatrixBatch& x, const Users& users) const;

  UplinkConfig shape_;
  Constellation constellation_;
  bool per_user_;
  std::optional<Uplink> uplink_;  // one of the two is set
  std::optional<SlotUplink> slot_;
  std::vector<Slot> slots_;
  bool any_gram_ = false;
  UplinkFrame frame_;
  FrameTruth truth_;
  MatrixBatch gram_, z_;
};

}  // namespace ohmimo
