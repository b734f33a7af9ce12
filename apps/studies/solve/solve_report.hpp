// What `ohmimo solve` says and writes of an outcome.
#pragma once
#include <string>
#include <vector>

#include "apps/config/config.hpp"
#include "apps/plot/log_plot.hpp"
#include "apps/plot/rows.hpp"
#include "apps/results/table.hpp"
#include "apps/studies/solve/solve_run.hpp"
#include "apps/text/lines.hpp"

namespace ohmimo::solve {

// Errors and residual, one line per cycle below a line of names.
std::string cycle_lines(const std::vector<CycleRow>& rows, int line_width = unlimited_columns);

// Bits gained in a cycle; none are ("-") after an error of 0, whose bits are infinite.
std::string gained_text(double bits, double before);

// Status, residual, refinement, condition, operations and cells, a sentence each.
std::string summary_text(const SolveOutcome& outcome, const rram::SolverConfig& solver);

// One row of solve.csv.
struct SolveLine {
  const CycleRow& row;
  const SolveOutcome& outcome;
  const LinearSystem& system;
  const Config& config;              // which names the run
  const rram::SolverConfig& solver;  // as derived from it
};
Columns<SolveLine> solve_columns();
Table solve_table(const SolveOutcome& outcome, const LinearSystem& system, const Config& config,
                  const rram::SolverConfig& solver);

// Errors and residual over cycles, from the rows of solve.csv. title: "" = the matrix. Throws std::invalid_argument
// naming file, line, rule and value for rows of another kind.
plot::LogPlot cycle_plot(const plot::Rows& rows, const std::string& title = "");

}  // namespace ohmimo::solve
