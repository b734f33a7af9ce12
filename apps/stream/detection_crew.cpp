#include "apps/stream/detection_crew.hpp"

#include <chrono>

#include "apps/link/workers.hpp"
#include "apps/stream/slot_detection.hpp"

namespace ohmimo::stream {
namespace {

template <class Count>
void add_counts(std::vector<Count>& to, const std::vector<Count>& from) {
  to.resize(std::max(to.size(), from.size()));
  for (std::size_t k = 0; k < from.size(); ++k) to[k] += from[k];
}

double microseconds_since(std::int64_t steady_ns) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return 1e-3 * static_cast<double>(std::chrono::nanoseconds(now).count() - steady_ns);
}

}  // namespace

DetectionTotals::DetectionTotals(const CrewPlan& plan)
    : curves(curves_of(plan.link)),
      quality(curves.size(), static_cast<std::size_t>(plan.link.uplink.n_user), plan.link.constellation, plan.quality) {
  count.counts.resize(curves.size());
  count.tallies.resize(plan.link.detectors.size());
}

DetectionCrew::DetectionCrew(const CrewPlan& plan, SlotPool& pool) : plan_(plan), pool_(pool), totals_(plan) {
  threads_ = start_workers(plan.threads, [this] { work(); });
}

DetectionCrew::~DetectionCrew() {
  pool_.end();
}

void DetectionCrew::use(const std::vector<DetectorConfig>& detectors) {
  const std::lock_guard lock(mutex_);
  if (totals_.n_slot > 0) earlier_.push_back(totals_);
  plan_.link.detectors = detectors;
  totals_ = DetectionTotals(plan_);
  ++generation_;
}

void DetectionCrew::join() {
  threads_.clear();
  if (error_) std::rethrow_exception(error_);
}

DetectionTotals DetectionCrew::totals() const {
  const std::lock_guard lock(mutex_);
  return totals_;
}

std::vector<DetectionTotals> DetectionCrew::earlier_totals() const {
  const std::lock_guard lock(mutex_);
  return earlier_;
}

// A thread that fails ends the pool, so that nobody waits for it.
void DetectionCrew::work() {
  try {
    detect_slots();
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::current_exception();
    failed_ = true;
    pool_.end();
  }
}

void DetectionCrew::detect_slots() {
  std::optional<SlotDetection> detection;
  std::optional<DetectionTotals> slot_totals;
  std::uint64_t made_for = 0;
  const auto renew = [&] {
    const std::lock_guard lock(mutex_);
    if (detection && made_for == generation_) return;
    made_for = generation_;
    detection.emplace(plan_.link, plan_.shape, plan_.repeat);
    slot_totals.emplace(plan_);
  };
  renew();  // before the first slot waits for it
  while (SlotSamples* slot = pool_.take()) {
    renew();
    slot_totals->quality.clear();
    slot_totals->latency.clear();
    detection->detect(*slot, plan_.seed, plan_.noise_var, slot_totals->count, slot_totals->quality);
    if (plan_.live) slot_totals->latency.add(microseconds_since(slot->last_arrival_ns));
    pool_.give_back(slot);
    add(*slot_totals, made_for);
  }
}

// A slot whose detectors are no longer in use is left out.
void DetectionCrew::add(const DetectionTotals& slot, std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  add_counts(totals_.count.counts, slot.count.counts);
  add_counts(totals_.count.user_counts, slot.count.user_counts);
  add_counts(totals_.count.blocks, slot.count.blocks);
  add_counts(totals_.count.user_blocks, slot.count.user_blocks);
  for (std::size_t k = 0; k < slot.count.tallies.size(); ++k) totals_.count.tallies[k] += slot.count.tallies[k];
  totals_.n_slot += 1;
  totals_.latency += slot.latency;
  totals_.quality.merge(slot.quality);
}

}  // namespace ohmimo::stream
