// One connection to the live page: a request by HTTP, which is answered or becomes a client of the WebSocket.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstddef>
#include <memory>

#include "apps/stream/page/http_answer.hpp"
#include "apps/stream/page/page_room.hpp"

namespace ohmimo::stream {

// Lives as long as an operation of its socket is under way.
class PageConnection : public std::enable_shared_from_this<PageConnection> {
 public:
  PageConnection(boost::asio::ip::tcp::socket socket, std::shared_ptr<PageRoom> room);

  // Waits for a header of at most 8 kB.
  void start();

 private:
  void on_header(boost::beast::error_code error);
  void send(PageAnswer answer);
  void drain();

  boost::beast::tcp_stream stream_;
  std::shared_ptr<PageRoom> room_;
  std::shared_ptr<const PageSeat> seat_;
  boost::beast::flat_buffer buffer_;
  boost::beast::http::request_parser<boost::beast::http::empty_body> parser_;
  PageAnswer answer_;
  std::size_t n_drained_ = 0;
};

}  // namespace ohmimo::stream
