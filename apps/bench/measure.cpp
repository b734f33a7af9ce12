#include "apps/bench/measure.hpp"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>

#include "apps/theory/quantiles.hpp"

namespace ohmimo::bench {
namespace {

double now_seconds(BenchClock clock) {
  const clockid_t id = clock == BenchClock::thread_cpu    ? CLOCK_THREAD_CPUTIME_ID
                       : clock == BenchClock::process_cpu ? CLOCK_PROCESS_CPUTIME_ID
                                                          : CLOCK_MONOTONIC;
  timespec t{};
  clock_gettime(id, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// Calls until the time is used, looking at the clock every `calls` calls (a look costs a system call); returns units
// per second.
double rate(const BenchWork& work, double seconds, std::size_t calls, BenchClock clock) {
  const double start = now_seconds(clock);
  double used = 0.0, units = 0.0;
  do {
    for (std::size_t k = 0; k < calls; ++k) work.call();
    units += work.units * static_cast<double>(calls);
    used = now_seconds(clock) - start;
  } while (used < seconds);
  return units / used;
}

// Warms up, and finds how many calls take about a hundredth of a round.
std::size_t calls_per_look(const BenchWork& work, double seconds, BenchClock clock) {
  const double calls_per_second = rate(work, seconds, 1, clock) / work.units;
  return std::max<std::size_t>(1, static_cast<std::size_t>(0.01 * seconds * calls_per_second));
}

}  // namespace

BenchRates measure(const std::vector<BenchWork>& alternatives, int rounds, double round_seconds, BenchClock clock) {
  std::vector<std::size_t> calls;
  for (const BenchWork& work : alternatives) calls.push_back(calls_per_look(work, round_seconds, clock));
  std::vector<std::vector<double>> rates(alternatives.size());
  for (int round = 0; round < rounds; ++round)
    for (std::size_t k = 0; k < alternatives.size(); ++k)
      rates[k].push_back(rate(alternatives[k], round_seconds, calls[k], clock));
  BenchRates result;
  for (const std::vector<double>& r : rates) {
    result.median.push_back(nearest_quantile(r, 0.5));
    result.spread.push_back(
        rounds > 1 ? std::optional((nearest_quantile(r, 0.75) - nearest_quantile(r, 0.25)) / nearest_quantile(r, 0.5))
                   : std::nullopt);
  }
  return result;
}

BenchRow against_rival(BenchRow label, const BenchRates& rates) {
  label.value = rates.median[0];
  label.rival_value = rates.median[1];
  label.ratio = label.value / label.rival_value;
  label.spread = rates.spread[0];
  return label;
}

TextTable bench_text_table(int line_width) {
  constexpr TextColumn columns[] = {{"name", 36, '<', 0, 14}, {"size", 18, '<', 4},  {"value", 12, '>', 1},
                                    {"unit", 16, '<', 2, 12}, {"spread", 8, '>', 6}, {"rival value", 12, '>', 7},
                                    {"ratio", 8, '>', 3},     {"peak", 7, '>', 8},   {"rival", 30, '<', 5, 12}};
  return {columns, line_width};
}

std::vector<std::string> bench_cells(const BenchRow& row) {
  const bool alone = row.rival.empty();
  return {row.name,
          row.size,
          fmt::format("{:.4g}", row.value),
          row.unit,
          row.spread ? fmt::format("{:.1f}%", 100 * *row.spread) : "-",
          alone ? "-" : fmt::format("{:.4g}", row.rival_value),
          alone ? "-" : fmt::format("{:.3g}x", row.ratio),
          row.peak_fraction > 0 ? fmt::format("{:.0f}%", 100 * row.peak_fraction) : "-",
          row.rival};
}

Columns<BenchRow> bench_columns() {
  Columns<BenchRow> columns;
  columns.add({.name = "name"}, [](const BenchRow& row) { return row.name; });
  columns.add({.name = "size"}, [](const BenchRow& row) { return row.size; });
  columns.add({.name = "value", .format = ".6g", .help = "a rate, larger is better; or a time, without a rival"},
              [](const BenchRow& row) { return row.value; });
  columns.add({.name = "unit", .help = "of value and rival_value"}, [](const BenchRow& row) { return row.unit; });
  columns.add({.name = "rival", .help = "what it is held against in the same rounds"},
              [](const BenchRow& row) { return row.rival; });
  columns.add({.name = "rival_value", .format = ".6g"}, [](const BenchRow& row) { return row.rival_value; });
  columns.add({.name = "ratio", .format = ".6g", .help = "value / rival_value"},
              [](const BenchRow& row) { return row.ratio; });
  columns.add(
      {.name = "peak_fraction", .format = ".6g", .help = "of the measured multiply-add peak; 0 = not applicable"},
      [](const BenchRow& row) { return row.peak_fraction; });
  columns.add({.name = "spread",
               .format = ".6g",
               .help = "(third - first quartile) / median of value over the rounds; empty where there was one"},
              [](const BenchRow& row) { return row.spread; });
  return columns;
}

}  // namespace ohmimo::bench
