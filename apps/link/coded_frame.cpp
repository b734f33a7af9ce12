#include "apps/link/coded_frame.hpp"

namespace ohmimo {
namespace {

constexpr std::size_t subcarriers_of_block = 12;

}  // namespace

CodedFrame::CodedFrame(const LinkConfig& config, std::size_t n_curve, const SlotUplink* slot)
    : shape_(block_shape(config)),
      sender_(*config.code, shape_, config.constellation, config.uplink.n_user),
      receiver_(*config.code, shape_, config.constellation, n_curve),
      n_transmission_(config.code->versions.size()),
      n_curve_(n_curve),
      per_user_(config.per_user) {
  if (slot == nullptr) {
    const auto n_vector = static_cast<std::size_t>(config.uplink.n_vector);
    order_.n_channel = static_cast<std::size_t>(config.code->n_channel);
    order_.channel_step = n_vector;
    for (std::size_t v = 0; v < n_vector; ++v) order_.vector_offset.push_back(v);
    n_unit_ = static_cast<std::size_t>(config.uplink.n_channel) / order_.n_channel;
    return;
  }
  const SlotGrid& grid = config.uplink.slot->grid;
  granularity_ = config.uplink.slot->granularity;
  payload_period_ = config.uplink.slot->payload_period;
  n_subcarrier_ = static_cast<std::size_t>(grid.n_subcarrier());
  std::size_t n_data = 0;
  for (int l = 0; l < grid.n_symbol; ++l) {
    data_symbol_.push_back(n_data);
    n_data += slot->pilots() == nullptr || !slot->pilots()->is_pilot(l);
  }
  order_.n_channel = shape_.n_element;  // all are of one block
  order_.vector_offset = {0};
  if (granularity_ == Granularity::resource_element) return;
  const std::size_t n_wide = granularity_ == Granularity::subcarrier ? 1 : subcarriers_of_block;
  order_.channel_step = n_wide;
  order_.vector_offset.clear();
  for (std::size_t v = 0; v < n_data * n_wide; ++v)
    order_.vector_offset.push_back(v / n_wide * n_subcarrier_ + v % n_wide);
}

const ElementOrder& CodedFrame::order(const SlotPiece& piece) {
  order_.first = piece.first * order_.channel_step;
  if (granularity_ == Granularity::resource_element) order_.first += data_symbol_[piece.symbol] * n_subcarrier_;
  return order_;
}

void CodedFrame::begin(const FrameId& id) {
  FrameId name = id;
  if (payload_period_ > 0) name.frame %= payload_period_;
  sender_.draw(name, n_unit_);
  receiver_.begin(sender_.n_block());
}

void CodedFrame::count(FrameCount& out) const {
  for (std::size_t curve = 0; curve < n_curve_; ++curve) {
    out.blocks.push_back(receiver_.count(curve, 0, sender_.n_user(), sender_));
    for (std::size_t u = 0; per_user_ && u < sender_.n_user(); ++u)
      out.user_blocks.push_back(receiver_.count(curve, u, 1, sender_));
  }
}

}  // namespace ohmimo
