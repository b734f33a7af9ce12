#include "apps/fronthaul/uplane.hpp"

#include "apps/fronthaul/compression.hpp"

namespace ohmimo::fronthaul {
namespace {

constexpr std::size_t ecpri_bytes = 8, common_bytes = 4, section_bytes = 4;
constexpr std::size_t size_counts_from = 4;  // the eCPRI payload size leaves the common header out
constexpr unsigned whole_carrier = 0;        // numPrbu

class Writer {
 public:
  explicit Writer(std::span<std::uint8_t> out) : out_(out) {}
  void u8(unsigned value) { out_[at_++] = static_cast<std::uint8_t>(value); }
  void u16(unsigned value) {
    u8(value >> 8);
    u8(value);
  }
  void u32(std::uint32_t value) {
    u16(value >> 16);
    u16(value);
  }
  std::size_t at() const { return at_; }

 private:
  std::span<std::uint8_t> out_;
  std::size_t at_ = 0;
};

// Whoever reads has made sure that there are enough bytes.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> in) : in_(in) {}
  std::size_t left() const { return in_.size(); }
  unsigned u8() {
    const unsigned value = in_.front();
    in_ = in_.subspan(1);
    return value;
  }
  unsigned u16() {
    const unsigned high = u8();
    return high << 8 | u8();
  }
  std::uint32_t u32() {
    const std::uint32_t high = u16();
    return high << 16 | u16();
  }
  std::span<const std::uint8_t> bytes(std::size_t n) {
    const auto taken = in_.first(n);
    in_ = in_.subspan(n);
    return taken;
  }

 private:
  std::span<const std::uint8_t> in_;
};

// udCompHdr before its reserved byte: 16 bits are written as width 0.
unsigned comp_header(IqFormat format) {
  return (static_cast<unsigned>(format.width) & 15U) << 4 | (format.method == IqMethod::bfp ? 1U : 0U);
}

DecodeFault decode_ecpri(Reader& in, UplaneHeader& header) {
  if (in.left() < ecpri_bytes + common_bytes) return DecodeFault::too_short;
  const unsigned first = in.u8(), type = in.u8();
  const std::size_t size = in.u16();
  if (first >> 4 != 1) return DecodeFault::revision;
  if ((first & 1) != 0) return DecodeFault::concatenated;
  if (type != 0) return DecodeFault::message_type;
  if (size != in.left()) return DecodeFault::size;
  header.eaxc = static_cast<std::uint16_t>(in.u16());
  header.sequence = static_cast<std::uint8_t>(in.u8());
  return in.u8() == 0x80 ? DecodeFault::none : DecodeFault::fragment;
}

DecodeFault decode_common(Reader& in, int scs_khz, SymbolTime& time) {
  const unsigned first = in.u8();
  time.frame = static_cast<int>(in.u8());
  const unsigned rest = in.u16();
  time.subframe = static_cast<int>(rest >> 12);
  time.slot = static_cast<int>(rest >> 6 & 63);
  time.symbol = static_cast<int>(rest & 63);
  if (first >> 7 != 0) return DecodeFault::downlink;
  if ((first >> 4 & 7) != 1) return DecodeFault::payload_version;
  if ((first & 15) != 0) return DecodeFault::filter;
  const bool exists = time.subframe < 10 && time.slot < slots_per_subframe(scs_khz) && time.symbol < 14;
  return exists ? DecodeFault::none : DecodeFault::time;
}

DecodeFault decode_section(const LinkFormat& format, Reader& in, UplaneSection& section) {
  if (in.left() < section_bytes + (format.comp_header ? 2 : 0)) return DecodeFault::truncated;
  const std::uint32_t word = in.u32();
  section.id = static_cast<int>(word >> 20);
  section.prb.first = static_cast<int>(word >> 8 & 1023);
  const unsigned count = word & 255;
  section.prb.count = count == whole_carrier ? format.n_prb - section.prb.first : static_cast<int>(count);
  if ((word >> 19 & 1) != 0) return DecodeFault::alternate_blocks;
  if ((word >> 18 & 1) != 0) return DecodeFault::symbol_increment;
  if (format.comp_header && in.u16() >> 8 != comp_header(format.iq)) return DecodeFault::compression;
  if (section.prb.count <= 0 || section.prb.first + section.prb.count > format.n_prb) return DecodeFault::blocks;
  const std::size_t n_byte = prb_bytes(format.iq) * static_cast<std::size_t>(section.prb.count);
  if (in.left() < n_byte) return DecodeFault::truncated;
  section.payload = in.bytes(n_byte);
  return DecodeFault::none;
}

}  // namespace

std::string_view decode_fault_text(DecodeFault fault) {
  constexpr std::array<std::string_view, n_decode_fault> texts = {"none",
                                                                  "too short for its headers",
                                                                  "eCPRI revision other than 1",
                                                                  "several eCPRI messages",
                                                                  "no IQ data",
                                                                  "eCPRI size other than the datagram's",
                                                                  "fragment of a message",
                                                                  "downlink",
                                                                  "payload version other than 1",
                                                                  "filter index other than 0",
                                                                  "no such subframe, slot or symbol",
                                                                  "every other resource block",
                                                                  "symbol increment",
                                                                  "compression other than agreed",
                                                                  "resource blocks outside the carrier",
                                                                  "section cut off",
                                                                  "no section",
                                                                  "too many sections",
                                                                  "longer than the MTU"};
  return texts[static_cast<std::size_t>(fault)];
}

std::size_t encode_packet(const LinkFormat& format, const UplaneHeader& header, const PrbRange& range,
                          std::span<const std::int16_t> iq, std::span<std::uint8_t> out) {
  const std::size_t n_byte = prb_bytes(format.iq) * static_cast<std::size_t>(range.count);
  Writer to(out);
  to.u8(0x10);  // revision 1, last message
  to.u8(0);     // IQ data
  to.u16(static_cast<unsigned>(packet_header_bytes(format) + n_byte - size_counts_from));
  to.u16(header.eaxc);
  to.u8(header.sequence);
  to.u8(0x80);  // not fragmented
  to.u8(0x10);  // uplink, payload version 1, filter 0
  to.u8(static_cast<unsigned>(header.time.frame));
  to.u16(static_cast<unsigned>(header.time.subframe << 12 | header.time.slot << 6 | header.time.symbol));
  const unsigned count = range.count > 255 ? whole_carrier : static_cast<unsigned>(range.count);
  to.u32(static_cast<std::uint32_t>(range.first) << 8 | count);
  if (format.comp_header) to.u16(comp_header(format.iq) << 8);
  compress(format.iq, iq, out.subspan(to.at(), n_byte));
  return to.at() + n_byte;
}

DecodeFault decode_packet(const LinkFormat& format, std::span<const std::uint8_t> bytes, UplanePacket& packet) {
  Reader in(bytes);
  packet.n_section = 0;
  DecodeFault fault = decode_ecpri(in, packet.header);
  if (fault == DecodeFault::none) fault = decode_common(in, format.scs_khz, packet.header.time);
  if (fault == DecodeFault::none && in.left() == 0) return DecodeFault::no_section;
  while (fault == DecodeFault::none && in.left() > 0) {
    if (packet.n_section == max_sections) return DecodeFault::too_many_sections;
    fault = decode_section(format, in, packet.section[packet.n_section++]);
  }
  return fault;
}

}  // namespace ohmimo::fronthaul
