// The receiver of a stream: from a socket or a capture to error counts.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <string>

#include "apps/stream/assembly.hpp"
#include "apps/stream/detection_crew.hpp"
#include "apps/stream/udp_socket.hpp"

namespace ohmimo::stream {

struct ReceiverPlan {
  CrewPlan crew;
  AssemblyRules rules;
  std::uint64_t n_slot = 0;       // ends after so many slots; 0 = until interrupted
  double idle_s = 0.0;            // ends after so long without a packet, once there was one; 0 = never
  double wait_s = 0.0;            // ends after so long where none comes at all; 0 = never
  std::string record;             // capture that all datagrams are written to; "" = none
  std::string record_comment;     // text in it
  std::uint16_t record_port = 0;  // that datagrams in it are sent to
};

// Of a socket.
struct ListenPlan {
  Endpoint at;
  int receive_buffer_bytes = 8 << 20;
  std::size_t ring_bytes = 64 << 20;
  std::size_t datagram_bytes = 9216;  // the longest one that is kept whole
};

struct ReceiverState {
  Accounts accounts;
  double seconds = 0.0;   // since the first packet
  double on_air_s = 0.0;  // of all slots received, as the radio counts time
  int receive_buffer_bytes = 0;
};

// Called about `rate` times a second by a thread of its own, and once at the end. May change the detectors in use.
struct ReceiverWatch {
  double rate_hz = 5.0;
  std::function<void(const ReceiverState&, DetectionCrew&)> look = {};
  std::function<void(std::uint16_t port, int receive_buffer_bytes)> listening = {};
};

struct ReceiverReport {
  ReceiverState state;
  DetectionTotals totals;
  std::vector<DetectionTotals> earlier;
  std::map<std::uint16_t, std::uint64_t> other_ports = {};  // of a capture: datagrams passed over
  std::string fault = {};  // of a damaged capture, which ends it, or of a recording that could not be written whole
};

// Throws std::runtime_error for sockets and files that cannot be opened or read.
ReceiverReport receive_stream(const ReceiverPlan& plan, const ListenPlan& listen, const std::atomic<bool>& interrupt,
                              const ReceiverWatch& watch);
// All packets of a capture, of a damaged one those before the damage; slots wait for detection, so none is skipped.
// What is not UDP to `port` is passed over (port 0: any).
ReceiverReport receive_capture(const ReceiverPlan& plan, const std::string& path, std::uint16_t port,
                               const std::atomic<bool>& interrupt, const ReceiverWatch& watch);

}  // namespace ohmimo::stream
