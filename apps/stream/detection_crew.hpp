// Threads that detect the slots of a pool, and the sums of what they find.
#pragma once
#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "apps/link/detector_bank.hpp"
#include "apps/stream/latency.hpp"
#include "apps/stream/signal_quality.hpp"
#include "apps/stream/slot_pool.hpp"
#include "apps/stream/stream_plan.hpp"

namespace ohmimo::stream {

struct CrewPlan : StreamPlan {
  int threads = 1;
  QualityRules quality;
  bool live = true;  // arrival times are those of the steady clock: latency can be told
};

// Of one set of detectors.
struct DetectionTotals {
  std::vector<CurveId> curves;
  FrameCount count;
  std::uint64_t n_slot = 0;
  LatencyHistogram latency;  // from a slot's last packet to its bits
  SignalQuality quality;

  explicit DetectionTotals(const CrewPlan& plan);
};

class DetectionCrew {
 public:
  DetectionCrew(const CrewPlan& plan, SlotPool& pool);
  ~DetectionCrew();

  // Other detectors from the next slot on. Totals of those before are kept apart.
  void use(const std::vector<DetectorConfig>& detectors);

  // Waits for the last slot of a pool that has ended. Throws what ended a thread.
  void join();
  bool failed() const { return failed_; }

  DetectionTotals totals() const;                       // of the detectors in use
  std::vector<DetectionTotals> earlier_totals() const;  // of those before, oldest first

 private:
  void work();
  void detect_slots();
  void add(const DetectionTotals& slot, std::uint64_t generation);

  CrewPlan plan_;
  SlotPool& pool_;
  mutable std::mutex mutex_;
  std::uint64_t generation_ = 0;
  DetectionTotals totals_;
  std::vector<DetectionTotals> earlier_;
  std::atomic<bool> failed_{false};
  std::exception_ptr error_;
  std::vector<std::jthread> threads_;
};

}  // namespace ohmimo::stream
