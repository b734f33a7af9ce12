#include "apps/plot/ber_plot.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string_view>

#include "apps/plot/ber_axes.hpp"
#include "apps/plot/gnuplot.hpp"
#include "apps/text.hpp"

namespace ohmimo {
namespace {

// Okabe and Ito's palette without its yellow, which is too light for lines on white. Colour, marker and dash repeat
// with periods 7, 6 and 5, so 210 styles differ.
constexpr std::array<std::string_view, 7> colours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                     "#000000", "#56B4E9", "#E69F00"};
constexpr std::array<int, 6> filled_markers = {7,  5,  9,
                                               13, 11, 15};  // circle square triangle diamond triangle pentagon
constexpr std::array<int, 6> open_markers = {6, 4, 8, 12, 10, 14};
constexpr std::array<std::string_view, 5> dashes = {"solid", "(12,5)", "(3,4)", "(12,4,3,4)", "(20,4,3,4,3,4)"};

// One inline block of gnuplot data; rows "snr ber low high" of the points, or of the limits only ("snr high").
std::string data_block(const std::string& name, const BerCurve& curve, bool limits, double bottom) {
  std::string out = fmt::format("${} << END_OF_DATA\n", name);
  for (std::size_t i = 0; i < curve.ber.size(); ++i) {
    if (is_limit(curve, i) != limits || (!limits && curve.ber[i] == 0.0)) continue;
    const double low =
        curve.low.empty() ? curve.ber[i] : std::max(curve.low[i], 1e-3 * bottom);  // log axis: above zero
    if (limits)
      out += fmt::format("{:.10g} {:.10g}\n", curve.snr_db[i], curve.high[i]);
    else
      out += fmt::format("{:.10g} {:.10g} {:.10g} {:.10g}\n", curve.snr_db[i], curve.ber[i], low,
                         curve.high.empty() ? curve.ber[i] : curve.high[i]);
  }
  return out + "END_OF_DATA\n";
}

bool has_points(const BerCurve& curve, bool limits) {
  for (std::size_t i = 0; i < curve.ber.size(); ++i)
    if (is_limit(curve, i) == limits && (limits || curve.ber[i] > 0.0)) return true;
  return false;
}

// How the points of a curve are drawn. Later curves of a kind (rank) get smaller markers, so that none hides another.
std::string look(const BerCurve& curve, std::size_t rank) {
  const std::string_view colour = colours[curve.style % colours.size()], dash = dashes[curve.style % dashes.size()];
  const std::size_t marker = curve.style % filled_markers.size();
  const double shrink = std::pow(0.86, double(std::min<std::size_t>(rank, 5)));
  switch (curve.kind) {
    case BerCurve::Kind::theory:
      return fmt::format("with lines lw 1.5 dt {} lc rgb '{}'", dash, colour);
    case BerCurve::Kind::measured:
      return fmt::format("with linespoints pt {} ps {:.2f}*scale lw 1.7 dt {} lc rgb '{}'", filled_markers[marker],
                         1.7 * shrink, dash, colour);
    case BerCurve::Kind::golden:
      return fmt::format("with points pt {} ps {:.2f}*scale lw 1.8 lc rgb '{}'", open_markers[marker], 2.5 * shrink,
                         colour);
  }
  throw std::invalid_argument("unknown kind of curve");
}

// The entries of gnuplot's plot command for one curve: bars, then points, which carry the legend entry, then arrows.
void add_curve(const BerCurve& curve, std::size_t index, std::size_t rank, std::vector<std::string>& entries) {
  const std::string_view colour = colours[curve.style % colours.size()];
  const std::string title = "title " + gnuplot_quote(curve.label);
  const bool points = has_points(curve, false);
  const auto add = [&](std::string_view block, const std::string& drawn) {
    entries.push_back(fmt::format("${}{} using {}", block, index, drawn));
  };
  if (points && !curve.low.empty())
    add("curve", fmt::format("1:2:3:4 with yerrorbars pt -1 lw 1.2 lc rgb '{}' notitle", colour));
  if (points) add("curve", fmt::format("1:2 {} {}", look(curve, rank), title));
  if (!has_points(curve, true)) return;
  add("limit", fmt::format("1:2:(0):(-$2/2) with vectors head filled size screen 0.007,20 lw 1.6 lc rgb '{}' {}",
                           colour, points ? "notitle" : title));
  add("limit",
      fmt::format("($1-limit_width):2:(2*limit_width):(0) with vectors nohead lw 1.6 lc rgb '{}' notitle", colour));
}

// What an arrow means, if there is one, and the footnote, cut at spaces into lines that fit the picture.
std::vector<std::string> footnote_lines(const BerPlot& plot) {
  const bool any_limit =
      std::ranges::any_of(plot.curves, [](const BerCurve& curve) { return has_points(curve, true); });
  std::string text =
      (any_limit ? "Arrow: no bit error seen, starts at the upper limit. " : "") + one_line(plot.footnote);
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

// Everything but the data: axes, texts, legend below the plot, footnote in a strip of its own at the bottom.
std::string settings(const BerPlot& plot) {
  const AxisRange snr = snr_range(plot), ber = ber_range(plot);
  std::string out = "set encoding utf8\nset logscale y 10\nset format y '10^{%T}'\nset mytics 10\n";
  out +=
      fmt::format("set xrange [{:.10g}:{:.10g}]\nset yrange [{:.10g}:{:.10g}]\n", snr.low, snr.high, ber.low, ber.high);
  out += fmt::format("set title {} noenhanced font ',18'\n", gnuplot_quote(plot.title));
  out += fmt::format("set xlabel {} noenhanced\nset ylabel 'bit error rate' noenhanced\n", gnuplot_quote(plot.x_label));
  out +=
      "set border 3 lw 1.2\nset tics nomirror out\n"
      "set grid xtics ytics mytics lt 1 lw 0.8 lc rgb '#c8c8c8', lt 1 lw 0.5 lc rgb '#ececec'\n"
      "set key outside bottom center horizontal reverse Left samplen 4 noenhanced font ',13' title ' '\n"
      "set bars 0.6\nset pointintervalbox 0.02\n";  // else SVG bars carry a white disc
  const std::vector<std::string> lines = footnote_lines(plot);
  const double line_height = 0.022, strip = 0.012 + line_height * double(lines.size());  // of the picture
  for (std::size_t i = 0; i < lines.size(); ++i)
    out += fmt::format("set label {} {} at screen 0.012,{:.4f} left noenhanced font ',11' tc rgb '#444444'\n", i + 1,
                       gnuplot_quote(lines[i]), strip - line_height * (double(i) + 0.5));
  out += fmt::format("set origin 0,{0:.4f}\nset size 1,{1:.4f}\n", strip, 1.0 - strip);
  return out;
}

}  // namespace

std::string ber_plot_script(const BerPlot& plot) {
  for (const BerCurve& curve : plot.curves) check_curve(curve);
  const AxisRange snr = snr_range(plot), ber = ber_range(plot);
  std::string out = settings(plot);
  std::vector<std::string> entries;
  // Closed forms first, published points last, so that markers lie over lines.
  for (const BerCurve::Kind kind : {BerCurve::Kind::theory, BerCurve::Kind::measured, BerCurve::Kind::golden}) {
    std::size_t rank = 0;
    for (std::size_t i = 0; i < plot.curves.size(); ++i) {
      if (plot.curves[i].kind != kind) continue;
      out += data_block(fmt::format("curve{}", i), plot.curves[i], false, ber.low);
      out += data_block(fmt::format("limit{}", i), plot.curves[i], true, ber.low);
      add_curve(plot.curves[i], i, rank++, entries);
    }
  }
  out += fmt::format("limit_width = {:.10g}\n", 0.006 * (snr.high - snr.low));
  std::size_t longest = 0;
  for (const BerCurve& curve : plot.curves) longest = std::max(longest, curve.label.size());
  // In the PNG gnuplot takes a label for wider than it is: uncorrected, the legend has too few columns. SVG measures
  // fonts in pixels, PNG in points (4/3 pixels), and SVG markers come out 1.5 times larger.
  out += fmt::format("set key width {:.1f}\nscale = 1.0\n", -0.15 * double(longest));
  out += "set terminal pngcairo size 1200,900 font 'DejaVu Sans,15' background rgb 'white'\n";
  out += fmt::format("set output 'plot.png'\nplot {}\n", fmt::join(entries, ", \\\n     "));
  out += "set key width 0\nscale = 0.65\n";
  out += "set terminal svg size 1200,900 dynamic font 'DejaVu Sans,15' fontscale 1.3 background rgb 'white'\n";
  out += "set output 'plot.svg'\nreplot\n";
  return out + "unset output\n";
}

void write_ber_plot(const BerPlot& plot, const std::filesystem::path& stem) {
  run_gnuplot(ber_plot_script(plot), stem);
}

}  // namespace ohmimo
