// UDP datagrams in frames: checksums by hand, every link type, and what is no datagram.
#include "apps/fronthaul/datagram.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/apps/fronthaul/fronthaul_case.hpp"

namespace test_datagram {

using namespace ohmimo;
using namespace ohmimo::fronthaul;
using namespace ohmimo::fronthaul_test;

const UdpAddress v4_from = v4_address({192, 168, 0, 1}, 1), v4_to = v4_address({192, 168, 0, 2}, 2);

UdpAddress v6_address(std::uint8_t last, std::uint16_t port) {
  UdpAddress a;
  a.address[15] = last;
  a.port = port;
  return a;
}

Bytes frame_of(const UdpAddress& from, const UdpAddress& to, const Bytes& payload) {
  Bytes frame = {0xaa};
  make_frame(from, to, payload, frame);
  return frame;
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Bytes from_byte(const Bytes& bytes, std::ptrdiff_t first) {
  return {bytes.begin() + first, bytes.end()};
}

Bytes payload_of(const FrameView& view) {
  return {view.payload.begin(), view.payload.end()};
}

TEST_CASE("IPv4: checksums by hand") {
  // Header: 4500+001f+4000+4011+c0a8+0001+c0a8+0002 = 24683 -> 4685, complement b97a.
  // UDP: c0a8+0001+c0a8+0002+0011+000b + 0001+0002+000b + 0102+0300 = 1857f -> 8580, complement 7a7f.
  const Bytes expected = {2,    0,   0, 0,    0,   2,   2,    0, 0,    0,    0,    1,    0x08, 0,  // Ethernet
                          0x45, 0,   0, 0x1f, 0,   0,   0x40, 0, 0x40, 0x11, 0xb9, 0x7a,           // IPv4
                          192,  168, 0, 1,    192, 168, 0,    2, 0,    1,    0,    2,    0,    0x0b, 0x7a, 0x7f,  // UDP
                          1,    2,   3};
  CHECK(frame_of(v4_from, v4_to, {1, 2, 3}) == expected);
}

TEST_CASE("IPv4: a sum of zero is sent as ffff") {
  // The sum above without its payload is 817e; 7d81+0100 fills it up to ffff.
  const Bytes frame = frame_of(v4_from, v4_to, {0x7d, 0x81, 0x01});
  CHECK(frame[40] == 0xff);
  CHECK(frame[41] == 0xff);
}

TEST_CASE("IPv6: checksum by hand") {
  // 0001+0002+0011+000b + 0001+0002+000b + 0102+0300 = 042f, complement fbd0.
  Bytes expected = {2,    0, 0, 0, 0, 2,    2,    0, 0, 0, 0, 1, 0x86, 0xdd,  // Ethernet
                    0x60, 0, 0, 0, 0, 0x0b, 0x11, 64};                        // IPv6
  expected.resize(14 + 40, 0);
  expected[14 + 23] = 1;
  expected[14 + 39] = 2;
  expected = joined({expected, {0, 1, 0, 2, 0, 0x0b, 0xfb, 0xd0, 1, 2, 3}});
  CHECK(frame_of(v6_address(1, 1), v6_address(2, 2), {1, 2, 3}) == expected);
}

TEST_CASE("a datagram in every kind of frame") {
  const Bytes payload = {9, 8, 7, 6, 5};
  for (const bool v4 : {true, false}) {
    const UdpAddress from = v4 ? v4_from : v6_address(1, 77), to = v4 ? v4_to : v6_address(2, 14798);
    CHECK(from.is_v4() == v4);
    const Bytes ethernet = frame_of(from, to, payload), ip = from_byte(ethernet, 14);
    const Bytes type = v4 ? Bytes{0x08, 0} : Bytes{0x86, 0xdd}, macs(12, 2);
    const auto comes_back = [&](std::uint32_t link_type, const Bytes& frame) {
      FrameView view;
      return read_frame(link_type, frame, view) && view.from == from && view.to == to && !view.cut &&
             payload_of(view) == payload;
    };
    CHECK(comes_back(1, ethernet));
    CHECK(comes_back(1, joined({ethernet, Bytes(20, 0x55)})));  // padded
    CHECK(comes_back(1, joined({macs, {0x81, 0, 0, 5}, type, ip})));
    CHECK(comes_back(1, joined({macs, {0x88, 0xa8, 0, 5, 0x81, 0, 0, 6}, type, ip})));
    CHECK(comes_back(101, ip));
    CHECK(comes_back(v4 ? 228 : 229, ip));
    CHECK(comes_back(0, joined({{2, 0, 0, 0}, ip})));
    CHECK(comes_back(0, joined({{0, 0, 0, 2}, ip})));
    CHECK(comes_back(113, joined({Bytes(14, 0), type, ip})));
    CHECK(comes_back(276, joined({type, Bytes(18, 0), ip})));
    CHECK_FALSE(comes_back(147, ethernet));  // reserved for users
    CHECK_FALSE(comes_back(0xffffffff, ethernet));
  }
}

TEST_CASE("a header of IPv4 with options") {
  const Bytes ip = from_byte(frame_of(v4_from, v4_to, {1, 2, 3}), 14);
  Bytes longer = joined({Bytes(ip.begin(), ip.begin() + 20), {1, 1, 1, 0}, from_byte(ip, 20)});
  longer[0] = 0x46;
  longer[3] = 0x23;
  FrameView view;
  REQUIRE(read_frame(101, longer, view));
  CHECK(payload_of(view) == Bytes{1, 2, 3});
}

TEST_CASE("what is no whole datagram of UDP") {
  FrameView view;
  for (const auto& change : {std::pair{14 + 9, 6},     // TCP
                             std::pair{14 + 6, 0x20},  // more fragments follow
                             std::pair{14 + 7, 1},     // a later fragment
                             std::pair{14, 0x44},      // a header of 16 bytes
                             std::pair{14, 0x4f},      // of 60, more than there are
                             std::pair{14, 0x65},      // version 6 under the type of version 4
                             std::pair{14 + 3, 19},    // IP shorter than its header
                             std::pair{14 + 24, 1},    // UDP longer than IP
                             std::pair{14 + 25, 12},   // by one byte
                             std::pair{14 + 25, 7},    // shorter than its header
                             std::pair{12, 0x07}}) {   // another protocol than IP
    Bytes frame = frame_of(v4_from, v4_to, {1, 2, 3});
    frame[static_cast<std::size_t>(change.first)] = static_cast<std::uint8_t>(change.second);
    CAPTURE(change.first);
    CHECK_FALSE(read_frame(1, frame, view));
  }
  Bytes frame = frame_of(v6_address(1, 1), v6_address(2, 2), {1, 2, 3});
  frame[14 + 6] = 44;  // a fragment
  CHECK_FALSE(read_frame(1, frame, view));
}

TEST_CASE("frames cut at every byte") {
  for (const bool v4 : {true, false}) {
    const Bytes whole =
        v4 ? frame_of(v4_from, v4_to, {1, 2, 3}) : frame_of(v6_address(1, 1), v6_address(2, 2), {1, 2, 3});
    const std::size_t headers = whole.size() - 3;
    for (std::size_t size = 0; size < whole.size(); ++size) {
      FrameView view;
      CAPTURE(size);
      CHECK(read_frame(1, std::span(whole).first(size), view) == (size >= headers));
      if (size < headers) continue;
      CHECK(view.cut);
      CHECK(view.payload.size() == size - headers);
    }
  }
}

TEST_CASE("eCPRI straight on Ethernet") {
  const Bytes message = {0x10, 0, 0, 4, 1, 2, 3, 0x80};
  const Bytes macs = {1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7};
  const Bytes frame = joined({macs, {0xae, 0xfe}, message, Bytes(38, 0)});  // padded
  FrameView view;
  REQUIRE(read_frame(1, frame, view));
  CHECK(payload_of(view) == message);
  CHECK(view.to.port == 0);
  CHECK(std::ranges::equal(std::span(view.from.address).first(6), from_byte(macs, 6)));
  CHECK_FALSE(view.cut);
  CHECK_FALSE(read_frame(1, std::span(frame).first(17), view));
  REQUIRE(read_frame(1, std::span(frame).first(18), view));
  CHECK(view.cut);
}

}  // namespace test_datagram
