// Frames of one SNR point handed out to threads in chunks, finished in any order, counted in the order of their number.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <vector>

#include "apps/link/link_frame.hpp"

namespace ohmimo {

// Consecutive frames first .. first + size - 1 that one thread works on; counts[k] belongs to frame first + k.
struct FrameChunk {
  std::uint32_t first = 0;
  std::size_t size = 0;
  bool finished = false;
  std::vector<FrameCount> counts;
};

// How many of each the counts of a frame have.
struct CountSizes {
  std::size_t curves, user_counts, detectors;
  bool coded = false;  // blocks are counted too
};

// What the threads of one point share. Counting stops at the first frame that satisfies the stop rule, so the integers
// depend neither on the number of threads nor on the size of the chunks. That size follows the pace: about a
// millisecond of work, so that threads hardly ever meet at the lock, and single frames where a frame takes long. Memory
// is bounded: nobody gets further ahead of the counting than a fixed ring of chunks, all allocated here.
class FrameOrder {
 public:
  FrameOrder(const CountSizes& counted, const StopRule& stop, const RunControl& control);

  // The next frames to work on, or nullptr if there are none. Waits while the ring is full.
  FrameChunk* take();
  // All frames of the chunk are counted in its counts; ignored if done() already.
  void give(FrameChunk& chunk);
  void fail(std::exception_ptr error);
  void worker_ended();
  bool done() const { return done_; }

  // Waits until all workers have ended, reporting progress meanwhile.
  void wait();
  // Throws what a worker threw.
  PointResult finish();

 private:
  FrameChunk& slot(std::uint64_t chunk) { return ring_[chunk % ring_.size()]; }
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
  std::size_t chunk_size() const;
  void add(const FrameCount& count);
  // The least share of min_errors and of min_bad_units that any curve has.
  double share_of_errors() const;
  void decide();
  void end(StopReason reason);
  struct Nearest {
    StopReason reason;
    double fraction;
  };
  Nearest nearest_end() const;

  StopRule stop_;
  const RunControl& control_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable worker_changed_, ring_moved_;
  std::vector<FrameChunk> ring_;
  std::uint64_t next_chunk_ = 0, first_chunk_ = 0;  // to hand out; the oldest not yet counted
  std::uint64_t next_frame_ = 0, counted_ = 0;
  std::atomic<bool> done_ = false;
  int ended_ = 0;
  std::exception_ptr error_;
  PointResult result_;
};

}  // namespace ohmimo
