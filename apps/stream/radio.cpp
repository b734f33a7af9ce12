#include "apps/stream/radio.hpp"

#include "channel/transmission.hpp"

namespace ohmimo::stream {

std::uint32_t frame_of_slot(std::uint64_t slot, std::uint32_t repeat) {
  return static_cast<std::uint32_t>(repeat > 0 ? slot % repeat : slot);
}

Radio::Radio(const LinkConfig& link, const StreamShape& shape, std::uint32_t repeat)
    : shape_(shape),
      repeat_(repeat),
      uplink_(link.uplink, link.constellation),
      words_(*link.words, link.uplink.n_user) {
  if (link.code) coded_.emplace(link, 0, &uplink_);
}

void Radio::transmit(const SlotPiece& piece) {
  if (!coded_) return uplink_.transmit(piece, frame_, truth_);
  uplink_.draw_link(piece, frame_, truth_);
  coded_->write(coded_->order(piece), truth_);
  ohmimo::transmit(frame_, truth_);
}

void Radio::receive(std::uint64_t seed, std::uint64_t slot, double noise_var, SlotSamples& out) {
  out.slot = slot;
  words_.set_noise_var(noise_var);
  const FrameId id = {seed, 0, frame_of_slot(slot, repeat_)};
  uplink_.name(id, noise_var);
  if (coded_) {
    coded_->begin(id);
    coded_->send(0);
  }
  uplink_.draw_paths();
  uplink_.send_pilots();
  if (const PilotsReceived* pilots = uplink_.pilots_received())
    for (std::size_t pilot = 0; pilot < pilots->n_pilot; ++pilot)
      for (int rx = 0; rx < shape_.n_rx; ++rx)
        words_.to_words(*pilots, pilot, static_cast<std::size_t>(rx),
                        words_of(out, shape_, uplink_.pilots()->symbols()[pilot], rx));
  for (const SlotPiece& piece : uplink_.pieces()) {
    transmit(piece);
    for (int rx = 0; rx < shape_.n_rx; ++rx)
      words_.to_words(frame_.y, static_cast<std::size_t>(rx),
                      words_of(out, shape_, static_cast<int>(piece.symbol), rx).subspan(2 * piece.first, 2 * piece.n));
  }
}

}  // namespace ohmimo::stream
