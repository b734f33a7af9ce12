// Published figures made again: the points read back, the script and table, and our numbers beside the paper's.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "apps/studies/reproduce/board_circuit.hpp"
#include "apps/studies/reproduce/worked_example.hpp"
#include "apps/studies/reproduce/zuo2025.hpp"
#include "apps/text/lines.hpp"
#include "tests/about.hpp"
#include "tests/line_width.hpp"

namespace test_reproduce {

using namespace ohmimo;
using namespace ohmimo::reproduce;

const std::string header = "figure,curve,x,y,low,high\n";

double ours(const PaperFigure& figure, const std::string& what) {
  for (const Comparison& row : figure.comparisons)
    if (row.what.starts_with(what)) return row.ours;
  FAIL("no comparison named " << what);
  return NAN;
}

PaperFigure small_figure() {
  PaperFigure figure;
  figure.name = "x";
  figure.texts = {"it's a title", "x", "y", "note"};
  FigureSeries line = {.label = "ours"};
  line.x = {1.0, 2.0, 3.0};
  line.y = {0.1, NAN, -0.3};
  figure.series = {line, paper_series("paper", 1, {{"x", "c", 1.0, 0.2}, {"x", "c", 3.0, -0.2}})};
  return figure;
}

TEST_CASE("published points: whole, and consistent with each other") {
  for (const std::string& name : zuo2025_figures()) CHECK_FALSE(paper_points(name).empty());
  const auto error = curve_points(paper_points("3b"), "relative error"),
             bits = curve_points(paper_points("3b"), "bits");
  REQUIRE(error.size() == 10);
  // Errors carry two digits: half a unit of the second is at most 5 % of 1.0e-x, 0.07 bit.
  const auto agree = [](double relative_error, double n_bit) {
    return std::abs(-std::log2(relative_error) - n_bit) < 0.1;
  };
  for (std::size_t k = 0; k < error.size(); ++k) CHECK(agree(error[k].y, bits[k].y));
  CHECK_FALSE(agree(error[3].y * 1.2, bits[3].y));  // a digit typed wrong would show
  for (int level = 0; level < 8; ++level) {
    const auto points = curve_points(paper_points("2c"), "level " + std::to_string(level));
    REQUIRE(points.size() == 5);
    for (std::size_t k = 1; k < 5; ++k) CHECK(points[k].x > points[k - 1].x);
  }
  CHECK(curve_points(paper_points("3e"), "mean of 100 inputs")[0].high == 0.25);
  CHECK_THROWS_AS(curve_points(paper_points("3e"), "none"), std::invalid_argument);
  CHECK_THROWS_AS(paper_points("3z"), std::invalid_argument);
}

TEST_CASE("damaged points name table, line, column and value") {
  const auto parse = [](const std::string& lines) { return parse_paper_points("t.csv", lines); };
  CHECK(std::isnan(parse(header + "1a,c,1,2,,\n")[0].low));
  CHECK_THROWS_WITH(parse("1a,c,1,2,,\n"),
                    "t.csv line 1 must be the header figure,curve,x,y,low,high, got '1a,c,1,2,,'");
  CHECK_THROWS_WITH(parse(header + "1a,c,1,2\n"), "t.csv line 2 must have 6 columns, got 4");
  CHECK_THROWS_WITH(parse(header + "1a,c,1,2,3,4\n"), "t.csv line 2 column low must be at most y = 2, got '3'");
  CHECK_THROWS_WITH(parse(header + "1a,c,1,2,1,1.5\n"), "t.csv line 2 column high must be at least y = 2, got '1.5'");
  CHECK_THROWS_WITH(parse(header + "1a,,1,2,,\n"), "t.csv line 2 column curve must not be empty, got ''");
  CHECK_THROWS_WITH(parse(header), "t.csv must hold at least one point, got none");
  for (const std::string line : {"1a,c,x,2,,", "1a,c,1,nan,,", "1a,c,1,2,1,", "1a,c,1,2,,3"})
    CHECK_THROWS_AS(parse(header + line + "\n"), std::invalid_argument);
}

TEST_CASE("script and table: gaps, open markers, linear axis, comparison in percent") {
  PaperFigure figure = small_figure();
  const std::string script = paper_figure_script(figure);
  CHECK(script.find("unset logscale y") != std::string::npos);
  CHECK(script.find("1 0.1 0.1 0.1\n\n3 -0.3") != std::string::npos);  // the gap
  CHECK(script.find("with points pt 4") != std::string::npos);         // open, of the paper
  CHECK(script.find("'it''s a title'") != std::string::npos);
  figure.log_y = true;
  CHECK(paper_figure_script(figure).find("unset logscale y") == std::string::npos);
  figure.comparisons = {{"a", 1.5, 1.0, "n"}, {"b", -2.0, -1.0, ""}, {"c", 1.0, 0.0, ""}};
  const std::string text = comparison_text(figure);
  CHECK(text.find("+50 %") != std::string::npos);
  CHECK(text.find("-100 %") != std::string::npos);
  CHECK(paper_figure_csv(figure).find("\"ours\",ours,2,,,\n") != std::string::npos);
  figure.series[0].y.pop_back();
  CHECK_THROWS_AS(paper_figure_script(figure), std::invalid_argument);
  figure.series.clear();
  CHECK_THROWS_AS(paper_figure_script(figure), std::invalid_argument);
}

TEST_CASE("every figure is made, is the same again, and another seed draws other chips") {
  for (const std::string& name : zuo2025_figures()) {
    const PaperFigure figure = zuo2025_figure(name, {1, 20});
    CAPTURE(name);
    CHECK(figure.name == name);
    CHECK_FALSE(figure.comparisons.empty());
    for (const int width : terminal_widths)
      CHECK(widest_line(wrapped(comparison_text(figure, width), width)) <= static_cast<std::size_t>(width));
    CHECK(comparison_text(figure).find(figure.comparisons.front().what) != std::string::npos);
    CHECK_FALSE(figure.notes.empty());
    for (const Comparison& row : figure.comparisons) CHECK(std::isfinite(row.ours));
    const std::string csv = paper_figure_csv(figure);
    CHECK(csv == paper_figure_csv(zuo2025_figure(name, {1, 20})));
    CHECK((csv != paper_figure_csv(zuo2025_figure(name, {2, 20}))) == figure_use(name).seed);
    CHECK((csv != paper_figure_csv(zuo2025_figure(name, {1, 30}))) == figure_use(name).devices);
    CHECK_NOTHROW(paper_figure_script(figure));
  }
  CHECK_THROWS_WITH_AS(zuo2025_figure("9z", {}), "fig must be one of 2c, 2e, 2f, 3b, 3e, 3g, 5a, 5b, 5c, 5d, got '9z'",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(zuo2025_figure("2c", {1, 9}), "devices must be 10 to 100000, got 9", std::invalid_argument);
}

TEST_CASE("benchmark: 16 throughput points within 1 %, 16 efficiency points within 3 %") {
  for (const auto& [name, tolerance] : {std::pair{"5c", 0.01}, std::pair{"5d", 0.03}}) {
    const PaperFigure figure = zuo2025_figure(name, {});
    CHECK(figure.comparisons.size() == 16);
    for (const Comparison& row : figure.comparisons) {
      CAPTURE(row.what);
      CHECK(std::abs(row.ours / row.paper - 1.0) < tolerance);
    }
  }
  PaperFigure at_zero = zuo2025_figure("5c", {});
  at_zero.series[0].x[0] = 0.0;
  CHECK_THROWS_WITH_AS(paper_figure_script(at_zero), "plot with a logarithmic x needs x > 0", std::invalid_argument);
}

TEST_CASE("our numbers lie where the paper's do") {
  const PaperFigure real = zuo2025_figure("3b", {1, 400});
  // The medians of 400 chips of one matrix against one run of another of like condition: a factor 3 over all cycles.
  for (const Comparison& row : real.comparisons)
    if (row.what.starts_with("relative error")) CHECK(std::abs(std::log(row.ours / row.paper)) < std::log(3.0));
  CHECK(std::abs(ours(real, "bits gained per cycle, cycles 1 to 7") - 2.87) < 0.3);
  // The paper's matrix is one draw: on the way down its points lie within the 10 to 90 % of our channels and chips.
  const PaperFigure complex_system = zuo2025_figure("3e", {1, 400});
  const FigureSeries &band = complex_system.series[0], &paper = complex_system.series[1];
  for (std::size_t k = 0; k < 8; ++k) {
    CHECK(paper.y[k] > band.low[k]);
    CHECK(paper.y[k] < band.high[k]);
  }
  CHECK(ours(complex_system, "mean error after cycle 10") > 0.3e-7);
  CHECK(ours(complex_system, "mean error after cycle 10") < 3e-7);
  const PaperFigure inverse = zuo2025_figure("3g", {1, 100});
  CHECK(ours(inverse, "97.5 %") < 3e-7);
  CHECK(ours(inverse, "2.5 %") > -3e-7);
}

TEST_CASE("the fit of the board gives back peak and overshoot, and a board of known loads is found again") {
  Board board(1);
  board.fit({75.0, 30.0});
  CHECK(std::abs(board.ringing().peak_ns - 75.0) <= 0.5);  // sampled at 1 ns, a mean of outputs
  CHECK(std::abs(board.ringing().overshoot_percent - 30.0) < 0.2);
  CHECK_FALSE(std::abs(Board(1).ringing().peak_ns - 75.0) <= 0.5);  // without loads: some ns
  const rram::CircuitModel found = board.model();
  Board again(1);
  again.fit(board.ringing());
  CHECK(again.model().c_row_F == about(found.c_row_F, 0.027));  // 1 ns in 75, squared: 2.7 %
}

}  // namespace test_reproduce
