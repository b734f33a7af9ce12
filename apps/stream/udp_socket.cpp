#include "apps/stream/udp_socket.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstring>
#include <ctime>
#include <stdexcept>

namespace ohmimo::stream {

namespace asio = boost::asio;
using asio::ip::udp;

namespace {

constexpr std::size_t batch = 64;  // datagrams a system call

udp::socket open_socket(asio::io_context& io, const udp::endpoint& endpoint) {
  boost::system::error_code error;
  udp::socket socket(io);
  socket.open(endpoint.protocol(), error);
  if (error) throw std::runtime_error(fmt::format("no UDP socket: {}", error.message()));
  return socket;
}

std::int64_t now_ns(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

fronthaul::UdpAddress source_of(const sockaddr_storage& from) {
  fronthaul::UdpAddress source;
  if (from.ss_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &from, sizeof v6);
    std::memcpy(source.address.data(), &v6.sin6_addr, 16);
    source.port = ntohs(v6.sin6_port);
  } else {
    sockaddr_in v4;
    std::memcpy(&v4, &from, sizeof v4);
    std::array<std::uint8_t, 4> address;
    std::memcpy(address.data(), &v4.sin_addr, 4);
    source = fronthaul::v4_address(address, ntohs(v4.sin_port));
  }
  return source;
}

// What the kernel tells beside a datagram: when it came, and how many it dropped so far.
struct Told {
  std::int64_t realtime_ns = 0;
  std::uint32_t drops = 0;
};
Told read_control(msghdr& header, std::uint32_t drops_before) {
  Told told{0, drops_before};
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET) continue;
    if (part->cmsg_type == SO_RXQ_OVFL) std::memcpy(&told.drops, CMSG_DATA(part), sizeof told.drops);
    if (part->cmsg_type == SO_TIMESTAMPNS) {
      timespec time;
      std::memcpy(&time, CMSG_DATA(part), sizeof time);
      told.realtime_ns = time.tv_sec * 1'000'000'000LL + time.tv_nsec;
    }
  }
  return told;
}

}  // namespace

udp::endpoint asio_endpoint(std::string_view field, const Endpoint& endpoint) {
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(endpoint.address, error);
  if (error)
    throw std::invalid_argument(
        fmt::format("{} must be an IPv4 or IPv6 address in numbers, got '{}'", field, endpoint.address));
  return {address, endpoint.port};
}

UdpSender::UdpSender(const Endpoint& to) : to_(asio_endpoint("to", to)), socket_(open_socket(io_, to_)) {
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::send_buffer_size(4 << 20), ignored);
}

bool UdpSender::send(std::span<const std::uint8_t> datagram) {
  boost::system::error_code error;
  socket_.send_to(asio::buffer(datagram.data(), datagram.size()), to_, 0, error);
  if (error) refusal_ = error.message();
  return !error;
}

UdpReceiver::UdpReceiver(const Endpoint& at, int receive_buffer_bytes, PacketRing& ring)
    : ring_(ring), socket_(open_socket(io_, asio_endpoint("listen", at))) {
  const udp::endpoint endpoint = asio_endpoint("listen", at);
  boost::system::error_code error;
  socket_.set_option(asio::socket_base::receive_buffer_size(receive_buffer_bytes), error);
  asio::socket_base::receive_buffer_size granted;
  socket_.get_option(granted, error);
  received_buffer_bytes_ = granted.value();  // Asio halves what Linux books
  const int on = 1;
  setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  setsockopt(socket_.native_handle(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  socket_.bind(endpoint, error);
  if (error)
    throw std::runtime_error(fmt::format("cannot listen at {} port {}: {}", at.address, at.port, error.message()));
  port_ = socket_.local_endpoint().port();
}

void UdpReceiver::run() {
  wait();
  io_.run();
}

void UdpReceiver::stop() {
  io_.stop();
}

void UdpReceiver::wait() {
  socket_.async_wait(udp::socket::wait_read, [this](const boost::system::error_code& error) {
    if (error == asio::error::operation_aborted) return;
    drain();
    wait();
  });
}

// Until the queue is empty. A full ring is left to its reader for a moment.
void UdpReceiver::drain() {
  while (!io_.stopped()) {
    const std::size_t room = ring_.room();
    if (room == 0) {
      asio::steady_timer pause(io_, std::chrono::microseconds(200));
      boost::system::error_code ignored;
      pause.wait(ignored);
    } else if (const std::size_t n = receive(std::min(room, batch)); n > 0) {
      ring_.publish(n);
    } else {
      return;
    }
  }
}

std::size_t UdpReceiver::receive(std::size_t room) {
  struct Control {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec)) + CMSG_SPACE(sizeof(std::uint32_t))> bytes;
  };
  std::array<mmsghdr, batch> messages{};
  std::array<iovec, batch> places;
  std::array<sockaddr_storage, batch> sources;
  std::array<Control, batch> controls;
  for (std::size_t k = 0; k < room; ++k) {
    const std::span<std::uint8_t> place = ring_.place(k);
    places[k] = {place.data(), place.size()};
    msghdr& header = messages[k].msg_hdr;
    header.msg_iov = &places[k];
    header.msg_iovlen = 1;
    header.msg_name = &sources[k];
    header.msg_namelen = sizeof sources[k];
    header.msg_control = controls[k].bytes.data();
    header.msg_controllen = controls[k].bytes.size();
  }
  const int n = recvmmsg(socket_.native_handle(), messages.data(), static_cast<unsigned>(room), MSG_DONTWAIT, nullptr);
  if (n <= 0) return 0;
  const std::int64_t steady = now_ns(CLOCK_MONOTONIC), shift = steady - now_ns(CLOCK_REALTIME);
  for (int k = 0; k < n; ++k) {
    const Told told = read_control(messages[k].msg_hdr, kernel_drops_);
    kernel_drops_ = told.drops;
    ring_.arrival(k) = {told.realtime_ns > 0 ? told.realtime_ns + shift : steady, source_of(sources[k]),
                        messages[k].msg_len, told.drops, (messages[k].msg_hdr.msg_flags & MSG_TRUNC) != 0};
  }
  return static_cast<std::size_t>(n);
}

}  // namespace ohmimo::stream
