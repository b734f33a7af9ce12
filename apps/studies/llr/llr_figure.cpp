#include "apps/studies/llr/llr_figure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "apps/config/result_cells.hpp"
#include "apps/external/gnuplot.hpp"
#include "apps/plot/figure.hpp"
#include "phy/units.hpp"

namespace ohmimo::llr {
namespace {

using external::gnuplot_quote;

constexpr double most_llr = 12.0;
constexpr std::size_t bins_of_dot = 4;  // drawn together: half a unit of L

// Of some bins: |L| in the mean, log odds with one standard deviation, and their share of the bits per unit of L.
struct Dot {
  double llr, odds, deviation, density;
};

std::vector<Dot> dots_of(const SoftCount& count) {
  std::vector<Dot> dots;
  for (std::size_t first = 0; first + bins_of_dot <= n_bin; first += bins_of_dot) {
    double right = 0.0, wrong = 0.0, sum = 0.0;
    for (std::size_t k = first; k < first + bins_of_dot; ++k) {
      const double n = static_cast<double>(count.right[k] + count.wrong[k]);
      right += static_cast<double>(count.right[k]);
      wrong += static_cast<double>(count.wrong[k]);
      sum += n * llr_of_bin(k);
    }
    if (right + wrong == 0.0 || llr_of_bin(first) > most_llr) continue;
    const bool known = right > 0.0 && wrong >= 10.0;  // else the odds are a guess
    dots.push_back({sum / (right + wrong), known ? std::log(right / wrong) : NAN, std::sqrt(1.0 / right + 1.0 / wrong),
                    (right + wrong) / static_cast<double>(count.bits()) * bins_per_llr / bins_of_dot});
  }
  return dots;
}

std::string data_blocks(const std::vector<LlrRow>& rows) {
  std::string out;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    out += fmt::format("$curve{} << END_OF_DATA\n", k);
    for (const Dot& dot : dots_of(rows[k].count))
      out += fmt::format("{:.6g} {} {:.6g} {:.6g}\n", dot.llr,
                         std::isnan(dot.odds) ? "NaN" : fmt::format("{:.6g}", dot.odds),
                         std::isnan(dot.odds) ? 0.0 : dot.deviation, dot.density);
    out += "END_OF_DATA\n";
  }
  return out;
}

std::string label_of(const LlrRow& row) {
  const std::string cycle = row.curve.cycle > 0 ? fmt::format(", cycle {}", row.curve.cycle) : "";
  return fmt::format("{}{}: slope {:.3f}, {:.4f} bit", row.curve.detector, cycle, row.calibration.slope,
                     row.calibration.information);
}

std::string part(double bottom, double top) {
  return fmt::format(
      "set lmargin at screen 0.10\nset rmargin at screen 0.97\nset bmargin at screen {:.4f}\n"
      "set tmargin at screen {:.4f}\n",
      bottom, top);
}

std::string upper_part(const std::vector<LlrRow>& rows, double bottom) {
  std::vector<std::string> entries = {"x with lines lw 1.6 dt (12,5) lc rgb '#555555' title 'as the soft bits say'"};
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const int style = static_cast<int>(k);
    const auto colour = plot::figure_colour(style);
    entries.push_back(fmt::format("$curve{} using 1:2:3 with yerrorbars pt -1 lw 1 lc rgb '{}' notitle", k, colour));
    entries.push_back(fmt::format("$curve{} using 1:2 with points pt {} ps {:.2f}*scale lw 1.5 lc rgb '{}' title {}", k,
                                  plot::figure_marker(style).filled, 1.5 - 0.1 * std::min(style, 7), colour,
                                  gnuplot_quote(label_of(rows[k]))));
  }
  return part(bottom, 0.80) + "set key at screen 0.535,0.862 center center horizontal maxrows 3\nunset xlabel\n" +
         fmt::format("plot {}\n", fmt::join(entries, ", \\\n     "));
}

std::string lower_part(const std::vector<LlrRow>& rows, double bottom, double top) {
  std::vector<std::string> entries;
  for (std::size_t k = 0; k < rows.size(); ++k)
    entries.push_back(fmt::format("$curve{} using 1:4 with steps lw 1.6 dt {} lc rgb '{}' notitle", k,
                                  plot::figure_dash(static_cast<int>(k)), plot::figure_colour(static_cast<int>(k))));
  return "unset label\nunset title\nset yrange [0:*]\nset xlabel '|L|' noenhanced\n"
         "set ylabel 'share of bits per unit' noenhanced\nset ytics autofreq\nunset key\n" +
         part(bottom, top) + fmt::format("plot {}\n", fmt::join(entries, ", \\\n     "));
}

}  // namespace

std::string llr_figure_script(const Run& run, const std::vector<LlrRow>& rows) {
  const Config& config = run.config;
  const OriginCells origin = origin_cells(run.id);
  const plot::FigureTexts texts = {
      config.output.title.empty()
          ? fmt::format("Soft bits: {}x{} {}, {}, {} = {:g} dB", config.link.n_rx, config.link.n_user,
                        config.link.modulation, system_cells(config).channel, snr_kind_label(config.link.snr_def),
                        rows.front().snr_db)
          : config.output.title,
      "|L|", "ln P(right)/P(wrong)",
      fmt::format(
          "Bars: one standard deviation. Slope: of log odds over L, 1 = right. Bit: information of a coded bit for "
          "a decoder that takes L at its word. {} soft bits. {} seed {}, config {:016x}, ohmimo {}",
          config.code.soft_bits, solver_detail(config), origin.seed, origin.config_hash, origin.version)};
  const double foot = plot::footnote_height(texts.footnote) + 0.09;
  const plot::AxisRange range = {0.0, most_llr};
  std::size_t longest = 0;
  for (const LlrRow& row : rows) longest = std::max(longest, label_of(row).size());
  const std::string drawing = "set multiplot\n" + plot::figure_settings(texts, range, {1.0, 10.0}) +
                              plot::linear_vertical({0.0, most_llr}) + "set title offset 0,3.4\n" +
                              upper_part(rows, foot + 0.30) + lower_part(rows, foot, foot + 0.22) +
                              "unset multiplot\nset ytics autofreq\n";
  return data_blocks(rows) + plot::figure_pictures(drawing, longest);
}

void write_llr_figure(const Run& run, const std::vector<LlrRow>& rows, const std::filesystem::path& stem) {
  external::run_gnuplot(llr_figure_script(run, rows), stem);
}

}  // namespace ohmimo::llr
