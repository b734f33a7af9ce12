// Fig. 5a, 5b: transient responses. The loads of the board are fitted to two numbers of Fig. 5a; all else follows.
#include <fmt/format.h>

#include "apps/studies/reproduce/board_circuit.hpp"
#include "apps/studies/reproduce/zuo2025.hpp"

namespace ohmimo::reproduce {
namespace {

double published(std::string_view figure, std::string_view curve) {
  return curve_points(paper_points(figure), curve)[0].y;
}

Board fitted_board(const ReproduceOptions& options) {
  Board board(options.seed);
  board.fit({published("5a", "time of the peak [ns]"), published("5a", "overshoot [%]")});
  return board;
}

FigureSeries trace_series(const std::vector<BoardTrace>& traces, std::string label) {
  FigureSeries series = {.label = std::move(label), .style = 0};
  for (const BoardTrace& trace : traces)
    for (arma::uword j = 0; j < trace.output.n_cols; ++j) {
      series.x.insert(series.x.end(), trace.time_ns.begin(), trace.time_ns.end());
      for (arma::uword t = 0; t < trace.output.n_rows; ++t) series.y.push_back(trace.output(t, j));
      series.x.push_back(trace.time_ns.back());
      series.y.push_back(NAN);  // next trace
    }
  return series;
}

void add_settling(const std::vector<BoardTrace>& traces, double published_ns, PaperFigure& figure) {
  for (std::size_t s = 0; s < 3; ++s) {
    double mean_ns = 0.0;
    for (const BoardTrace& trace : traces) mean_ns += trace.settle_ns[s] / static_cast<double>(traces.size());
    figure.comparisons.push_back({fmt::format("response time to {:g} % [ns], mean of 5 inputs", settle_percent[s]),
                                  mean_ns, published_ns, "the paper's criterion is not stated"});
  }
}

FigureSeries response_mark(double published_ns) {
  FigureSeries mark = {.label = fmt::format("paper: response time about {:g} ns", published_ns),
                       .kind = FigureSeries::Kind::paper,
                       .style = 1};
  mark.x = {published_ns};
  mark.y = {1.0};
  return mark;
}

std::string fit_note(const rram::CircuitModel& model) {
  return fmt::format(
      "Fitted, not published: row capacitance {:.3g} pF and row conductance to ground {:.3g} mS (board, probes), "
      "chosen "
      "so that the mean peak and overshoot of the inversion are those of Fig. 5a. One pole per amplifier (OPA690, 500 "
      "MHz) plus the row node makes the loop two-pole; without the capacitance the model settles within a few ns.",
      model.c_row_F * 1e12, model.g_in_S * 1e3);
}

plot::FigureTexts transient_texts(const std::string& what) {
  return {what, "time after the input step [ns]", "output over the largest final output of its input", ""};
}

}  // namespace

PaperFigure zuo2025_inversion_transient(const ReproduceOptions& options) {
  const Board board = fitted_board(options);
  const std::vector<BoardTrace> traces = board.traces(rram::CircuitKind::inverse, 400.0);
  const double published_ns = published("5a", "response time [ns]");
  PaperFigure figure;
  figure.texts = transient_texts("4x4 inversion, transient: simulated over Fig. 5a of Zuo et al. 2025");
  FigureSeries peak = {.label = "paper: peak and overshoot (fitted)", .kind = FigureSeries::Kind::paper, .style = 2};
  peak.x = {published("5a", "time of the peak [ns]")};
  peak.y = {1.0 + published("5a", "overshoot [%]") / 100.0};
  figure.series = {trace_series(traces, "20 simulated traces"), response_mark(published_ns), peak};
  const Ringing ringing = board.ringing();
  figure.comparisons = {
      {"time of the peak [ns], mean of large outputs", ringing.peak_ns, peak.x[0], "fitted"},
      {"overshoot [%], mean of large outputs", ringing.overshoot_percent, 100.0 * (peak.y[0] - 1.0), "fitted"}};
  add_settling(traces, published_ns, figure);
  figure.notes = {fit_note(board.model())};
  return figure;
}

PaperFigure zuo2025_product_transient(const ReproduceOptions& options) {
  const Board board = fitted_board(options);
  const std::vector<BoardTrace> traces = board.traces(rram::CircuitKind::product, 400.0);
  const double published_ns = published("5b", "response time [ns]");
  PaperFigure figure;
  figure.texts = transient_texts("4x4 product, transient: simulated over Fig. 5b of Zuo et al. 2025");
  figure.series = {trace_series(traces, "20 simulated traces"), response_mark(published_ns)};
  add_settling(traces, published_ns, figure);
  figure.notes = {
      fit_note(board.model()),
      "For the product nothing is fitted: it takes the loads found for the inversion, and a feedback of 100 "
      "uS, which is an assumption."};
  return figure;
}

}  // namespace ohmimo::reproduce
