#include "apps/bench/fronthaul_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

#include "apps/fronthaul/compression.hpp"
#include "apps/fronthaul/iq_kernels.hpp"
#include "apps/fronthaul/packet_plan.hpp"
#include "apps/fronthaul/uplane.hpp"
#include "phy/rng.hpp"

namespace ohmimo::bench {
namespace {

using namespace fronthaul;

// Symbols of 273 PRBs as samples and as packets.
class Traffic {
 public:
  Traffic(const LinkFormat& link, int mtu, std::size_t n_symbol)
      : link_(link), plan_(packet_plan(link, mtu, IpVersion::v4)), most_bytes_(packet_bytes(plan_[0])) {
    per_symbol_ = static_cast<std::size_t>(link.n_prb) * iq_per_prb;
    RngStream stream(FrameId{1, 0, 0}, Purpose::noise);
    for (std::size_t k = 0; k < n_symbol * per_symbol_; ++k)
      sent_.push_back(static_cast<std::int16_t>(std::clamp(2000.0 * stream.normal(), -32768.0, 32767.0)));
    received_.resize(sent_.size());
    packets_.resize(n_symbol * plan_.size() * most_bytes_);
    plain_.resize(sent_.size() / iq_per_prb * prb_bytes(link.iq));
  }

  void encode() {
    for_each_packet([&](PrbRange range, std::size_t first_iq, std::span<std::uint8_t> room) {
      const std::size_t n_iq = static_cast<std::size_t>(range.count) * iq_per_prb;
      encode_packet(link_, {}, range, {sent_.data() + first_iq, n_iq}, room);
    });
  }
  // The number of packets with a fault.
  std::size_t decode() {
    std::size_t n_fault = 0;
    UplanePacket packet;
    for_each_packet([&](PrbRange range, std::size_t first_iq, std::span<const std::uint8_t> room) {
      const std::size_t n_iq = static_cast<std::size_t>(range.count) * iq_per_prb;
      if (decode_packet(link_, room.first(packet_bytes(range)), packet) != DecodeFault::none)
        ++n_fault;
      else
        decompress(link_.iq, packet.section[0].payload, {received_.data() + first_iq, n_iq});
    });
    return n_fault;
  }
  void compress_plainly() { plain_kernels_.compress(link_.iq, sent_.data(), sent_.size() / iq_per_prb, plain_.data()); }
  void decompress_plainly() {
    plain_kernels_.decompress(link_.iq, plain_.data(), received_.size() / iq_per_prb, received_.data());
  }

  void require_same() {
    encode();
    const std::size_t n_fault = decode();
    const std::vector<std::int16_t> received = received_;
    compress_plainly();
    decompress_plainly();
    if (n_fault != 0 || received != received_) throw std::runtime_error("bench: packets differ from plain loops");
  }
  double gigabytes() const {
    std::size_t n_byte = 0;
    for (const PrbRange& range : plan_) n_byte += packet_bytes(range);
    const std::size_t n_symbol = sent_.size() / per_symbol_;
    return 1e-9 * static_cast<double>(n_byte * n_symbol);
  }
  double plain_gigabytes() const { return 1e-9 * static_cast<double>(plain_.size()); }
  int prb_per_packet() const { return plan_[0].count; }

 private:
  std::size_t packet_bytes(PrbRange range) const {
    return packet_header_bytes(link_) + static_cast<std::size_t>(range.count) * prb_bytes(link_.iq);
  }
  // call(range, where its samples begin, room of the packet)
  template <class Call>
  void for_each_packet(const Call& call) {
    std::uint8_t* room = packets_.data();
    for (std::size_t first = 0; first < sent_.size(); first += per_symbol_)
      for (const PrbRange& range : plan_) {
        call(range, first + static_cast<std::size_t>(range.first) * iq_per_prb, std::span(room, most_bytes_));
        room += most_bytes_;
      }
  }

  LinkFormat link_;
  std::vector<PrbRange> plan_;
  std::size_t most_bytes_, per_symbol_ = 0;
  std::vector<std::int16_t> sent_, received_;
  std::vector<std::uint8_t> packets_, plain_;
  const IqKernels& plain_kernels_ = iq_kernels_of(simd::Isa::scalar);
};

struct FronthaulCase {
  EnumWord<IqFormat> format;
  int mtu;
  std::size_t n_symbol;
};

std::vector<BenchRow> bench_format(const FronthaulCase& of, bool quick) {
  LinkFormat link;
  link.iq = of.format.value;
  link.n_prb = 273;
  Traffic traffic(link, of.mtu, of.n_symbol);
  traffic.require_same();
  const double ours = traffic.gigabytes(), plain = traffic.plain_gigabytes();
  const BenchRates rates = measure({{[&] { traffic.encode(); }, ours},
                                    {[&] { traffic.compress_plainly(); }, plain},
                                    {[&] { traffic.decode(); }, ours},
                                    {[&] { traffic.decompress_plainly(); }, plain}},
                                   quick ? 1 : 11, quick ? 0.002 : 0.02);
  const std::string size = fmt::format("{} PRB x {}", traffic.prb_per_packet(), of.n_symbol);
  std::vector<BenchRow> rows;
  for (const std::size_t k : {std::size_t{0}, std::size_t{2}})
    rows.push_back({fmt::format("{} packets {}", of.format.word, k == 0 ? "encoded" : "decoded"), size, rates.median[k],
                    "GB/s", "plain loop, no headers", rates.median[k + 1], rates.median[k] / rates.median[k + 1], 0.0,
                    rates.spread[k]});
  return rows;
}

}  // namespace

std::vector<Benchmark> fronthaul_benchmarks(bool quick) {
  constexpr int jumbo = 14000, ethernet = 1500;
  std::vector<FronthaulCase> cases;
  for (const EnumWord<IqFormat>& format : iq_format_words) cases.push_back({format, jumbo, 14});
  // A symbol of 64 antennas: far beyond the second-level cache.
  if (!quick)
    for (const int mtu : {jumbo, ethernet}) cases.push_back({{"bfp9", {IqMethod::bfp, 9}}, mtu, 64});
  std::vector<Benchmark> all;
  for (const FronthaulCase& one : cases) all.push_back([=] { return bench_format(one, quick); });
  return all;
}

}  // namespace ohmimo::bench
