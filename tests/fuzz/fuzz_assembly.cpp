// Fuzz target: a stream of datagrams into slots. The input is a list of steps of six bytes: a packet of the sender's
// encoder, bytes as they are, time without a packet, a slot detected.
#include <algorithm>
#include <bitset>
#include <vector>

#include "apps/stream/assembly.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace ohmimo;
using namespace ohmimo::stream;

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t n_place = 3, step_bytes = 6;

StreamShape small_shape() {
  StreamShape shape;
  shape.format.n_prb = 5;
  shape.n_rx = 3;
  shape.n_symbol = 2;
  shape.first_eaxc = 7;
  shape.plan = {{0, 2}, {2, 2}, {4, 1}};
  return shape;
}

class Stream {
 public:
  void step(Bytes six, Bytes rest) {
    switch (six[0] % 8) {
      case 0:
        return raw(six, rest.first(std::min<std::size_t>(rest.size(), six[1])));
      case 1:
        return pass(six);
      case 2:
        return detect();
      default:
        return packet(six);
    }
  }

  void end() {
    assembly_.finish();
    while (n_detected_ < n_given()) detect();
    for (std::size_t k = 0; k < n_place; ++k) fuzz::require(pool_.take_free() != nullptr, "every place is free again");
    fuzz::require(pool_.take_free() == nullptr, "no place is free twice");
    require_all_counted();
    if (!any_raw_) require_all_due();
  }

 private:
  void packet(Bytes six) {
    const auto wrap = static_cast<std::uint64_t>(fronthaul::slots_per_wrap(shape_.format.scs_khz));
    const int far = six[0] / 8 == 31 ? 50 : 1;  // now and then a jump
    slot_ = (slot_ + wrap + static_cast<std::uint64_t>(far * static_cast<std::int8_t>(six[1]))) % wrap;
    fronthaul::UplaneHeader header;
    header.eaxc = static_cast<std::uint16_t>(shape_.first_eaxc + six[2] % 4);
    header.sequence = six[3];
    header.time = fronthaul::symbol_time(static_cast<int>(slot_), six[2] / 4 % 3, shape_.format.scs_khz);
    const fronthaul::PrbRange range = shape_.plan[six[2] / 16 % 3];
    const std::vector<std::int16_t> words(24 * static_cast<std::size_t>(range.count), six[4]);
    std::array<std::uint8_t, 256> bytes;
    take({bytes.data(), fronthaul::encode_packet(shape_.format, header, range, words, bytes)}, six[4], six[5]);
  }

  void raw(Bytes six, Bytes bytes) {
    any_raw_ = true;
    take(bytes, six[4], six[5]);
  }

  void take(Bytes bytes, std::uint8_t from, std::uint8_t wait) {
    now_ns_ += std::int64_t{wait} * 100'000;
    Arrival arrival;
    arrival.time_ns = now_ns_;
    arrival.source.port = from % 64 == 63 ? 2 : 1;
    arrival.length = static_cast<std::uint32_t>(bytes.size());
    arrival.kernel_drops = std::uint32_t{from} << 20;
    arrival.cut = from == 62;
    assembly_.take(bytes, arrival);
    n_taken_ += 1;
    require_all_counted();
  }

  // Forward, or backward as a clock that is set.
  void pass(Bytes six) {
    const auto step = static_cast<std::int8_t>(six[1]);
    now_ns_ = std::clamp(now_ns_ + (std::int64_t{step} << six[2] % 56), -latest_ns, latest_ns);
    assembly_.pass(now_ns_);
  }

  std::uint64_t n_given() const { return assembly_.accounts().complete + assembly_.accounts().incomplete; }

  void detect() {
    if (n_detected_ == n_given()) return;
    SlotSamples* slot = pool_.take();
    const auto is_whole = [&](const PrbSet& set) {
      return set.count() == static_cast<std::size_t>(shape_.format.n_prb);
    };
    const auto is_empty = [](const PrbSet& set) { return set.none(); };
    fuzz::require(slot != nullptr, "a slot that is counted is there");
    fuzz::require(slot->complete == std::ranges::all_of(slot->arrived, is_whole), "a complete slot has all blocks");
    fuzz::require(!std::ranges::all_of(slot->arrived, is_empty), "a slot has a packet");
    n_detected_ += 1;
    pool_.give_back(slot);
  }

  void require_all_counted() const {
    const Accounts& a = assembly_.accounts();
    const AntennaAccount all = a.all_antennas();
    fuzz::require(a.datagrams == n_taken_, "every datagram is counted");
    fuzz::require(
        a.foreign + a.n_malformed() + a.unknown_antenna + a.out_of_time + all.received + all.duplicate + all.late ==
            n_taken_,
        "each once");
    fuzz::require(all.reordered <= all.received, "the reordered are received");
    fuzz::require(n_given() - n_detected_ <= n_place, "slots that wait have a place each");
  }

  // Packets of the sender's plan only: those due are received or lost.
  void require_all_due() const {
    const Accounts& a = assembly_.accounts();
    const std::uint64_t due = shape_.packets_per_antenna();
    for (const AntennaAccount& antenna : a.antennas) {
      fuzz::require(antenna.received + antenna.lost >= due * n_given(), "every packet due is received or lost");
      fuzz::require(antenna.received + antenna.lost <= due * (n_given() + a.skipped + a.missed + a.joined), "once");
      fuzz::require(antenna.lost <= due * (a.incomplete + a.skipped + a.missed), "nothing of a complete slot is lost");
    }
  }

  static constexpr std::int64_t latest_ns = 4'000'000'000'000'000'000;  // as captures have it

  StreamShape shape_ = small_shape();
  SlotPool pool_{shape_, n_place};
  Assembly assembly_{shape_, {}, pool_};
  std::uint64_t slot_ = 0, n_taken_ = 0, n_detected_ = 0;
  std::int64_t now_ns_ = 0;
  bool any_raw_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Stream stream;
  Bytes left(data, size);
  while (left.size() >= step_bytes) {
    const Bytes six = left.first(step_bytes);
    left = left.subspan(step_bytes);
    stream.step(six, left);
    if (six[0] % 8 == 0) left = left.subspan(std::min<std::size_t>(left.size(), six[1]));
  }
  stream.end();
  return 0;
}
