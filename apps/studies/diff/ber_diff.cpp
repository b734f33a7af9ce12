#include "apps/studies/diff/ber_diff.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>

namespace ohmimo::diff {
namespace {

// Of points of the same name.
bool have_same_draws(const BerPoint& a, const BerPoint& b, bool draws_alike) {
  const bool same_run = a.seed == b.seed && a.config_hash == b.config_hash;
  return (same_run || draws_alike) && a.place == b.place && a.frames == b.frames && a.rate.bits == b.rate.bits;
}

void judge(BerDiff& diff) {
  std::size_t tested = 0;
  for (const DiffRow& row : diff.rows) tested += row.verdict == Verdict::equal ? 0 : 1;
  for (DiffRow& row : diff.rows)
    if (row.verdict != Verdict::equal && row.test.p < false_alarm / static_cast<double>(tested))
      row.verdict = Verdict::differs;
}

void add_run(Columns<DiffRow>& columns, const std::string& ending, BerPoint DiffRow::*run) {
  const auto add = [&](const char* name, double Rate::*value) {
    columns.add({.name = name + ending},
                [run, value](const DiffRow& row) { return static_cast<std::uint64_t>((row.*run).rate.*value); });
  };
  add("bits", &Rate::bits);
  add("bit_errors", &Rate::bit_errors);
  columns.add({.name = "ber" + ending, .format = ".6e"}, [run](const DiffRow& row) { return (row.*run).rate.ber(); });
}

std::optional<double> finite(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::equal:
      return "equal";
    case Verdict::consistent:
      return "consistent";
    case Verdict::differs:
      break;
  }
  return "DIFFERS";
}

std::size_t BerDiff::count(Verdict verdict) const {
  return static_cast<std::size_t>(std::ranges::count(rows, verdict, &DiffRow::verdict));
}

BerDiff diff_points(const std::vector<BerPoint>& a, const std::vector<BerPoint>& b, bool draws_alike) {
  std::map<std::string, const BerPoint*> of_b;
  for (const BerPoint& point : b) of_b[name_of(point)] = &point;
  BerDiff diff;
  for (const BerPoint& point : a) {
    const auto found = of_b.find(name_of(point));
    if (found == of_b.end()) continue;
    DiffRow& row = diff.rows.emplace_back(DiffRow{point, *found->second});
    row.same_draws = have_same_draws(row.a, row.b, draws_alike);
    row.test = compare_rates(row.a.rate, row.b.rate);
    const bool equal = row.same_draws && row.a.rate.bit_errors == row.b.rate.bit_errors;
    row.verdict = equal ? Verdict::equal : Verdict::consistent;
  }
  diff.only_a = a.size() - diff.rows.size();
  diff.only_b = b.size() - diff.rows.size();
  judge(diff);
  return diff;
}

Table diff_table(const BerDiff& diff) {
  Columns<DiffRow> columns;
  columns.add({.name = "user", .help = "of ber_users.csv"}, [](const DiffRow& row) { return row.a.user; });
  columns.add({.name = "detector"}, [](const DiffRow& row) { return row.a.detector; });
  columns.add({.name = "cycle", .help = "of refinement; 0 = a digital detector"},
              [](const DiffRow& row) { return static_cast<std::int64_t>(row.a.cycle); });
  columns.add({.name = "snr_db", .unit = "dB", .help = "in the definition of A"},
              [](const DiffRow& row) { return row.a.snr_db; });
  add_run(columns, "_a", &DiffRow::a);
  add_run(columns, "_b", &DiffRow::b);
  columns.add({.name = "difference", .help = "BER of B less that of A"},
              [](const DiffRow& row) { return row.test.difference; });
  columns.add({.name = "difference_low", .help = "lower end of its 95 % interval"},
              [](const DiffRow& row) { return row.test.low; });
  columns.add({.name = "difference_high"}, [](const DiffRow& row) { return row.test.high; });
  columns.add({.name = "z", .help = "over its standard error, were both rates one"},
              [](const DiffRow& row) { return row.test.z; });
  columns.add({.name = "degrees_of_freedom", .help = "of the standard error; missing = infinite"},
              [](const DiffRow& row) { return finite(row.test.degrees_of_freedom); });
  columns.add({.name = "p", .help = "two-sided, before Bonferroni"}, [](const DiffRow& row) { return row.test.p; });
  columns.add({.name = "same_draws", .help = "both saw the same channels, bits and noise"},
              [](const DiffRow& row) { return row.same_draws; });
  columns.add({.name = "verdict"}, [](const DiffRow& row) { return verdict_name(row.verdict); });
  return columns.table(diff.rows);
}

}  // namespace ohmimo::diff
