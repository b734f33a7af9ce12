#include "apps/stream/page/live_client.hpp"

#include <boost/beast/core/buffers_to_string.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace ohmimo::stream {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using Time = std::chrono::steady_clock::time_point;

constexpr std::size_t longest_message = 4096;

std::string answer_json(bool ok, std::string_view text) {
  const nlohmann::ordered_json answer = {{"answer", {{"ok", ok}, {"text", text}}}};
  return answer.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

std::string answer_to_control(std::string_view message, bool allowed, PageMailbox& mailbox) {
  try {
    ControlRequest request = control_from_json(message);
    if (!allowed) return answer_json(false, "Control is off: the receiver was started without --control.");
    if (!mailbox.push(std::move(request))) return answer_json(false, "The receiver is busy; try again.");
    return answer_json(true, "Passed on to the receiver.");
  } catch (const std::invalid_argument& refusal) {
    return answer_json(false, refusal.what());
  }
}

LiveClient::LiveClient(beast::tcp_stream stream, std::shared_ptr<PageRoom> room, std::shared_ptr<const PageSeat> seat)
    : socket_(std::move(stream)), room_(std::move(room)), seat_(std::move(seat)) {
  websocket::stream_base::timeout timeout{};
  timeout.handshake_timeout = room_->patience;
  timeout.idle_timeout = 2 * room_->patience;  // asked by a ping after half of it
  timeout.keep_alive_pings = true;
  socket_.set_option(timeout);
  socket_.read_message_max(longest_message);
  socket_.auto_fragment(false);  // one system call a state
  socket_.text(true);
}

LiveClient::~LiveClient() {
  if (joined_) --room_->mailbox.n_client;
}

void LiveClient::start(const PageRequest& request) {
  beast::get_lowest_layer(socket_).expires_never();  // the WebSocket has timeouts of its own
  socket_.async_accept(request, [self = shared_from_this()](beast::error_code error) {
    if (error) return;
    self->joined_ = true;
    ++self->room_->mailbox.n_client;
    self->room_->clients.push_back(self);
    self->read();
  });
}

void LiveClient::tick(Time now) {
  if (being_sent_) {
    if (now - send_began_ > room_->patience) beast::get_lowest_layer(socket_).close();
    return;
  }
  if (!answer_.empty()) {
    write(std::make_shared<const std::string>(std::exchange(answer_, {})), now);
    read();
    return;
  }
  const PageMailbox::State state = room_->mailbox.state();
  if (state && state != last_state_) {
    last_state_ = state;
    write(state, now);
  }
}

void LiveClient::end(Time now) {
  ending_ = true;
  answer_.clear();
  if (!being_sent_) tick(now);
  if (!being_sent_) close();
}

void LiveClient::read() {
  socket_.async_read(received_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) { self->on_read(error); });
}

void LiveClient::on_read(beast::error_code error) {
  if (error) gone_ = true;
  if (error || ending_) return;
  answer_ = answer_to_control(beast::buffers_to_string(received_.data()), room_->control, room_->mailbox);
  received_.consume(received_.size());
}

void LiveClient::write(PageMailbox::State message, Time now) {
  being_sent_ = std::move(message);
  send_began_ = now;
  socket_.async_write(asio::buffer(*being_sent_), [self = shared_from_this()](beast::error_code error, std::size_t) {
    self->being_sent_.reset();
    if (error) self->gone_ = true;
    if (!error && self->ending_) self->end(std::chrono::steady_clock::now());
  });
}

void LiveClient::close() {
  const websocket::close_reason goodbye(websocket::close_code::going_away, "the receiver ended");
  socket_.async_close(goodbye, [self = shared_from_this()](beast::error_code) { self->gone_ = true; });
}

}  // namespace ohmimo::stream
