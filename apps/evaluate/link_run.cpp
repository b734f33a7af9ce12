#include "apps/evaluate/link_run.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "apps/evaluate/link_frame.hpp"
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace ohmimo {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Denormal products make arithmetic up to 200 times slower; as zeros they change nothing that can be seen here.
void flush_denormals() {
#if defined(__SSE__)
  _mm_setcsr(_mm_getcsr() | 0x8040);  // flush-to-zero and denormals-are-zero
#endif
}

// What the threads of one point share. Frames finish in any order and are counted in order.
class PointCounter {
 public:
  PointCounter(std::size_t n_curve, std::size_t n_detector, const StopRule& stop) : stop_(stop), start_(Clock::now()) {
    result_.counts.resize(n_curve);
    result_.tallies.resize(n_detector);
  }

  // Number of the next frame to work on, or false if there is none.
  bool take(const std::atomic<bool>* interrupt, std::uint32_t& frame) {
    if (done_ || (interrupt != nullptr && *interrupt)) return false;
    const std::uint64_t number = next_++;
    frame = static_cast<std::uint32_t>(number);
    return number < stop_.max_frames;
  }

  void give(std::uint32_t frame, FrameCount& count) {
    const std::lock_guard lock(mutex_);
    std::swap(waiting_[frame], count);
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == counted_ && !done_;
         first = waiting_.erase(first)) {
      add(first->second);
      ++counted_;
      decide();
    }
  }

  void fail(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    error_ = error;
    done_ = true;
  }

  void worker_ended() {
    const std::lock_guard lock(mutex_);
    ++ended_;
    changed_.notify_one();
  }

  // Waits until n workers have ended, reporting progress meanwhile.
  void wait(int n, const RunControl& control) {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, std::chrono::milliseconds(200), [&] { return ended_ == n; }))
      if (control.progress) {
        PointResult snapshot = result_;
        snapshot.seconds = seconds_since(start_);
        const double part = fraction();
        lock.unlock();
        control.progress(snapshot, part);
        lock.lock();
      }
  }

  PointResult finish() {
    if (error_) std::rethrow_exception(error_);
    result_.seconds = seconds_since(start_);
    return result_;
  }

 private:
  void add(const FrameCount& count) {
    for (std::size_t k = 0; k < result_.counts.size(); ++k) result_.counts[k] += count.counts[k];
    for (std::size_t k = 0; k < result_.tallies.size(); ++k) result_.tallies[k] += count.tallies[k];
  }

  std::uint64_t fewest_errors() const {
    std::uint64_t fewest = result_.counts[0].bit_errors;
    for (const ErrorCount& count : result_.counts) fewest = std::min(fewest, count.bit_errors);
    return fewest;
  }

  void decide() {
    if (fewest_errors() >= stop_.min_errors)
      end(StopReason::errors);
    else if (counted_ >= stop_.max_frames)
      end(StopReason::frames);
    else if (seconds_since(start_) >= stop_.max_seconds)
      end(StopReason::time);
  }

  void end(StopReason reason) {
    result_.reason = reason;
    done_ = true;
  }

  // Share of the point that is done, by the rule that will end it first.
  double fraction() const {
    const double by_errors = static_cast<double>(fewest_errors()) / static_cast<double>(stop_.min_errors);
    const double by_frames = static_cast<double>(counted_) / static_cast<double>(stop_.max_frames);
    return std::min(1.0, std::max({by_errors, by_frames, seconds_since(start_) / stop_.max_seconds}));
  }

  StopRule stop_;
  Clock::time_point start_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<bool> done_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint32_t, FrameCount> waiting_;
  std::uint64_t counted_ = 0;
  int ended_ = 0;
  std::exception_ptr error_;
  PointResult result_;
};

}  // namespace

std::vector<CurveId> curves_of(const LinkConfig& config) {
  std::vector<CurveId> curves;
  for (const DetectorConfig& detector : config.detectors) {
    if (is_analogue(detector.name))
      for (int cycle : detector.cycles) curves.push_back({detector.name, cycle});
    else
      curves.push_back({detector.name, 0});
  }
  return curves;
}

int choose_channels_per_frame(const UplinkConfig& uplink) {
  if (uplink.fixed_channel) return 1;
  const int n_row = uplink.exact_statistics ? uplink.n_user : uplink.n_rx;
  const double block_bytes = 8.0 * n_lane * n_row * (uplink.n_user + uplink.n_vector);
  return static_cast<int>(n_lane) * std::clamp(static_cast<int>(256 * 1024 / block_bytes), 1, 16);
}

std::string_view stop_reason_name(StopReason reason) {
  switch (reason) {
    case StopReason::errors:
      return "errors";
    case StopReason::frames:
      return "frames";
    case StopReason::time:
      return "time";
    case StopReason::interrupted:
      return "interrupted";
  }
  return "unknown";
}

PointResult run_point(const LinkConfig& config, const LinkPoint& point, const StopRule& stop,
                      const RunControl& control) {
  PointCounter counter(curves_of(config).size(), config.detectors.size(), stop);
  const auto work = [&] {
    flush_denormals();
    try {
      LinkFrame frame(config);
      FrameCount count;
      for (std::uint32_t number = 0; counter.take(control.interrupt, number);) {
        frame.run({point.seed, point.index, number}, point.noise_var, count);
        counter.give(number, count);
      }
    } catch (...) {
      counter.fail(std::current_exception());
    }
    counter.worker_ended();
  };
  std::vector<std::jthread> threads;
  for (int k = 0; k < control.threads; ++k) threads.emplace_back(work);
  counter.wait(control.threads, control);
  threads.clear();
  return counter.finish();
}

}  // namespace ohmimo
