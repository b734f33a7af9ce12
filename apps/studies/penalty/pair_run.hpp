// Frames of a PairModel on several threads. The counts of a frame depend on its number and SNR only.
#pragma once
#include <atomic>
#include <chrono>
#include <map>
#include <span>
#include <vector>

#include "apps/studies/penalty/pair_model.hpp"

namespace ohmimo::penalty {

struct PairControl {
  int threads = 1;
  double max_seconds = 1e7;
  const std::atomic<bool>* interrupt = nullptr;
};

class PairRun {
 public:
  PairRun(const PairModel& model, const PairControl& control);

  // Makes sure that frames 0 .. n_frame - 1 are counted at all these SNRs. False, and nothing new is kept, if the time
  // is over or the user interrupts first.
  [[nodiscard]] bool extend(std::span<const double> es_n0_db, std::size_t n_frame);

  // Frames counted so far at an SNR that was asked for.
  std::span<const PairErrors> counts(double es_n0_db) const { return counts_.at(es_n0_db); }

  // The fewest frames counted at any of these SNRs.
  std::size_t frames(std::span<const double> es_n0_db) const;

  const PairModel& model() const { return model_; }
  double bits() const;  // simulated so far, over all SNRs
  double seconds() const;
  bool interrupted() const { return control_.interrupt != nullptr && *control_.interrupt; }

 private:
  struct Job {
    double es_n0_db;
    std::uint32_t frame;
    PairErrors* out;
  };
  bool work(const std::vector<Job>& jobs);

  PairModel model_;
  PairControl control_;
  std::chrono::steady_clock::time_point start_;
  std::vector<PairModel::Worker> workers_;
  std::map<double, std::vector<PairErrors>> counts_;
};

}  // namespace ohmimo::penalty
