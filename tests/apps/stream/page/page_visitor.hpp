// Clients of the live page: raw HTTP and a WebSocket, one call after the other.
#pragma once
#include <doctest/doctest.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace ohmimo::stream {

class PageVisitor {
 public:
  explicit PageVisitor(std::uint16_t port) : port_(port) {
    socket_.next_layer().connect({boost::asio::ip::address_v4::loopback(), port});
  }

  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

  // Sends and does not wait for an answer.
  void hurl(std::string_view bytes) {
    boost::system::error_code ignored;
    boost::asio::write(socket_.next_layer(), boost::asio::buffer(bytes), ignored);
  }

  // All that comes back until the page closes the connection. What is sent may be cut by that.
  std::string say(std::string_view text) {
    hurl(text);
    boost::system::error_code error;
    std::string answer;
    std::array<char, 4096> piece;
    while (const std::size_t n = socket_.next_layer().read_some(boost::asio::buffer(piece), error)) {
      answer.append(piece.data(), n);
    }
    return answer;
  }

  std::string get(std::string_view path, std::string_view more_lines = "") {
    std::string request = "GET ";
    request.append(path).append(" HTTP/1.1\r\nHost: ").append(host()).append("\r\n").append(more_lines);
    return say(request + "\r\n");
  }

  // False if the page refuses.
  bool join(std::string_view origin = "", std::string_view path = "/live") {
    if (!origin.empty()) {
      socket_.set_option(boost::beast::websocket::stream_base::decorator(
          [origin = std::string(origin)](boost::beast::websocket::request_type& request) {
            request.set(boost::beast::http::field::origin, origin);
          }));
    }
    boost::beast::error_code error;
    socket_.handshake(host(), boost::beast::string_view(path.data(), path.size()), error);
    return !error;
  }

  void send(std::string_view text) { socket_.write(boost::asio::buffer(text)); }

  // The next message, or "" and the reason in closed.
  std::string receive() {
    boost::beast::flat_buffer buffer;
    boost::beast::error_code error;
    socket_.read(buffer, error);
    closed = socket_.reason();
    failed = bool(error);
    return error ? "" : boost::beast::buffers_to_string(buffer.data());
  }

  boost::beast::websocket::close_reason closed;
  bool failed = false;

 private:
  boost::asio::io_context io_;
  std::uint16_t port_;
  boost::beast::websocket::stream<boost::asio::ip::tcp::socket> socket_{io_};
};

inline int status_of(std::string_view answer) {
  REQUIRE(answer.substr(0, 9) == "HTTP/1.1 ");
  return std::stoi(std::string(answer.substr(9, 3)));
}

}  // namespace ohmimo::stream
