#include "apps/stream/slot_detection.hpp"

#include <algorithm>

#include "apps/stream/radio.hpp"

namespace ohmimo::stream {
namespace {

constexpr std::size_t subcarriers_of_block = 12;

void erase_row(const BlockView& block, std::size_t row, std::size_t n_col, std::size_t first_lane,
               std::size_t n_lanes) {
  for (std::size_t part = 0; part < 2 * n_col; ++part) {
    float* lanes = block.data + row * block.stride + part * n_lane;
    std::fill(lanes + first_lane, lanes + first_lane + n_lanes, 0.f);
  }
}

// The channels first .. first + n - 1 of one row.
void erase_row(MatrixBatch& batch, std::size_t row, std::size_t first, std::size_t n) {
  while (n > 0) {
    const std::size_t lane = first % n_lane, here = std::min(n, n_lane - lane);
    erase_row(batch.block(first / n_lane), row, batch.cols(), lane, here);
    first += here;
    n -= here;
  }
}

// Rows of some antennas to their places among all.
void spread_rows(const MatrixBatch& some, const std::vector<int>& places, std::size_t n_row, MatrixBatch& all) {
  all.resize(some.n_channel(), n_row, some.cols());
  all.set_zero();
  for (std::size_t b = 0; b < some.n_block(); ++b)
    for (std::size_t k = 0; k < places.size(); ++k)
      std::copy_n(some.block(b).data + k * some.block(b).stride, 2 * some.cols() * n_lane,
                  all.block(b).data + static_cast<std::size_t>(places[k]) * all.block(b).stride);
}

}  // namespace

SlotDetection::SlotDetection(const LinkConfig& link, const StreamShape& shape, std::uint32_t repeat)
    : shape_(shape),
      repeat_(repeat),
      needs_truth_(!link.uplink.csi.uses_pilots()),
      knows_paths_(needs_truth_ || link.uplink.csi.kind == CsiKind::lmmse),
      curves_(curves_of(link)),
      uplink_(link.uplink, link.constellation),
      words_(*link.words, link.uplink.n_user),
      bank_(link) {
  if (link.code) coded_.emplace(link, curves_.size(), &uplink_);
}

void SlotDetection::detect(const SlotSamples& slot, std::uint64_t seed, double noise_var, FrameCount& out,
                           SignalQuality& quality) {
  const FrameId id = {seed, 0, frame_of_slot(slot.slot, repeat_)};
  out.clear();
  words_.set_noise_var(noise_var);
  uplink_.name(id, noise_var);
  if (knows_paths_) uplink_.draw_paths();
  listen(slot);
  quality.begin_slot();
  if (coded_) {
    coded_->begin(id);
    coded_->send(0);
  }
  for (const SlotPiece& piece : uplink_.pieces()) {
    uplink_.draw_payload(piece, truth_);
    if (coded_) coded_->write(coded_->order(piece), truth_);
    take_piece(slot, piece);
    believe(piece);
    if (!slot.complete) erase(slot, piece);
    frame_.id = id;
    bank_.detect(frame_, {uplink_.channel_id(id), id, static_cast<std::uint32_t>(piece.first_channel)});
    judge(piece, out, quality);
  }
  make_one_unit(out);
  if (coded_) {
    coded_->decode(0);
    coded_->count(out);
  }
  bank_.take_tallies(out);
}

void SlotDetection::judge(const SlotPiece& piece, FrameCount& out, SignalQuality& quality) {
  bank_.add_counts(truth_, out);
  for (std::size_t curve = 0; curve < curves_.size(); ++curve) {
    quality.add(curve, bank_.estimate(curve), truth_);
    if (coded_) coded_->hear(curve, 0, bank_.estimate(curve), coded_->order(piece));
  }
}

// Hands the pilots of all antennas that are heard in every pilot symbol to the estimator.
void SlotDetection::listen(const SlotSamples& slot) {
  const auto n_prb = static_cast<std::size_t>(shape_.format.n_prb);
  heard_.clear();
  PilotsReceived* pilots = uplink_.pilots_received();
  for (int rx = 0; rx < shape_.n_rx; ++rx) {
    const auto is_whole = [&](int symbol) { return arrived_of(slot, shape_, symbol, rx).count() == n_prb; };
    if (pilots == nullptr || slot.complete || std::ranges::all_of(uplink_.pilots()->symbols(), is_whole))
      heard_.push_back(rx);
  }
  if (pilots == nullptr || heard_.empty()) return;
  const std::vector<int>& symbols = uplink_.pilots()->symbols();
  pilots->resize(symbols.size(), shape_.n_subcarrier(), heard_.size());
  for (std::size_t pilot = 0; pilot < symbols.size(); ++pilot)
    for (std::size_t k = 0; k < heard_.size(); ++k)
      words_.to_samples(words_of(slot, shape_, symbols[pilot], heard_[k]), pilot, k, *pilots);
  uplink_.listen();
}

void SlotDetection::take_piece(const SlotSamples& slot, const SlotPiece& piece) {
  frame_.y.resize(piece.n, static_cast<std::size_t>(shape_.n_rx), 1);
  for (int rx = 0; rx < shape_.n_rx; ++rx)
    words_.to_samples(words_of(slot, shape_, static_cast<int>(piece.symbol), rx).subspan(2 * piece.first, 2 * piece.n),
                      static_cast<std::size_t>(rx), frame_.y);
}

// The receiver's channel, with rows of zeros for antennas that are not heard.
void SlotDetection::believe(const SlotPiece& piece) {
  if (needs_truth_) uplink_.draw_channel(piece, frame_, truth_);
  const auto n_rx = static_cast<std::size_t>(shape_.n_rx), n_user = truth_.x.rows();
  if (heard_.size() == n_rx) return uplink_.believe(piece, frame_, truth_);
  if (heard_.empty()) {
    frame_.h.resize(piece.n, n_rx, n_user);
    frame_.h.set_zero();
    return;
  }
  uplink_.believe(piece, frame_, truth_);
  std::swap(frame_.h, h_heard_);
  spread_rows(h_heard_, heard_, n_rx, frame_.h);
}

void SlotDetection::erase(const SlotSamples& slot, const SlotPiece& piece) {
  const std::size_t first_prb = piece.first / subcarriers_of_block, n_prb = piece.n / subcarriers_of_block;
  for (int rx = 0; rx < shape_.n_rx; ++rx) {
    const PrbSet& arrived = arrived_of(slot, shape_, static_cast<int>(piece.symbol), rx);
    for (std::size_t k = 0; k < n_prb; ++k) {
      if (arrived[first_prb + k]) continue;
      erase_row(frame_.h, static_cast<std::size_t>(rx), k * subcarriers_of_block, subcarriers_of_block);
      erase_row(frame_.y, static_cast<std::size_t>(rx), k * subcarriers_of_block, subcarriers_of_block);
    }
  }
}

}  // namespace ohmimo::stream
