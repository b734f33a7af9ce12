// `ohmimo plot`: pictures of tables of results, without a run.
#pragma once
#include <string>
#include <vector>

#include "apps/commands/command.hpp"

namespace ohmimo {

struct PlotFlags {
  std::vector<std::string> files;    // or folders of runs, which stand for the table in them
  std::string out = "results/plot";  // folder, or a file's name with or without its ending
  std::string title;
  std::string snr_def;    // of ber; empty = as in the file
  double min_ber = 1e-6;  // of ber
  bool bler = false;      // of coded runs: block error rates
  GivenFlags given;
};

Command plot_command();

// Draws the tables into OUT/<kind>.png and .svg, or <OUT>.png and .svg: several tables of ber in one picture, one of
// any other kind, of penalty a picture for each parameter and pair of them. The names of their columns tell the kind.
// Returns 0, or 1 with a sentence on stderr if a picture cannot be drawn. Throws std::invalid_argument, before anything
// is written, for wrong options and files.
int run_plot(const PlotFlags& flags);

}  // namespace ohmimo
