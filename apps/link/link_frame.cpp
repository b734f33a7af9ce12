#include "apps/link/link_frame.hpp"

#include <algorithm>

#include "channel/transmission.hpp"
#include "detector/gram.hpp"
#include "phy/simd/kernels.hpp"

namespace ohmimo {

LinkFrame::LinkFrame(const LinkConfig& config)
    : shape_(config.uplink), constellation_(config.constellation), per_user_(config.per_user) {
  if (config.uplink.slot)
    slot_.emplace(config.uplink, config.constellation);
  else
    uplink_.emplace(config.uplink, config.constellation);
  for (const DetectorConfig& detector : config.detectors) {
    Slot slot;
    slot.gram = make_gram_detector(detector);
    if (!slot.gram) slot.antenna = make_detector(detector);
    any_gram_ = any_gram_ || slot.gram;
    slot.estimates.resize(slot.gram ? slot.gram->n_estimate() : slot.antenna->n_estimate());
    slots_.push_back(std::move(slot));
  }
}

void LinkFrame::run(const FrameId& id, double noise_var, FrameCount& out) {
  if (slot_) return run_slot(id, noise_var, out);
  draw(id, noise_var);
  transmit();
  detect();
  count(out);
}

// Channels of a slot depend on each other: the slot is one unit.
void LinkFrame::run_slot(const FrameId& id, double noise_var, FrameCount& out) {
  out.counts.clear();
  out.user_counts.clear();
  slot_->begin(id, noise_var);
  for (const SlotPiece& piece : slot_->pieces()) run_piece(piece, id, out);
  for (std::vector<ErrorCount>* counts : {&out.counts, &out.user_counts})
    for (ErrorCount& count : *counts) count.make_one_unit();
  take_tallies(out);
}

void LinkFrame::run_piece(const SlotPiece& piece, const FrameId& id, FrameCount& out) {
  slot_->draw(piece, frame_, truth_);
  detect({slot_->channel_id(id), id, static_cast<std::uint32_t>(piece.first_channel)});
  add_counts(out);
}

void LinkFrame::run_first_piece(const FrameId& id, double noise_var, FrameCount& out) {
  if (!slot_) return run(id, noise_var, out);
  slot_->begin(id, noise_var);
  run_piece(slot_->pieces().front(), id, out);
}

void LinkFrame::draw(const FrameId& id, double noise_var) {
  uplink_->draw(id, noise_var, frame_, truth_);
}

void LinkFrame::transmit() {
  ohmimo::transmit(frame_, truth_);
}

void LinkFrame::detect() {
  detect({uplink_->channel_id(frame_.id), frame_.id});
}

void LinkFrame::detect(const DrawNames& names) {
  if (any_gram_) gram_and_filter(frame_.h, frame_.y, gram_, z_);
  const float noise_var = frame_.effective_noise_var();
  for (Slot& slot : slots_) {
    if (slot.gram) {
      slot.gram->prepare_and_detect(gram_, z_, {noise_var, names, &frame_.h, &frame_.y}, slot.estimates);
    } else {
      slot.antenna->prepare_and_detect(frame_.h, frame_.y, {noise_var, names}, slot.estimates);
    }
  }
}

void LinkFrame::count(FrameCount& out) {
  out.counts.clear();
  out.user_counts.clear();
  add_counts(out);
  take_tallies(out);
}

void LinkFrame::take_tallies(FrameCount& out) {
  out.tallies.clear();
  for (Slot& slot : slots_) {
    SolverTally& tally = out.tallies.emplace_back();
    slot.gram ? slot.gram->take_tally(tally) : slot.antenna->take_tally(tally);
  }
}

// Adds those of the frame, or of a piece of a slot, curve by curve.
void LinkFrame::add_counts(FrameCount& out) const {
  std::size_t curve = 0, user = 0;
  const auto add = [](std::vector<ErrorCount>& counts, std::size_t k, const ErrorCount& count) {
    if (k == counts.size()) counts.emplace_back();
    counts[k] += count;
  };
  for (const Slot& slot : slots_)
    for (const Estimate& estimate : slot.estimates) {
      const std::size_t n_user = estimate.x.rows();
      add(out.counts, curve++, count(estimate.x, {0, n_user}));
      for (std::size_t u = 0; per_user_ && u < n_user; ++u) add(out.user_counts, user++, count(estimate.x, {u, 1}));
    }
}

// Units (see ErrorCount) are the channels, or on a fixed channel the vectors; of a slot it is run_slot() that says.
ErrorCount LinkFrame::count(const MatrixBatch& x, const Users& users) const {
  const std::uint64_t bits = users.n * x.cols() * constellation_.bits_per_symbol;  // of one channel
  ErrorCount sum;
  std::uint64_t vector_squares = 0;
  for (std::size_t b = 0; b < x.n_block(); ++b) {
    simd::LaneErrors errors;
    ConstBlockView rows = x.block(b);
    rows.data += users.first * rows.stride;
    simd::kernels().count_errors(rows, truth_.symbols.at(b, users.first, 0), {0, users.n, x.cols()},
                                 constellation_.axis, errors);
    const std::size_t lanes = std::min(n_lane, x.n_channel() - b * n_lane);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      sum.symbol_errors += errors.symbol[lane];
      sum.vector_errors += errors.vector[lane];
      sum.add_unit(bits, errors.bit[lane]);
      vector_squares += errors.vector_squares[lane];
    }
  }
  sum.vectors = x.n_channel() * x.cols();
  sum.symbols = sum.vectors * users.n;
  if (shape_.fixed_channel) {
    sum.units = sum.vectors;
    sum.unit_errors = sum.vector_errors;
    sum.sum_sq_errors = vector_squares;
  }
  sum.frames = 1;
  sum.frame_errors = sum.bit_errors > 0;
  return sum;
}

}  // namespace ohmimo
