#include "apps/plot/loss_plot.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/external/gnuplot.hpp"

namespace ohmimo::plot {
namespace {

using external::gnuplot_quote;

void check_plot(const LossPlot& plot) {
  if (!(plot.target > 0.0 && std::isfinite(plot.target)))
    throw std::invalid_argument(fmt::format("target of a loss plot must be > 0, got {}", plot.target));
  if (plot.share_percent.empty()) throw std::invalid_argument("loss plot needs at least one cycle, got none");
  for (const LogCurve& curve : plot.curves) check_curve(curve);
  for (const double share : plot.share_percent)
    if (!(share >= 0.0 && share <= 100.0))
      throw std::invalid_argument(fmt::format("share of channels must be from 0 to 100 %, got {}", share));
}

AxisRange ber_axis(const LossPlot& plot) {
  AxisRange range{plot.target, plot.target};
  for (const LogCurve& curve : plot.curves)
    for (const double y : curve.y)
      if (fits_log_axis(y)) range = {std::min(range.low, y), std::max(range.high, y)};
  return log_axis({range.low / 1.1, range.high * 1.1});
}

std::string data_blocks(const LossPlot& plot) {
  std::string out;
  for (std::size_t k = 0; k < plot.curves.size(); ++k) out += curve_block(plot.curves[k], k);
  out += "$share << END_OF_DATA\n";
  for (std::size_t k = 0; k < plot.share_percent.size(); ++k)
    out += fmt::format("{} {:.10g}\n", k + 1, plot.share_percent[k]);
  return out + "END_OF_DATA\n";
}

// The two parts have one axis of cycles; both leave the same margins at the sides.
std::string part(double bottom, double top) {
  return fmt::format(
      "set lmargin at screen 0.10\nset rmargin at screen 0.97\nset bmargin at screen {:.4f}\n"
      "set tmargin at screen {:.4f}\n",
      bottom, top);
}

std::string upper_part(const LossPlot& plot, double bottom) {
  const double last = static_cast<double>(plot.share_percent.size());
  std::string out = figure_settings(plot.texts, {0.5, last + 0.5}, ber_axis(plot));
  out += "unset xlabel\nset title offset 0,2.6\n" + part(bottom, 0.82);
  out += "set key at screen 0.535,0.865 center center horizontal maxrows 2\n";  // between title and curves
  if (last <= 25) out += "set xtics 1\n";
  std::vector<std::string> entries = {fmt::format("{:.10g} with lines lw 1.6 dt (12,5) lc rgb '#555555' title {}",
                                                  plot.target, gnuplot_quote(fmt::format("target {:g}", plot.target)))};
  for (std::size_t k = 0; k < plot.curves.size(); ++k)
    if (std::ranges::any_of(plot.curves[k].y, fits_log_axis)) entries.push_back(curve_entry(plot.curves[k], k));
  return out + fmt::format("plot {}\n", fmt::join(entries, ", \\\n     "));
}

std::string lower_part(const LossPlot& plot, double bottom, double top) {
  std::string out = "unset label\nunset title\nunset logscale y\nset format y '%g'\nset mytics 1\nset yrange [0:115]\n";
  out += fmt::format("set ytics 0,25,100\nset xlabel {} noenhanced\nset ylabel 'channels served [%]' noenhanced\n",
                     gnuplot_quote(plot.texts.x_label));
  out += part(bottom, top) + "unset key\nset style fill solid 0.75 noborder\nset boxwidth 0.6\n";
  out += fmt::format("plot $share using 1:2 with boxes lc rgb '{}'", figure_colour(0));
  if (plot.share_percent.size() <= 15)
    out += ", $share using 1:2:(sprintf('%.4g', $2)) with labels offset 0,0.7 font ',12'";
  return out + "\nset ytics autofreq\n";
}

}  // namespace

std::string loss_plot_script(const LossPlot& plot) {
  check_plot(plot);
  const double foot = footnote_height(plot.texts.footnote) + 0.09;  // strip, label and numbers of the axis
  const std::string drawing =
      "set multiplot\n" + upper_part(plot, foot + 0.30) + lower_part(plot, foot, foot + 0.22) + "unset multiplot\n";
  std::size_t longest = 0;
  for (const LogCurve& curve : plot.curves) longest = std::max(longest, curve.label.size());
  return data_blocks(plot) + figure_pictures(drawing, longest);
}

void write_loss_plot(const LossPlot& plot, const std::filesystem::path& stem) {
  external::run_gnuplot(loss_plot_script(plot), stem);
}

}  // namespace ohmimo::plot
