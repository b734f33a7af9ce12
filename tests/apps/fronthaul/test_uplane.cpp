// Packets by hand, sizes of the standard's arithmetic, round trips, and each fault of a packet.
#include "apps/fronthaul/uplane.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "apps/fronthaul/compression.hpp"
#include "apps/fronthaul/packet_plan.hpp"
#include "tests/apps/fronthaul/fronthaul_case.hpp"

namespace test_uplane {

using namespace ohmimo;
using namespace ohmimo::fronthaul;
using namespace ohmimo::fronthaul_test;

const UplaneHeader header = {0x1285, 200, {77, 9, 1, 13}};

// A packet with the size in its header made right.
Bytes with_size(Bytes bytes) {
  bytes[2] = static_cast<std::uint8_t>((bytes.size() - 4) >> 8);
  bytes[3] = static_cast<std::uint8_t>(bytes.size() - 4);
  return bytes;
}

DecodeFault fault_of(const LinkFormat& link, const Bytes& bytes) {
  UplanePacket packet;
  return decode_packet(link, bytes, packet);
}

TEST_CASE("a packet by hand") {
  const LinkFormat link = link_of({IqMethod::bfp, 9});
  Words iq(iq_per_prb, 0);
  iq[0] = -1;
  Bytes expected = {0x10, 0x00, 0x00, 0x2a, 0x12, 0x85, 200, 0x80,  // 42 bytes: 4 + 4 + 4 + 2 + 28
                    0x10, 77,   0x90, 0x4d,                         // 9: 1001, 1: 000001, 13: 001101
                    0x00, 0x01, 0x04, 0x01,                         // block 260: 01 0000 0100, one of them
                    0x91, 0x00, 0x00, 0xff, 0x80};
  expected.resize(46, 0);
  CHECK(encoded(link, header, {260, 1}, iq) == expected);

  UplanePacket packet;
  REQUIRE(decode_packet(link, expected, packet) == DecodeFault::none);
  CHECK(packet.header.eaxc == header.eaxc);
  CHECK(packet.header.sequence == header.sequence);
  CHECK(packet.header.time == header.time);
  REQUIRE(packet.sections().size() == 1);
  CHECK(packet.section[0].prb == PrbRange{260, 1});
  CHECK(packet.section[0].payload.data() == expected.data() + 18);
  CHECK(packet.section[0].payload.size() == 28);
}

TEST_CASE("udCompHdr of every format") {
  const int comp_headers[] = {0x81, 0x91, 0xc1, 0xe1, 0x00};
  for (std::size_t k = 0; k < 5; ++k) {
    const Bytes packet = encoded(link_of(iq_format_words[k].value), header, {0, 1}, samples(1));
    CHECK(packet[16] == comp_headers[k]);
    CHECK(packet[17] == 0);
  }
}

TEST_CASE("the whole carrier of 273 blocks: 7644 bytes in 7658 in 7662; numPrbu = 0 only above 255") {
  const LinkFormat link = link_of({IqMethod::bfp, 9});
  const Bytes packet = encoded(link, header, {0, 273}, samples(273));
  CHECK(packet.size() == 7662);
  CHECK((packet[2] << 8 | packet[3]) == 7658);
  CHECK(packet.size() - packet_header_bytes(link) == 7644);
  CHECK(packet[15] == 0);
  CHECK(encoded(link_of({IqMethod::bfp, 9}, true, 255), header, {0, 255}, samples(255))[15] == 255);
  CHECK(encoded(link_of({IqMethod::bfp, 9}, true, 256), header, {0, 256}, samples(256))[15] == 0);
  CHECK(encoded(link, header, {18, 255}, samples(255))[15] == 255);
  CHECK(encoded(link, header, {0, 1}, samples(1))[15] == 1);
}

TEST_CASE("every format, MTU and range comes back") {
  for (const EnumWord<IqFormat>& known : iq_format_words)
    for (const bool comp_header : {false, true})
      for (const int n_prb : {1, 2, 25, 255, 256, 273, 275})
        for (const int mtu : {576, 1500, 9000, 65535}) {
          const LinkFormat link = link_of(known.value, comp_header, n_prb);
          for (const PrbRange& range : packet_plan(link, mtu, IpVersion::v6)) {
            Words iq = samples(static_cast<std::size_t>(range.count), 3), back(iq.size());
            const Bytes bytes = encoded(link, header, range, iq);
            UplanePacket packet;
            REQUIRE(decode_packet(link, bytes, packet) == DecodeFault::none);
            REQUIRE(packet.n_section == 1);
            REQUIRE(packet.section[0].prb == range);
            decompress(link.iq, packet.section[0].payload, back);
            quantise(link.iq, iq);
            REQUIRE(back == iq);
          }
        }
}

TEST_CASE("every time comes back") {
  for (const int scs_khz : {15, 30, 60, 120}) {
    LinkFormat link = link_of({IqMethod::bfp, 9}, true, 1);
    link.scs_khz = scs_khz;
    int wrong = 0;
    for (int slot = 0; slot < slots_per_wrap(scs_khz); slot += 7) {
      const UplaneHeader one = {0, 0, symbol_time(slot, slot % 14, scs_khz)};
      UplanePacket packet;
      wrong += decode_packet(link, encoded(link, one, {0, 1}, Words(24)), packet) != DecodeFault::none;
      wrong += packet.header.time != one.time;
    }
    CHECK(wrong == 0);
    const UplaneHeader beyond = {0, 0, {0, 0, slots_per_subframe(scs_khz), 0}};
    CHECK(fault_of(link, encoded(link, beyond, {0, 1}, Words(24))) == DecodeFault::time);
  }
}

TEST_CASE("several sections in one packet, up to the limit") {
  const LinkFormat link = link_of({IqMethod::bfp, 14}, true, 200);
  Bytes joined;
  for (std::size_t k = 0; k <= max_sections; ++k) {
    Bytes one = encoded(link, header, {static_cast<int>(3 * k), 2}, samples(2, static_cast<unsigned>(k)));
    one[12] = static_cast<std::uint8_t>(k);  // upper 8 of 12 bits of the section's number
    joined.insert(joined.end(), one.begin() + (k == 0 ? 0 : 12), one.end());
    UplanePacket packet;
    const DecodeFault fault = decode_packet(link, with_size(joined), packet);
    if (k == max_sections) {
      CHECK(fault == DecodeFault::too_many_sections);
      break;
    }
    REQUIRE(fault == DecodeFault::none);
    REQUIRE(packet.n_section == k + 1);
    CHECK(packet.section[k].id == static_cast<int>(16 * k));
    CHECK(packet.section[k].prb == PrbRange{static_cast<int>(3 * k), 2});
    CHECK(packet.section[k].payload.size() == 86);
  }
}

TEST_CASE("numPrbu = 0 means all from the first block on, on small carriers too") {
  const LinkFormat link = link_of({IqMethod::bfp, 9}, true, 20);
  Bytes bytes = encoded(link, header, {5, 15}, samples(15));
  bytes[15] = 0;
  UplanePacket packet;
  REQUIRE(decode_packet(link, bytes, packet) == DecodeFault::none);
  CHECK(packet.section[0].prb == PrbRange{5, 15});
  bytes[14] = 20;
  CHECK(fault_of(link, bytes) == DecodeFault::blocks);
  bytes[14] = 0xff;
  bytes[13] = 0x03;
  CHECK(fault_of(link, bytes) == DecodeFault::blocks);
}

TEST_CASE("each fault by one wrong byte") {
  struct Row {
    std::size_t at;
    int value;
    DecodeFault fault;
  };
  const LinkFormat link = link_of({IqMethod::bfp, 9}, true, 20);
  const Bytes bytes = encoded(link, header, {2, 10}, samples(10));
  REQUIRE(bytes.size() == 298);                            // 18 + 10 * 28 = 0x12a
  for (const Row& row : {Row{0, 0x1e, DecodeFault::none},  // reserved
                         Row{0, 0x00, DecodeFault::revision},
                         Row{0, 0x20, DecodeFault::revision},
                         Row{0, 0x11, DecodeFault::concatenated},
                         Row{1, 2, DecodeFault::message_type},
                         Row{2, 0, DecodeFault::size},
                         Row{3, 0x25, DecodeFault::size},
                         Row{3, 0x27, DecodeFault::size},
                         Row{7, 0x00, DecodeFault::fragment},
                         Row{7, 0x81, DecodeFault::fragment},
                         Row{8, 0x90, DecodeFault::downlink},
                         Row{8, 0x00, DecodeFault::payload_version},
                         Row{8, 0x20, DecodeFault::payload_version},
                         Row{8, 0x11, DecodeFault::filter},
                         Row{9, 0xff, DecodeFault::none},  // frames are 0 to 255
                         Row{10, 0xa0, DecodeFault::time},
                         Row{11, 0x8d, DecodeFault::time},
                         Row{11, 0x4e, DecodeFault::time},
                         Row{12, 0xff, DecodeFault::none},  // number of the section
                         Row{13, 0x08, DecodeFault::alternate_blocks},
                         Row{13, 0x04, DecodeFault::symbol_increment},
                         Row{13, 0x01, DecodeFault::blocks},
                         Row{13, 0x02, DecodeFault::blocks},
                         Row{14, 11, DecodeFault::blocks},
                         Row{14, 10, DecodeFault::none},
                         Row{15, 19, DecodeFault::blocks},
                         Row{15, 11, DecodeFault::truncated},
                         Row{15, 0, DecodeFault::truncated},
                         Row{16, 0x81, DecodeFault::compression},
                         Row{16, 0x90, DecodeFault::compression},
                         Row{17, 0xff, DecodeFault::none}}) {  // reserved
    CAPTURE(row.at);
    CAPTURE(row.value);
    Bytes other = bytes;
    other[row.at] = static_cast<std::uint8_t>(row.value);
    CHECK(fault_of(link, other) == row.fault);
  }
  CHECK(fault_of(link, bytes) == DecodeFault::none);
}

TEST_CASE("packets cut at every byte, and longer ones") {
  const LinkFormat link = link_of({IqMethod::bfp, 9}, true, 20);
  const Bytes bytes = encoded(link, header, {2, 10}, samples(10));
  for (std::ptrdiff_t size = 0; size < static_cast<std::ptrdiff_t>(bytes.size()); ++size) {
    const Bytes cut(bytes.begin(), bytes.begin() + size);
    CHECK(fault_of(link, cut) == (size < 12 ? DecodeFault::too_short : DecodeFault::size));
    if (size < 12) continue;
    CHECK(fault_of(link, with_size(cut)) == (size == 12 ? DecodeFault::no_section : DecodeFault::truncated));
  }
  Bytes longer = bytes;
  longer.push_back(0);
  CHECK(fault_of(link, longer) == DecodeFault::size);
  CHECK(fault_of(link, with_size(longer)) == DecodeFault::truncated);
}

TEST_CASE("both ends must agree on udCompHdr") {
  for (const bool comp_header : {false, true}) {
    const LinkFormat sent = link_of({IqMethod::bfp, 9}, comp_header, 20),
                     agreed = link_of({IqMethod::bfp, 9}, !comp_header, 20);
    CHECK(fault_of(agreed, encoded(sent, header, {2, 10}, samples(10))) != DecodeFault::none);
  }
}

TEST_CASE("every fault has words of its own") {
  for (std::size_t k = 0; k < n_decode_fault; ++k) {
    CHECK_FALSE(decode_fault_text(static_cast<DecodeFault>(k)).empty());
    for (std::size_t other = 0; other < k; ++other)
      CHECK(decode_fault_text(static_cast<DecodeFault>(k)) != decode_fault_text(static_cast<DecodeFault>(other)));
  }
  CHECK(static_cast<std::size_t>(DecodeFault::too_long) + 1 == n_decode_fault);
}

}  // namespace test_uplane
