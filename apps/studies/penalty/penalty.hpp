// What a setting of the analogue solver costs at a target BER, in dB of SNR, against its floating-point counterpart.
//
//   penalty = (Es/N0 at which the analogue detector has the BER that the digital one has at its reference point)
//             - (Es/N0 of the reference point, where the digital BER is the target)
//
// Both detectors see the same channels, bits and noise. Where the digital BER is known exactly, the analogue BER is
// that plus the counted difference of errors at the same SNR (a control variate with coefficient 1): only bits that the
// analogue hardware flips add variance. Elsewhere the digital detector is counted at the reference point and paired
// through the common noise. First a search on few frames, then two SNRs that enclose the crossing (crossing.hpp), with
// more frames until the interval is narrow enough. Looking at the interval more than once makes it a little too sure:
// tests/long/test_penalty.cpp measures the coverage.
#pragma once
#include <functional>
#include <string_view>

#include "apps/studies/penalty/pair_run.hpp"

namespace ohmimo::penalty {

struct PenaltyRule {
  double target_ber = 1e-3;              // of a coded link, of blocks
  std::string_view rate = "BER";         // or BLER: what the target is a rate of
  double half_width_db = 0.02;           // of the 95 % interval wanted ...
  double relative_width = 0.0;           // ... or this share of the penalty, whichever is larger
  double max_penalty_db = 6.0;           // above the reference point the search ends here
  std::uint64_t min_errors = 200;        // of the analogue detector at each of the two SNRs
  std::uint64_t max_frames = 1'000'000;  // at each SNR
};

// Throws std::invalid_argument naming field, rule and value.
void check(const PenaltyRule& rule);

struct PenaltyResult {
  // reached      the target is met; penalty and interval are set
  // not_reached  BER above the target even max_penalty_db above the reference point (3 standard errors): no number
  // undecided    neither could be shown within the frames or the time: no number
  enum class Status { reached, not_reached, undecided };
  enum class Stop { width, frames, time, interrupted };

  Status status = Status::undecided;
  Stop stop = Stop::interrupted;  // width: interval as narrow as asked for, or decided that it is not reached
  double penalty_db = 0.0, low_db = 0.0, high_db = 0.0;  // 95 %; of reached only
  double es_n0_db = 0.0;                                 // reference point
  double reference_ber = 0.0;  // of the digital detector there: the target, or as counted near it
  double ber_at_limit = 0.0;   // of not_reached: analogue BER at max_penalty_db
  std::uint64_t frames = 0;    // behind the interval, independent of each other
  std::uint64_t channels = 0;  // in those
  double bits = 0.0;           // simulated per detector, search included
  double seconds = 0.0;
};
std::string_view status_name(PenaltyResult::Status status);
std::string_view stop_name(PenaltyResult::Stop stop);

struct PenaltyControl {
  PairControl run;
  std::function<void(double fraction)> progress;  // share of the work done; called between batches; may be empty
};

// Throws std::invalid_argument as check() does, and if the reference itself misses the target.
PenaltyResult measure_penalty(const PairModel& model, const PenaltyRule& rule, const PenaltyControl& control);

}  // namespace ohmimo::penalty
