// Datagrams on their way from the thread of the socket to the thread that reads them: fixed memory, one writer, one
// reader.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "apps/fronthaul/datagram.hpp"

namespace ohmimo::stream {

struct Arrival {
  std::int64_t time_ns = 0;  // steady clock; of a capture the time written there
  fronthaul::UdpAddress source;
  std::uint32_t length = 0;        // bytes of the datagram
  std::uint32_t kernel_drops = 0;  // datagrams that the socket's queue had no place for, since it was opened
  bool cut = false;                // longer than its place
};

class PacketRing {
 public:
  PacketRing(std::size_t n_place, std::size_t place_bytes);

  std::size_t n_place() const { return n_place_; }
  std::size_t place_bytes() const { return place_bytes_; }

  // Of the writer: how many places are free; the k-th of them; and that the first n of them are filled.
  std::size_t room() const;
  std::span<std::uint8_t> place(std::size_t k);
  Arrival& arrival(std::size_t k) { return arrivals_[(written_ + k) % n_place_]; }
  void publish(std::size_t n);

  // Of the reader: whether there is a datagram within the time; the oldest one; and that it is done with.
  bool wait(std::chrono::milliseconds longest);
  const Arrival& front() const { return arrivals_[read_ % n_place_]; }
  std::span<const std::uint8_t> front_bytes() const;
  void pop() { read_.fetch_add(1, std::memory_order_release); }

 private:
  bool has_any() const { return written_.load() != read_.load(std::memory_order_relaxed); }

  std::size_t n_place_, place_bytes_;
  std::vector<std::uint8_t> bytes_;
  std::vector<Arrival> arrivals_;
  alignas(64) std::atomic<std::uint64_t> written_{0};
  alignas(64) std::atomic<std::uint64_t> read_{0};
  std::atomic<bool> reader_sleeps_{false};
  std::mutex mutex_;  // of sleeping and waking only
  std::condition_variable wake_;
};

}  // namespace ohmimo::stream
