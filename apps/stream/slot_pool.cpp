#include "apps/stream/slot_pool.hpp"

namespace ohmimo::stream {

SlotPool::SlotPool(const StreamShape& shape, std::size_t n_place) {
  for (std::size_t k = 0; k < n_place; ++k) {
    places_.push_back(std::make_unique<SlotSamples>(shape));
    free_.push_back(places_.back().get());
  }
}

SlotSamples* SlotPool::take_free() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) return nullptr;
  SlotSamples* slot = free_.back();
  free_.pop_back();
  return slot;
}

SlotSamples* SlotPool::wait_for_free() {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [this] { return ended_ || !free_.empty(); });
  if (free_.empty()) return nullptr;
  SlotSamples* slot = free_.back();
  free_.pop_back();
  return slot;
}

void SlotPool::give_back(SlotSamples* slot) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(slot);
  }
  freed_.notify_one();
}

void SlotPool::give(SlotSamples* slot) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(slot);
  }
  given_.notify_one();
}

void SlotPool::end() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  given_.notify_all();
  freed_.notify_all();
}

SlotSamples* SlotPool::take() {
  std::unique_lock lock(mutex_);
  given_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
  if (waiting_.empty()) return nullptr;
  SlotSamples* slot = waiting_.front();
  waiting_.pop_front();
  return slot;
}

}  // namespace ohmimo::stream
