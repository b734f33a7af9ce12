#include "apps/stream/packet_ring.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

namespace test_packet_ring {

using namespace ohmimo::stream;
using namespace std::chrono_literals;

TEST_CASE("A ring gives what it was given, in order, with a slow reader and a slow writer") {
  PacketRing ring(7, 64);
  constexpr std::uint32_t n = 20000;
  std::atomic<bool> over{false};
  std::jthread writer([&] {
    for (std::uint32_t k = 0; k < n && !over;) {
      const std::size_t some = std::min<std::size_t>({ring.room(), 3, n - k});
      for (std::size_t i = 0; i < some; ++i, ++k) {
        std::ranges::fill(ring.place(i), static_cast<std::uint8_t>(k));
        ring.arrival(i).length = 1 + k % 64;
        ring.arrival(i).time_ns = k;
      }
      if (some > 0) ring.publish(some);
      if (k % 1000 == 0) std::this_thread::sleep_for(1ms);
    }
  });
  std::uint32_t wrong = 0;
  for (std::uint32_t k = 0; k < n; ++k) {
    const bool there = ring.wait(5000ms);
    if (!there) over = true;
    REQUIRE(there);
    const auto bytes = ring.front_bytes();
    wrong += ring.front().time_ns != k || bytes.size() != 1 + k % 64;
    wrong += std::ranges::all_of(bytes, [k](std::uint8_t b) { return b == static_cast<std::uint8_t>(k); }) ? 0 : 1;
    ring.pop();
    if (k % 3000 == 0) std::this_thread::sleep_for(1ms);
  }
  CHECK(wrong == 0);
  CHECK_FALSE(ring.wait(1ms));
  CHECK(ring.room() == 7);
}

}  // namespace test_packet_ring
