#include "apps/studies/nnls/nnls_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <optional>
#include <stdexcept>

#include "apps/config/result_cells.hpp"
#include "apps/plot/cycle_curve.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/nnls/nnls_setting.hpp"
#include "apps/text/text.hpp"
#include "apps/text/text_columns.hpp"

namespace ohmimo::nnls {
namespace {

struct Line {
  const CycleRow& row;
  const Outcome& outcome;
  const Problem& problem;
  const Config& config;

  const rram::NnlsConfig& circuit() const { return outcome.system->config(); }
};

std::optional<double> known(double value) {
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

Columns<Line> nnls_columns() {
  Columns<Line> columns;
  columns.add({.name = "cycle", .help = "1 = one analogue solve"}, [](const Line& line) { return line.row.cycle; });
  columns.add({.name = "error_median", .format = ".6e", .help = "of x over the exact one, 2-norm"},
              [](const Line& line) { return known(line.row.median_error); });
  columns.add({.name = "error_worst", .format = ".6e"}, [](const Line& line) { return known(line.row.worst_error); });
  columns.add({.name = "kkt_worst", .format = ".6e", .help = "KKT residual, scaled; rounding leaves 1e-16"},
              [](const Line& line) { return known(line.row.worst_kkt); });
  columns.add({.name = "other_active_sets", .help = "right-hand sides whose x is > 0 elsewhere than the exact one"},
              [](const Line& line) { return line.row.other_active_sets; });
  columns.add({.name = "n_rhs"}, [](const Line& line) { return line.problem.b.n_cols; });
  columns.add({.name = "rows"}, [](const Line& line) { return line.problem.a.n_rows; });
  columns.add({.name = "columns"}, [](const Line& line) { return line.problem.a.n_cols; });
  columns.add({.name = "condition", .format = ".6g", .help = "of A, 2-norm; the circuit works on its square"},
              [](const Line& line) { return line.outcome.condition; });
  columns.add({.name = "status"}, [](const Line& line) { return rram::status_name(line.outcome.report.status); });
  columns.add({.name = "circuit", .format = "quoted"}, [](const Line& line) { return circuit_text(line.circuit()); });
  columns.add({.name = "problem", .format = "quoted", .help = "that the ideal circuit solves"},
              [](const Line& line) { return line.outcome.report.problem; });
  columns.add({.name = "fidelity"}, [](const Line& line) { return line.config.solver.fidelity; });
  columns.add({.name = "device"}, [](const Line& line) { return line.config.hardware.device; });
  columns.add({.name = "dac_bits"}, [](const Line& line) { return line.circuit().dac_bits; });
  columns.add({.name = "adc_bits"}, [](const Line& line) { return line.circuit().adc_bits; });
  columns.add({.name = "matrix", .format = "quoted"}, [](const Line& line) { return line.problem.name; });
  columns.add(origin_columns(), [](const Line& line) { return origin_cells(run_id(line.config)); });
  return columns;
}

std::string time_text(double seconds) {
  return std::isfinite(seconds) ? fmt::format("{:.4g} ns", 1e9 * seconds) : "not reached";
}

// Of the first right-hand side.
std::string active_text(const Outcome& outcome) {
  std::string circuit, exact;
  const arma::uword shown = std::min<arma::uword>(outcome.x.n_cols, 64);
  for (arma::uword j = 0; j < shown; ++j) {
    circuit += outcome.report.active(0, j) != 0 ? '1' : '0';
    exact += outcome.exact(0, j) > 0.0 ? '1' : '0';
  }
  return fmt::format("x > 0 of right-hand side 1{}: circuit {}, exact {}\n",
                     shown < outcome.x.n_cols ? fmt::format(", first {} columns", shown) : "", circuit, exact);
}

std::string circuit_lines(const Outcome& outcome) {
  const rram::NnlsReport& report = outcome.report;
  std::string text;
  if (std::isfinite(report.slowest_rate_per_s))
    text += fmt::format("slowest pole: {:.4g} rad/s\n", -report.slowest_rate_per_s);
  if (outcome.system->config().settling)
    text += fmt::format("settling to 0.1 %, the longest: {}\n", time_text(report.settling_s));
  return text;
}

}  // namespace

Table nnls_table(const Outcome& outcome, const Problem& problem, const Config& config) {
  std::vector<Line> lines;
  for (const CycleRow& row : outcome.cycles) lines.push_back({row, outcome, problem, config});
  return nnls_columns().table(lines);
}

std::string cycle_lines(const Outcome& outcome, int line_width) {
  const std::vector<TextColumn> columns = {{"cycle", 6, '>', 0},  {"rel. error", 12, '>', 1},
                                           {"worst", 12, '>', 2}, {"worst KKT", 12, '>', 3},
                                           {"bits", 8, '>', 4},   {"other active sets", 17, '>', 5}};
  std::vector<std::vector<std::string>> cells;
  for (const CycleRow& row : outcome.cycles)
    cells.push_back({std::to_string(row.cycle), fmt::format("{:.3e}", row.median_error),
                     fmt::format("{:.3e}", row.worst_error), fmt::format("{:.3e}", row.worst_kkt),
                     fixed_text(-std::log2(row.median_error), 2), std::to_string(row.other_active_sets)});
  return text_table(columns, cells, line_width);
}

std::string summary_text(const Outcome& outcome, const Problem& problem) {
  const rram::NnlsReport& report = outcome.report;
  std::string text = fmt::format("status: {}; outputs at the clamp: {}, over all solves\n",
                                 rram::status_name(report.status), report.clamped_outputs);
  text += active_text(outcome) + circuit_lines(outcome);
  text += fmt::format("condition number of A {:.4g}; max(0, least squares) would be off by {:.2e} (median)\n",
                      outcome.condition, outcome.clipped_error);
  text +=
      fmt::format("operations: {} analogue solves, {} exact products, {} DAC, {} ADC; {} op-amps, {} cells written\n",
                  report.ops.analogue_solves, report.ops.exact_products, report.ops.dac, report.ops.adc,
                  report.ops.amplifiers, report.ops.cells_programmed);
  text += fmt::format("exact solutions: {} factorisations for {} right-hand side(s)\n", outcome.factorisations,
                      problem.b.n_cols);
  if (outcome.not_found > 0)
    text += fmt::format("{} right-hand side(s) have no exact solution to be held against\n", outcome.not_found);
  if (const std::string other = other_problem_text(outcome.system->config()); !other.empty())
    text += fmt::format("{}: ideal in all else it would be off by {:.2e} (median)\n", other, outcome.other_problem);
  return text;
}

std::string failure_text(const Outcome& outcome) {
  using Status = rram::NnlsReport::Status;
  arma::uword bad = 0;
  for (const Status status : outcome.report.query_status)
    if (status != Status::solved && status != Status::saturated) ++bad;
  if (bad == 0) return "";
  return fmt::format("{} of {} right-hand side(s) not solved, the worst: {}", bad, outcome.report.query_status.size(),
                     rram::status_name(outcome.report.status));
}

plot::LogPlot nnls_plot(const plot::Rows& rows, const std::string& title) {
  if (rows.size() == 0) throw std::invalid_argument(fmt::format("{}: must hold rows, got none", rows.name()));
  const auto text = [&](std::string_view column) { return rows.text(0, column); };
  plot::LogPlot plot;
  plot.texts = {
      title.empty() ? fmt::format("Non-negative least squares per cycle: {}", text("matrix")) : title, "cycle",
      "relative",
      fmt::format("{}; fidelity {}, device {}, DAC {} and ADC {} bits, {}x{}, {} right-hand side(s), seed {}, "
                  "config {}, ohmimo {}",
                  text("circuit"), text("fidelity"), text("device"), text("dac_bits"), text("adc_bits"), text("rows"),
                  text("columns"), text("n_rhs"), text("seed"), text("config_hash"), text("version"))};
  plot.whole_x = true;
  const auto add = [&](const std::string& label, std::string_view column) {
    plot.curves.push_back(plot::cycle_curve(rows, label, column));
  };
  const bool several = rows.number(0, "n_rhs") > 1.0;
  add(several ? "error of x, median right-hand side" : "error of x", "error_median");
  if (several) add("error of x, worst", "error_worst");
  add("KKT residual, worst", "kkt_worst");
  return plot;
}

void write_dump(const Outcome& outcome, const std::filesystem::path& folder) {
  const rram::RegressionCircuit circuit = outcome.system->circuit();
  const rram::NnlsArrays& arrays = outcome.system->arrays();
  std::string cells =
      "# columns scaled to the highest level; x = y / scale. compensation: a resistor of each row to ground\n"
      "array,row,col,scale,aim,g_uS\n";
  for (const auto& [name, g_S] : {std::pair{"first", &circuit.first_S}, {"second", &circuit.second_S}})
    for (arma::uword i = 0; i < g_S->n_rows; ++i)
      for (arma::uword j = 0; j < g_S->n_cols; ++j)
        fmt::format_to(std::back_inserter(cells), "{},{},{},{:.9g},{:.9g},{:.9g}\n", name, i, arrays.column(j),
                       arrays.scale(j), arrays.nominal(i, j), 1e6 * (*g_S)(i, j));
  for (arma::uword i = 0; i < circuit.compensation_S.n_elem; ++i)
    fmt::format_to(std::back_inserter(cells), "compensation,{},,,,{:.9g}\n", i, 1e6 * circuit.compensation_S(i));
  write_text_file(folder / "conductances.csv", cells);
  std::string active = "rhs,col,circuit,exact,x,x_exact\n";
  for (arma::uword v = 0; v < outcome.x.n_rows; ++v)
    for (arma::uword j = 0; j < outcome.x.n_cols; ++j)
      fmt::format_to(std::back_inserter(active), "{},{},{},{},{:.17g},{:.17g}\n", v, j, outcome.report.active(v, j),
                     outcome.exact(v, j) > 0.0 ? 1 : 0, outcome.x(v, j), outcome.exact(v, j));
  write_text_file(folder / "active.csv", active);
}

}  // namespace ohmimo::nnls
