#include "apps/evaluate/link_frame.hpp"

#include <algorithm>

#include "phy/simd/kernels.hpp"

namespace ohmimo {

LinkFrame::LinkFrame(const LinkConfig& config)
    : shape_(config.uplink), constellation_(config.constellation), uplink_(config.uplink, config.constellation) {
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
  uplink_.generate(id, noise_var, frame_, truth_);
  if (any_gram_) {
    gram(frame_.h, gram_);
    matched_filter(frame_.h, frame_.y, z_);
  }
  const DrawNames names(uplink_.channel_id(id), id);
  out.counts.clear();
  out.tallies.clear();
  for (Slot& slot : slots_) {
    if (slot.gram) {
      slot.gram->prepare(gram_, frame_.noise_var, names);
      slot.gram->detect(z_, slot.estimates);
      out.tallies.push_back(slot.gram->take_tally());
    } else {
      slot.antenna->prepare(frame_.h, frame_.noise_var, names);
      slot.antenna->detect(frame_.y, slot.estimates);
      out.tallies.push_back(slot.antenna->take_tally());
    }
    for (const Estimate& estimate : slot.estimates) count(estimate.x, out.counts.emplace_back());
  }
}

// Independent units for the interval: channels; or, on a fixed channel, the vectors (whose noise is independent).
void LinkFrame::count(const MatrixBatch& x, ErrorCount& out) const {
  const simd::LinkSize size = {0, x.rows(), x.cols()};
  const std::uint64_t bits_per_vector = x.rows() * constellation_.bits_per_symbol;
  for (std::size_t b = 0; b < x.n_block(); ++b) {
    simd::LaneErrors errors;
    simd::kernels().count_errors(x.block(b), truth_.symbols.at(b, 0, 0), size, constellation_.axis, errors);
    const std::size_t lanes = std::min(n_lane, x.n_channel() - b * n_lane);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      out.symbols += x.rows() * x.cols();
      out.symbol_errors += errors.symbol[lane];
      out.vectors += x.cols();
      out.vector_errors += errors.vector[lane];
      if (shape_.fixed_channel) {
        out.bits += bits_per_vector * x.cols();
        out.bit_errors += errors.bit[lane];
        out.clusters += x.cols();
        out.cluster_errors += errors.vector[lane];
        out.sum_sq_errors += errors.vector_squares[lane];
      } else {
        out.add_cluster(bits_per_vector * x.cols(), errors.bit[lane]);
      }
    }
  }
  out.frames = 1;
  out.frame_errors = out.bit_errors > 0;
}

}  // namespace ohmimo
