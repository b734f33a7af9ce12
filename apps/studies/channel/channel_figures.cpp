#include "apps/studies/channel/channel_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "apps/plot/line_plot.hpp"
#include "apps/plot/log_plot.hpp"
#include "apps/studies/channel/channel_info.hpp"
#include "apps/studies/channel/delay_profile.hpp"
#include "apps/studies/channel/spatial.hpp"
#include "apps/theory/quantiles.hpp"
#include "phy/units.hpp"

namespace ohmimo::channel_study {
namespace {

using plot::line_plot_script;
using plot::LinePlot;
using plot::LogCurve;

constexpr double floor_db = -40.0;

struct Subject {
  const ChannelRecord& record;    // as stored
  const ChannelRecord& matrices;  // at the carrier where it holds paths
  std::string name;
};

std::string footnote(const Subject& subject, const std::string& what) {
  const ChannelRecord& r = subject.record;
  return fmt::format("{} {}. {}{}", what, record_shape(r),
                     r.source.empty() ? "" : fmt::format("Made by {}. ", r.source), "ohmimo " OHMIMO_VERSION);
}

// In dB below the strongest, in places of unit; weak bins at the floor.
LogCurve db_curve(const Spectrum& spectrum, double unit, const std::string& label) {
  const double top = *std::ranges::max_element(spectrum.power);
  LogCurve curve{label, {}, {}};
  for (std::size_t k = 0; k < spectrum.at.size(); ++k) {
    curve.x.push_back(spectrum.at[k] / unit);
    curve.y.push_back(std::max(floor_db, db_from_linear(spectrum.power[k] / top)));
  }
  return curve;
}

// The part of a curve that rises above the floor, with a margin on both sides.
void cut_to_power(LogCurve& curve) {
  const auto above = [](double y) { return y > floor_db + 10.0; };
  const auto first = std::ranges::find_if(curve.y, above);
  const auto last = std::find_if(curve.y.rbegin(), curve.y.rend(), above);
  const long n = static_cast<long>(curve.y.size()), begin = first - curve.y.begin(), end = curve.y.rend() - last;
  const long margin = std::max(4L, (end - begin) / 5), from = std::max(0L, begin - margin),
             to = std::min(n, end + margin);
  curve.x = {curve.x.begin() + from, curve.x.begin() + to};
  curve.y = {curve.y.begin() + from, curve.y.begin() + to};
}

std::string delay_figure(const Subject& subject, const Spectrum& delay) {
  const bool exact = delay.resolution == 0.0;
  LinePlot figure{
      .texts = {fmt::format("Delay profile: {}", subject.name), "delay [ns]", "power below the strongest [dB]",
                footnote(subject, exact ? "Paths as stored, powers averaged over slots, users and antennas."
                                        : fmt::format("Inverse DFT over subcarriers under a Hann window, "
                                                      "resolution {:.3g} ns, averaged over slots, users and antennas.",
                                                      delay.resolution * 1e9))},
      .curves = {db_curve(delay, 1e-9,
                          fmt::format("mean {:.4g} ns, rms {:.4g} ns", delay.mean * 1e9, delay.rms * 1e9))},
      .y = {floor_db, 3.0},
      .impulses = exact};
  if (!exact) cut_to_power(figure.curves[0]);
  return line_plot_script(figure);
}

std::string doppler_figure(const Subject& subject, const Spectrum& doppler) {
  return line_plot_script(
      {.texts = {fmt::format("Doppler spectrum: {}", subject.name), "Doppler shift [Hz]",
                 "power below the strongest [dB]",
                 footnote(subject,
                          fmt::format("DFT over the symbols of a slot under a Hann window, resolution {:.4g} Hz: "
                                      "narrower spectra look as wide as that.",
                                      doppler.resolution))},
       .curves = {db_curve(doppler, 1.0,
                           fmt::format("rms {:.4g} Hz by the correlation of neighbouring symbols", doppler.rms))},
       .y = {floor_db, 3.0}});
}

std::string correlation_figure(const Subject& subject) {
  LogCurve curve{"mean over users", {}, spatial_correlation(subject.matrices)};
  for (std::size_t k = 0; k < curve.y.size(); ++k) curve.x.push_back(static_cast<double>(k));
  return line_plot_script({.texts = {fmt::format("Spatial correlation: {}", subject.name), "antenna k", "|R(0,k)|",
                                     footnote(subject,
                                              "Between antenna 0 and antenna k, in the order of the file, over "
                                              "the slots, symbols and subcarriers of a user. A few independent "
                                              "channels show correlation that is not there.")},
                           .curves = {curve},
                           .y = {0.0, 1.05}});
}

std::string angle_figure(const Subject& subject) {
  std::vector<double> theta_deg;
  for (int k = -180; k <= 180; ++k) theta_deg.push_back(0.5 * k);
  constexpr std::size_t most_users = 6;
  LinePlot figure{.texts = {fmt::format("Angular spectrum: {}", subject.name), "angle from broadside [degree]",
                            "power in the beam over that of an antenna [dB]",
                            footnote(subject,
                                     "Bartlett's beam scan, antennas taken as a line half a wavelength apart in the "
                                     "order of the file; other arrays look otherwise.")},
                  .y = {-35.0, 3.0}};
  for (std::size_t user = 0; user < std::min(most_users, subject.matrices.n_user); ++user) {
    LogCurve curve{fmt::format("user {}", user + 1), theta_deg, beam_scan(subject.matrices, user, theta_deg)};
    for (double& y : curve.y) y = std::max(figure.y.low, db_from_linear(std::max(y, 1e-30)));
    figure.curves.push_back(curve);
  }
  return line_plot_script(figure);
}

std::string eigenvalue_figure(const Subject& subject, const GramSpread& spread) {
  struct Share {
    const char* label;
    double share;
  };
  constexpr Share shares[] = {{"90 % of matrices below", 0.9}, {"median", 0.5}, {"10 % below", 0.1}};
  plot::LogPlot figure{.texts = {fmt::format("Eigenvalues of H^H H: {}", subject.name), "eigenvalue, from the largest",
                                 "eigenvalue over the mean of its matrix",
                                 footnote(subject, fmt::format("Of {} matrices.", spread.condition.size()))},
                       .curves = {},
                       .whole_x = true};
  for (const Share& share : shares) {
    LogCurve curve{share.label, {}, {}};
    for (std::size_t k = 0; k < spread.eigenvalue.size(); ++k) {
      curve.x.push_back(static_cast<double>(k + 1));
      curve.y.push_back(quantile(spread.eigenvalue[k], share.share));
    }
    figure.curves.push_back(curve);
  }
  return log_plot_script(figure);
}

std::string condition_figure(const Subject& subject, std::vector<double> condition) {
  std::erase_if(condition, [](double c) { return std::isinf(c); });
  std::ranges::sort(condition);
  LogCurve curve{
      fmt::format("median {:.4g}, 90 % below {:.4g}", quantile(condition, 0.5), quantile(condition, 0.9)), {}, {}};
  for (std::size_t k = 0; k < condition.size(); ++k) {
    curve.x.push_back(db_from_linear(condition[k]));
    curve.y.push_back(100.0 * static_cast<double>(k + 1) / static_cast<double>(condition.size()));
  }
  return line_plot_script(
      {.texts = {fmt::format("Condition of H^H H: {}", subject.name), "condition number [dB, 10 log10]",
                 "matrices below [%]",
                 footnote(subject, fmt::format("Largest over smallest eigenvalue of {} matrices.", condition.size()))},
       .curves = {curve},
       .y = {0.0, 103.0}});
}

void add_gram_figures(const Subject& subject, ChannelFigures& figures) {
  const auto skip = [&figures](const char* name, const std::string& reason) {
    figures.skipped.push_back({name, reason});
  };
  if (subject.matrices.n_user < 2) {
    for (const char* name : {"eigenvalues", "condition"}) skip(name, "one user has one eigenvalue");
    return;
  }
  const GramSpread spread = gram_spread(subject.matrices);
  figures.drawn.push_back({"eigenvalues", eigenvalue_figure(subject, spread)});
  if (std::ranges::all_of(spread.condition, [](double c) { return std::isinf(c); }))
    skip("condition", "every matrix is singular");
  else
    figures.drawn.push_back({"condition", condition_figure(subject, spread.condition)});
}

bool is_silent(const ChannelRecord& matrices) {
  return std::ranges::all_of(matrices.h, [](const std::complex<float>& value) { return value == 0.f; });
}

}  // namespace

ChannelFigures channel_figures(const ChannelRecord& record, const std::string& name) {
  const ChannelRecord matrices = matrices_of(record);
  const Subject subject = {record, matrices, name};
  ChannelFigures figures;
  if (is_silent(matrices))
    throw std::invalid_argument(fmt::format("{} must hold a number other than 0 to be drawn", name));
  if (const std::optional<Spectrum> delay = delay_spectrum(record))
    figures.drawn.push_back({"delay", delay_figure(subject, *delay)});
  else
    figures.skipped.push_back({"delay", "it needs 8 subcarriers of known spacing, or paths"});
  if (record.n_rx > 1) {
    figures.drawn.push_back({"correlation", correlation_figure(subject)});
    figures.drawn.push_back({"angle", angle_figure(subject)});
  } else {
    for (const char* one : {"correlation", "angle"}) figures.skipped.push_back({one, "it needs 2 antennas"});
  }
  add_gram_figures(subject, figures);
  if (const std::optional<Spectrum> doppler = doppler_spectrum(record))
    figures.drawn.push_back({"doppler", doppler_figure(subject, *doppler)});
  else
    figures.skipped.push_back({"doppler", "it needs 4 symbols of known spacing"});
  return figures;
}

}  // namespace ohmimo::channel_study
