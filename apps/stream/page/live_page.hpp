// The live page of a receiver: HTTP and WebSocket on a thread of its own, which never makes the receiver wait.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "apps/stream/page/control_request.hpp"

namespace ohmimo::stream {

struct LivePageOptions {
  std::string address = "127.0.0.1";  // to listen on, IPv4 or IPv6
  std::uint16_t port = 0;             // 0 = any free one
  bool control = false;               // requests of the page are passed on
  std::chrono::milliseconds patience{10000};
};

// GET / gives the page, GET /state the newest state, the WebSocket /live all states, at most 10 a second. Who takes
// them slowly misses some; who takes none, or sends no request, for as long as our patience
// lasts is closed. At most 200 connections.
class LivePage {
 public:
  // Throws std::invalid_argument naming the address and the port if nothing can listen there.
  explicit LivePage(const LivePageOptions& options);
  // Sends the last state and tells the clients that the receiver ended; takes up to a second.
  ~LivePage();
  LivePage(const LivePage&) = delete;
  LivePage& operator=(const LivePage&) = delete;

  std::uint16_t port() const;
  std::string url() const;

  // The newest state, of live_state.hpp; one that is not sent yet is dropped. Blocks no longer than the exchange of a
  // pointer. From any thread.
  void publish(std::string json);

  // The oldest request not taken yet, of 16 at most. From any thread.
  std::optional<ControlRequest> take_request();

  // Browsers and others on the WebSocket.
  std::size_t n_client() const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace ohmimo::stream
