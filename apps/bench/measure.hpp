// Timing of alternatives side by side: on shared machines absolute times swing by 1.8, ratios measured in turn hardly
// move.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/results/table.hpp"
#include "apps/text/text_columns.hpp"

namespace ohmimo::bench {

// One line of `ohmimo bench`. value and rival_value are rates in unit, larger is better, ratio = value / rival_value;
// or value is a time and stands alone.
struct BenchRow {
  std::string name, size;
  double value = 0.0;
  std::string unit = "";
  std::string rival = "";  // empty: none
  double rival_value = 0.0;
  double ratio = 0.0;
  double peak_fraction = 0.0;         // share of the measured multiply-add peak; 0 = not applicable
  std::optional<double> spread = {};  // (third - first quartile) / median of the rounds of value; none of one round
};

// A piece of work and how many units (bits, vectors, ...) one call gives.
struct BenchWork {
  std::function<void()> call;
  double units = 0.0;
};

struct BenchRates {
  std::vector<double> median;                 // units per second, per alternative
  std::vector<std::optional<double>> spread;  // none of one round
};

// Seconds of what: this thread's CPU time, which other programs hardly disturb; CPU time of all threads; or the wall
// clock, which alone shows what a second thread gives and means something on an idle machine only.
enum class BenchClock { thread_cpu, process_cpu, wall };

// The row of the first alternative against the second; label has names and unit.
BenchRow against_rival(BenchRow label, const BenchRates& rates);

// Warm-up, then rounds in which every alternative runs in turn for about round_seconds.
BenchRates measure(const std::vector<BenchWork>& alternatives, int rounds, double round_seconds,
                   BenchClock clock = BenchClock::thread_cpu);

// What is measured side by side, some seconds of it, when called.
using Benchmark = std::function<std::vector<BenchRow>()>;

// The rows as text.
TextTable bench_text_table(int line_width);
std::vector<std::string> bench_cells(const BenchRow& row);
Columns<BenchRow> bench_columns();

}  // namespace ohmimo::bench
