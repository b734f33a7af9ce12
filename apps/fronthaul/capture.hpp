// Captures of packets as Wireshark has them: pcapng is written; pcap and pcapng are read.
#pragma once
#include <array>
#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "apps/fronthaul/datagram.hpp"

namespace ohmimo::fronthaul {

class CaptureWriter {
 public:
  // comment: text of the section header, which Wireshark shows under File Properties; at most 65,535 bytes. Throws
  // std::runtime_error with the system's reason, here and below, where the file cannot be written.
  CaptureWriter(const std::string& path, const std::string& comment);

  // A datagram at a time in ns since 1970, or since any beginning.
  void write(std::span<const std::uint8_t> payload, std::int64_t time_ns, const UdpAddress& from, const UdpAddress& to);
  void close();

 private:
  void put_block(std::uint32_t type, const std::vector<std::uint8_t>& body);

  std::string path_;
  std::ofstream file_;
  std::vector<std::uint8_t> frame_, body_;
};

struct CapturedDatagram {
  FrameView udp;  // until the next one is read
  std::int64_t time_ns = 0;
};

// Reads one packet at a time into fixed memory.
class CaptureReader {
 public:
  // Throws std::invalid_argument for a file that cannot be opened or is no capture.
  explicit CaptureReader(const std::string& path);

  // The next UDP datagram; false at the end. A file that ends within a packet, or whose blocks cannot be, throws
  // std::invalid_argument, after all packets before.
  bool next(CapturedDatagram& datagram);

  const std::string& comment() const { return comment_; }  // of the section header, known after the first next()
  std::uint64_t n_other() const { return n_other_; }       // packets that are no whole UDP datagrams

 private:
  struct Interface {
    std::uint32_t link_type = 1;
    double ns_per_tick = 1e3;
    std::int64_t offset_s = 0;
  };
  bool next_frame(CapturedDatagram& datagram, std::uint32_t& link_type, std::span<const std::uint8_t>& frame);
  bool next_pcap(CapturedDatagram& datagram, std::span<const std::uint8_t>& frame);
  bool next_block(CapturedDatagram& datagram, std::uint32_t& link_type, std::span<const std::uint8_t>& frame);
  void read_section_header();
  void read_interface(std::span<const std::uint8_t> body);
  bool read_packet_block(std::uint32_t type, std::span<const std::uint8_t> body, CapturedDatagram& datagram,
                         std::uint32_t& link_type, std::span<const std::uint8_t>& frame);
  bool read(std::size_t n);  // into block_; false at the end of the file
  std::uint32_t u32(std::span<const std::uint8_t> bytes, std::size_t at) const;
  std::uint32_t u16(std::span<const std::uint8_t> bytes, std::size_t at) const;
  [[noreturn]] void refuse(const std::string& why) const;

  std::string path_, comment_;
  std::ifstream file_;
  bool is_ng_ = false, swapped_ = false;
  std::vector<Interface> interfaces_;
  std::vector<std::uint8_t> block_;
  std::uint64_t n_other_ = 0;
};

}  // namespace ohmimo::fronthaul
