// One client of the WebSocket /live: gets states, sends control requests. On the page's thread.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "apps/stream/page/http_answer.hpp"
#include "apps/stream/page/page_room.hpp"

namespace ohmimo::stream {

class LiveClient : public std::enable_shared_from_this<LiveClient> {
 public:
  LiveClient(boost::beast::tcp_stream stream, std::shared_ptr<PageRoom> room, std::shared_ptr<const PageSeat> seat);
  ~LiveClient();
  LiveClient(const LiveClient&) = delete;
  LiveClient& operator=(const LiveClient&) = delete;

  // Answers the request that is_upgrade, then joins the room.
  void start(const PageRequest& request);

  // Sends the newest state or an answer if the client has taken the last message; closes the connection if that takes
  // too long.
  void tick(std::chrono::steady_clock::time_point now);

  // Has closed its connection, or lost it.
  bool gone() const { return gone_; }

  // Sends the last state and says goodbye.
  void end(std::chrono::steady_clock::time_point now);

 private:
  void read();
  void on_read(boost::beast::error_code error);
  void write(PageMailbox::State message, std::chrono::steady_clock::time_point now);
  void close();

  boost::beast::websocket::stream<boost::beast::tcp_stream> socket_;
  std::shared_ptr<PageRoom> room_;
  std::shared_ptr<const PageSeat> seat_;
  boost::beast::flat_buffer received_;
  bool joined_ = false;
  bool ending_ = false;
  bool gone_ = false;
  std::string answer_;             // to the last request, not sent yet; the next is read when it is
  PageMailbox::State last_state_;  // sent, or being sent
  PageMailbox::State being_sent_;  // nullptr = the client has taken all
  std::chrono::steady_clock::time_point send_began_;
};

// What a message of a client is answered with: JSON {"answer": {"ok": ..., "text": ...}}. A request that is allowed and
// right goes to the receiver.
std::string answer_to_control(std::string_view message, bool allowed, PageMailbox& mailbox);

}  // namespace ohmimo::stream
