// What all figures share: colours and markers, axes, the strip of small print, and the two picture files. Colours of
// Okabe and Ito (readable for colour-blind readers); marker and dash differ as well, so it reads in black and white.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo::plot {

struct AxisRange {
  double low, high;
};

// For gnuplot, by the number of the style, >= 0.
struct FigureMarker {
  int filled, open;
};
std::string_view figure_colour(int style);
std::string_view figure_dash(int style);
FigureMarker figure_marker(int style);

struct FigureTexts {
  std::string title, x_label, y_label, footnote;
};

// The gnuplot commands for everything but the data: axes, the vertical one logarithmic, texts, legend below the plot,
// footnote in a strip of its own at the bottom. Texts are quoted; long titles are cut into lines.
std::string figure_settings(const FigureTexts& texts, const AxisRange& x, const AxisRange& y);

// After these: the vertical axis linear.
std::string linear_vertical(const AxisRange& y);

// After these: values that stand in a row along the axis x or y, at 0, 1, 2 ...
std::string place_tics(std::string_view axis, const std::vector<std::string>& values);

// Parts of it: the title, and the footnote in its strip, which leaves the rest of the picture to the plot.
std::string figure_title(const std::string& title);
std::string footnote_strip(const std::string& footnote);
double footnote_height(const std::string& footnote);  // of its strip, as a share of the picture

// The commands that draw the entries of one plot command into plot.png and plot.svg. Sizes of markers in the entries
// are multiples of gnuplot's variable scale. longest_label: characters of the longest text in the legend.
std::string figure_output(const std::vector<std::string>& entries, std::size_t longest_label);

// The same for any commands that draw.
std::string figure_pictures(const std::string& drawing, std::size_t longest_label);

// Ends of a logarithmic axis at minor ticks, as near to the values as holds them and two powers of ten. low must be >
// 0.
AxisRange log_axis(AxisRange values);

}  // namespace ohmimo::plot
