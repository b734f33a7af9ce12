// The emulated radio unit: makes slots and sends them at the pace of real time, or as fast as they can be made.
#pragma once
#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "apps/fronthaul/datagram.hpp"
#include "apps/stream/impairments.hpp"
#include "apps/stream/stream_plan.hpp"
#include "apps/stream/udp_socket.hpp"

namespace ohmimo::stream {

struct SenderPlan : StreamPlan {
  std::uint64_t n_slot = 0;  // 0 = until interrupted
  double pace = 1.0;         // of real time; 0 = as fast as it goes
  ImpairmentConfig impairments;
  std::optional<Endpoint> to;  // nothing is sent without
  std::string capture;         // file that all packets are written to as well; "" = none
  fronthaul::UdpAddress captured_to = fronthaul::v4_address({127, 0, 0, 1}, Endpoint{}.port);  // receiver named there
};

struct SenderReport {
  std::uint64_t slots = 0, packets = 0, bytes = 0;  // bytes of UDP payload
  std::uint64_t refused = 0;                        // packets that the system did not take
  std::string refusal;                              // why
  double seconds = 0.0, real_time_factor = 0.0;     // of the slots sent
  std::uint64_t n_word = 0, n_cut = 0;              // I and Q values, and those beyond full scale
  double gain_db = 0.0;                             // words per unit of a received sample
  ImpairmentCounts impairments;
};

// Called about once a second.
using SenderWatch = std::function<void(const SenderReport&)>;

// Throws std::runtime_error for sockets and files that cannot be opened or written.
SenderReport send_stream(const SenderPlan& plan, const std::atomic<bool>& interrupt, const SenderWatch& watch);

}  // namespace ohmimo::stream
