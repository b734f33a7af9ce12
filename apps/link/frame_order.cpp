#include "apps/link/frame_order.hpp"

#include <algorithm>
#include <utility>

namespace ohmimo {
namespace {

constexpr std::size_t most_frames = 32;       // per chunk
constexpr std::size_t chunks_per_thread = 4;  // of the ring
constexpr double seconds_per_chunk = 1e-3;    // a lock costs well below a microsecond

double share(std::uint64_t done, std::uint64_t whole) {
  return whole == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(whole);
}

}  // namespace

FrameOrder::FrameOrder(const CountSizes& counted, const StopRule& stop, const RunControl& control)
    : stop_(stop), control_(control), ring_(chunks_per_thread * control.threads) {
  result_.counts.resize(counted.curves);
  result_.user_counts.resize(counted.user_counts);
  result_.tallies.resize(counted.detectors);
  if (counted.coded) {
    result_.blocks.resize(counted.curves);
    result_.user_blocks.resize(counted.user_counts);
  }
  for (FrameChunk& chunk : ring_)
    chunk.counts.resize(most_frames,
                        {result_.counts, result_.user_counts, result_.tallies, result_.blocks, result_.user_blocks});
}

FrameChunk* FrameOrder::take() {
  std::unique_lock lock(mutex_);
  ring_moved_.wait(lock, [&] { return done_ || next_chunk_ - first_chunk_ < ring_.size(); });
  const bool interrupted = control_.interrupt != nullptr && *control_.interrupt;
  if (done_ || interrupted || next_frame_ >= stop_.max_frames) return nullptr;
  FrameChunk& chunk = slot(next_chunk_++);
  chunk.first = static_cast<std::uint32_t>(next_frame_);
  chunk.size = chunk_size();
  chunk.finished = false;
  next_frame_ += chunk.size;
  return &chunk;
}

// As many frames as one thread does in seconds_per_chunk, at the pace so far.
std::size_t FrameOrder::chunk_size() const {
  const double frames = static_cast<double>(counted_) / (seconds() * control_.threads) * seconds_per_chunk;
  const auto size = static_cast<std::size_t>(std::clamp(frames, 1.0, static_cast<double>(most_frames)));
  return std::min<std::uint64_t>(size, stop_.max_frames - next_frame_);
}

void FrameOrder::give(FrameChunk& given) {
  const std::lock_guard lock(mutex_);
  given.finished = true;
  while (first_chunk_ < next_chunk_ && slot(first_chunk_).finished && !done_) {
    const FrameChunk& chunk = slot(first_chunk_++);
    for (std::size_t k = 0; k < chunk.size && !done_; ++k) {
      add(chunk.counts[k]);
      decide();
    }
    if (!done_ && seconds() >= stop_.max_seconds) end(StopReason::time);
  }
  ring_moved_.notify_all();
}

void FrameOrder::fail(std::exception_ptr error) {
  const std::lock_guard lock(mutex_);
  error_ = std::move(error);
  done_ = true;
  ring_moved_.notify_all();
}

void FrameOrder::worker_ended() {
  const std::lock_guard lock(mutex_);
  ++ended_;
  worker_changed_.notify_one();
}

void FrameOrder::wait() {
  std::unique_lock lock(mutex_);
  while (!worker_changed_.wait_for(lock, std::chrono::milliseconds(200), [&] { return ended_ == control_.threads; }))
    if (control_.progress) {
      PointResult snapshot = result_;
      snapshot.seconds = seconds();
      const Nearest end = nearest_end();
      snapshot.reason = end.reason;
      lock.unlock();
      control_.progress(snapshot, end.fraction);
      lock.lock();
    }
}

PointResult FrameOrder::finish() {
  if (error_) std::rethrow_exception(error_);
  result_.seconds = seconds();
  return result_;
}

void FrameOrder::add(const FrameCount& count) {
  for (std::size_t k = 0; k < result_.counts.size(); ++k) result_.counts[k] += count.counts[k];
  for (std::size_t k = 0; k < result_.user_counts.size(); ++k) result_.user_counts[k] += count.user_counts[k];
  for (std::size_t k = 0; k < result_.tallies.size(); ++k) result_.tallies[k] += count.tallies[k];
  for (std::size_t k = 0; k < result_.blocks.size(); ++k) result_.blocks[k] += count.blocks[k];
  for (std::size_t k = 0; k < result_.user_blocks.size(); ++k) result_.user_blocks[k] += count.user_blocks[k];
  ++counted_;
}

double FrameOrder::share_of_errors() const {
  double least = 1.0;
  const auto add = [&](std::uint64_t errors, std::uint64_t bad_units) {
    least = std::min({least, share(errors, stop_.min_errors), share(bad_units, stop_.min_bad_units)});
  };
  if (result_.blocks.empty())
    for (const ErrorCount& count : result_.counts) add(count.bit_errors, count.unit_errors);
  for (const BlockCount& count : result_.blocks) add(count.block_errors, count.unit_errors);
  return least;
}

void FrameOrder::decide() {
  if (share_of_errors() >= 1.0)
    end(StopReason::errors);
  else if (result_.counts[0].bits >= stop_.max_bits)
    end(StopReason::bits);
  else if (counted_ >= stop_.max_frames)
    end(StopReason::frames);
}

void FrameOrder::end(StopReason reason) {
  result_.reason = reason;
  done_ = true;
}

// The rule that will end the point first at its pace, and the share of the point that is done by it.
FrameOrder::Nearest FrameOrder::nearest_end() const {
  const Nearest rules[] = {{StopReason::errors, share_of_errors()},
                           {StopReason::bits, share(result_.counts[0].bits, stop_.max_bits)},
                           {StopReason::frames, share(counted_, stop_.max_frames)},
                           {StopReason::time, seconds() / stop_.max_seconds}};
  Nearest nearest = *std::ranges::max_element(rules, {}, &Nearest::fraction);
  nearest.fraction = std::min(1.0, nearest.fraction);
  return nearest;
}

}  // namespace ohmimo
