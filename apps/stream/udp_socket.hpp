// UDP sockets of a stream.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cstdint>
#include <span>
#include <string>

#include "apps/stream/packet_ring.hpp"

namespace ohmimo::stream {

struct Endpoint {
  std::string address = "127.0.0.1";  // IPv4 or IPv6, as numbers
  std::uint16_t port = 14798;         // outside Linux' ephemeral range, and no dissector claims it
};

// Throws std::invalid_argument naming the field for an address that is none.
boost::asio::ip::udp::endpoint asio_endpoint(std::string_view field, const Endpoint& endpoint);

class UdpSender {
 public:
  // Throws std::runtime_error with the system's reason if the socket cannot be opened.
  explicit UdpSender(const Endpoint& to);

  // Waits while the socket's queue is full. False if the system refuses: nobody listens, or no way leads there.
  bool send(std::span<const std::uint8_t> datagram);
  const std::string& last_refusal() const { return refusal_; }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::udp::endpoint to_;
  boost::asio::ip::udp::socket socket_;
  std::string refusal_;
};

// Copies what arrives into a ring, and does nothing else. What finds the ring full stays in the socket's queue, where
// the kernel counts what it has no place for.
class UdpReceiver {
 public:
  // Port 0: any free one. Throws std::runtime_error if the address or port cannot be had.
  UdpReceiver(const Endpoint& at, int receive_buffer_bytes, PacketRing& ring);

  std::uint16_t port() const { return port_; }
  int receive_buffer_bytes() const { return received_buffer_bytes_; }  // as the kernel grants it, without its own part

  void run();   // until stop()
  void stop();  // from any thread

 private:
  void wait();
  void drain();
  std::size_t receive(std::size_t room);

  PacketRing& ring_;
  boost::asio::io_context io_;
  boost::asio::ip::udp::socket socket_;
  std::uint16_t port_ = 0;
  int received_buffer_bytes_ = 0;
  std::uint32_t kernel_drops_ = 0;
};

}  // namespace ohmimo::stream
