#include "channel/slot_uplink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "channel/adapters.hpp"
#include "channel/transmission.hpp"

namespace ohmimo {
namespace {

constexpr int subcarriers_of_block = 12, middle_of_block = 6;

// Blocks of 16 channels whose H and y fill half of a second-level cache of 512 KiB; three of them are four resource
// blocks.
std::size_t channels_of_piece(const UplinkConfig& config, std::size_t n_vector) {
  const double block_bytes = 8.0 * n_lane * config.n_rx * (config.n_user + static_cast<double>(n_vector));
  const auto n_block = static_cast<std::size_t>(std::clamp(256 * 1024 / block_bytes, 1.0, 16.0));
  return n_lane * (config.slot->whole_blocks ? 3 * ((n_block + 2) / 3) : n_block);
}

// All pieces: one symbol after the other within the same channels, whose phases are then in the cache.
std::vector<SlotPiece> make_pieces(std::size_t n_channel, std::size_t of_piece,
                                   const std::vector<std::size_t>& symbols) {
  std::vector<SlotPiece> pieces;
  std::size_t total = 0;
  for (std::size_t first = 0; first < n_channel; first += of_piece)
    for (const std::size_t symbol : symbols) {
      const std::size_t n = std::min(of_piece, n_channel - first);
      pieces.push_back({symbol, first, n, total});
      total += n;
    }
  return pieces;
}

// Without pilots every symbol carries data.
std::vector<std::size_t> data_symbols(int n_symbol, const PilotGrid* pilots) {
  std::vector<std::size_t> symbols;
  for (int l = 0; l < n_symbol; ++l)
    if (pilots == nullptr || !pilots->is_pilot(l)) symbols.push_back(static_cast<std::size_t>(l));
  if (symbols.empty())
    throw std::invalid_argument(
        fmt::format("symbols must be more than the {} of the pilots, got {}", pilots->symbols().size(), n_symbol));
  return symbols;
}

}  // namespace

FrequencyAxis frequency_axis(const SlotConfig& slot) {
  const double step_hz = slot.grid.scs_khz * 1e3;
  const std::size_t n = slot.grid.n_subcarrier();
  if (slot.granularity != Granularity::resource_block) return {slot.grid.frequency_hz(0), step_hz, n};
  return {slot.grid.frequency_hz(middle_of_block), subcarriers_of_block * step_hz, n / subcarriers_of_block};
}

std::unique_ptr<PathModel> path_model(const UplinkConfig& config) {
  const ChannelShape shape = {config.n_rx, config.n_user};
  const FadingLaw& law = config.channel.law;
  return law.make_paths ? law.make_paths(shape) : flat_over_slot(law.make(shape), shape);
}

SlotUplink::SlotUplink(const UplinkConfig& config, const Constellation& constellation)
    : config_(config), constellation_(constellation), axis_(frequency_axis(*config.slot)), model_(path_model(config)) {
  const SlotConfig& slot = *config.slot;
  times_s_ = slot.grid.symbol_times_s();
  if (config.csi.uses_pilots()) pilots_.emplace(slot, config.csi.estimator(), config.n_user);
  std::vector<std::size_t> symbols = data_symbols(slot.grid.n_symbol, pilots_ ? &pilots_->pilots() : nullptr);
  if (slot.granularity != Granularity::resource_element) {
    n_vector_ = symbols.size() * (slot.granularity == Granularity::resource_block ? subcarriers_of_block : 1);
    symbols = {symbols[symbols.size() / 2]};
  }
  pieces_ = make_pieces(axis_.count, channels_of_piece(config, n_vector_), symbols);
}

void SlotUplink::begin(const FrameId& id, double noise_var) {
  name(id, noise_var);
  draw_paths();
  send_pilots();
  listen();
}

void SlotUplink::name(const FrameId& id, double noise_var) {
  id_ = id;
  noise_var_ = noise_var;
}

void SlotUplink::draw_paths() {
  model_->draw(channel_id(id_), times_s_, paths_);
  scale_users();
  response_.prepare(paths_, axis_);
}

void SlotUplink::send_pilots() {
  if (pilots_) pilots_->send(channel_id(id_), paths_, noise_var_);
}

void SlotUplink::listen() {
  if (pilots_) pilots_->listen(paths_, noise_var_);
}

void SlotUplink::draw(const SlotPiece& piece, UplinkFrame& frame, FrameTruth& truth) {
  transmit(piece, frame, truth);
  believe(piece, frame, truth);
}

void SlotUplink::draw_channel(const SlotPiece& piece, UplinkFrame& frame, FrameTruth& truth) {
  const bool known = config_.csi.is_perfect();
  MatrixBatch& h = known ? frame.h : truth.h;
  h.resize(piece.n, config_.n_rx, config_.n_user);
  response_.evaluate(paths_, piece.symbol, piece.first, h);
  if (known) truth.h.resize(0, 0, 0);
}

void SlotUplink::transmit(const SlotPiece& piece, UplinkFrame& frame, FrameTruth& truth) {
  draw_link(piece, frame, truth);
  ohmimo::transmit(frame, truth);
}

void SlotUplink::draw_link(const SlotPiece& piece, UplinkFrame& frame, FrameTruth& truth) {
  draw_channel(piece, frame, truth);
  frame.id = id_;
  draw_payload(piece, truth);
  RngStream noise(id_, Purpose::noise, index_of(piece));
  frame.y.resize(piece.n, config_.n_rx, n_vector_);
  draw_noise(noise, noise_var_, frame.y);
}

void SlotUplink::draw_payload(const SlotPiece& piece, FrameTruth& truth) const {
  FrameId id = id_;
  if (config_.slot->payload_period > 0) id.frame %= config_.slot->payload_period;
  RngStream bits(id, Purpose::bits, index_of(piece));
  draw_symbols(bits, constellation_, {piece.n, static_cast<std::size_t>(config_.n_user), n_vector_}, truth);
}

void SlotUplink::believe(const SlotPiece& piece, UplinkFrame& frame, FrameTruth& truth) {
  frame.noise_var = static_cast<float>(noise_var_);
  frame.error_var = static_cast<float>(config_.csi.error_var);
  if (config_.csi.is_perfect()) return;
  if (pilots_) return estimate(piece, frame);
  RngStream error(channel_id(id_), Purpose::csi, index_of(piece));
  add_error(error, config_.csi.error_var, truth.h, frame.h);
}

void SlotUplink::estimate(const SlotPiece& piece, UplinkFrame& frame) {
  const bool blocks = config_.slot->granularity == Granularity::resource_block;
  const int step = blocks ? subcarriers_of_block : 1, offset = blocks ? middle_of_block : 0;
  const SubcarrierRange range = {static_cast<int>(piece.first) * step + offset, static_cast<int>(piece.n), step};
  frame.error_var = pilots_->estimate(piece.symbol, range, frame.h);
  frame.noise_var = static_cast<float>(pilots_->noise_var());
}

void SlotUplink::scale_users() {
  if (config_.user_spread_db == 0.0) return;
  const std::vector<double> gains = user_gains(config_.n_user, config_.user_spread_db);
  for (std::size_t u = 0; u < paths_.n_user; ++u) {
    const float amplitude = static_cast<float>(std::sqrt(gains[u]));
    for (std::size_t p = 0; p < paths_.n_path; ++p) paths_.power[paths_.row(u, p)] *= gains[u];
    for (std::size_t t = 0; t < paths_.n_time; ++t)
      for (std::size_t p = 0; p < paths_.n_path; ++p)
        for (std::complex<float>& gain : paths_.gains(t, u, p)) gain *= amplitude;
  }
}

}  // namespace ohmimo
