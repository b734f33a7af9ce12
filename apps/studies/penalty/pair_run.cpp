#include "apps/studies/penalty/pair_run.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <mutex>

#include "apps/link/workers.hpp"

namespace ohmimo::penalty {

PairRun::PairRun(const PairModel& model, const PairControl& control)
    : model_(model), control_(control), start_(std::chrono::steady_clock::now()) {
  for (int t = 0; t < control.threads; ++t) workers_.push_back(model_.make_worker());
}

double PairRun::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

double PairRun::bits() const {
  double frames = 0.0;
  for (const auto& [snr, counts] : counts_) frames += static_cast<double>(counts.size());
  return frames * model_.bits_per_frame;
}

std::size_t PairRun::frames(std::span<const double> es_n0_db) const {
  std::size_t fewest = SIZE_MAX;
  for (const double snr_db : es_n0_db) {
    const auto found = counts_.find(snr_db);
    fewest = std::min(fewest, found == counts_.end() ? 0 : found->second.size());
  }
  return fewest;
}

bool PairRun::extend(std::span<const double> es_n0_db, std::size_t n_frame) {
  struct Growth {
    std::vector<PairErrors>* counts;
    std::size_t old_size;
  };
  std::vector<Growth> growths;
  std::vector<Job> jobs;
  for (const double snr_db : es_n0_db) {
    std::vector<PairErrors>& counts = counts_[snr_db];
    if (n_frame <= counts.size()) continue;
    growths.push_back({&counts, counts.size()});
    counts.resize(n_frame);
    for (std::size_t frame = growths.back().old_size; frame < n_frame; ++frame)
      jobs.push_back({snr_db, static_cast<std::uint32_t>(frame), &counts[frame]});
  }
  if (work(jobs)) return true;
  for (const Growth& growth : growths) growth.counts->resize(growth.old_size);
  return false;
}

bool PairRun::work(const std::vector<Job>& jobs) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  std::exception_ptr error;
  std::mutex mutex;
  std::atomic<std::size_t> next_worker = 0;
  const auto run = [&] {
    const PairModel::Worker& worker = workers_[next_worker++];
    try {
      for (std::size_t k = next++; k < jobs.size() && !stopped; k = next++)
        if (interrupted() || seconds() > control_.max_seconds)
          stopped = true;
        else
          *jobs[k].out = worker(jobs[k].frame, jobs[k].es_n0_db);
    } catch (...) {
      const std::lock_guard lock(mutex);
      error = std::current_exception();
      stopped = true;
    }
  };
  start_workers(static_cast<int>(workers_.size()), run).clear();  // waits for them
  if (error) std::rethrow_exception(error);
  return !stopped;
}

}  // namespace ohmimo::penalty
