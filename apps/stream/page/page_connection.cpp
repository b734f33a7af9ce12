#include "apps/stream/page/page_connection.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdint>
#include <limits>
#include <utility>

#include "apps/stream/page/live_client.hpp"

namespace ohmimo::stream {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::uint32_t longest_header = 8192;

// The answer to bytes that are no request.
PageAnswer answer_to_fault(beast::error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return plain_answer(http::status::request_header_fields_too_large, "the header must have at most 8192 bytes");
  }
  return plain_answer(http::status::bad_request, "this is no request of HTTP 1.1");
}

}  // namespace

PageConnection::PageConnection(boost::asio::ip::tcp::socket socket, std::shared_ptr<PageRoom> room)
    : stream_(std::move(socket)),
      room_(std::move(room)),
      seat_(std::make_shared<const PageSeat>(room_)),
      buffer_(2 * longest_header) {
  parser_.header_limit(longest_header);
  parser_.body_limit(std::numeric_limits<std::uint64_t>::max());  // never read
}

void PageConnection::start() {
  stream_.expires_after(room_->patience);
  http::async_read_header(stream_, buffer_, parser_, [self = shared_from_this()](beast::error_code error, std::size_t) {
    self->on_header(error);
  });
}

void PageConnection::on_header(beast::error_code error) {
  if (error && error.category() != http::make_error_code(http::error::header_limit).category())
    return;  // gone, or slow
  if (error) return send(answer_to_fault(error));
  const boost::asio::ip::tcp::endpoint here = stream_.socket().local_endpoint(error);
  if (error) return;
  PageAnswer answer = answer_to(parser_.get(), {here.address(), here.port()}, room_->mailbox);
  if (answer.result() == http::status::switching_protocols) {
    std::make_shared<LiveClient>(std::move(stream_), room_, seat_)->start(parser_.get());
  } else {
    send(std::move(answer));
  }
}

void PageConnection::send(PageAnswer answer) {
  answer_ = std::move(answer);
  stream_.expires_after(room_->patience);
  http::async_write(stream_, answer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
    if (error) return;
    self->stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
    self->buffer_.clear();
    self->drain();
  });
}

// A socket closed with bytes unread resets the connection, and the client may lose the answer.
void PageConnection::drain() {
  constexpr std::size_t most_drained = 1 << 16;
  stream_.async_read_some(buffer_.prepare(longest_header),
                          [self = shared_from_this()](beast::error_code error, std::size_t n) {
                            self->n_drained_ += n;
                            if (!error && self->n_drained_ < most_drained) self->drain();
                          });
}

}  // namespace ohmimo::stream
