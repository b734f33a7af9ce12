// What a run of `ohmimo nnls` says: a table per cycle, a summary, a picture, the cells.
#pragma once
#include <filesystem>
#include <string>

#include "apps/config/config.hpp"
#include "apps/plot/log_plot.hpp"
#include "apps/plot/rows.hpp"
#include "apps/results/table.hpp"
#include "apps/studies/nnls/nnls_run.hpp"

namespace ohmimo::nnls {

// nnls.csv: a row per cycle.
Table nnls_table(const Outcome& outcome, const Problem& problem, const Config& config);

std::string cycle_lines(const Outcome& outcome, int line_width);
std::string summary_text(const Outcome& outcome, const Problem& problem);

// "" if all right-hand sides came to rest; else a sentence that says why not.
std::string failure_text(const Outcome& outcome);

// Errors and KKT residual over cycles, of the rows of nnls.csv.
plot::LogPlot nnls_plot(const plot::Rows& rows, const std::string& title = "");

// folder/conductances.csv: array, row, column, level aimed at, g_uS of both copies and the compensation;
// folder/active.csv: which outputs were above their lowest level, by the circuit and by the exact solution.
void write_dump(const Outcome& outcome, const std::filesystem::path& folder);

}  // namespace ohmimo::nnls
