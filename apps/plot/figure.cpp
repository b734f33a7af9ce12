#include "apps/plot/figure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "apps/external/gnuplot.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::plot {
namespace {

using external::gnuplot_quote;

// Okabe and Ito's palette without its yellow, which is too light for lines on white. Colour, marker and dash repeat
// with periods 7, 6 and 5, so 210 styles differ.
constexpr std::array<std::string_view, 7> colours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                     "#000000", "#56B4E9", "#E69F00"};
constexpr std::array<int, 6> filled_markers = {7,  5,  9,
                                               13, 11, 15};  // circle square triangle diamond triangle pentagon
constexpr std::array<int, 6> open_markers = {6, 4, 8, 12, 10, 14};
constexpr std::array<std::string_view, 5> dashes = {"solid", "(12,5)", "(3,4)", "(12,4,3,4)", "(20,4,3,4,3,4)"};

// Cut at spaces into lines that fit the picture.
std::vector<std::string> footnote_lines(std::string text) {
  const std::size_t width = 155;  // characters of the small font
  std::vector<std::string> lines;
  while (text.size() > width) {
    std::size_t cut = text.rfind(' ', width);
    if (cut == std::string::npos || cut == 0) break;  // one long word: left as it is
    lines.push_back(text.substr(0, cut));
    text.erase(0, cut + 1);
  }
  lines.push_back(text);
  return lines;
}

}  // namespace

std::string_view figure_colour(int style) {
  return colours[style % colours.size()];
}

std::string_view figure_dash(int style) {
  return dashes[style % dashes.size()];
}

FigureMarker figure_marker(int style) {
  return {filled_markers[style % filled_markers.size()], open_markers[style % open_markers.size()]};
}

std::string figure_settings(const FigureTexts& texts, const AxisRange& x, const AxisRange& y) {
  std::string out = "set encoding utf8\nset logscale y 10\nset format y '10^{%T}'\nset mytics 10\n";
  out += fmt::format("set xrange [{:.10g}:{:.10g}]\nset yrange [{:.10g}:{:.10g}]\n", x.low, x.high, y.low, y.high);
  out += fmt::format("set title {} noenhanced font ',18'\n", gnuplot_quote(texts.title));
  out += fmt::format("set xlabel {} noenhanced\nset ylabel {} noenhanced\n", gnuplot_quote(texts.x_label),
                     gnuplot_quote(texts.y_label));
  out +=
      "set border 3 lw 1.2\nset tics nomirror out\n"
      "set grid xtics ytics mytics lt 1 lw 0.8 lc rgb '#c8c8c8', lt 1 lw 0.5 lc rgb '#ececec'\n"
      "set key outside bottom center horizontal reverse Left samplen 4 noenhanced font ',13' title ' '\n"
      "set bars 0.6\nset pointintervalbox 0.02\n";  // else SVG bars carry a white disc
  return out + footnote_strip(texts.footnote);
}

std::string footnote_strip(const std::string& footnote) {
  const std::vector<std::string> lines = footnote_lines(one_line(footnote));
  const double line_height = 0.022, strip = 0.012 + line_height * double(lines.size());  // of the picture
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i)
    out += fmt::format("set label {} {} at screen 0.012,{:.4f} left noenhanced font ',11' tc rgb '#444444'\n", i + 1,
                       gnuplot_quote(lines[i]), strip - line_height * (double(i) + 0.5));
  return out + fmt::format("set origin 0,{0:.4f}\nset size 1,{1:.4f}\n", strip, 1.0 - strip);
}

std::string figure_output(const std::vector<std::string>& entries, std::size_t longest_label) {
  // In the PNG gnuplot takes a label for wider than it is: uncorrected, the legend has too few columns. SVG measures
  // fonts in pixels, PNG in points (4/3 pixels), and SVG markers come out 1.5 times larger.
  std::string out = fmt::format("set key width {:.1f}\nscale = 1.0\n", -0.15 * double(longest_label));
  out += "set terminal pngcairo size 1200,900 font 'DejaVu Sans,15' background rgb 'white'\n";
  out += fmt::format("set output 'plot.png'\nplot {}\n", fmt::join(entries, ", \\\n     "));
  out += "set key width 0\nscale = 0.65\n";
  out += "set terminal svg size 1200,900 dynamic font 'DejaVu Sans,15' fontscale 1.3 background rgb 'white'\n";
  out += "set output 'plot.svg'\nreplot\n";
  return out + "unset output\n";
}

}  // namespace ohmimo::plot
