// One published figure made again: our curves over the paper's points, and the numbers side by side.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "apps/plot/figure.hpp"
#include "apps/published/paper_points.hpp"
#include "apps/text/lines.hpp"

namespace ohmimo::reproduce {

struct FigureSeries {
  // line: ours, shaded from low to high; points: ours, filled markers with bars; paper: open markers with bars;
  // paper_line: one published value, across the figure
  enum class Kind { line, points, paper, paper_line };

  std::string label;
  Kind kind = Kind::line;
  int style = 0;                            // colour and marker; give what is to be compared the same one
  std::vector<double> x = {}, y = {};       // same size; NaN in y interrupts the line
  std::vector<double> low = {}, high = {};  // same size, or empty; NaN = none at that point
};

struct Comparison {
  std::string what;
  double ours = 0.0, paper = 0.0;
  std::string note;  // what the paper's number or ours rests on; may be empty
};

struct PaperFigure {
  std::string name;  // "3b"
  plot::FigureTexts texts;
  bool log_y = false;
  bool whole_x = false;  // x counts something: ticks at every integer
  bool log_x = false;    // base 2; every x must be > 0
  std::vector<FigureSeries> series;
  std::vector<Comparison> comparisons;
  std::vector<std::string> notes;  // what was simulated and what was assumed, one sentence each
};

// The paper's points as a series.
FigureSeries paper_series(std::string label, int style, const std::vector<PaperPoint>& points);

// Adds the median of the values at x, shaded from their 10 to their 90 % quantile.
void add_band(const std::vector<double>& values, double x, FigureSeries& series);

// Throws std::invalid_argument if vectors of a series differ in size, an x is not finite or there is nothing to draw.
std::string paper_figure_script(const PaperFigure& figure);

// Every series as rows series,kind,x,y,low,high; notes and comparisons as comments above.
std::string paper_figure_csv(const PaperFigure& figure);

// The notes, then a table of ours, the paper's and the difference.
std::string comparison_text(const PaperFigure& figure, int line_width = unlimited_columns);

}  // namespace ohmimo::reproduce
