#include "apps/studies/sweep/unit_runner.hpp"

#include <time.h>

#include <algorithm>

#include "apps/link/block_errors.hpp"
#include "apps/studies/sweep/pairing.hpp"

namespace ohmimo::sweep {
namespace {

constexpr std::size_t n_kept = 2;

double processor_seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// What a study counts: bits, of a coded link blocks in their place.
ErrorCount errors_of(const FrameCount& frame, std::size_t curve) {
  if (frame.blocks.empty()) return frame.counts[curve];
  ErrorCount errors = blocks_as_bits(frame.blocks[curve]);
  errors.frames = 1;
  errors.frame_errors = errors.bit_errors > 0;
  return errors;
}

void add_frame(const Run& run, const FrameCount& frame, std::vector<counts::CurveCount>& curves) {
  for (std::size_t k = 0; k < curves.size(); ++k) {
    const ErrorCount count = errors_of(frame, k);
    const std::uint64_t errors = count.bit_errors;
    const auto reference = static_cast<std::size_t>(reference_of(run.curves, k));
    curves[k].errors += count;
    curves[k].sum_sq_frame += errors * errors;
    curves[k].sum_product_frame += errors * errors_of(frame, reference).bit_errors;
    for (std::size_t d = 0; d < frame.tallies.size(); ++d) {
      if (run.link.detectors[d].name != run.curves[k].detector) continue;
      const SolverTally& tally = frame.tallies[d];
      curves[k].solver_vectors += tally.vectors;
      curves[k].solver_diverged += tally.diverged;
      curves[k].solver_saturated += tally.saturated;
      curves[k].solver_unstable += tally.unstable;
      curves[k].solver_not_finite += tally.not_finite;
    }
  }
}

}  // namespace

std::optional<counts::UnitRecord> UnitRunner::run(const Job& job, const std::atomic<bool>& interrupted) {
  const Run& run = runs_[job.member];
  const double start = processor_seconds();
  LinkFrame& frame = frame_of(job.member);
  counts::UnitRecord unit = {job.point, job.number, 0.0, std::vector<counts::CurveCount>(run.curves.size())};
  for (std::uint32_t k = 0; k < job.n_frame; ++k) {
    if (interrupted) return std::nullopt;
    frame.run({job.at.seed, job.at.index, job.first_frame + k}, job.at.noise_var, count_);
    add_frame(run, count_, unit.curves);
  }
  unit.seconds = processor_seconds() - start;
  return unit;
}

LinkFrame& UnitRunner::frame_of(std::uint32_t member) {
  const auto found = std::ranges::find(kept_, member, &Kept::member);
  if (found != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, found);
  } else {
    if (kept_.size() == n_kept) kept_.pop_back();
    kept_.push_front({member, LinkFrame(runs_[member].link)});
  }
  return kept_.front().frame;
}

}  // namespace ohmimo::sweep
