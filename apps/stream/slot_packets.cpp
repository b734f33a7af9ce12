#include "apps/stream/slot_packets.hpp"

namespace ohmimo::stream {

SlotPackets::SlotPackets(const StreamShape& shape)
    : shape_(shape), sequence_(static_cast<std::size_t>(shape.n_rx)), packet_(fronthaul::max_packet_bytes) {}

void SlotPackets::symbol(const SlotSamples& samples, std::uint64_t slot, int symbol,
                         const std::function<void(std::span<const std::uint8_t>)>& emit) {
  const int scs_khz = shape_.format.scs_khz;
  const int in_wrap = static_cast<int>(slot % static_cast<std::uint64_t>(fronthaul::slots_per_wrap(scs_khz)));
  fronthaul::UplaneHeader header;
  header.time = fronthaul::symbol_time(in_wrap, symbol, scs_khz);
  for (int rx = 0; rx < shape_.n_rx; ++rx) {
    header.eaxc = static_cast<std::uint16_t>(shape_.first_eaxc + rx);
    const std::span<const std::int16_t> words = words_of(samples, shape_, symbol, rx);
    for (const fronthaul::PrbRange& range : shape_.plan) {
      header.sequence = sequence_[static_cast<std::size_t>(rx)]++;
      const std::span<const std::int16_t> iq =
          words.subspan(24 * static_cast<std::size_t>(range.first), 24 * static_cast<std::size_t>(range.count));
      const std::size_t n_byte = fronthaul::encode_packet(shape_.format, header, range, iq, packet_);
      emit({packet_.data(), n_byte});
    }
  }
}

}  // namespace ohmimo::stream
