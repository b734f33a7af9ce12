// All detectors of a run side by side on one frame, and what they get wrong.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "apps/link/link_run.hpp"
#include "detector/detector.hpp"

namespace ohmimo {

struct FrameCount {
  std::vector<ErrorCount> counts;               // per curve
  std::vector<ErrorCount> user_counts;          // [curve][user], where they are asked for
  std::vector<SolverTally> tallies;             // per detector
  std::vector<BlockCount> blocks, user_blocks;  // as counts and user_counts, of a coded link

  void clear();
};

// A slot is one unit and one frame, whatever it was counted in.
void make_one_unit(FrameCount& slot);

// Owned by one thread. Nothing is allocated after the first frame, but by the analogue and the reference detectors.
class DetectorBank {
 public:
  explicit DetectorBank(const LinkConfig& config);

  void detect(const UplinkFrame& frame, const DrawNames& names);

  // Adds the counts of the frame detected last, curve by curve.
  void add_counts(const FrameTruth& truth, FrameCount& out) const;
  void take_tallies(FrameCount& out);

  std::size_t n_curve() const;
  const Estimate& estimate(std::size_t curve) const;  // of the frame detected last

 private:
  struct Slot {  // one of the two is set: G and z are computed once for all Gram-domain detectors
    std::unique_ptr<GramDetector> gram;
    std::unique_ptr<Detector> antenna;
    std::vector<Estimate> estimates;
  };
  struct Users {
    std::size_t first, n;
  };
  ErrorCount count(const MatrixBatch& x, const FrameTruth& truth, const Users& users) const;

  Constellation constellation_;
  bool per_user_, fixed_channel_;
  std::vector<Slot> slots_;
  bool any_gram_ = false;
  MatrixBatch gram_, z_;
};

}  // namespace ohmimo
