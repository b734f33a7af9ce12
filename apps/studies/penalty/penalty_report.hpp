// What `ohmimo penalty` says: lines for the terminal.
#pragma once
#include <string>
#include <vector>

#include "apps/studies/penalty/sweep.hpp"
#include "apps/text/lines.hpp"

namespace ohmimo::penalty {

// "0.123 dB [0.104, 0.142]", "not reached: BER 2.1e-03 at +6 dB" or "undecided (stopped by frames)".
std::string penalty_text(const PenaltyResult& result, const PenaltyRule& rule);

// System, reference, target, and which SNR.
std::string penalty_heading(const Run& run, const PenaltyRule& rule);

// The SNRs at which reference and analogue detector meet the target, and their difference; "" if not reached.
std::string point_text(const Run& run, const PenaltyResult& result);

// "wire-ohm (fidelity wires)": the parameter and what was changed with it.
std::string sweep_heading(const Config& base, const SweepParameter& parameter);

// The table of limits over the one-at-a-time sweeps. Where the configured setting costs more than loss_db itself, two
// columns more show the change against it.
std::string limit_table(const Config& base, const std::vector<PenaltySweep>& sweeps, double loss_db,
                        int line_width = unlimited_columns);

}  // namespace ohmimo::penalty
