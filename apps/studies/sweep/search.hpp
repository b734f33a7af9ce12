// At which SNRs a configuration is to be counted next, so that every curve of it meets the target between two measured
// points. All SNRs of a search share channels, bits and noise (point index 0), so that a curve over SNR is smooth.
//
// Probes stand 1 dB apart around each crossing, and further apart on the way there. Finals stand half a decibel apart:
// the two around the crossing, and without a closed form a third beside them, which says how the curve bends.
#pragma once
#include <string>
#include <vector>

namespace ohmimo::sweep {

struct SearchPoint {
  std::string role;  // probe or final
  double snr_db = 0.0;
  auto operator<=>(const SearchPoint&) const = default;
};

struct SearchedPoint {
  SearchPoint point;
  std::vector<double> ber;  // per curve
};

struct SearchSpec {
  double target_ber = 1e-3;
  double low_db = 0.0, high_db = 0.0;  // in the SNR of the points
  std::vector<double> start_db;        // near to where curves are expected; asked where nothing is counted yet
  std::vector<bool> straight;          // per curve: its course between two points is known
};

inline constexpr double probe_step_db = 1.0, final_step_db = 0.5;

// What is missing, given all points counted so far; empty = the search is at its end. Depends on nothing else, so it
// goes the same way on any machine, and after a resume.
std::vector<SearchPoint> next_points(const SearchSpec& spec, const std::vector<SearchedPoint>& done);

}  // namespace ohmimo::sweep
