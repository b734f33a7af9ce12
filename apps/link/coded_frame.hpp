// The blocks of a frame of a coded link, from their payloads to what the receivers of all curves get wrong.
#pragma once
#include "apps/link/block_receiver.hpp"
#include "apps/link/block_sender.hpp"
#include "apps/link/detector_bank.hpp"
#include "channel/slot_uplink.hpp"

namespace ohmimo {

// Owned by one thread. For every frame: begin(); then for every transmission send(), write() and hear() of all that the
// frame is made of, and decode(); then count().
class CodedFrame {
 public:
  // n_curve: of those who receive, 0 at a sender. slot: where frames are slots. Throws as block_shape().
  CodedFrame(const LinkConfig& config, std::size_t n_curve, const SlotUplink* slot);

  std::size_t n_transmission() const { return n_transmission_; }  // at most
  const ElementOrder& order() const { return order_; }            // of a frame that is no slot
  // Of a piece of a slot: subcarriers first, then symbols (TS 38.211, 6.3.1.6). Holds until the next call.
  const ElementOrder& order(const SlotPiece& piece);

  void begin(const FrameId& id);
  void send(std::size_t t) { sender_.send(t); }
  void write(const ElementOrder& order, FrameTruth& truth) const { sender_.write(order, truth); }
  void hear(std::size_t curve, std::size_t t, const Estimate& estimate, const ElementOrder& order) {
    receiver_.hear(curve, t, estimate, order);
  }
  bool decode(std::size_t t) { return receiver_.decode(t, sender_); }  // true: no block asks for another transmission
  void count(FrameCount& out) const;

 private:
  BlockShape shape_;
  BlockSender sender_;
  BlockReceiver receiver_;
  std::size_t n_transmission_, n_curve_, n_unit_ = 1;
  bool per_user_;
  std::uint32_t payload_period_ = 0;  // slots until payloads come again, as those of SlotConfig; 0 = never
  Granularity granularity_ = Granularity::resource_element;
  std::size_t n_subcarrier_ = 0;
  std::vector<std::size_t> data_symbol_;  // [symbol of the slot]: its number among those with data
  ElementOrder order_;
};

}  // namespace ohmimo
