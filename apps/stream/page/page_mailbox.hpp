// What passes between the receiver and the thread of the live page. Every function holds a lock for as long as it takes
// to exchange a pointer or a few words: neither side waits for the other.
#pragma once
#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "apps/stream/page/control_request.hpp"

namespace ohmimo::stream {

class PageMailbox {
 public:
  using State = std::shared_ptr<const std::string>;

  // The newest state takes the place of the one before.
  void set_state(std::string json);
  State state() const;  // nullptr before the first

  // False if the receiver has not taken the last 16 yet.
  bool push(ControlRequest request);
  std::optional<ControlRequest> pop();

  std::atomic<std::size_t> n_client = 0;  // of the WebSocket

 private:
  mutable std::mutex mutex_;
  State state_;
  std::deque<ControlRequest> requests_;
};

}  // namespace ohmimo::stream
