// One frame through all detectors of a run: the work of one thread.
#pragma once
#include <memory>
#include <vector>

#include "apps/evaluate/link_run.hpp"

namespace ohmimo {

struct FrameCount {
  std::vector<ErrorCount> counts;    // per curve
  std::vector<SolverTally> tallies;  // per detector
};

// Owns the memory and the detectors of one thread.
class LinkFrame {
 public:
  explicit LinkFrame(const LinkConfig& config);

  void run(const FrameId& id, double noise_var, FrameCount& out);

 private:
  struct Slot {  // one of the two is set: G and z are computed once for all Gram-domain detectors
    std::unique_ptr<GramDetector> gram;
    std::unique_ptr<Detector> antenna;
    std::vector<Estimate> estimates;
  };
  void count(const MatrixBatch& x, ErrorCount& out) const;

  UplinkConfig shape_;
  Constellation constellation_;
  Uplink uplink_;
  std::vector<Slot> slots_;
  bool any_gram_ = false;
  UplinkFrame frame_;
  FrameTruth truth_;
  MatrixBatch gram_, z_;
};

}  // namespace ohmimo
