// Result rows of a BER run and their table.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/config/run.hpp"
#include "apps/link/link_run.hpp"
#include "apps/results/table.hpp"
#include "apps/theory/interval.hpp"

namespace ohmimo::ber {

// One curve at one SNR point.
struct BerRow {
  CurveId curve;
  double snr_db = 0.0;  // as asked, in the definition of the run
  double es_n0_user_db = 0.0;
  ErrorCount count;
  std::vector<ErrorCount> users;        // of each user, where they are asked for
  BerInterval interval;                 // 95 %
  std::optional<BlockCount> blocks;     // of a coded link
  std::vector<BlockCount> user_blocks;  // likewise of each user
  BerInterval block_interval;           // of block errors, 95 %
  std::optional<double> theory;         // closed form, where there is one
  std::string_view theory_kind;         // of theory
  SolverTally tally;                    // of the detector (all cycles together); zero for digital ones
  StopReason stop = StopReason::errors;
  double seconds = 0.0;
};

// Rows of one point. previous: the rows of the points before, at lower SNRs (see ber_interval).
std::vector<BerRow> make_rows(const Run& run, const PointResult& result, double snr_db,
                              const std::vector<BerRow>& previous);

// Interval of the block error rate, as ber_interval() has it for bits; previous: the counts at lower SNRs.
// passes: likewise.
BerInterval block_interval(const BlockCount& count, std::span<const BlockCount> previous = {}, double passes = 1.0);

// What errors are independent between (ErrorCount): channels, slots, or on a fixed channel vectors.
std::string_view unit_word(const Config& config);

// "few bad channels", or what else is the unit, where fewer than few_bad_units units have errors; "channels came again"
// where there are more than the file has, so that the interval is that of one pass over it; else "".
std::string row_note(const Run& run, const BerRow& row, const BerInterval& interval);

// One row of the table of results: of ber.csv and ber.json.
struct BerLine {
  const Run& run;
  const BerRow& row;
  double user_gain_db = 0.0;  // over the mean, where the row is that of one user
};
Columns<BerLine> ber_columns(bool coded = false);  // coded: those of blocks too, at the end
Table ber_table(const Run& run, const std::vector<BerRow>& rows);

// The same for every user of every row, with the number of the user, from 0, in front. The SNRs of one user are its
// own, by its mean gain (user-spread-db); what a drop or a file adds to that is not in them.
Table user_table(const Run& run, const std::vector<BerRow>& rows);

}  // namespace ohmimo::ber
