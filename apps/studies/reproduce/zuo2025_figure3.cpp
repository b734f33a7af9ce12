// Fig. 3: refinement of real and complex systems with 24-bit words.
#include <fmt/format.h>

#include <algorithm>

#include "apps/matrix/generate.hpp"
#include "apps/studies/reproduce/worked_example.hpp"
#include "apps/studies/reproduce/zuo2025.hpp"
#include "apps/theory/quantiles.hpp"

namespace ohmimo::reproduce {
namespace {

constexpr const char* headroom_note =
    "The end of the curve is the grid of the 24-bit words of x: one bit of sign and one of headroom are this program's "
    "choice and cost up to a bit against a tighter grid; the paper does not document its own.";

FigureSeries bands(std::string label, int style, const std::vector<std::vector<double>>& error) {
  FigureSeries series = {.label = std::move(label), .style = style};
  for (std::size_t k = 0; k < error.size(); ++k) add_band(error[k], static_cast<double>(k + 1), series);
  return series;
}

// The matrix of Fig. 3a is printed rounded to its 3-bit levels only, with n = 2 and m = 0.4: every chip gets another
// matrix that rounds to them.
std::vector<std::vector<double>> printed_array_errors(const arma::mat& b, const ReproduceOptions& options) {
  const arma::mat levels = {{4, 2, 0, 0}, {0, 3, 5, 0}, {1, 2, 0, 1}, {0, 1, 0, 2}};
  rram::SolverConfig config = worked_config("converter", 10);
  config.mapping = {.kind = rram::MappingKind::fixed, .m = 0.4, .n = 2.0, .scale = 1.0};
  RngStream stream({options.seed, 0, 0}, Purpose::channel);
  std::vector<std::vector<double>> error(10);
  for (int chip = 0; chip < options.n_device; ++chip) {
    arma::mat cells = levels;
    for (double& cell : cells) cell = std::max(0.0, cell + stream.uniform() - 0.5) / 8.0;
    const arma::mat a = cells + 2.0 * arma::eye(4, 4) - 0.4 * arma::ones(4, 4);
    const auto one = errors_per_cycle({a, b}, config, 1, options.seed + 1 + static_cast<std::uint64_t>(chip));
    for (std::size_t k = 0; k < error.size(); ++k) error[k].push_back(one[k][0]);
  }
  return error;
}

// Mean over the inputs of the relative error of each, by cycle.
std::vector<double> mean_errors(const arma::mat& a, const arma::mat& b, const rram::SolverConfig& config,
                                RngStream& device) {
  rram::CycleLog log;
  log.keep = cycles_to(config.cycles);
  arma::mat x;
  (void)rram::program(a, config, device).solve(b, x, &log);
  const arma::mat exact = arma::solve(a, b.t()).t();
  const arma::vec size = arma::sqrt(arma::sum(arma::square(exact), 1));
  std::vector<double> mean;
  for (const arma::mat& found : log.x)
    mean.push_back(arma::mean(arma::vec(arma::sqrt(arma::sum(arma::square(found - exact), 1)) / size)));
  return mean;
}

rram::SolverConfig block_config(int stages) {
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name("converter");
  config.stages = stages;
  config.cycles = 10;
  return config;
}

// Elements of computed inverses: their errors, and their extreme diagonal elements.
struct InverseErrors {
  std::vector<double> error;
  std::vector<double> diagonal;
};

InverseErrors inverse_errors(const ReproduceOptions& options) {
  InverseErrors result;
  for (int chip = 0; chip < options.n_device / 10; ++chip) {
    const auto frame = static_cast<std::uint32_t>(chip);
    RngStream channel({options.seed, 0, frame}, Purpose::channel),
        device({options.seed, 0, frame}, Purpose::device_program);
    const arma::mat a = rram::embed_complex(matrix::wishart_matrix(128, 8, channel));
    arma::mat rows;
    (void)rram::program(a, block_config(2), device).solve(arma::eye(16, 16), rows);
    const arma::mat exact = arma::inv(a), difference = rows.t() - exact;
    result.error.insert(result.error.end(), difference.begin(), difference.end());
    for (const double value : arma::vec(exact.diag())) result.diagonal.push_back(value);
  }
  return result;
}

}  // namespace

PaperFigure zuo2025_real_system(const ReproduceOptions& options) {
  PaperFigure figure;
  figure.texts = {"4x4 real system, 24-bit words: simulated over Fig. 3b of Zuo et al. 2025", "refinement cycle",
                  "||x - x*|| / ||x*||", ""};
  figure.log_y = figure.whole_x = true;
  const arma::mat b = {{0.1, 0.1, 0.0, -0.1}};
  const auto worked =
      errors_per_cycle({worked_matrix(), b}, worked_config("converter", 10), options.n_device, options.seed);
  const auto printed = printed_array_errors(b, options);
  const std::vector<PaperPoint> points = curve_points(paper_points("3b"), "relative error");
  figure.series = {bands("matrix of Fig. 2d (condition 7.7): median, 10 to 90 %", 0, worked),
                   bands("matrices rounding to the array of Fig. 3a (condition near 2.4)", 2, printed),
                   paper_series("paper, Fig. 3b", 1, points)};
  for (std::size_t k = 0; k < points.size(); ++k)
    figure.comparisons.push_back(
        {fmt::format("relative error after cycle {}, median chip", k + 1), median(worked[k]), points[k].y,
         fmt::format("10 to 90 %: {:.2g} to {:.2g}", quantile(worked[k], 0.1), quantile(worked[k], 0.9))});
  figure.comparisons.push_back({"bits gained per cycle, cycles 1 to 7",
                                std::log2(median(worked[0]) / median(worked[6])) / 6,
                                std::log2(points[0].y / points[6].y) / 6, "matrix of Fig. 2d"});
  figure.comparisons.push_back({"bits gained per cycle, cycles 1 to 5",
                                std::log2(median(printed[0]) / median(printed[4])) / 4,
                                std::log2(points[0].y / points[4].y) / 4, "matrices of Fig. 3a"});
  figure.notes = {
      "The matrix of Fig. 3a is printed rounded to 3 bits only, so the run cannot be repeated exactly. Simulated "
      "instead: "
      "the 4x4 matrix of Fig. 2d with the paper's b, and random matrices that round to the printed array with n = 2 "
      "and "
      "m = 0.4 in units of the full range of a cell.",
      headroom_note};
  return figure;
}

PaperFigure zuo2025_complex_system(const ReproduceOptions& options) {
  PaperFigure figure;
  figure.texts = {"4x4 complex system as 8x8 real, 100 inputs: simulated over Fig. 3e of Zuo et al. 2025",
                  "refinement cycle", "mean of ||x - x*|| / ||x*|| over the inputs", ""};
  figure.log_y = figure.whole_x = true;
  std::vector<std::vector<double>> error(10);
  for (int chip = 0; chip < options.n_device; ++chip) {
    const auto frame = static_cast<std::uint32_t>(chip);
    RngStream channel({options.seed, 0, frame}, Purpose::channel),
        device({options.seed, 0, frame}, Purpose::device_program);
    const arma::mat a = rram::embed_complex(matrix::wishart_matrix(16, 4, channel));
    arma::mat b(100, 8);
    for (double& value : b) value = channel.normal();
    const std::vector<double> mean = mean_errors(a, b, block_config(1), device);
    for (std::size_t k = 0; k < error.size(); ++k) error[k].push_back(mean[k]);
  }
  const std::vector<PaperPoint> points = curve_points(paper_points("3e"), "mean of 100 inputs");
  figure.series = {bands("16x4 Rayleigh Gram matrices, one chip each: median, 10 to 90 %", 0, error),
                   paper_series("paper, Fig. 3e: mean and spread of 100 inputs", 1, points)};
  for (std::size_t k = 0; k < points.size(); ++k)
    figure.comparisons.push_back(
        {fmt::format("mean error after cycle {}, median chip", k + 1), median(error[k]), points[k].y,
         fmt::format("10 to 90 %: {:.2g} to {:.2g}", quantile(error[k], 0.1), quantile(error[k], 0.9))});
  figure.notes = {
      "The paper's matrix is not printed. Simulated: Gram matrices of 16x4 Rayleigh channels, one and the same array "
      "for "
      "both inversions of BlockAMC, fitted mapping, another channel and other cells for every chip. The band is over "
      "channels and chips; the paper's bars are over the inputs of its one matrix.",
      headroom_note};
  return figure;
}

PaperFigure zuo2025_inverse(const ReproduceOptions& options) {
  PaperFigure figure;
  figure.texts = {"16x16 inverse from 16 solves of 10 cycles: simulated over Fig. 3g of Zuo et al. 2025",
                  "error of an element of the inverse", "share of elements per bin of 2e-8", ""};
  const InverseErrors found = inverse_errors(options);
  constexpr double bin = 2e-8;
  constexpr int half = 20;
  FigureSeries ours = {.label = "simulated 128x8 Gram matrices, a chip each", .style = 0};
  std::vector<double> share(2 * half + 1, 0.0);
  for (const double error : found.error)
    share[static_cast<std::size_t>(std::clamp(std::round(error / bin), -1.0 * half, 1.0 * half) + half)] +=
        1.0 / static_cast<double>(found.error.size());
  for (std::size_t place = 0; place < share.size(); ++place) {
    ours.x.push_back((static_cast<int>(place) - half) * bin);
    ours.y.push_back(share[place]);
  }
  const std::vector<PaperPoint> points = paper_points("3g");
  FigureSeries paper = {.label = "paper: most errors lie between these", .kind = FigureSeries::Kind::paper, .style = 1};
  for (const char* edge : {"lower edge of most errors", "upper edge of most errors"}) {
    paper.x.push_back(curve_points(points, edge)[0].y);
    paper.y.push_back(0.0);
  }
  figure.series = {ours, paper};
  double largest = 0.0;
  std::size_t inside = 0;
  for (const double error : found.error) {
    largest = std::max(largest, std::abs(error));
    inside += error >= paper.x[0] && error <= paper.x[1] ? 1u : 0u;
  }
  figure.comparisons = {
      {"2.5 % quantile of the errors", quantile(found.error, 0.025), paper.x[0], "paper: edge of 'most'"},
      {"97.5 % quantile of the errors", quantile(found.error, 0.975), paper.x[1], "paper: edge of 'most'"},
      {"smallest diagonal element", quantile(found.diagonal, 0.0),
       curve_points(points, "smallest diagonal element")[0].y, "ours over many channels, the paper's of one"},
      {"largest diagonal element", quantile(found.diagonal, 1.0), curve_points(points, "largest diagonal element")[0].y,
       "ours over many channels, the paper's of one"}};
  figure.notes = {fmt::format(
      "Simulated: real forms of {} 8x8 complex Gram matrices (128x8 Rayleigh; the paper's matrix is not printed), two "
      "stages. {:.1f} % of {} elements lie within +-2e-7, the largest error is {:.2g}; errors beyond the axis are in "
      "the outermost bins.",
      options.n_device / 10, 100.0 * static_cast<double>(inside) / static_cast<double>(found.error.size()),
      found.error.size(), largest)};
  return figure;
}

}  // namespace ohmimo::reproduce
