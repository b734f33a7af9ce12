#include "apps/plot/figure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/external/gnuplot.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::plot {
namespace {

using external::gnuplot_quote;

// Okabe and Ito's palette without its yellow, which is too light for lines on white. Colours repeat with period 7,
// markers with 8: 56 styles differ.
constexpr std::array<std::string_view, 7> colours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                     "#000000", "#56B4E9", "#E69F00"};
// Circle, square, triangles up, diamond, triangle down, pentagon, cross, star.
constexpr std::array<int, 8> filled_markers = {7, 5, 9, 13, 11, 15, 2, 3};
constexpr std::array<int, 8> open_markers = {6, 4, 8, 12, 10, 14, 2, 3};
constexpr std::array<std::string_view, 5> dashes = {"solid", "(12,5)", "(3,4)", "(12,4,3,4)", "(20,4,3,4,3,4)"};

// Characters, not bytes, of a text in UTF-8.
bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

std::size_t byte_of_character(const std::string& text, std::size_t character) {
  std::size_t k = 0;
  for (; k < text.size(); ++k)
    if (begins_character(text[k]) && character-- == 0) break;
  return k;
}

// Cut at spaces into lines of at most so many characters; a longer word anywhere.
std::vector<std::string> lines_of(std::string text, std::size_t width) {
  std::vector<std::string> lines;
  for (std::size_t most = 0; (most = byte_of_character(text, width)) < text.size();) {
    const std::size_t space = text.rfind(' ', most);
    const bool at_space = space != std::string::npos && space > 0;
    lines.push_back(text.substr(0, at_space ? space : most));
    text.erase(0, at_space ? space + 1 : most);
  }
  lines.push_back(text);
  return lines;
}

// As few lines as so many characters need, and these of about one length.
std::vector<std::string> even_lines_of(const std::string& text, std::size_t width) {
  const std::size_t n_line = lines_of(text, width).size();
  std::size_t least = 1;
  while (least < width && lines_of(text, least).size() > n_line) ++least;
  return lines_of(text, least);
}

std::vector<std::string> footnote_lines(const std::string& footnote) {
  return lines_of(one_line(footnote), 155);  // of the small font
}

// The largest multiple, by 1 to 9, of a power of ten that is not above the value.
double round_down(double value) {
  const double power = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
  return power * std::max(1.0, std::floor(value / power + 1e-6));
}

// The smallest that is not below.
double round_up(double value) {
  const double power = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
  return power * std::ceil(value / power - 1e-6);
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
  std::string out =
      "set encoding utf8\nset logscale y 10\nset format y '10^{%T}'\nset mytics 10\n"
      "set format x '%h'\n";
  out += fmt::format("set xrange [{:.10g}:{:.10g}]\nset yrange [{:.10g}:{:.10g}]\n", x.low, x.high, y.low, y.high);
  out += figure_title(texts.title);
  out += fmt::format("set xlabel {} noenhanced\nset ylabel {} noenhanced\n", gnuplot_quote(texts.x_label),
                     gnuplot_quote(texts.y_label));
  out +=
      "set border 3 lw 1.2\nset tics nomirror out\n"
      "set grid xtics ytics mytics lt 1 lw 0.8 lc rgb '#c8c8c8', lt 1 lw 0.5 lc rgb '#ececec'\n"
      "set key outside bottom center horizontal reverse Left samplen 4 noenhanced font ',13' title ' '\n"
      "set bars 0.6\nset pointintervalbox 0.02\n";  // else SVG bars carry a white disc
  return out + footnote_strip(texts.footnote);
}

// A logarithmic axis has lost a range that is not positive.
std::string linear_vertical(const AxisRange& y) {
  return fmt::format(
      "unset logscale y\nset format y '%g'\nset mytics 2\nset ytics autofreq\nset yrange [{:.10g}:{:.10g}]\n", y.low,
      y.high);
}

std::string place_tics(std::string_view axis, const std::vector<std::string>& values) {
  std::vector<std::string> entries;
  for (std::size_t k = 0; k < values.size(); ++k) entries.push_back(fmt::format("{} {}", gnuplot_quote(values[k]), k));
  return fmt::format("set {}tics ({}) noenhanced\nset {}range [-0.5:{}]\n", axis, fmt::join(entries, ", "), axis,
                     static_cast<double>(values.size()) - 0.5);
}

std::string figure_title(const std::string& title) {
  std::vector<std::string> quoted;
  for (const std::string& line : even_lines_of(one_line(title), 84)) quoted.push_back(gnuplot_quote(line));
  return fmt::format("set title {} noenhanced font ',18'\n", fmt::join(quoted, ".\"\\n\"."));
}

constexpr double footnote_line_height = 0.022;

double footnote_height(const std::string& footnote) {
  return 0.012 + footnote_line_height * static_cast<double>(footnote_lines(footnote).size());
}

std::string footnote_strip(const std::string& footnote) {
  const std::vector<std::string> lines = footnote_lines(footnote);
  const double strip = footnote_height(footnote);
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i)
    out += fmt::format("set label {} {} at screen 0.012,{:.4f} left noenhanced font ',11' tc rgb '#444444'\n", i + 1,
                       gnuplot_quote(lines[i]), strip - footnote_line_height * (static_cast<double>(i) + 0.5));
  return out + fmt::format("set origin 0,{0:.4f}\nset size 1,{1:.4f}\n", strip, 1.0 - strip);
}

std::string figure_output(const std::vector<std::string>& entries, std::size_t longest_label) {
  const auto named = std::ranges::count_if(
      entries, [](const std::string& entry) { return entry.find("notitle") == std::string::npos; });
  const bool small = named > 12;
  // As many columns as the picture is wide enough for: by gnuplot's own count long labels are cut.
  const double label = static_cast<double>(longest_label) * (small ? 7.9 : 9.4) + (small ? 45.0 : 65.0);
  std::string legend = fmt::format("set key maxcols {}\n", std::max(1, static_cast<int>(1100.0 / label)));
  if (small) legend += "set key font ',11' samplen 3\n";
  return legend + figure_pictures(fmt::format("plot {}\n", fmt::join(entries, ", \\\n     ")), longest_label);
}

std::string figure_pictures(const std::string& drawing, std::size_t longest_label) {
  // In the PNG gnuplot takes a label for wider than it is: uncorrected, the legend has too few columns. SVG measures
  // fonts in pixels, PNG in points (4/3 pixels), and SVG markers come out 1.5 to 2 times larger.
  std::string out = fmt::format("set key width {:.1f}\nscale = 1.0\n", -0.15 * static_cast<double>(longest_label));
  out += "set terminal pngcairo size 1200,900 font 'DejaVu Sans,15' background rgb 'white'\n";
  out += "set output 'plot.png'\n" + drawing;
  out += "set key width 0\nscale = 0.55\n";
  out += "set terminal svg size 1200,900 dynamic font 'DejaVu Sans,15' fontscale 1.3 background rgb 'white'\n";
  out += "set output 'plot.svg'\n" + drawing;
  return out + "unset output\n";
}

AxisRange log_axis(AxisRange values) {
  const AxisRange range{round_down(values.low), round_up(values.high)};
  // Exponents of the powers of ten in it. They carry the numbers: with fewer than two the axis goes on to the next.
  const double first = std::ceil(std::log10(range.low) - 1e-6), last = std::floor(std::log10(range.high) + 1e-6);
  if (last > first) return range;
  if (last < first) return {std::pow(10.0, last), std::pow(10.0, first)};
  const double below = std::pow(10.0, first - 1.0), above = std::pow(10.0, first + 1.0);
  return range.low / below < above / range.high ? AxisRange{below, range.high} : AxisRange{range.low, above};
}

}  // namespace ohmimo::plot
