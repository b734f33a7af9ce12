#include "apps/fronthaul/datagram.hpp"

#include <algorithm>

namespace ohmimo::fronthaul {
namespace {

constexpr unsigned type_v4 = 0x0800, type_v6 = 0x86dd, type_vlan = 0x8100, type_q_in_q = 0x88a8, type_ecpri = 0xaefe;
constexpr std::uint8_t protocol_udp = 17;
constexpr std::size_t ethernet_bytes = 14, v4_bytes = 20, v6_bytes = 40, udp_bytes = 8;

unsigned u16_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<unsigned>(bytes[at]) << 8 | bytes[at + 1];
}

void put_u16(std::vector<std::uint8_t>& to, std::size_t value) {
  to.push_back(static_cast<std::uint8_t>(value >> 8));
  to.push_back(static_cast<std::uint8_t>(value));
}

// Sum of 16-bit words in ones' complement (RFC 1071).
class Checksum {
 public:
  void add(std::span<const std::uint8_t> bytes) {
    for (std::size_t k = 0; k + 1 < bytes.size(); k += 2) sum_ += u16_at(bytes, k);
    if (bytes.size() % 2 == 1) sum_ += static_cast<unsigned>(bytes.back()) << 8;
  }
  void add(std::size_t value) { sum_ += value; }
  std::uint16_t value() const {
    std::uint64_t sum = sum_;
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
  }

 private:
  std::uint64_t sum_ = 0;
};

void set_u16(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint16_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

std::span<const std::uint8_t> ip_bytes(const UdpAddress& a) {
  return std::span(a.address).subspan(a.is_v4() ? 12 : 0);
}

void put(std::vector<std::uint8_t>& to, std::span<const std::uint8_t> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

void put_ip(const UdpAddress& from, const UdpAddress& to, std::size_t udp_length, std::vector<std::uint8_t>& frame) {
  const std::size_t start = frame.size();
  if (from.is_v4()) {
    put(frame, std::array<std::uint8_t, 2>{0x45, 0});
    put_u16(frame, v4_bytes + udp_length);
    put(frame, std::array<std::uint8_t, 8>{0, 0, 0x40, 0, 64, protocol_udp, 0, 0});  // not to be fragmented
    put(frame, ip_bytes(from));
    put(frame, ip_bytes(to));
    Checksum sum;
    sum.add(std::span(frame).subspan(start));
    set_u16(frame, start + 10, sum.value());
  } else {
    put(frame, std::array<std::uint8_t, 4>{0x60, 0, 0, 0});
    put_u16(frame, udp_length);
    put(frame, std::array<std::uint8_t, 2>{protocol_udp, 64});
    put(frame, ip_bytes(from));
    put(frame, ip_bytes(to));
  }
}

bool read_udp(std::span<const std::uint8_t> udp, std::size_t length_of_ip, FrameView& view) {
  if (udp.size() < udp_bytes) return false;
  const std::size_t length = u16_at(udp, 4);
  if (length < udp_bytes || length > length_of_ip) return false;
  view.from.port = static_cast<std::uint16_t>(u16_at(udp, 0));
  view.to.port = static_cast<std::uint16_t>(u16_at(udp, 2));
  view.cut = length > udp.size();
  view.payload = udp.first(std::min(length, udp.size())).subspan(udp_bytes);
  return true;
}

bool read_v4(std::span<const std::uint8_t> ip, FrameView& view) {
  if (ip.size() < v4_bytes || ip[0] >> 4 != 4) return false;
  const std::size_t header = 4U * (ip[0] & 15U), total = u16_at(ip, 2);
  const bool fragment = (u16_at(ip, 6) & 0x3fff) != 0;  // more to come, or not the first
  if (header < v4_bytes || header > ip.size() || total < header || fragment || ip[9] != protocol_udp) return false;
  view.from = v4_address({ip[12], ip[13], ip[14], ip[15]}, 0);
  view.to = v4_address({ip[16], ip[17], ip[18], ip[19]}, 0);
  return read_udp(ip.first(std::min(total, ip.size())).subspan(header), total - header, view);
}

bool read_v6(std::span<const std::uint8_t> ip, FrameView& view) {
  if (ip.size() < v6_bytes || ip[0] >> 4 != 6 || ip[6] != protocol_udp) return false;
  const std::size_t length = u16_at(ip, 4);
  std::copy_n(ip.begin() + 8, 16, view.from.address.begin());
  std::copy_n(ip.begin() + 24, 16, view.to.address.begin());
  return read_udp(ip.subspan(v6_bytes).first(std::min(length, ip.size() - v6_bytes)), length, view);
}

bool read_ip(std::span<const std::uint8_t> ip, FrameView& view) {
  if (ip.empty()) return false;
  return ip[0] >> 4 == 4 ? read_v4(ip, view) : read_v6(ip, view);
}

bool read_by_type(unsigned type, std::span<const std::uint8_t> rest, std::span<const std::uint8_t> sender,
                  FrameView& view) {
  for (int tags = 0; tags < 4 && (type == type_vlan || type == type_q_in_q); ++tags) {
    if (rest.size() < 4) return false;
    type = u16_at(rest, 2);
    rest = rest.subspan(4);
  }
  if (type == type_v4 || type == type_v6) return read_ip(rest, view);
  if (type != type_ecpri || rest.size() < 4) return false;
  view = {};
  std::ranges::copy(sender, view.from.address.begin());
  const std::size_t length = 4 + u16_at(rest, 2);  // Ethernet pads short frames
  view.cut = length > rest.size();
  view.payload = rest.first(std::min(length, rest.size()));
  return true;
}

}  // namespace

bool UdpAddress::is_v4() const {
  return std::all_of(address.begin(), address.begin() + 10, [](std::uint8_t b) { return b == 0; }) &&
         address[10] == 0xff && address[11] == 0xff;
}

UdpAddress v4_address(std::array<std::uint8_t, 4> address, std::uint16_t port) {
  UdpAddress a;
  a.address[10] = a.address[11] = 0xff;
  std::ranges::copy(address, a.address.begin() + 12);
  a.port = port;
  return a;
}

void make_frame(const UdpAddress& from, const UdpAddress& to, std::span<const std::uint8_t> payload,
                std::vector<std::uint8_t>& frame) {
  const std::size_t length = udp_bytes + payload.size();
  frame.clear();
  put(frame, std::array<std::uint8_t, 12>{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1});  // locally administered addresses
  put_u16(frame, from.is_v4() ? type_v4 : type_v6);
  put_ip(from, to, length, frame);
  const std::size_t start = frame.size();
  put_u16(frame, from.port);
  put_u16(frame, to.port);
  put_u16(frame, length);
  put_u16(frame, 0);
  put(frame, payload);
  Checksum sum;  // of the pseudo header too (RFC 768, RFC 8200)
  sum.add(ip_bytes(from));
  sum.add(ip_bytes(to));
  sum.add(std::size_t{protocol_udp});
  sum.add(length);
  sum.add(std::span(frame).subspan(start));
  set_u16(frame, start + 6, sum.value() == 0 ? 0xffff : sum.value());
}

bool read_frame(std::uint32_t link_type, std::span<const std::uint8_t> frame, FrameView& view) {
  view = {};
  const auto cooked = [&](std::size_t header, std::size_t type_at, std::size_t address_at) {
    return frame.size() >= header &&
           read_by_type(u16_at(frame, type_at), frame.subspan(header), frame.subspan(address_at, 6), view);
  };
  switch (link_type) {
    case 1:
      return cooked(ethernet_bytes, 12, 6);
    case 113:
      return cooked(16, 14, 6);
    case 276:
      return cooked(20, 0, 12);
    case 0:  // a family in the byte order of the machine, which the IP version says as well
      return frame.size() > 4 && read_ip(frame.subspan(4), view);
    case 101:
    case 228:
    case 229:
      return read_ip(frame, view);
    default:
      return false;
  }
}

}  // namespace ohmimo::fronthaul
