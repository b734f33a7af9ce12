#include "apps/commands/sweep_console.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/results/table.hpp"
#include "apps/studies/sweep/plan.hpp"
#include "apps/text/text_columns.hpp"

namespace ohmimo {

using namespace sweep;

namespace {

constexpr double look_seconds = 0.2, json_seconds = 2.0;

std::string number(const std::optional<double>& value, int digits) {
  return value ? fmt::format("{:.{}f}", *value, digits) : "";
}

std::string short_number(const std::optional<double>& value) {
  return value ? fmt::format("{:.3g}", *value) : "";
}

constexpr TextColumn rank_text_columns[] = {
    {"configuration", 13, '<', 0, 20},
    {"detector", 8, '<', 1},
    {"cycle", 5, '>', 1},
    {"SNR dB", 6, '>', 2},
    {"95 %", 14, '<', 5},
    {"penalty dB", 10, '<', 4},
    {"us/vec", 6, '>', 6},
    {"nJ/vec", 6, '>', 7},
    {"mm2", 5, '>', 8},
    {"arrays", 6, '<', 9},
    {"wires", 6, '>', 11},
    {"programming", 11, '>', 10},
    {"Pareto", 6, '^', 12},
};

std::string interval_text(const std::optional<double>& low, const std::optional<double>& high) {
  return low && high ? fmt::format("{:.2f} to {:.2f}", *low, *high) : "";
}

std::vector<std::string> rank_cells(const Study& study, const std::vector<Run>& runs, const RankRow& row) {
  const CurveId& curve = runs[row.member].curves[row.curve];
  std::string penalty = number(row.penalty_db, 2);
  if (row.penalty_low_db) penalty += fmt::format(" ({})", interval_text(row.penalty_low_db, row.penalty_high_db));
  std::vector<std::string> cells = {study.members[row.member].name,
                                    curve.detector,
                                    curve.cycle > 0 ? fmt::format("{}", curve.cycle) : "",
                                    row.snr_db ? number(row.snr_db, 2) : std::string(rank_status_name(row.status)),
                                    interval_text(row.low_db, row.high_db),
                                    penalty};
  if (!row.hardware) return cells.resize(std::size(rank_text_columns)), cells;
  cells.push_back(short_number(row.hardware->latency_us));
  cells.push_back(short_number(row.hardware->nJ_per_vector));
  cells.push_back(short_number(row.hardware->area_mm2));
  cells.push_back(fmt::format("{} x {}{}", row.hardware->arrays, row.hardware->array_rows,
                              row.hardware->array_rows > 8 ? "!" : ""));
  cells.push_back(fmt::format("{:.2g} %", 100.0 * row.hardware->wire_error));
  cells.push_back(fmt::format("{:.2g} %", 100.0 * *row.programming_share));
  cells.push_back(row.pareto ? "*" : "");
  return cells;
}

}  // namespace

SweepConsole::SweepConsole(const Study& study, int workers, bool json_lines)
    : study_(study), workers_(workers), json_lines_(json_lines), start_(std::chrono::steady_clock::now()) {}

void SweepConsole::look(const Board& board) {
  if (first_) {
    frames_before_ = progress_of(board).frames;
    for (const BoardPoint& point : board.points()) said_.push_back(point.ended());
    first_ = false;
  }
  if (seconds_since(last_) < (json_lines_ ? json_seconds : look_seconds)) return;
  last_ = std::chrono::steady_clock::now();
  if (!json_lines_) say_ended_points(board);
  if (json_lines_ || line_.due()) say_progress(board);
}

void SweepConsole::say_ended_points(const Board& board) {
  said_.resize(board.points().size());
  for (std::size_t k = 0; k < said_.size(); ++k) {
    const BoardPoint& point = board.points()[k];
    if (said_[k] || !point.ended() || !board.is_own(point)) continue;
    said_[k] = true;
    line_.clear();
    fmt::print("{:<40} {:>6.2f} dB  {:<6} {} after {} units\n", study_.members[point.member].name, point.record.snr_db,
               point.record.role, point.tally.stop, point.tally.counted_units);
  }
  std::fflush(stdout);
}

std::string SweepConsole::running_points(const Board& board) const {
  std::vector<std::string> names;
  for (const BoardPoint& point : board.points())
    if (!point.ended() && !point.in_work.empty())
      names.push_back(fmt::format("{} at {:g} dB {:.0f} %", study_.members[point.member].name, point.record.snr_db,
                                  100.0 * point.share));
  return fmt::format("{}", fmt::join(names, "; "));
}

void SweepConsole::say_progress(const Board& board) {
  const Progress p = progress_of(board);
  const double seconds = seconds_since(start_), left_s = p.seconds_left / workers_;
  const double frames_per_s = static_cast<double>(p.frames - frames_before_) / std::max(seconds, 1e-3);
  if (json_lines_) {
    fmt::print("{}", facts_json_line({{"points_ended", std::uint64_t{p.points_ended}},
                                      {"points", std::uint64_t{p.points}},
                                      {"configurations_ended", std::uint64_t{p.members_ended}},
                                      {"configurations", std::uint64_t{p.members}},
                                      {"units", p.units},
                                      {"frames_per_s", frames_per_s},
                                      {"seconds", seconds},
                                      {"seconds_left", left_s}}));
    std::fflush(stdout);
    return;
  }
  constexpr int bar_width = 20;
  const int filled = std::clamp(static_cast<int>(p.share * bar_width), 0, bar_width);
  line_.show(fmt::format("[{:#<{}}{:.<{}}] {}/{} configurations  {}/{} points  {:.3g} frames/s  left {}  {}", "",
                         filled, "", bar_width - filled, p.members_ended, p.members, p.points_ended, p.points,
                         frames_per_s, duration_text(left_s), running_points(board)));
}

void SweepConsole::end(const Board& board) {
  if (first_) look(board);
  line_.clear();
  if (json_lines_)
    say_progress(board);
  else
    say_ended_points(board);
}

void print_plan(const Study& study, const std::vector<Run>& runs, int threads) {
  fmt::print("{}: {} configuration(s), {} left out by where, {} refused\n", study.section.name, study.members.size(),
             study.left_out, study.refused.size());
  for (const Refusal& refusal : study.refused) fmt::print("  refused {}: {}\n", refusal.name, refusal.reason);
  fmt::print("{:<44} {:>10} {:>11} {:>8} {:>12}\n", "configuration", "ms/frame", "frames/unit", "MB", "seconds");
  double seconds = 0.0, megabytes = 0.0;
  bool is_bound = false;
  UnitProgress progress("calibrating", study.members.size());
  for (std::size_t m = 0; m < study.members.size() && !interrupt_flag(); ++m) {
    progress.begin(m, study.members[m].name);
    const PlannedMember plan = plan_member(study, study.members[m], runs[m]);
    seconds += plan.expected_seconds;
    megabytes = std::max(megabytes, plan.megabytes);
    is_bound = is_bound || plan.is_bound;
    progress.clear();
    fmt::print("{:<44} {:>10.3g} {:>11} {:>8.0f} {:>12}\n", study.members[m].name, 1e3 * plan.frame_seconds,
               plan.unit_frames, plan.megabytes,
               fmt::format("{}{:.3g}", plan.is_bound ? "at most " : "", plan.expected_seconds));
  }
  fmt::print("all: {}about {} on {} thread(s); a thread takes up to {:.0f} MB\n", is_bound ? "at most " : "",
             duration_text(seconds / threads), threads, megabytes);
}

void print_status(const Study& study, const std::vector<ConfigurationResult>& results) {
  std::size_t ended = 0, begun = 0;
  double seconds = 0.0;
  for (const ConfigurationResult& result : results) {
    ended += result.ended();
    begun += result.begun && !result.ended();
    seconds += result.seconds;
  }
  fmt::print("{}: {} of {} configurations ended, {} begun, {} of one processor\n", study.section.name, ended,
             results.size(), begun, duration_text(seconds));
  for (const ConfigurationResult& result : results)
    if (result.begun && !result.ended())
      fmt::print("  {:<40} {} of {} points ended\n", study.members[result.member].name, result.n_ended, result.n_point);
}

void print_ranking(const Study& study, const std::vector<Run>& runs, const std::vector<RankRow>& rows,
                   std::size_t most_rows) {
  const std::size_t n_row = most_rows > 0 ? std::min(most_rows, rows.size()) : rows.size();
  std::vector<std::vector<std::string>> cells;
  for (std::size_t k = 0; k < n_row; ++k) cells.push_back(rank_cells(study, runs, rows[k]));
  const std::vector<TextColumn> columns(std::begin(rank_text_columns), std::end(rank_text_columns));
  fmt::print("{}", text_table(columns, cells, terminal_columns(STDOUT_FILENO)));
  if (n_row < rows.size()) fmt::print("{} rows more: --top 0 prints all\n", rows.size() - n_row);
}

}  // namespace ohmimo
