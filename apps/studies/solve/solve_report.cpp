#include "apps/studies/solve/solve_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <stdexcept>

#include "apps/config/result_cells.hpp"
#include "apps/plot/cycle_curve.hpp"
#include "apps/studies/solve/ending.hpp"
#include "apps/text/text.hpp"
#include "apps/text/text_columns.hpp"

namespace ohmimo::solve {
namespace {

// What was solved, and by what.
void add_settings(Columns<SolveLine>& columns) {
  columns.add({.name = "fidelity"}, [](const SolveLine& line) { return line.config.solver.fidelity; });
  columns.add({.name = "device"}, [](const SolveLine& line) { return line.config.hardware.device; });
  columns.add({.name = "stages", .help = "of BlockAMC"},
              [](const SolveLine& line) { return line.config.solver.stages; });
  columns.add({.name = "mapping"}, [](const SolveLine& line) { return line.config.solver.mapping; });
  columns.add({.name = "refinement", .help = "as it was run"},
              [](const SolveLine& line) { return rram::refinement_name(line.outcome.report.refinement); });
  columns.add({.name = "matrix", .format = "quoted", .help = "where it is from"},
              [](const SolveLine& line) { return line.system.name; });
  columns.add({.name = "n_rhs", .help = "right-hand sides"},
              [](const SolveLine& line) { return line.system.rhs.n_cols; });
  columns.add({.name = "tolerance", .format = "g", .help = "of the relative residual; 0 = none"},
              [](const SolveLine& line) { return line.solver.tolerance; });
  columns.add({.name = "wire_accuracy", .format = "g"},
              [](const SolveLine& line) { return line.solver.analogue.wire_accuracy; });
}

}  // namespace

std::string gained_text(double bits, double before) {
  return std::isinf(before) ? "-" : fixed_text(bits - before, 2);
}

std::string cycle_lines(const std::vector<CycleRow>& rows, int line_width) {
  const std::vector<TextColumn> columns = {{"cycle", 6, '>', 0},     {"rel. error", 12, '>', 1}, {"worst", 12, '>', 4},
                                           {"residual", 12, '>', 2}, {"bits", 8, '>', 3},        {"gained", 8, '>', 5}};
  std::vector<std::vector<std::string>> cells;
  for (std::size_t k = 0; k < rows.size(); ++k)
    cells.push_back({std::to_string(rows[k].cycle), fmt::format("{:.3e}", rows[k].median_error),
                     fmt::format("{:.3e}", rows[k].worst_error), fmt::format("{:.3e}", rows[k].worst_residual),
                     fixed_text(rows[k].bits(), 2), gained_text(rows[k].bits(), k > 0 ? rows[k - 1].bits() : 0.0)});
  return text_table(columns, cells, line_width);
}

std::string summary_text(const SolveOutcome& outcome, const rram::SolverConfig& solver) {
  const rram::Fidelity& fidelity = solver.fidelity;
  const rram::SolveReport& report = outcome.report;
  std::string text;
  text += fmt::format("status: {}; {} cycle(s), {} tile output(s) at the clamp\n", status_text(outcome, solver),
                      report.cycles, report.clamped_outputs);
  text +=
      fmt::format("residual as the hardware sees it, of its {}{}: {:.3e}; the table's is that of the matrix given\n",
                  fidelity.quantise ? fmt::format("{}-bit words of A and b", solver.word_bits) : "own A and b",
                  solver.equilibrate ? " (equilibrated)" : "", report.relative_residual);
  text += fmt::format("refinement: {}{}{}\n", rram::refinement_name(report.refinement),
                      report.refinement_reason.empty() ? "" : ", ", report.refinement_reason);
  const std::string rho = std::isnan(outcome.spectral_radius)
                              ? "not computed"
                              : fmt::format("{:.4f}{}", outcome.spectral_radius,
                                            outcome.spectral_radius < 1.0 ? "" : " (not below 1: stationary diverges)");
  text += fmt::format("condition number {:.4g}; spectral radius of one stationary cycle {}\n", outcome.condition, rho);
  const rram::OperationCount& made = report.ops;
  text += fmt::format(
      "operations: {} LP-INV, {} HP-MVM, {} LP-MVM, {} DAC, {} ADC, {} digital dot products, {} digital axpy\n",
      made.lp_inv, made.hp_mvm, made.lp_mvm, made.dac, made.adc, made.digital_dot, made.digital_axpy);
  if (report.hp_reads.reads > 0)
    text +=
        fmt::format("analogue HP-MVM: {} of {} reads wrong, by at most {} level(s); the residual above carries them\n",
                    report.hp_reads.wrong, report.hp_reads.reads, report.hp_reads.worst);
  if (fidelity.wires) text += fmt::format("{} (3-bit arrays)\n", rram::wire_text(outcome.programmed->wires()));
  text += fmt::format("cells: {} programmed, {} clipped\n", outcome.programming.cells_programmed,
                      outcome.programming.cells_clipped);
  if (outcome.loops.unstable > 0)
    text += fmt::format(
        "loops: {} of {} inversion array(s) have no steady state: hardware would not give this result; fidelity "
        "circuit and above simulate it\n",
        outcome.loops.unstable, outcome.loops.arrays);
  return text;
}

Columns<SolveLine> solve_columns() {
  Columns<SolveLine> columns;
  const auto add = [&columns](const char* name, const char* help, double CycleRow::*value) {
    columns.add({.name = name, .format = ".9e", .help = help},
                [value](const SolveLine& line) { return line.row.*value; });
  };
  columns.add({.name = "cycle", .help = "of refinement"}, [](const SolveLine& line) { return line.row.cycle; });
  add("relative_error_median", "of x against double precision, 2-norm, median right-hand side",
      &CycleRow::median_error);
  add("relative_error_worst", "the same, worst right-hand side", &CycleRow::worst_error);
  add("relative_residual_worst", "of b - A x in double precision, worst right-hand side", &CycleRow::worst_residual);
  columns.add({.name = "bits", .format = ".4f", .help = "-log2 of the median error"},
              [](const SolveLine& line) { return line.row.bits(); });
  columns.add({.name = "condition", .format = ".6g", .help = "2-norm condition number of the matrix solved"},
              [](const SolveLine& line) { return line.outcome.condition; });
  columns.add({.name = "spectral_radius", .format = ".6g", .help = "of one stationary cycle"},
              [](const SolveLine& line) {
                const double rho = line.outcome.spectral_radius;
                return std::isnan(rho) ? std::nullopt : std::optional(rho);
              });
  columns.add({.name = "status"}, [](const SolveLine& line) { return status_text(line.outcome, line.solver); });
  add_settings(columns);
  columns.add(origin_columns(), [](const SolveLine& line) { return origin_cells(run_id(line.config)); });
  return columns;
}

Table solve_table(const SolveOutcome& outcome, const LinearSystem& system, const Config& config,
                  const rram::SolverConfig& solver) {
  std::vector<SolveLine> lines;
  for (const CycleRow& row : outcome.rows) lines.push_back({row, outcome, system, config, solver});
  return solve_columns().table(lines);
}

plot::LogPlot cycle_plot(const plot::Rows& rows, const std::string& title) {
  if (rows.size() == 0) throw std::invalid_argument(fmt::format("{}: must hold rows, got none", rows.name()));
  const auto text = [&](std::string_view column) { return rows.text(0, column); };
  const std::string rho = text("spectral_radius");
  plot::LogPlot plot;
  plot.texts = {title.empty() ? fmt::format("Analogue solution per cycle: {}", text("matrix")) : title,
                "refinement cycle", "2-norm, relative",
                fmt::format("fidelity {}, device {}, condition number {}, spectral radius {}, {} right-hand side(s), "
                            "seed {}, config {}, ohmimo {}",
                            text("fidelity"), text("device"), text("condition"), rho.empty() ? "not computed" : rho,
                            text("n_rhs"), text("seed"), text("config_hash"), text("version"))};
  plot.whole_x = true;
  const auto add = [&](const std::string& label, std::string_view column) {
    plot.curves.push_back(plot::cycle_curve(rows, label, column));
  };
  const bool several = rows.number(0, "n_rhs") > 1.0;
  add(several ? "error, median right-hand side" : "error against double precision", "relative_error_median");
  if (several) add("error, worst", "relative_error_worst");
  add(several ? "residual, worst" : "residual", "relative_residual_worst");
  return plot;
}

}  // namespace ohmimo::solve
