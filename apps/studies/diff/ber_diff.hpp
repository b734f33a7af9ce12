// Two tables of BER, point by point.
#pragma once
#include <string_view>
#include <vector>

#include "apps/results/table.hpp"
#include "apps/studies/diff/ber_points.hpp"

namespace ohmimo::diff {

enum class Verdict { equal, consistent, differs };
std::string_view verdict_name(Verdict verdict);

struct DiffRow {
  BerPoint a, b;
  bool same_draws = false;  // channels, bits and noise of both are the same ones
  RateTest test = {};
  Verdict verdict = Verdict::equal;
};

struct BerDiff {
  std::vector<DiffRow> rows;           // in the order of A
  std::size_t only_a = 0, only_b = 0;  // points without a counterpart

  std::size_t count(Verdict verdict) const;
};

// A point differs where p < false_alarm / tested points: a chance of false_alarm at most that any does while all rates
// are the same (Bonferroni).
inline constexpr double false_alarm = 0.01;

// Equal: same draws, same bits and same errors; all others are tested. draws_alike: what the configurations say of
// seed, system and channel (config_diff.hpp); rows of one configuration and seed need no word of it.
BerDiff diff_points(const std::vector<BerPoint>& a, const std::vector<BerPoint>& b, bool draws_alike);

Table diff_table(const BerDiff& diff);

}  // namespace ohmimo::diff
