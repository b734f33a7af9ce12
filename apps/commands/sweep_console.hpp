// What `ohmimo sweep` prints.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "apps/commands/progress_line.hpp"
#include "apps/studies/sweep/progress.hpp"
#include "apps/studies/sweep/ranking.hpp"

namespace ohmimo {

// While a sweep runs: a line per point that has ended on standard output, and a live line on standard error; or JSON
// lines.
class SweepConsole {
 public:
  SweepConsole(const sweep::Study& study, int workers, bool json_lines);

  void look(const sweep::Board& board);  // a few times a second
  void end(const sweep::Board& board);

 private:
  void say_ended_points(const sweep::Board& board);
  void say_progress(const sweep::Board& board);
  std::string running_points(const sweep::Board& board) const;

  const sweep::Study& study_;
  int workers_;
  bool json_lines_;
  ProgressLine line_;
  std::chrono::steady_clock::time_point start_, last_;
  std::vector<bool> said_;           // of each point
  std::uint64_t frames_before_ = 0;  // of earlier runs
  bool first_ = true;
};

// What each configuration will take, which are refused and why, and the time of all on so many threads.
void print_plan(const sweep::Study& study, const std::vector<Run>& runs, int threads);
void print_status(const sweep::Study& study, const std::vector<sweep::ConfigurationResult>& results);
void print_ranking(const sweep::Study& study, const std::vector<Run>& runs, const std::vector<sweep::RankRow>& rows,
                   std::size_t most_rows);

}  // namespace ohmimo
