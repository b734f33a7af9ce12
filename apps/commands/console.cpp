#include "apps/commands/console.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <utility>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/config/channel_summary.hpp"
#include "apps/link/memory.hpp"
#include "apps/studies/ber/block_columns.hpp"
#include "apps/studies/ber/divergence.hpp"
#include "apps/studies/ber/target_snr.hpp"
#include "apps/text/text.hpp"
#include "detector/registry.hpp"

namespace ohmimo {

using namespace ber;

namespace {

double megabits_per_second(const ErrorCount& count, double seconds) {
  return seconds > 0.0 ? static_cast<double>(count.bits) / seconds * 1e-6 : 0.0;
}

std::string target_text(const TargetSnr& found) {
  const auto end = [](const std::optional<double>& snr_db, const char* side, double point_db) {
    return snr_db ? fixed_text(*snr_db, 2) : fmt::format("{} {:g}", side, point_db);
  };
  return fmt::format("{} dB [{}, {}]", fixed_text(found.snr_db, 2), end(found.low_db, "below", found.between_low_db),
                     end(found.high_db, "above", found.between_high_db));
}

bool is_rough(const BerRow& row) {
  const std::uint64_t bad = row.blocks ? row.blocks->unit_errors : row.count.unit_errors;
  return bad > 0 && bad < trusted_bad_units;
}

// A sentence, on as many lines as the terminal needs for it.
template <class... Values>
void print_line(fmt::format_string<Values...> text, Values&&... values) {
  print_text(fmt::format(text, std::forward<Values>(values)...) + "\n");
}

constexpr TextColumn block_columns[] = {
    {"SNR [dB]", 8, '>', 0}, {"detector", 14, '<', 2}, {"cycle", 5, '>', 3},          {"blocks", 9, '>', 8},
    {"errors", 7, '>', 5},   {"BLER", 10, '>', 1},     {"95 % interval", 21, '^', 4}, {"bit/RE", 7, '>', 6},
    {"iter.", 5, '>', 9},    {"raw BER", 9, '>', 7},   {"sim Mb/s", 9, '>', 11},      {"ended by", 8, '<', 10}};

constexpr TextColumn table_columns[] = {{"SNR [dB]", 8, '>', 0},  {"detector", 14, '<', 2},      {"cycle", 5, '>', 3},
                                        {"frames", 9, '>', 9},    {"bits", 13, '>', 8},          {"errors", 9, '>', 5},
                                        {"BER", 10, '>', 1},      {"95 % interval", 21, '^', 4}, {"theory", 10, '>', 6},
                                        {"sim Mb/s", 9, '>', 10}, {"ended by", 8, '<', 7}};

std::span<const TextColumn> columns_of(const Run& run) {
  if (run.block) return block_columns;
  return table_columns;
}

std::string rate_text(const BerInterval& interval) {
  return interval.upper_limit ? fmt::format("<{:.2e}", interval.high) : fmt::format("{:.3e}", interval.ber);
}

std::string ends_text(const BerInterval& interval, bool rough) {
  const std::string ends =
      interval.upper_limit ? "no error seen" : fmt::format("{:.2e} .. {:.2e}", interval.low, interval.high);
  return ends + (rough ? "*" : "");
}

std::string cycle_text(const CurveId& curve) {
  return curve.cycle > 0 ? std::to_string(curve.cycle) : "";
}

std::string ending_text(const Run& run, const BerRow& row, const BerInterval& interval) {
  const std::string note = row_note(run, row, interval);
  return fmt::format("{}{}{}", stop_reason_name(row.stop), note.empty() ? "" : "  ", note);
}

std::vector<std::string> bit_cells(const Run& run, const BerRow& row) {
  return {fmt::format("{:g}", row.snr_db),
          row.curve.detector,
          cycle_text(row.curve),
          fmt::format("{}", row.count.frames),
          fmt::format("{}", row.count.bits),
          fmt::format("{}", row.count.bit_errors),
          rate_text(row.interval),
          ends_text(row.interval, is_rough(row)),
          row.theory ? fmt::format("{:.3e}", *row.theory) : "-",
          fmt::format("{:.1f}", megabits_per_second(row.count, row.seconds)),
          ending_text(run, row, row.interval)};
}

std::vector<std::string> block_cells(const Run& run, const BerRow& row) {
  const BlockCount& count = *row.blocks;
  return {fmt::format("{:g}", row.snr_db),
          row.curve.detector,
          cycle_text(row.curve),
          fmt::format("{}", count.blocks),
          fmt::format("{}", count.block_errors),
          rate_text(row.block_interval),
          ends_text(row.block_interval, is_rough(row)),
          fmt::format("{:.3f}", goodput(run, count)),
          fmt::format("{:.1f}", static_cast<double>(count.iterations) / static_cast<double>(count.decoded)),
          fmt::format("{:.2e}", row.interval.ber),
          fmt::format("{:.2f}", megabits_per_second(row.count, row.seconds)),
          ending_text(run, row, row.block_interval)};
}

}  // namespace

std::uint64_t matrices_of_fixed_channel(std::string_view detector, std::uint64_t n_point) {
  return detector_row(detector).adds_noise_to_gram ? n_point : std::min<std::uint64_t>(n_point, 1);
}

BerConsole::BerConsole(const Run& run)
    : run_(run),
      shown_(fitting_columns(columns_of(run), terminal_columns(STDOUT_FILENO))),
      start_(std::chrono::steady_clock::now()) {
  for (const double snr_db : run.snr_db) {
    const auto ber = run.theory.front().ber(run.noise_var(snr_db));
    work_.push_back(ber && *ber > 0.0 ? 1.0 / *ber : 1.0);
  }
}

void BerConsole::header() const {
  const Config& config = run_.config;
  print_line("{}x{} {}, channel {}{}{}, SNR = {} ({})", config.link.n_rx, config.link.n_user, config.link.modulation,
             config.channel.model, config.channel.fixed ? " (one fixed channel)" : "",
             config.channel.exact_statistics == "on" ? " (exact statistics: Bartlett factor)" : "",
             snr_kind_label(config.link.snr_def), snr_kind_name(config.link.snr_def));
  const std::vector<std::string> summary = channel_summary(run_);
  for (const std::string& line : summary) print_line("{}", line);
  const std::string frame = summary.empty() ? fmt::format("frame: {} channel(s) x {} vector(s); ",
                                                          run_.link.uplink.n_channel, config.link.vectors_per_channel)
                                            : "";
  print_line("{}{} thread(s), memory about {:.0f} MB; seed {}; config {:016x}; ohmimo {}", frame, run_.threads,
             predicted_megabytes(run_.link, run_.threads), run_.id.seed, run_.id.config_hash, run_.id.version);
  if (run_.block) print_line("{}", code_summary(config, *run_.block));
  std::vector<std::string> titles;
  for (const TextColumn& column : columns_of(run_)) titles.emplace_back(column.title);
  fmt::print("{}\n", text_line(columns_of(run_), shown_, titles));
  std::fflush(stdout);
}

void BerConsole::begin_point(std::size_t index) {
  index_ = index;
}

void BerConsole::progress(const PointResult& so_far, double fraction) {
  if (!line_.due()) return;
  if (!so_far.blocks.empty()) return show_blocks(so_far, fraction);
  const auto slowest = std::min_element(so_far.counts.begin(), so_far.counts.end(),
                                        [](const auto& a, const auto& b) { return a.bit_errors < b.bit_errors; });
  if (slowest == so_far.counts.end() || slowest->bits == 0) return;
  const double bits = static_cast<double>(slowest->bits), errors = static_cast<double>(slowest->bit_errors);
  const std::string ber =
      slowest->bit_errors == 0 ? "no error yet" : fmt::format("fewest errors {}  BER {:.2e}", errors, errors / bits);
  line_.show(fmt::format(
      "point {}/{}  SNR {:g} dB  frames {}  bits {:.3g}  {}  {:.1f} Mb/s  left {} (point ends by {})", index_ + 1,
      work_.size(), run_.snr_db[index_], slowest->frames, bits, ber, megabits_per_second(*slowest, so_far.seconds),
      duration_text(seconds_left(so_far, fraction)), stop_reason_name(so_far.reason)));
}

void BerConsole::show_blocks(const PointResult& so_far, double fraction) {
  const auto slowest = std::ranges::min_element(so_far.blocks, {}, &BlockCount::block_errors);
  if (slowest->blocks == 0) return;
  line_.show(fmt::format("point {}/{}  SNR {:g} dB  blocks {}  fewest errors {}  left {} (point ends by {})",
                         index_ + 1, work_.size(), run_.snr_db[index_], slowest->blocks, slowest->block_errors,
                         duration_text(seconds_left(so_far, fraction)), stop_reason_name(so_far.reason)));
}

// This point at its pace, the later ones by the errors they are expected to make, and never past max-seconds.
double BerConsole::seconds_left(const PointResult& so_far, double fraction) const {
  const double point_seconds = fraction > 0.0 ? so_far.seconds / fraction : 0.0;
  const double later_work = std::accumulate(work_.begin() + static_cast<std::ptrdiff_t>(index_) + 1, work_.end(), 0.0);
  const double left = point_seconds - so_far.seconds + point_seconds * later_work / work_[index_];
  return std::max(0.0, std::min(left, run_.stop.max_seconds - seconds_since(start_)));
}

void BerConsole::end_point(const std::vector<BerRow>& rows) {
  line_.clear();
  for (const BerRow& row : rows) {
    if (row.count.bits == 0) continue;
    rough_ += is_rough(row) ? 1 : 0;
    const std::vector<std::string> cells = row.blocks ? block_cells(run_, row) : bit_cells(run_, row);
    fmt::print("{}\n", text_line(columns_of(run_), shown_, cells));
  }
  std::fflush(stdout);
}

void BerConsole::end(const std::vector<BerRow>& rows, const BerOutput& output) const {
  line_.clear();
  const std::size_t n_run = rows.size() / run_.curves.size();
  if (n_run < run_.snr_db.size() && interrupt_code() == 0)
    print_line("every curve is below {:g}: {} point(s) from {:g} dB on not run (--min-{} 0 runs them)",
               run_.block ? output.min_bler : output.min_ber, run_.snr_db.size() - n_run, run_.snr_db[n_run],
               run_.block ? "bler" : "ber");
  if (rough_ > 0)
    print_line("* fewer than {} {} with errors: 91 % of such intervals hold the BER at 20, 95 % from {} on ({} here)",
               trusted_bad_units, ber::unit_word(run_.config), trusted_bad_units, rough_);
  if (run_.snr_db.size() < 2) return;
  print_targets("BER", output.target_ber, rows);
  if (!run_.block) return;
  for (const double target : output.target_blers()) print_targets("BLER", target, by_blocks(rows));
}

void BerConsole::print_targets(std::string_view rate, double target, const std::vector<BerRow>& rows) const {
  fmt::print("SNR at {} {:g} ({}), between points:\n", rate, target, snr_kind_name(run_.config.link.snr_def));
  for (std::size_t k = 0; k < run_.curves.size(); ++k) {
    const std::optional<TargetSnr> found = target_snr(run_, k, rows, target);
    fmt::print("  {:<14} {:>5}  {}\n", run_.curves[k].detector, cycle_text(run_.curves[k]),
               found ? target_text(*found) : "not met between two points");
  }
}

void BerConsole::solver_summary(const std::vector<BerRow>& rows) const {
  for (const std::string& detector : run_.config.detector.names) {
    if (!is_analogue(detector)) continue;
    SolverTally sum;
    double last_snr = NAN;
    std::uint64_t points = 0;  // with frames
    for (const BerRow& row : rows)
      if (row.curve.detector == detector && row.snr_db != last_snr) {
        sum += row.tally;
        points += row.tally.systems > 0 ? 1 : 0;
        last_snr = row.snr_db;
      }
    if (run_.config.channel.fixed) sum.systems = matrices_of_fixed_channel(detector, points);
    print_line("{}: {} {} programmed, {} vectors solved, {} diverged, {} saturated, {} unstable, {} not finite",
               detector, sum.systems, sum.systems == 1 ? "matrix" : "matrices", sum.vectors, sum.diverged,
               sum.saturated, sum.unstable, sum.not_finite);
    if (sum.hp_reads.reads > 0)
      print_line("{}: {} of {} analogue HP-MVM reads wrong, by at most {} level(s)", detector, sum.hp_reads.wrong,
                 sum.hp_reads.reads, sum.hp_reads.worst);
    const std::string advice = divergence_advice(sum, run_.solver(), run_.config.solver.cycles.back());
    if (!advice.empty()) print_line("{}: {}", detector, advice);
  }
}

void BerConsole::memory() const {
  fmt::print("peak memory {:.0f} MB, independent of the number of frames\n", peak_megabytes());
}

}  // namespace ohmimo
