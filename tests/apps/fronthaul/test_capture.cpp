// Captures: written and read back, files made by hand in both byte orders, and damaged ones.
#include "apps/fronthaul/capture.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <fstream>

#include "tests/apps/fronthaul/fronthaul_case.hpp"
#include "tests/damage.hpp"
#include "tests/temporary_folder.hpp"

namespace test_capture {

using namespace ohmimo;
using namespace ohmimo::fronthaul;
using namespace ohmimo::fronthaul_test;

const UdpAddress from = v4_address({10, 0, 0, 1}, 1111), to = v4_address({10, 0, 0, 2}, 14798);

// Bytes of a file in either order.
class FileBytes {
 public:
  explicit FileBytes(std::endian order) : order_(order) {}
  FileBytes& u16(unsigned value) { return number(value, 2); }
  FileBytes& u32(std::uint64_t value) { return number(value, 4); }
  FileBytes& u64(std::uint64_t value) { return number(value, 8); }
  FileBytes& bytes(const Bytes& value) {
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
  }
  // A block of pcapng.
  FileBytes& block(std::uint32_t type, Bytes body) {
    body.resize((body.size() + 3) / 4 * 4);
    const auto length = static_cast<std::uint32_t>(body.size() + 12);
    return u32(type).u32(length).bytes(body).u32(length);
  }
  FileBytes& section() {
    return block(0x0a0d0d0a, FileBytes(order_).u32(0x1a2b3c4d).u16(1).u16(0).u64(~std::uint64_t{0}).bytes_);
  }
  FileBytes& interface(const Bytes& options = {}) {
    return block(1, FileBytes(order_).u16(1).u16(0).u32(0).bytes(options).bytes_);
  }
  FileBytes& packet(std::uint32_t on, std::uint64_t ticks, const Bytes& frame) {
    return block(
        6,
        FileBytes(order_).u32(on).u32(ticks >> 32).u32(ticks).u32(frame.size()).u32(frame.size()).bytes(frame).bytes_);
  }
  const Bytes& all() const { return bytes_; }
  operator const Bytes&() const { return bytes_; }

 private:
  FileBytes& number(std::uint64_t value, int n_byte) {
    for (int k = 0; k < n_byte; ++k)
      bytes_.push_back(static_cast<std::uint8_t>(value >> 8 * (order_ == std::endian::little ? k : n_byte - 1 - k)));
    return *this;
  }
  std::endian order_;
  Bytes bytes_;
};

// The option if_tsresol.
FileBytes clock_of(std::endian order, std::uint8_t resolution) {
  return FileBytes(order).u16(9).u16(1).bytes({resolution, 0, 0, 0});
}

Bytes frame_of(const Bytes& payload) {
  Bytes frame;
  make_frame(from, to, payload, frame);
  return frame;
}

struct Packet {
  Bytes payload;
  std::int64_t time_ns = 0;

  bool operator==(const Packet&) const = default;
};

// All datagrams of a file, or what is wrong with it; other counts what was no datagram.
struct Reading {
  std::vector<Packet> packets;
  std::string complaint, comment;
  std::uint64_t other = 0;
};

Reading read_all(const std::string& file) {
  Reading reading;
  reading.complaint = complaint([&] {
    CaptureReader reader(file);
    CapturedDatagram one;
    while (reader.next(one)) reading.packets.push_back({{one.udp.payload.begin(), one.udp.payload.end()}, one.time_ns});
    reading.comment = reader.comment();
    reading.other = reader.n_other();
  });
  return reading;
}

void write_bytes(const std::string& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

Reading read_bytes(const Bytes& bytes) {
  const TemporaryFolder folder;
  write_bytes(folder.file("c"), {bytes.begin(), bytes.end()});
  Reading reading = read_all(folder.file("c"));
  const std::size_t name = reading.complaint.find(folder.file("c"));
  if (name != std::string::npos) reading.complaint.erase(name, folder.file("c").size() + 1);
  return reading;
}

Bytes pcap(std::endian order, std::uint32_t magic, std::uint32_t fraction, const Bytes& frame) {
  return FileBytes(order)
      .u32(magic)
      .u16(2)
      .u16(4)
      .u32(0)
      .u32(0)
      .u32(65535)
      .u32(1)  // Ethernet
      .u32(1'700'000'000)
      .u32(fraction)
      .u32(frame.size())
      .u32(frame.size())
      .bytes(frame);
}

TEST_CASE("what is written is read: payloads, addresses, times to the ns, the comment") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.pcapng");
  const std::int64_t times[] = {0, 1, 999'999'999, 1'700'000'000'123'456'789, 3'999'999'999'999'999'999};
  UdpAddress v6_from, v6_to;
  v6_from.address[15] = v6_to.address[0] = 1;
  v6_to.port = 5;
  CaptureWriter writer(file, "of what\nand how");
  for (std::size_t k = 0; k < 5; ++k) {
    const bool v4 = k % 2 == 0;
    writer.write(Bytes(k * k, static_cast<std::uint8_t>(k)), times[k], v4 ? from : v6_from, v4 ? to : v6_to);
  }
  writer.write(Bytes(65487, 3), 7, from, to);
  writer.close();
  CaptureReader reader(file);
  CapturedDatagram one;
  for (std::size_t k = 0; k < 5; ++k) {
    REQUIRE(reader.next(one));
    CHECK(Bytes(one.udp.payload.begin(), one.udp.payload.end()) == Bytes(k * k, static_cast<std::uint8_t>(k)));
    CHECK(one.time_ns == times[k]);
    CHECK(one.udp.from == (k % 2 == 0 ? from : v6_from));
    CHECK(one.udp.to == (k % 2 == 0 ? to : v6_to));
  }
  REQUIRE(reader.next(one));
  CHECK(one.udp.payload.size() == 65487);
  CHECK_FALSE(reader.next(one));
  CHECK(reader.comment() == "of what\nand how");
  CHECK(reader.n_other() == 0);
}

TEST_CASE("pcap by hand: both byte orders, us and ns") {
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    const Reading us = read_bytes(pcap(order, 0xa1b2c3d4, 123'457, frame_of({1, 2, 3})));
    CHECK(us.complaint == "");
    CHECK(us.packets == std::vector<Packet>{{{1, 2, 3}, 1'700'000'000'123'457'000}});
    const Reading ns = read_bytes(pcap(order, 0xa1b23c4d, 123'456'789, frame_of({1, 2, 3})));
    CHECK(ns.packets == std::vector<Packet>{{{1, 2, 3}, 1'700'000'000'123'456'789}});
  }
}

TEST_CASE("pcapng by hand: both byte orders, clocks, all kinds of packet blocks") {
  const Bytes frame = frame_of({4, 5});
  const std::uint64_t us = 1'700'000'000'123'457, ns = 1000 * us + 789;
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    FileBytes file(order);
    file.section().interface();
    file.interface(clock_of(order, 9));                                        // 1e-9 s
    file.interface(clock_of(order, 0x80 | 10).u16(14).u16(8).u64(100));        // 2^-10 s, 100 s later
    file.interface(clock_of(order, 12).u16(0).u16(0));                         // 1e-12 s
    file.interface(clock_of(order, 0).u16(14).u16(8).u64(~std::uint64_t{0}));  // 1 s, 1 s earlier
    file.packet(0, us, frame).packet(1, ns, frame).packet(2, 5 * 1024 + 512, frame);
    file.packet(3, 4'000'000'001'999, frame).packet(4, 1000, frame);
    file.block(3, FileBytes(order).u32(frame.size()).bytes(frame));                                       // simple
    file.block(2, FileBytes(order).u16(1).u16(0).u32(0).u32(77).u32(frame.size()).u32(99).bytes(frame));  // old
    file.block(0x0bad, {1, 2, 3, 4}).block(4, {}).packet(0, 5, frame);                                    // passed over
    const Reading reading = read_bytes(file);
    CHECK(reading.complaint == "");
    std::vector<Packet> expected;
    for (const std::uint64_t time :
         {1000 * us, ns, std::uint64_t{105'500'000'000}, std::uint64_t{4'000'000'001}, std::uint64_t{999'000'000'000},
          std::uint64_t{0}, std::uint64_t{77}, std::uint64_t{5000}})
      expected.push_back({{4, 5}, static_cast<std::int64_t>(time)});
    CHECK(reading.packets == expected);
  }
}

TEST_CASE("sections of both byte orders in one file; what is no datagram is counted") {
  FileBytes little(std::endian::little), big(std::endian::big);
  little.section().interface().packet(0, 1, frame_of({1})).packet(0, 2, Bytes(20, 0)).packet(0, 3, {});
  big.section().interface().packet(0, 2, frame_of({2}));
  const Reading reading = read_bytes(little.bytes(big));
  CHECK(reading.packets == std::vector<Packet>{{{1}, 1000}, {{2}, 2000}});
  CHECK(reading.other == 2);
}

TEST_CASE("captures that hold a part of each frame say so") {
  const TemporaryFolder folder;
  Bytes bytes = pcap(std::endian::little, 0xa1b2c3d4, 0, frame_of({1, 2, 3}));
  bytes.pop_back();
  bytes[24 + 8] -= 1;
  write_bytes(folder.file("c"), {bytes.begin(), bytes.end()});
  CaptureReader reader(folder.file("c"));
  CapturedDatagram one;
  REQUIRE(reader.next(one));
  CHECK(one.udp.cut);
  CHECK(one.udp.payload.size() == 2);
}

TEST_CASE("files that are refused") {
  const TemporaryFolder folder;
  CHECK(read_all(folder.file("none")).complaint ==
        "cannot read " + folder.file("none") + ": No such file or directory");
  CHECK(read_all(folder.path.string()).complaint != "");
  CHECK(read_bytes({}).complaint == "is no capture: it has no 4 bytes");
  CHECK(read_bytes({0xd4, 0xc3}).complaint == "is cut off");
  CHECK(read_bytes(Bytes(40, 'a')).complaint == "is neither a pcap nor a pcapng file");
  const Bytes frame = frame_of({1});
  const auto little = [] { return FileBytes(std::endian::little); };
  CHECK(read_bytes(little().section().packet(0, 0, frame)).complaint ==
        "has a packet of an interface that it does not describe");
  CHECK(read_bytes(little().section().interface().packet(1, 0, frame)).complaint ==
        "has a packet of an interface that it does not describe");
  CHECK(read_bytes(little().section().block(6, {0})).complaint == "has a packet block that is too short");
  CHECK(read_bytes(little().section().block(1, {0})).complaint == "has an interface block that is too short");
  CHECK(read_bytes(little().section().interface(clock_of(std::endian::little, 20))).complaint ==
        "has an interface with a clock of resolution 20");
  CHECK(read_bytes(little().section().u32(6).u32(13)).complaint == "has a block of 13 bytes");
  CHECK(read_bytes(little().section().u32(6).u32(1 << 24)).complaint == "has a block of 16777216 bytes");
  CHECK(read_bytes(little().section().u32(6).u32(8)).complaint == "has a block of 8 bytes");
  CHECK(read_bytes(little().u32(0x0a0d0d0a).u32(28).u32(0x12345678)).complaint ==
        "has a section header of no byte order");
  CHECK_THROWS_AS(CaptureWriter(folder.file("no/such"), ""), std::runtime_error);
}

TEST_CASE("files cut at every byte give the packets before the cut") {
  const Bytes frame = frame_of({1, 2});
  FileBytes ng(std::endian::little);
  ng.section().interface();
  const std::size_t header = ng.all().size();
  ng.packet(0, 1, frame);
  const std::size_t one = ng.all().size();
  ng.packet(0, 2, frame);
  const Bytes all = ng;
  for (std::size_t size = 0; size < all.size(); ++size) {
    CAPTURE(size);
    const Reading reading = read_bytes({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size)});
    CHECK(reading.packets.size() == (size < one ? 0 : 1));
    CHECK((reading.complaint == "") == (size == 28 || size == header || size == one));
  }
}

TEST_CASE("damaged captures are read or refused by a sentence") {
  const TemporaryFolder folder;
  const Bytes frame = frame_of(Bytes(50, 7));
  FileBytes ng(std::endian::big);
  ng.section().interface(clock_of(std::endian::big, 9));
  ng.packet(0, 1, frame).packet(0, 2, frame);
  const Bytes classic = pcap(std::endian::little, 0xa1b2c3d4, 5, frame);
  for (const Bytes& bytes : {ng.all(), classic}) {
    std::minstd_rand choice(1);
    int refused = 0;
    for (int k = 0; k < 2000; ++k) {
      write_bytes(folder.file("c"), damaged({bytes.begin(), bytes.end()}, choice));
      const Reading reading = read_all(folder.file("c"));  // any other exception fails the test
      CHECK(reading.complaint.find('\n') == std::string::npos);
      CHECK(reading.packets.size() <= 2);
      refused += reading.complaint != "";
    }
    CHECK(refused > 500);
    CHECK(refused < 2000);
  }
}

}  // namespace test_capture
