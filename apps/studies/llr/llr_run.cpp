#include "apps/studies/llr/llr_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <mutex>

#include "apps/config/result_cells.hpp"
#include "apps/config/rules.hpp"
#include "apps/link/link_frame.hpp"
#include "apps/link/workers.hpp"

namespace ohmimo::llr {
namespace {

using Counts = std::vector<SoftCount>;  // per curve

Counts counts_of_frame(LinkFrame& frame, const LinkPoint& point, std::uint32_t number, SoftBitRule rule,
                       const Constellation& constellation) {
  Counts counts;
  RealBatch llr;
  frame.watch([&](const DetectorBank& bank, const FrameTruth& truth) {
    counts.resize(bank.n_curve());
    for (std::size_t k = 0; k < bank.n_curve(); ++k)
      add_soft_bits(rule, constellation, bank.estimate(k), truth, llr, counts[k]);
  });
  FrameCount errors;
  frame.run({point.seed, point.index, number}, point.noise_var, errors);
  frame.watch({});
  return counts;
}

struct Wanted {
  std::uint64_t n_bit;
  SoftBitRule rule;
};

Counts count_point(const Run& run, const LinkPoint& point, const Wanted& wanted, const LlrWatch& watch) {
  Counts sum(run.curves.size());
  std::mutex mutex;
  std::exception_ptr error;
  std::atomic<std::uint32_t> next = 0;
  std::atomic<std::uint64_t> n_frame = 1;  // until the first frame says how many bits it has
  const auto work = [&] {
    try {
      LinkFrame frame(run.link);
      while (true) {
        const std::uint32_t number = next++;
        if (number >= n_frame || (watch.interrupt != nullptr && *watch.interrupt)) return;
        const Counts counts = counts_of_frame(frame, point, number, wanted.rule, run.link.constellation);
        const std::lock_guard lock(mutex);
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += counts[k];
        const double done = static_cast<double>(sum[0].bits()) / static_cast<double>(wanted.n_bit);
        const double n_point = static_cast<double>(run.snr_db.size());
        if (watch.progress) watch.progress((point.index + std::min(done, 1.0)) / n_point);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      error = std::current_exception();
    }
  };
  for (const int threads : {1, run.threads}) {
    start_workers(threads, work).clear();
    if (error) std::rethrow_exception(error);
    if (threads == 1 && sum[0].bits() > 0) n_frame = (wanted.n_bit + sum[0].bits() - 1) / sum[0].bits();
    next = 1;
  }
  return sum;
}

struct LlrLine {
  const Run& run;
  const LlrRow& row;
};

Columns<LlrLine> place_columns() {
  Columns<LlrLine> columns;
  columns.add({.name = "detector"}, [](const LlrLine& line) { return line.row.curve.detector; });
  columns.add({.name = "cycle", .help = "of refinement; 0 = a digital detector"},
              [](const LlrLine& line) { return line.row.curve.cycle; });
  columns.add(system_columns(), [](const LlrLine& line) { return system_cells(line.run.config); });
  columns.add(snr_columns(), [](const LlrLine& line) {
    const Config& config = line.run.config;
    return snr_cells(config, convert_snr_db(line.row.snr_db, config.link.snr_def, SnrKind::es_n0_user, line.run.shape));
  });
  return columns;
}

struct BinLine {
  LlrLine of;
  std::size_t bin;
};

// ln right / wrong of the bin, and by how much it may be off; nothing where one of them is 0.
std::optional<double> log_odds(const BinLine& line) {
  const double right = static_cast<double>(line.of.row.count.right[line.bin]);
  const double wrong = static_cast<double>(line.of.row.count.wrong[line.bin]);
  return right > 0.0 && wrong > 0.0 ? std::optional(std::log(right / wrong)) : std::nullopt;
}

std::optional<double> log_odds_deviation(const BinLine& line) {
  if (!log_odds(line)) return std::nullopt;
  const SoftCount& count = line.of.row.count;
  return std::sqrt(1.0 / static_cast<double>(count.right[line.bin]) + 1.0 / static_cast<double>(count.wrong[line.bin]));
}

}  // namespace

void check_detectors(const Run& run) {
  for (const DetectorConfig& detector : run.link.detectors)
    require(detector_row(detector.name).soft, "detector", "one that gives soft bits", detector.name);
}

std::vector<LlrRow> llr_rows(const Run& run, std::uint64_t n_bit, SoftBitRule rule, const LlrWatch& watch) {
  std::vector<LlrRow> rows;
  for (std::size_t k = 0; k < run.snr_db.size(); ++k) {
    const LinkPoint point = {run.id.seed, static_cast<std::uint32_t>(k), run.noise_var(run.snr_db[k])};
    const Counts counts = count_point(run, point, {n_bit, rule}, watch);
    if (counts[0].bits() == 0) return rows;  // interrupted before the first frame
    for (std::size_t c = 0; c < counts.size(); ++c)
      rows.push_back({run.curves[c], run.snr_db[k], counts[c], calibration(counts[c])});
    if (watch.interrupt != nullptr && *watch.interrupt) return rows;
  }
  return rows;
}

Table llr_table(const Run& run, const std::vector<LlrRow>& rows) {
  Columns<LlrLine> columns = place_columns();
  columns.add({.name = "error_scale", .format = ".6g", .help = "of the analogue error in var"},
              [](const LlrLine& line) { return line.run.config.code.error_scale; });
  columns.add({.name = "soft_bits", .help = "rule"},
              [](const LlrLine& line) { return line.run.config.code.soft_bits; });
  columns.add({.name = "bits"}, [](const LlrLine& line) { return line.row.count.bits(); });
  columns.add({.name = "bits_without_llr", .help = "L = 0"}, [](const LlrLine& line) { return line.row.count.zero; });
  columns.add({.name = "slope", .format = ".6f", .help = "of log odds over L; 1 = L is what it says, less: too large"},
              [](const LlrLine& line) { return line.row.calibration.slope; });
  columns.add({.name = "information",
               .unit = "bit",
               .format = ".6f",
               .help = "of a coded bit, for a decoder that takes L at its word"},
              [](const LlrLine& line) { return line.row.calibration.information; });
  columns.add({.name = "best_information", .unit = "bit", .format = ".6f", .help = "with L times the slope"},
              [](const LlrLine& line) { return line.row.calibration.best_information; });
  columns.add({.name = "error_over_var", .format = ".6f", .help = "mean of |x_hat - x|^2 / var"},
              [](const LlrLine& line) { return line.row.count.mean_error_ratio(); });
  columns.add(origin_columns(), [](const LlrLine& line) { return origin_cells(line.run.id); });
  std::vector<LlrLine> lines;
  for (const LlrRow& row : rows) lines.push_back({run, row});
  return columns.table(lines);
}

Table bin_table(const Run& run, const std::vector<LlrRow>& rows) {
  Columns<BinLine> columns;
  columns.add(place_columns(), [](const BinLine& line) { return line.of; });
  columns.add({.name = "llr", .format = ".6g", .help = "|L| in the middle of the bin; 32 = there and beyond"},
              [](const BinLine& line) { return llr_of_bin(line.bin); });
  columns.add({.name = "right", .help = "bits whose L has the right sign"},
              [](const BinLine& line) { return line.of.row.count.right[line.bin]; });
  columns.add({.name = "wrong"}, [](const BinLine& line) { return line.of.row.count.wrong[line.bin]; });
  columns.add({.name = "log_odds", .format = ".6f", .help = "ln right / wrong: llr, where L is what it says"},
              log_odds);
  columns.add({.name = "log_odds_deviation", .format = ".6f", .help = "its standard deviation"}, log_odds_deviation);
  std::vector<BinLine> lines;
  for (const LlrRow& row : rows)
    for (std::size_t bin = 0; bin <= n_bin; ++bin)
      if (row.count.right[bin] + row.count.wrong[bin] > 0) lines.push_back({{run, row}, bin});
  return columns.table(lines);
}

}  // namespace ohmimo::llr
