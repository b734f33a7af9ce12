// What the connections of the live page have in common. All on the page's thread, but for the mailbox.
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "apps/stream/page/page_mailbox.hpp"

namespace ohmimo::stream {

class LiveClient;

struct PageRoom {
  PageMailbox mailbox;
  bool control = false;
  std::chrono::milliseconds patience{0};  // with clients that neither send nor take
  std::size_t n_open = 0;                 // connections, of the WebSocket or not
  std::vector<std::shared_ptr<LiveClient>> clients;
};

inline constexpr std::size_t most_connections = 200;

// Counts a connection as long as it lives.
class PageSeat {
 public:
  explicit PageSeat(std::shared_ptr<PageRoom> room) : room_(std::move(room)) { ++room_->n_open; }
  ~PageSeat() { --room_->n_open; }
  PageSeat(const PageSeat&) = delete;
  PageSeat& operator=(const PageSeat&) = delete;

 private:
  std::shared_ptr<PageRoom> room_;
};

}  // namespace ohmimo::stream
