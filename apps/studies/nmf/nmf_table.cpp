// nmf.csv: its columns, and the curves drawn from its rows.
#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <stdexcept>

#include "apps/config/result_cells.hpp"
#include "apps/studies/nmf/nmf_report.hpp"
#include "apps/studies/nnls/nnls_setting.hpp"

namespace ohmimo::nmf {
namespace {

struct Line {
  const Data& data;
  const Plan& plan;
  const Config& config;
  const NmfRun& run;
  const Iteration& at;
};

std::optional<double> known(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

void add_counts(Columns<Line>& columns) {
  const auto add = [&columns](const char* name, const char* help, std::uint64_t rram::NnlsCount::*member) {
    columns.add({.name = name, .help = help}, [member](const Line& line) { return line.at.count.*member; });
  };
  add("analogue_solves", "so far", &rram::NnlsCount::analogue_solves);
  add("cells_written", "so far", &rram::NnlsCount::cells_programmed);
  add("dac_conversions", "so far", &rram::NnlsCount::dac);
  add("adc_conversions", "so far", &rram::NnlsCount::adc);
}

Columns<Line> nmf_columns() {
  Columns<Line> columns;
  columns.add({.name = "algorithm"}, [](const Line& line) { return line.run.name; });
  columns.add({.name = "iteration", .help = "both factors once"}, [](const Line& line) { return line.at.number; });
  columns.add({.name = "squared_error", .format = ".9e", .help = "of R - W H, over the elements that count"},
              [](const Line& line) { return line.at.squared_error; });
  columns.add({.name = "relative_error", .format = ".9e", .help = "its root over that of R"},
              [](const Line& line) { return line.at.relative_error; });
  columns.add({.name = "psnr_db", .unit = "dB", .format = ".4f", .help = "of pictures"},
              [](const Line& line) { return known(line.at.psnr_dB); });
  columns.add({.name = "ssim", .format = ".5f", .help = "of pictures"},
              [](const Line& line) { return known(line.at.ssim); });
  columns.add({.name = "train_rmse", .format = ".6f", .help = "of ratings"},
              [](const Line& line) { return known(line.at.train_rmse); });
  columns.add({.name = "test_rmse", .format = ".6f", .help = "of ratings"},
              [](const Line& line) { return known(line.at.test_rmse); });
  add_counts(columns);
  columns.add({.name = "rank"}, [](const Line& line) { return line.plan.rank; });
  columns.add({.name = "rows"}, [](const Line& line) { return line.data.problem.n_row(); });
  columns.add({.name = "columns"}, [](const Line& line) { return line.data.problem.n_col(); });
  columns.add({.name = "ridge", .format = "g"}, [](const Line& line) { return line.plan.ridge; });
  columns.add({.name = "data", .format = "quoted"}, [](const Line& line) { return line.data.name; });
  columns.add({.name = "circuit", .format = "quoted"},
              [](const Line& line) { return line.run.on_circuit ? nnls::circuit_text(line.plan.circuit) : ""; });
  columns.add({.name = "fidelity"},
              [](const Line& line) { return line.run.on_circuit ? line.config.solver.fidelity : ""; });
  columns.add(origin_columns(), [](const Line& line) { return origin_cells(run_id(line.config)); });
  return columns;
}

}  // namespace

Table nmf_table(const Data& data, const Plan& plan, const Config& config, const std::vector<NmfRun>& runs) {
  std::vector<Line> lines;
  for (const NmfRun& run : runs)
    for (const Iteration& at : run.iterations) lines.push_back({data, plan, config, run, at});
  return nmf_columns().table(lines);
}

plot::LogPlot nmf_plot(const plot::Rows& rows, const std::string& title) {
  if (rows.size() == 0) throw std::invalid_argument(fmt::format("{}: must hold rows, got none", rows.name()));
  plot::LogPlot plot;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::string& name = rows.text(row, "algorithm");
    if (plot.curves.empty() || plot.curves.back().label != name) plot.curves.push_back({name, {}, {}});
    plot.curves.back().x.push_back(rows.number(row, "iteration"));
    if (const double x = plot.curves.back().x.back(); !(x >= 0.0 && x <= 1e6))
      rows.refuse(row, "iteration", "must be from 0 to 1e6");
    plot.curves.back().y.push_back(rows.finite_or_nan(row, "relative_error"));
  }
  for (plot::LogCurve& curve : plot.curves)
    if (curve.label.starts_with("anls")) curve.label += " (circuit)";
  const auto text = [&](std::string_view column) { return rows.text(0, column); };
  plot.texts = {title.empty() ? fmt::format("Factorisation of {}, {} x {}, rank {}", text("data"), text("rows"),
                                            text("columns"), text("rank"))
                              : title,
                "iteration", "||R - W H|| / ||R||",
                fmt::format("ridge {}, seed {}, config {}, ohmimo {}", text("ridge"), text("seed"), text("config_hash"),
                            text("version"))};
  plot.whole_x = true;
  return plot;
}

}  // namespace ohmimo::nmf
