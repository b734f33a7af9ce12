// Soft bits of all curves of a run, counted over a fixed number of frames at every SNR.
#pragma once
#include <atomic>
#include <functional>
#include <vector>

#include "apps/config/run.hpp"
#include "apps/results/table.hpp"
#include "apps/studies/llr/soft_count.hpp"

namespace ohmimo::llr {

struct LlrRow {
  CurveId curve;
  double snr_db = 0.0;  // in the definition of the run
  SoftCount count;
  Calibration calibration;
};

struct LlrWatch {
  const std::atomic<bool>* interrupt = nullptr;  // set: the point begun ends early, and no other is begun
  std::function<void(double done)> progress;     // share of the run; called by one thread at a time, may be empty
};

// Throws std::invalid_argument for detectors without soft bits.
void check_detectors(const Run& run);

// A frame gives soft bits whether its symbols are code words or not. As many frames a point as hold n_bit bits of a
// curve, at least one. The detectors have passed the check above.
std::vector<LlrRow> llr_rows(const Run& run, std::uint64_t n_bit, SoftBitRule rule, const LlrWatch& watch);

// A row per curve and point, and a row per bin of these.
Table llr_table(const Run& run, const std::vector<LlrRow>& rows);
Table bin_table(const Run& run, const std::vector<LlrRow>& rows);

}  // namespace ohmimo::llr
