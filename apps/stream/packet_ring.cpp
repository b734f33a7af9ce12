#include "apps/stream/packet_ring.hpp"

namespace ohmimo::stream {

PacketRing::PacketRing(std::size_t n_place, std::size_t place_bytes)
    : n_place_(n_place), place_bytes_(place_bytes), bytes_(n_place * place_bytes), arrivals_(n_place) {}

std::size_t PacketRing::room() const {
  return n_place_ -
         static_cast<std::size_t>(written_.load(std::memory_order_relaxed) - read_.load(std::memory_order_acquire));
}

std::span<std::uint8_t> PacketRing::place(std::size_t k) {
  return {bytes_.data() + (written_ + k) % n_place_ * place_bytes_, place_bytes_};
}

// The reader says that it will sleep and looks once more; the writer writes and looks then whether it sleeps: one of
// the two sees the other.
void PacketRing::publish(std::size_t n) {
  written_.fetch_add(n);
  if (!reader_sleeps_) return;
  { const std::lock_guard lock(mutex_); }  // it sleeps by now, or is awake again
  wake_.notify_one();
}

bool PacketRing::wait(std::chrono::milliseconds longest) {
  if (has_any()) return true;
  std::unique_lock lock(mutex_);
  reader_sleeps_ = true;
  wake_.wait_for(lock, longest, [this] { return has_any(); });
  reader_sleeps_ = false;
  return has_any();
}

std::span<const std::uint8_t> PacketRing::front_bytes() const {
  return {bytes_.data() + read_ % n_place_ * place_bytes_, front().length};
}

}  // namespace ohmimo::stream
