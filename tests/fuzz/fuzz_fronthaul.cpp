// Fuzz target: datagrams of a fronthaul. The first three bytes choose the format that both ends agree on.
#include <algorithm>
#include <array>
#include <vector>

#include "apps/fronthaul/compression.hpp"
#include "apps/fronthaul/uplane.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace ohmimo;
using namespace ohmimo::fronthaul;

namespace {

using Bytes = std::span<const std::uint8_t>;

LinkFormat chosen_by(Bytes bytes) {
  constexpr std::array<int, 4> carriers = {1, 24, 255, 273};
  LinkFormat format;
  const int width = 8 + bytes[0] % 8;
  format.iq = width == 15 ? IqFormat{IqMethod::none, 16} : IqFormat{IqMethod::bfp, width};
  format.comp_header = bytes[1] % 2 == 0;
  format.n_prb = carriers[bytes[2] % 4];
  format.scs_khz = 15 << bytes[2] / 4 % 4;
  return format;
}

void require_sound(const LinkFormat& format, Bytes datagram, const UplanePacket& packet) {
  const SymbolTime& time = packet.header.time;
  const int slot = slot_in_wrap(time, format.scs_khz);
  fuzz::require(slot >= 0 && slot < slots_per_wrap(format.scs_khz), "a packet has a slot");
  fuzz::require(symbol_time(slot, time.symbol, format.scs_khz) == time, "a time is that of its slot");
  fuzz::require(time.symbol >= 0 && time.symbol < 14, "a packet has a symbol");
  fuzz::require(packet.n_section >= 1 && packet.n_section <= max_sections, "a packet has sections");
  for (const UplaneSection& section : packet.sections()) {
    const auto count = static_cast<std::size_t>(section.prb.count);
    fuzz::require(section.prb.first >= 0 && section.prb.count >= 1, "a section has blocks");
    fuzz::require(section.prb.first + section.prb.count <= format.n_prb, "blocks lie within the carrier");
    fuzz::require(section.payload.size() == count * prb_bytes(format.iq), "a section has the bytes of its blocks");
    fuzz::require(section.payload.data() >= datagram.data() &&
                      section.payload.data() + section.payload.size() <= datagram.data() + datagram.size(),
                  "a section lies within the datagram");
  }
}

// What was decompressed goes there and back unchanged unless it was held at a limit.
void require_same_again(const LinkFormat& format, const UplaneHeader& header, const UplaneSection& section) {
  std::vector<std::int16_t> words(24 * static_cast<std::size_t>(section.prb.count)), again(words.size());
  decompress(format.iq, section.payload, words);
  std::vector<std::int16_t> quantised = words;
  quantise(format.iq, quantised);
  const auto limited = [](std::int16_t word) { return word == 32767 || word == -32768; };
  fuzz::require(quantised == words || std::ranges::any_of(words, limited), "words of a fronthaul are quantised");

  std::vector<std::uint8_t> bytes(max_packet_bytes);
  bytes.resize(encode_packet(format, header, section.prb, words, bytes));
  UplanePacket packet;
  fuzz::require(decode_packet(format, bytes, packet) == DecodeFault::none, "what is encoded is decoded");
  fuzz::require(packet.n_section == 1 && packet.section[0].prb == section.prb, "with its blocks");
  fuzz::require(packet.header.eaxc == header.eaxc && packet.header.sequence == header.sequence &&
                    packet.header.time == header.time,
                "with its names");
  decompress(format.iq, packet.section[0].payload, again);
  fuzz::require(again == quantised, "with its words");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const LinkFormat format = chosen_by({data, 3});
  const Bytes datagram(data + 3, size - 3);
  UplanePacket packet;
  const DecodeFault fault = decode_packet(format, datagram, packet);
  fuzz::require(!decode_fault_text(fault).empty(), "a fault has words");
  if (fault != DecodeFault::none) return 0;
  require_sound(format, datagram, packet);
  require_same_again(format, packet.header, packet.section[packet.n_section - 1]);
  return 0;
}
