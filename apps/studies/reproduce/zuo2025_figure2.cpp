// Fig. 2: the levels of the cells and the worked 4x4 example.
#include <fmt/format.h>

#include <algorithm>

#include "apps/studies/reproduce/worked_example.hpp"
#include "apps/studies/reproduce/zuo2025.hpp"
#include "apps/theory/quantiles.hpp"
#include "rram/cells/device.hpp"

namespace ohmimo::reproduce {
namespace {

constexpr double uS = 1e-6;

// Conductances of programmed cells of one level, ascending, in uS.
std::vector<double> drawn_uS(std::size_t level, const ReproduceOptions& options) {
  RngStream stream({options.seed, 0, static_cast<std::uint32_t>(level)}, Purpose::device_program);
  std::vector<double> cells;
  for (int k = 0; k < options.n_device; ++k)
    cells.push_back(rram::default_device().level[level].conductance_S(stream.uniform()) / uS);
  std::sort(cells.begin(), cells.end());
  return cells;
}

void add_moments(const std::vector<double>& cells, std::size_t level, PaperFigure& figure) {
  const arma::vec values(cells);
  const std::vector<PaperPoint> points = paper_points("2c");
  figure.comparisons.push_back(
      {fmt::format("level {} mean [uS]", level), arma::mean(values), curve_points(points, "mean")[level].y, ""});
  figure.comparisons.push_back(
      {fmt::format("level {} std [uS]", level), arma::stddev(values), curve_points(points, "std")[level].y, ""});
}

// Norms of the paper's element errors of Fig. 2f over that of x*, cycle 1 to 3.
std::vector<double> published_errors() {
  const std::vector<PaperPoint> points = paper_points("2f");
  const double scale = arma::norm(arma::solve(worked_matrix(), worked_rhs().t()));
  std::vector<double> error(3, 0.0);
  for (const PaperPoint& point : points) error[static_cast<std::size_t>(point.x) - 1] += point.y * point.y;
  for (double& value : error) value = std::sqrt(value) / scale;
  return error;
}

rram::SolverConfig twelve_bits() {
  rram::SolverConfig config = worked_config("converter", 3);
  config.word_bits = 12;
  return config;
}

}  // namespace

PaperFigure zuo2025_levels(const ReproduceOptions& options) {
  PaperFigure figure;
  figure.texts = {"Conductance of programmed cells: simulated law over Fig. 2c of Zuo et al. 2025", "conductance [uS]",
                  "share of cells at or below", ""};
  figure.notes = {
      "Simulated: cells written to each of the 8 levels of the TaOx device. The law is piecewise linear through the "
      "paper's quantiles, which it therefore meets; means and standard deviations were digitised on their own."};
  FigureSeries ours = {.label = "simulated cells", .style = 0}, paper = {.label = "paper, Fig. 2c", .style = 1};
  paper.kind = FigureSeries::Kind::paper;
  for (std::size_t level = 0; level < 8; ++level) {
    const std::vector<double> cells = drawn_uS(level, options);
    for (std::size_t k = 0; k < cells.size(); ++k) {
      ours.x.push_back(cells[k]);
      ours.y.push_back((static_cast<double>(k) + 0.5) / static_cast<double>(cells.size()));
    }
    ours.x.push_back(cells.back());
    ours.y.push_back(NAN);  // next level
    for (const PaperPoint& point : curve_points(paper_points("2c"), fmt::format("level {}", level))) {
      paper.x.push_back(point.x);
      paper.y.push_back(point.y);
    }
    add_moments(cells, level, figure);
  }
  figure.series = {ours, paper};
  return figure;
}

PaperFigure zuo2025_inversion_error(const ReproduceOptions& options) {
  PaperFigure figure;
  figure.texts = {"Relative error of one low-precision inversion: simulated over Fig. 2e of Zuo et al. 2025",
                  "operation (refinement cycle)", "||dx - A^-1 r|| / ||A^-1 r||", ""};
  figure.log_y = figure.whole_x = true;
  // x* - x_k = A^-1 r_k, so the error of operation k is ||x* - x_k|| / ||x* - x_(k-1)||, with x_0 = 0.
  const auto error = errors_per_cycle({worked_matrix(), worked_rhs()}, twelve_bits(), options.n_device, options.seed);
  FigureSeries ours = {.label = "simulated chips: median, 10 to 90 %", .style = 0};
  std::vector<double> chip_mean(error[0].size(), 0.0);
  for (std::size_t k = 0; k < error.size(); ++k) {
    std::vector<double> ratio = error[k];
    for (std::size_t chip = 0; chip < ratio.size(); ++chip) {
      if (k > 0) ratio[chip] /= error[k - 1][chip];
      chip_mean[chip] += ratio[chip] / 3.0;
    }
    add_band(ratio, static_cast<double>(k + 1), ours);
  }
  const std::vector<PaperPoint> published = paper_points("2e");
  FigureSeries derived = {
      .label = "paper, from the elements of Fig. 2f", .kind = FigureSeries::Kind::paper, .style = 2};
  const std::vector<double> published_norms = published_errors();
  for (std::size_t k = 0; k < published_norms.size(); ++k) {
    derived.x.push_back(static_cast<double>(k + 1));
    derived.y.push_back(published_norms[k] / (k == 0 ? 1.0 : published_norms[k - 1]));
  }
  FigureSeries mean = {.label = "paper, mean of operations 1 to 3", .kind = FigureSeries::Kind::paper_line, .style = 1};
  mean.x = {1.0, 3.0};
  mean.y.assign(2, published[0].y);
  figure.series = {ours, mean, derived};
  figure.comparisons = {{"mean of 3 operations, median chip", median(chip_mean), published[0].y, ""}};
  const auto below =
      std::count_if(chip_mean.begin(), chip_mean.end(), [&](double mean) { return mean < published[0].y; });
  figure.notes = {fmt::format(
      "Simulated: programming errors, rounding, 4-bit converters, 12-bit words, ideal amplifiers. The paper's 0.186 is "
      "larger than that of {:.0f} % of the simulated chips: amplifier and board errors are not simulated here.",
      100.0 * static_cast<double>(below) / static_cast<double>(chip_mean.size()))};
  return figure;
}

PaperFigure zuo2025_element_errors(const ReproduceOptions& options) {
  PaperFigure figure;
  figure.texts = {"Errors of the four elements: simulated over Fig. 2f of Zuo et al. 2025", "refinement cycle",
                  "|x* - x|; simulated: median, 10 to 90 % of chips", ""};
  figure.log_y = figure.whole_x = true;
  const arma::rowvec exact = arma::solve(worked_matrix(), worked_rhs().t()).t();
  const std::vector<arma::mat> x =
      solutions_per_cycle({worked_matrix(), worked_rhs()}, twelve_bits(), options.n_device, options.seed);
  for (arma::uword element = 0; element < 4; ++element) {
    const int style = static_cast<int>(element);
    const double shift = 0.14 * (static_cast<double>(element) - 1.5);  // beside each other
    const std::string name = fmt::format("x{}", element + 1);
    FigureSeries ours = {.label = name + " simulated", .kind = FigureSeries::Kind::points, .style = style};
    std::vector<PaperPoint> points = curve_points(paper_points("2f"), name);
    for (std::size_t k = 0; k < x.size(); ++k) {
      const arma::vec error = arma::abs(exact(element) - x[k].col(element));
      add_band(arma::conv_to<std::vector<double>>::from(error), static_cast<double>(k + 1) + shift, ours);
      figure.comparisons.push_back({fmt::format("|error| of {} after cycle {}, median chip", name, k + 1), ours.y[k],
                                    std::abs(points[k].y), ""});
      points[k] = {points[k].figure, name, points[k].x + shift + 0.05, std::abs(points[k].y)};
    }
    figure.series.push_back(ours);
    figure.series.push_back(paper_series(name + " paper", style, points));
  }
  const auto error = errors_per_cycle({worked_matrix(), worked_rhs()}, twelve_bits(), options.n_device, options.seed);
  const std::vector<double> published_norms = published_errors();
  for (std::size_t k = 0; k < error.size(); ++k)
    figure.comparisons.push_back(
        {fmt::format("||x* - x|| / ||x*|| after cycle {}, median chip", k + 1), median(error[k]), published_norms[k],
         fmt::format("10 to 90 %: {:.2g} to {:.2g}", quantile(error[k], 0.1), quantile(error[k], 0.9))});
  figure.notes = {
      "Simulated: programming errors, rounding, 4-bit converters, 12-bit words. The paper shows one run of one chip: a "
      "single draw of the distribution; signs are left out."};
  return figure;
}

}  // namespace ohmimo::reproduce
