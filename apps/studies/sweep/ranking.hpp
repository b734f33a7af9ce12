// The answer of a study: a row per configuration and detector.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/results/table.hpp"
#include "apps/studies/sweep/hardware_book.hpp"
#include "apps/studies/sweep/sweep_results.hpp"

namespace ohmimo::sweep {

enum class RankStatus {
  reached,  // the target, between two measured points
  above,    // the error rate is above the target at the last point
  below,    // below it at the first
  running   // not all points have ended
};
std::string_view rank_status_name(RankStatus status);

struct RankRow {
  std::size_t member = 0, curve = 0;
  RankStatus status = RankStatus::running;
  std::optional<double> snr_db, low_db, high_db;  // at the target, with the 95 % interval, as the configuration has SNR
  std::optional<double> es_n0_user_db;            // the same of a user at one antenna
  // SNR at the target less that of the reference (pairing.hpp). Paired where both cross between the same two points:
  // there channels, bits and noise are common, and what both have in common takes no part in the interval.
  std::optional<double> penalty_db, penalty_low_db, penalty_high_db;
  bool paired = false;
  std::optional<HardwareFigures> hardware;  // of analogue detectors
  std::optional<double> programming_share;  // of the time, at the speed asked for
  bool pareto = false;  // no row for as many users, that modulation and channel is better in one of SNR per user,
                        // latency, energy and area, and as good in the others
};

struct RankOptions {
  std::string key = "snr";
  std::string where = {};  // a condition (where.hpp); empty = all
  double speed_kmh = 30.0, carrier_GHz = 3.5;
};

// Keys by which rows may be sorted: snr, user-snr, penalty, latency, energy, area, programming.
std::vector<std::string> rank_keys();

// Sorted by options.key; rows without a value last.
std::vector<RankRow> rank(const Study& study, const std::vector<Run>& runs,
                          const std::vector<ConfigurationResult>& results, const HardwareBook& book,
                          const RankOptions& options);

struct RankLine {
  const Study& study;
  const std::vector<Run>& runs;
  const RankRow& row;
};
Columns<RankLine> rank_columns(const Study& study);

}  // namespace ohmimo::sweep
