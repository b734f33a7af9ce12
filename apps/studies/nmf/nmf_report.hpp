// What a run of `ohmimo nmf` says: a table per iteration, a summary, pictures, the factors.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "apps/config/config.hpp"
#include "apps/plot/log_plot.hpp"
#include "apps/plot/rows.hpp"
#include "apps/results/table.hpp"
#include "apps/studies/nmf/nmf_run.hpp"

namespace ohmimo::nmf {

// nmf.csv: a row per run and iteration.
Table nmf_table(const Data& data, const Plan& plan, const Config& config, const std::vector<NmfRun>& runs);

// What is factorised, and how.
std::string head_text(const Data& data, const Plan& plan, const Config& config);

// A line per run, at its last iteration; counts of the circuit; storage of pictures and matrices.
std::string summary_text(const Data& data, const Plan& plan, const std::vector<NmfRun>& runs, int line_width);

// The items that the last run suggests to a user, named as in the file. Throws std::invalid_argument for a user that is
// not there.
std::string suggestion_text(const Data& data, const NmfRun& run, const std::string& user, int count, int line_width);

// Relative error over iterations, a curve per run, of the rows of nmf.csv.
plot::LogPlot nmf_plot(const plot::Rows& rows, const std::string& title = "");

// The gnuplot commands that draw the picture and W H of each run beside it.
std::string picture_script(const Data& data, const std::vector<NmfRun>& runs);

// folder/w_RUN.ENDING and h_RUN.ENDING; of ratings users.csv and items.csv, the names of rows and columns in their
// order; of pictures picture_RUN.png. Returns the names.
std::vector<std::string> write_factors(const Data& data, const std::vector<NmfRun>& runs, const std::string& ending,
                                       const std::filesystem::path& folder);

}  // namespace ohmimo::nmf
