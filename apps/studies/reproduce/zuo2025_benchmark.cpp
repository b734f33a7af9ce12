// Fig. 5c, 5d: throughput and energy efficiency of the benchmark, by the closed form of its cost model.
#include <fmt/format.h>

#include <algorithm>

#include "apps/studies/reproduce/zuo2025.hpp"
#include "rram/cost/paper_cost.hpp"

namespace ohmimo::reproduce {
namespace {

using FigureOfMerit = double (rram::SolveCost::*)() const;

struct Curve {
  std::string preset;
  bool single;  // one array of n rows, not blocks of at most 32

  std::string published() const { return preset + (single ? " single" : ""); }
  std::string label() const {
    return fmt::format("{}, {}", preset, single ? "one array" : "arrays of at most 32 rows");
  }
};

FigureSeries model_series(const Curve& curve, int style, FigureOfMerit merit) {
  const rram::PaperCostModel model = rram::load_paper_cost("cost/zuo2025.toml", curve.preset);
  FigureSeries series = {.label = "closed form: " + curve.label(), .style = style};
  for (int n = curve.single ? 64 : 4; n <= 128; n *= 2) {
    series.x.push_back(n);
    series.y.push_back((rram::paper_cost(model, n, curve.single ? n : std::min(n, 32)).*merit)());
  }
  return series;
}

PaperFigure benchmark_figure(std::string_view name, const std::string& quantity, FigureOfMerit merit) {
  const std::vector<PaperPoint> points = paper_points(name);
  PaperFigure figure;
  figure.texts = {fmt::format("Benchmark of the solver: closed form over Fig. {} of Zuo et al. 2025", name),
                  "rows of the system", quantity, ""};
  figure.log_x = figure.log_y = true;
  int style = 0;
  for (const Curve& curve : {Curve{"measured", false}, {"measured", true}, {"assumed", false}, {"assumed", true}}) {
    const std::vector<PaperPoint> published = curve_points(points, curve.published());
    const FigureSeries series = model_series(curve, style, merit);
    for (const PaperPoint& point : published) {
      const auto at = std::ranges::find(series.x, point.x) - series.x.begin();
      figure.comparisons.push_back({fmt::format("{}, n = {:g}", curve.label(), point.x), series.y.at(at), point.y, ""});
    }
    figure.series.push_back(series);
    figure.series.push_back(paper_series("paper: " + curve.label(), style++, published));
  }
  for (const char* reference : {"ASIC", "H100 core", "Vega 20 core"}) {
    FigureSeries line = {
        .label = fmt::format("paper: {}", reference), .kind = FigureSeries::Kind::paper_line, .style = style++};
    line.x = {4.0, 128.0};
    line.y.assign(2, curve_points(points, reference)[0].y);
    figure.series.push_back(line);
  }
  figure.notes = {
      "Modelled hardware. Response times are the paper's; converter time, energies per row and cell, the share of "
      "LP-INV "
      "and the count n^3/3 + 5 n^2/2 + n/6 of equivalent operations are fitted to these very points.",
      "A core is one CUDA core or stream processor; programming, Gram product and matched filter are in neither."};
  return figure;
}

}  // namespace

PaperFigure zuo2025_throughput(const ReproduceOptions&) {
  return benchmark_figure("5c", "equivalent digital operations per second", &rram::SolveCost::ops_per_s);
}

PaperFigure zuo2025_efficiency(const ReproduceOptions&) {
  return benchmark_figure("5d", "equivalent digital operations per second and watt", &rram::SolveCost::ops_per_s_per_W);
}

}  // namespace ohmimo::reproduce
