// UDP datagrams in the frames of a capture.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace ohmimo::fronthaul {

// IPv4 addresses as IPv6 ones that stand for them (RFC 4291, 2.5.5.2).
struct UdpAddress {
  std::array<std::uint8_t, 16> address{};
  std::uint16_t port = 0;

  bool is_v4() const;
  bool operator==(const UdpAddress&) const = default;
};
UdpAddress v4_address(std::array<std::uint8_t, 4> address, std::uint16_t port);

struct FrameView {
  UdpAddress from, to;
  std::span<const std::uint8_t> payload;
  bool cut = false;  // the capture does not hold all of the payload
};

// Ethernet II, IPv4 or IPv6 as the addresses say, UDP with its checksum. Both are of one kind; payload fits one IP
// packet. frame is overwritten.
void make_frame(const UdpAddress& from, const UdpAddress& to, std::span<const std::uint8_t> payload,
                std::vector<std::uint8_t>& frame);

// Of a frame of link type Ethernet (1), raw IP (101, 228, 229), BSD loopback (0) or Linux cooked (113, 276); VLAN tags
// are passed over. False for what is not a whole UDP datagram: other protocols, IP fragments. Any bytes may come. eCPRI
// straight on Ethernet (0xAEFE) counts as sent from the sender's hardware address to port 0.
bool read_frame(std::uint32_t link_type, std::span<const std::uint8_t> frame, FrameView& view);

}  // namespace ohmimo::fronthaul
