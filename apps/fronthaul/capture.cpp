#include "apps/fronthaul/capture.hpp"

#include <fmt/format.h>

#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace ohmimo::fronthaul {
namespace {

constexpr std::uint32_t section_header = 0x0a0d0d0a, interface_block = 1, simple_packet = 3, enhanced_packet = 6,
                        old_packet = 2, byte_order = 0x1a2b3c4d;
constexpr std::uint32_t pcap_us = 0xa1b2c3d4, pcap_ns = 0xa1b23c4d;
constexpr unsigned option_end = 0, option_comment = 1, option_tsresol = 9, option_tsoffset = 14;
constexpr std::size_t longest_block = 1 << 20;
constexpr std::size_t most_interfaces = 4096;

template <class Number>
void put(std::vector<std::uint8_t>& to, Number value) {
  std::array<std::uint8_t, sizeof value> bytes;
  std::memcpy(bytes.data(), &value, sizeof value);
  to.insert(to.end(), bytes.begin(), bytes.end());
}

void pad(std::vector<std::uint8_t>& to) {
  while (to.size() % 4 != 0) to.push_back(0);
}

void put_option(std::vector<std::uint8_t>& to, unsigned code, std::string_view text) {
  put(to, static_cast<std::uint16_t>(code));
  put(to, static_cast<std::uint16_t>(text.size()));
  to.insert(to.end(), text.begin(), text.end());
  pad(to);
}

}  // namespace

CaptureWriter::CaptureWriter(const std::string& path, const std::string& comment)
    : path_(path), file_(path, std::ios::binary) {
  if (!file_) throw std::runtime_error(fmt::format("cannot write {}: {}", path, std::strerror(errno)));
  body_.clear();
  put(body_, byte_order);
  put(body_, std::uint16_t{1});   // version 1.0
  put(body_, std::uint16_t{0});
  put(body_, std::int64_t{-1});   // length of the section: not said
  if (!comment.empty()) {
    put_option(body_, option_comment, std::string_view(comment).substr(0, 65535));
    put_option(body_, option_end, "");
  }
  put_block(section_header, body_);
  body_.clear();
  put(body_, std::uint16_t{1});   // Ethernet
  put(body_, std::uint16_t{0});
  put(body_, std::uint32_t{0});   // no limit of length
  put_option(body_, option_tsresol, std::string_view("\x09", 1));  // 1e-9 s
  put_option(body_, option_end, "");
  put_block(interface_block, body_);
}

void CaptureWriter::write(std::span<const std::uint8_t> payload, std::int64_t time_ns, const UdpAddress& from,
                          const UdpAddress& to) {
  make_frame(from, to, payload, frame_);
  const auto time = static_cast<std::uint64_t>(time_ns);
  body_.clear();
  put(body_, std::uint32_t{0});  // interface
  put(body_, static_cast<std::uint32_t>(time >> 32));
  put(body_, static_cast<std::uint32_t>(time));
  put(body_, static_cast<std::uint32_t>(frame_.size()));
  put(body_, static_cast<std::uint32_t>(frame_.size()));
  body_.insert(body_.end(), frame_.begin(), frame_.end());
  pad(body_);
  put_block(enhanced_packet, body_);
}

void CaptureWriter::put_block(std::uint32_t type, const std::vector<std::uint8_t>& body) {
  std::array<std::uint32_t, 2> head = {type, static_cast<std::uint32_t>(body.size() + 12)};
  file_.write(reinterpret_cast<const char*>(head.data()), sizeof head);
  file_.write(reinterpret_cast<const char*>(body.data()), static_cast<std::streamsize>(body.size()));
  file_.write(reinterpret_cast<const char*>(&head[1]), sizeof head[1]);
  if (!file_) throw std::runtime_error(fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
}

void CaptureWriter::close() {
  file_.close();
  if (!file_) throw std::runtime_error(fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
}

CaptureReader::CaptureReader(const std::string& path) : path_(path), file_(path, std::ios::binary) {
  if (!file_) throw std::invalid_argument(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  if (!read(4)) refuse("is no capture: it has no 4 bytes");
  const std::uint32_t magic = u32(block_, 0);
  if (magic == section_header) {
    is_ng_ = true;
    read_section_header();
    return;
  }
  swapped_ = magic == __builtin_bswap32(pcap_us) || magic == __builtin_bswap32(pcap_ns);
  const std::uint32_t kind = u32(block_, 0);
  if ((kind != pcap_us && kind != pcap_ns) || !read(20)) refuse("is neither a pcap nor a pcapng file");
  interfaces_.push_back({u32(block_, 16) & 0xffff, kind == pcap_us ? 1e3 : 1.0, 0});
}

bool CaptureReader::next(CapturedDatagram& datagram) {
  std::uint32_t link_type = 0;
  std::span<const std::uint8_t> frame;
  while (next_frame(datagram, link_type, frame)) {
    if (read_frame(link_type, frame, datagram.udp)) return true;
    ++n_other_;
  }
  return false;
}

bool CaptureReader::next_frame(CapturedDatagram& datagram, std::uint32_t& link_type,
                               std::span<const std::uint8_t>& frame) {
  if (is_ng_) return next_block(datagram, link_type, frame);
  link_type = interfaces_.front().link_type;
  return next_pcap(datagram, frame);
}

bool CaptureReader::next_pcap(CapturedDatagram& datagram, std::span<const std::uint8_t>& frame) {
  if (!read(16)) return false;
  const std::uint32_t seconds = u32(block_, 0), fraction = u32(block_, 4), length = u32(block_, 8);
  if (length > longest_block) refuse(fmt::format("has a packet of {} bytes", length));
  datagram.time_ns = 1'000'000'000LL * seconds + static_cast<std::int64_t>(interfaces_.front().ns_per_tick) * fraction;
  if (length > 0 && !read(length)) refuse("ends within a packet");
  frame = std::span(block_).first(length);
  return true;
}

bool CaptureReader::next_block(CapturedDatagram& datagram, std::uint32_t& link_type,
                               std::span<const std::uint8_t>& frame) {
  while (read(4)) {
    const std::uint32_t type = u32(block_, 0);
    if (type == section_header) {  // reads the same in both byte orders
      read_section_header();
      continue;
    }
    if (!read(4)) refuse("ends within a block");
    const std::uint32_t length = u32(block_, 0);
    if (length < 12 || length % 4 != 0 || length > longest_block) refuse(fmt::format("has a block of {} bytes", length));
    if (!read(length - 8)) refuse("ends within a block");
    const std::span<const std::uint8_t> body = std::span(block_).first(length - 12);
    if (type == interface_block) read_interface(body);
    if (read_packet_block(type, body, datagram, link_type, frame)) return true;
  }
  return false;
}

// The block's type has been read.
void CaptureReader::read_section_header() {
  if (!read(8)) refuse("ends within its section header");
  swapped_ = false;
  const std::uint32_t order = u32(block_, 4);
  if (order != byte_order && order != __builtin_bswap32(byte_order)) refuse("has a section header of no byte order");
  swapped_ = order != byte_order;
  const std::uint32_t length = u32(block_, 0);
  if (length < 28 || length % 4 != 0 || length > longest_block)
    refuse(fmt::format("has a section header of {} bytes", length));
  if (!read(length - 12)) refuse("ends within its section header");
  interfaces_.clear();
  const std::span<const std::uint8_t> options = std::span(block_).first(length - 16).subspan(12);
  for (std::size_t at = 0; at + 4 <= options.size();) {
    const std::uint32_t code = u16(options, at), size = u16(options, at + 2);
    if (code == option_end || at + 4 + size > options.size()) break;
    if (code == option_comment) comment_.assign(reinterpret_cast<const char*>(options.data()) + at + 4, size);
    at += 4 + (size + 3) / 4 * 4;
  }
}

void CaptureReader::read_interface(std::span<const std::uint8_t> body) {
  if (body.size() < 8) refuse("has an interface block that is too short");
  if (interfaces_.size() == most_interfaces) refuse("has too many interfaces");
  Interface one{u16(body, 0), 1e3, 0};
  for (std::size_t at = 8; at + 4 <= body.size();) {
    const std::uint32_t code = u16(body, at), size = u16(body, at + 2);
    if (code == option_end || at + 4 + size > body.size()) break;
    if (code == option_tsresol && size == 1) {
      const int digits = body[at + 4] & 127;
      one.ns_per_tick = 1e9 * std::pow((body[at + 4] & 128) != 0 ? 0.5 : 0.1, digits);
    }
    if (code == option_tsoffset && size == 8) {
      const std::uint64_t a = u32(body, at + 4), b = u32(body, at + 8);
      one.offset_s = static_cast<std::int64_t>(swapped_ ? a << 32 | b : b << 32 | a);
    }
    at += 4 + (size + 3) / 4 * 4;
  }
  interfaces_.push_back(one);
}

bool CaptureReader::read_packet_block(std::uint32_t type, std::span<const std::uint8_t> body,
                                      CapturedDatagram& datagram, std::uint32_t& link_type,
                                      std::span<const std::uint8_t>& frame) {
  if (type != enhanced_packet && type != old_packet && type != simple_packet) return false;
  const std::size_t header = type == simple_packet ? 4 : 20;
  if (body.size() < header) refuse("has a packet block that is too short");
  const std::uint32_t interface = type == simple_packet ? 0 : type == old_packet ? u16(body, 0) : u32(body, 0);
  if (interface >= interfaces_.size()) refuse("has a packet of an interface that it does not describe");
  const Interface& from = interfaces_[interface];
  link_type = from.link_type;
  std::size_t length = type == simple_packet ? u32(body, 0) : u32(body, 12);
  if (type == simple_packet) length = std::min(length, body.size() - header);
  if (length > body.size() - header) refuse("has a packet longer than its block");
  const std::uint64_t ticks = type == simple_packet ? 0 : std::uint64_t{u32(body, 4)} << 32 | u32(body, 8);
  const double offset_ns = 1e9 * static_cast<double>(from.offset_s);
  const double ns = static_cast<double>(ticks) * from.ns_per_tick + offset_ns;
  datagram.time_ns = 0;
  if (from.ns_per_tick == 1.0 && from.offset_s == 0 && ticks < std::uint64_t{1} << 62)
    datagram.time_ns = static_cast<std::int64_t>(ticks);
  else if (std::abs(ns) < 4e18)
    datagram.time_ns = static_cast<std::int64_t>(ns);
  frame = body.subspan(header, length);
  return true;
}

bool CaptureReader::read(std::size_t n) {
  block_.resize(std::max(block_.size(), n));
  file_.read(reinterpret_cast<char*>(block_.data()), static_cast<std::streamsize>(n));
  const auto got = static_cast<std::size_t>(file_.gcount());
  if (got != 0 && got != n) refuse("ends within a packet");
  return got == n;
}

std::uint32_t CaptureReader::u32(std::span<const std::uint8_t> bytes, std::size_t at) const {
  std::uint32_t value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return swapped_ ? __builtin_bswap32(value) : value;
}

std::uint32_t CaptureReader::u16(std::span<const std::uint8_t> bytes, std::size_t at) const {
  std::uint16_t value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return swapped_ ? __builtin_bswap16(value) : value;
}

void CaptureReader::refuse(const std::string& why) const {
  throw std::invalid_argument(fmt::format("{} {}", path_, why));
}

}  // namespace ohmimo::fronthaul
