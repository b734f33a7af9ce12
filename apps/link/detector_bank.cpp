#include "apps/link/detector_bank.hpp"

#include <algorithm>

#include "detector/gram.hpp"
#include "phy/simd/kernels.hpp"

namespace ohmimo {

void FrameCount::clear() {
  counts.clear();
  user_counts.clear();
  tallies.clear();
  blocks.clear();
  user_blocks.clear();
}

void make_one_unit(FrameCount& slot) {
  for (std::vector<ErrorCount>* counts : {&slot.counts, &slot.user_counts})
    for (ErrorCount& count : *counts) count.make_one_unit();
}

DetectorBank::DetectorBank(const LinkConfig& config)
    : constellation_(config.constellation), per_user_(config.per_user), fixed_channel_(config.uplink.fixed_channel) {
  for (const DetectorConfig& detector : config.detectors) {
    Slot slot;
    slot.gram = make_gram_detector(detector);
    if (!slot.gram) slot.antenna = make_detector(detector);
    any_gram_ = any_gram_ || slot.gram;
    slot.estimates.resize(slot.gram ? slot.gram->n_estimate() : slot.antenna->n_estimate());
    slots_.push_back(std::move(slot));
  }
}

void DetectorBank::detect(const UplinkFrame& frame, const DrawNames& names) {
  if (any_gram_) gram_and_filter(frame.h, frame.y, gram_, z_);
  const float noise_var = frame.effective_noise_var();
  for (Slot& slot : slots_) {
    if (slot.gram) {
      slot.gram->prepare_and_detect(gram_, z_, {noise_var, names, &frame.h, &frame.y}, slot.estimates);
    } else {
      slot.antenna->prepare_and_detect(frame.h, frame.y, {noise_var, names}, slot.estimates);
    }
  }
}

void DetectorBank::take_tallies(FrameCount& out) {
  out.tallies.clear();
  for (Slot& slot : slots_) {
    SolverTally& tally = out.tallies.emplace_back();
    slot.gram ? slot.gram->take_tally(tally) : slot.antenna->take_tally(tally);
  }
}

void DetectorBank::add_counts(const FrameTruth& truth, FrameCount& out) const {
  std::size_t curve = 0, user = 0;
  const auto add = [](std::vector<ErrorCount>& counts, std::size_t k, const ErrorCount& count) {
    if (k == counts.size()) counts.emplace_back();
    counts[k] += count;
  };
  for (const Slot& slot : slots_)
    for (const Estimate& estimate : slot.estimates) {
      const std::size_t n_user = estimate.x.rows();
      add(out.counts, curve++, count(estimate.x, truth, {0, n_user}));
      for (std::size_t u = 0; per_user_ && u < n_user; ++u)
        add(out.user_counts, user++, count(estimate.x, truth, {u, 1}));
    }
}

std::size_t DetectorBank::n_curve() const {
  std::size_t n = 0;
  for (const Slot& slot : slots_) n += slot.estimates.size();
  return n;
}

const Estimate& DetectorBank::estimate(std::size_t curve) const {
  auto slot = slots_.begin();
  for (; curve >= slot->estimates.size(); ++slot) curve -= slot->estimates.size();
  return slot->estimates[curve];
}

// Units (see ErrorCount) are the channels, or on a fixed channel the vectors. The caller merges those of a slot into
// one.
ErrorCount DetectorBank::count(const MatrixBatch& x, const FrameTruth& truth, const Users& users) const {
  const std::uint64_t bits = users.n * x.cols() * constellation_.bits_per_symbol;  // of one channel
  ErrorCount sum;
  std::uint64_t vector_squares = 0;
  for (std::size_t b = 0; b < x.n_block(); ++b) {
    simd::LaneErrors errors;
    ConstBlockView rows = x.block(b);
    rows.data += users.first * rows.stride;
    simd::kernels().count_errors(rows, truth.symbols.at(b, users.first, 0), {0, users.n, x.cols()}, constellation_.axis,
                                 errors);
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
  if (fixed_channel_) {
    sum.units = sum.vectors;
    sum.unit_errors = sum.vector_errors;
    sum.sum_sq_errors = vector_squares;
  }
  sum.frames = 1;
  sum.frame_errors = sum.bit_errors > 0;
  return sum;
}

}  // namespace ohmimo
