// BER over SNR as a figure: logarithmic axis, measured points as markers with confidence bars and no line between them,
// closed forms as lines, published points as open markers, points without errors as arrows down from their upper limit.
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo::plot {

struct BerCurve {
  enum class Kind { measured, theory, golden };  // golden: published

  std::string label;
  Kind kind = Kind::measured;
  int style = 0;                  // 0, 1, ...: colour and marker; give curves to be compared the same one
  std::vector<double> snr_db;     // rising
  std::vector<double> ber;        // same size; 0 is allowed where upper_limit is set, and in theory curves (not drawn)
  std::vector<double> low, high;  // confidence bars: same size, or empty for none
  std::vector<bool> upper_limit;  // no error seen, high is drawn as an arrow: same size, or empty for none
};

struct BerPlot {
  std::string title;
  std::string x_label;   // names the kind of SNR, for example snr_kind_label() + " [dB]"
  std::string footnote;  // small print: configuration, seed, version
  std::vector<BerCurve> curves;
  double min_ber = 0.0;                // points and upper limits below are left out, and the footnote says how many
  std::string_view errors_of = "bit";  // what the rate counts errors of
  bool joined = false;                 // lines between the measured points of a curve
};

// The widest step between points [dB] that anything may be read from, 2.5 times the usual one: beyond it nothing was
// run, and a line would tell of what nobody saw. Infinite for less than four points.
double widest_step_db(std::span<const double> snr_db);

// The gnuplot commands that draw the plot into plot.png and plot.svg. Texts are quoted so that nothing in them can act
// as a command. Throws std::invalid_argument if vectors differ in size, a number is not plottable or there is nothing
// to draw.
std::string ber_plot_script(const BerPlot& plot);

// Writes <stem>.png and <stem>.svg; needs gnuplot at run time. Throws std::invalid_argument as above and
// std::runtime_error if gnuplot is missing or fails.
void write_ber_plot(const BerPlot& plot, const std::filesystem::path& stem);

}  // namespace ohmimo::plot
