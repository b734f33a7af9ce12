// O-RAN U-plane messages of the uplink, split 7.2x, in eCPRI of type 0: one message a UDP datagram, big-endian
// (O-RAN.WG4.CUS, ETSI TS 103 859, 5.1.3 and 8.3; eCPRI specification 2.0, 3.2.4.1).
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "apps/fronthaul/ecpri.hpp"
#include "apps/fronthaul/iq_format.hpp"

namespace ohmimo::fronthaul {

// What both ends agree on.
struct LinkFormat {
  IqFormat iq;
  bool comp_header = true;  // a udCompHdr in every section
  EaxcWidths eaxc;
  int n_prb = 0;  // of the carrier
  int scs_khz = 30;
};

struct PrbRange {
  int first = 0, count = 0;

  bool operator==(const PrbRange&) const = default;
};

struct UplaneHeader {
  std::uint16_t eaxc = 0;
  std::uint8_t sequence = 0;  // one counter per eAxC
  SymbolTime time;
};

struct UplaneSection {
  int id = 0;
  PrbRange prb;
  std::span<const std::uint8_t> payload;  // of all its blocks, within the datagram
};

inline constexpr std::size_t max_sections = 64;
inline constexpr std::size_t max_packet_bytes = 65507;  // of UDP over IPv4

struct UplanePacket {
  UplaneHeader header;
  std::array<UplaneSection, max_sections> section;
  std::size_t n_section = 0;

  std::span<const UplaneSection> sections() const { return {section.data(), n_section}; }
};

// What a datagram can have wrong.
enum class DecodeFault {
  none,
  too_short,     // no room for the headers
  revision,      // of eCPRI: other than 1
  concatenated,  // more eCPRI messages in the datagram
  message_type,  // other than IQ data
  size,          // the eCPRI payload size is not that of the datagram
  fragment,      // part of a fragmented message
  downlink,
  payload_version,   // other than 1
  filter,            // other than 0
  time,              // subframe, slot or symbol that does not exist
  alternate_blocks,  // every other resource block only
  symbol_increment,  // of a section to the next symbol
  compression,       // udCompHdr other than agreed
  blocks,            // outside the carrier
  truncated,         // a section longer than what is left
  no_section,
  too_many_sections,
  too_long,  // cut by the receiver
};
inline constexpr std::size_t n_decode_fault = 19;
std::string_view decode_fault_text(DecodeFault fault);

// Bytes before the resource blocks of a packet of one section.
constexpr std::size_t packet_header_bytes(const LinkFormat& format) {
  return 16 + (format.comp_header ? 2 : 0);
}

// A packet of one section. iq holds the 24 words of every block of the range, which is within the carrier. Returns the
// bytes written; out has max_packet_bytes, or as many as packet_plan() allows for.
std::size_t encode_packet(const LinkFormat& format, const UplaneHeader& header, const PrbRange& range,
                          std::span<const std::int16_t> iq, std::span<std::uint8_t> out);

// Of any bytes. packet has a meaning only with DecodeFault::none.
DecodeFault decode_packet(const LinkFormat& format, std::span<const std::uint8_t> bytes, UplanePacket& packet);

}  // namespace ohmimo::fronthaul
