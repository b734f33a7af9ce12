#include "apps/link/link_frame.hpp"

#include <stdexcept>

#include "channel/transmission.hpp"

namespace ohmimo {

LinkFrame::LinkFrame(const LinkConfig& config) : bank_(config) {
  if (config.uplink.slot)
    slot_.emplace(config.uplink, config.constellation);
  else
    uplink_.emplace(config.uplink, config.constellation);
  if (config.words && !config.uplink.slot)
    throw std::invalid_argument("fronthaul must be none where frames are no slots (only ber and stream make slots)");
  if (config.words) words_.emplace(*config.words, config.uplink.n_user);
  if (config.code) coded_.emplace(config, bank_.n_curve(), slot_ ? &*slot_ : nullptr);
}

void LinkFrame::run(const FrameId& id, double noise_var, FrameCount& out) {
  if (coded_) return run_coded(id, noise_var, out);
  if (slot_) return run_slot(id, noise_var, out);
  draw(id, noise_var);
  transmit();
  detect();
  count(out);
}

void LinkFrame::begin_slot(const FrameId& id, double noise_var) {
  slot_->name(id, noise_var);
  slot_->draw_paths();
  slot_->send_pilots();
  if (words_) {
    words_->set_noise_var(noise_var);
    if (PilotsReceived* pilots = slot_->pilots_received()) words_->quantise(*pilots);
  }
  slot_->listen();
}

// Channels of a slot depend on each other: the slot is one unit.
void LinkFrame::run_slot(const FrameId& id, double noise_var, FrameCount& out) {
  out.clear();
  begin_slot(id, noise_var);
  for (const SlotPiece& piece : slot_->pieces()) run_piece(piece, id, out);
  make_one_unit(out);
  bank_.take_tallies(out);
}

void LinkFrame::run_piece(const SlotPiece& piece, const FrameId& id, FrameCount& out) {
  slot_->draw(piece, frame_, truth_);
  if (words_) words_->quantise(frame_.y);
  bank_.detect(frame_, {slot_->channel_id(id), id, static_cast<std::uint32_t>(piece.first_channel)});
  bank_.add_counts(truth_, out);
  if (watch_) watch_(bank_, truth_);
}

// Transmissions of a frame are told apart by the point of their names, of which a run has at most 1000.
void LinkFrame::run_coded(const FrameId& id, double noise_var, FrameCount& out) {
  out.clear();
  coded_->begin(id);
  for (std::size_t t = 0; t < coded_->n_transmission(); ++t) {
    FrameId name = id;
    name.point += static_cast<std::uint32_t>(t) << 24;
    coded_->send(t);
    slot_ ? send_slot(name, noise_var, t, out) : send_frame(name, noise_var, t, out);
    if (coded_->decode(t)) break;
  }
  coded_->count(out);
  bank_.take_tallies(out);
}

void LinkFrame::send_frame(const FrameId& id, double noise_var, std::size_t t, FrameCount& out) {
  draw(id, noise_var);
  coded_->write(coded_->order(), truth_);
  transmit();
  detect();
  hear(coded_->order(), t, out);
}

void LinkFrame::send_slot(const FrameId& id, double noise_var, std::size_t t, FrameCount& out) {
  begin_slot(id, noise_var);
  for (const SlotPiece& piece : slot_->pieces()) {
    const ElementOrder& order = coded_->order(piece);
    slot_->draw_link(piece, frame_, truth_);
    coded_->write(order, truth_);
    transmit();
    slot_->believe(piece, frame_, truth_);
    if (words_) words_->quantise(frame_.y);
    bank_.detect(frame_, {slot_->channel_id(id), id, static_cast<std::uint32_t>(piece.first_channel)});
    hear(order, t, out);
  }
  if (t == 0) make_one_unit(out);
}

void LinkFrame::hear(const ElementOrder& order, std::size_t t, FrameCount& out) {
  if (t == 0) bank_.add_counts(truth_, out);
  if (watch_) watch_(bank_, truth_);
  for (std::size_t curve = 0; curve < bank_.n_curve(); ++curve) coded_->hear(curve, t, bank_.estimate(curve), order);
}

void LinkFrame::run_first_piece(const FrameId& id, double noise_var, FrameCount& out) {
  if (!slot_ || coded_) return run(id, noise_var, out);
  begin_slot(id, noise_var);
  run_piece(slot_->pieces().front(), id, out);
}

void LinkFrame::draw(const FrameId& id, double noise_var) {
  uplink_->draw(id, noise_var, frame_, truth_);
}

void LinkFrame::transmit() {
  ohmimo::transmit(frame_, truth_);
}

void LinkFrame::detect() {
  bank_.detect(frame_, {uplink_->channel_id(frame_.id), frame_.id});
}

void LinkFrame::count(FrameCount& out) {
  out.clear();
  bank_.add_counts(truth_, out);
  if (watch_) watch_(bank_, truth_);
  bank_.take_tallies(out);
}

}  // namespace ohmimo
