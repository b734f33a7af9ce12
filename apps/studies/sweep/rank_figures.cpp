#include "apps/studies/sweep/rank_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "apps/external/gnuplot.hpp"
#include "apps/plot/figure.hpp"

namespace ohmimo::sweep {
namespace {

using external::gnuplot_quote;

constexpr std::size_t most_names = 40;  // on an axis; above it numbers stand there

std::string curve_name(const Run& run, std::size_t curve) {
  const CurveId& id = run.curves[curve];
  return id.cycle > 0 ? fmt::format("{}, cycle {}", id.detector, id.cycle) : id.detector;
}

std::string footnote(const Study& study, const std::vector<Run>& runs, std::string_view what) {
  return fmt::format("{} ohmimo {}, study {} {}, seed {}.", what, runs.front().id.version, study.section.name,
                     study.hash, runs.front().id.seed);
}

// One series of points; the lines of its data block.
struct Series {
  std::string label, data;
};

std::string blocks_of(const std::vector<Series>& series) {
  std::string script;
  for (std::size_t k = 0; k < series.size(); ++k)
    script += fmt::format("$s{} << END_OF_DATA\n{}END_OF_DATA\n", k, series[k].data);
  return script;
}

std::size_t longest_label(const std::vector<Series>& series) {
  std::size_t longest = 0;
  for (const Series& one : series) longest = std::max(longest, one.label.size());
  return longest;
}

// Configurations by the lowest SNR that any of their curves reaches.
std::vector<std::size_t> members_in_order(const std::vector<RankRow>& rows) {
  std::map<std::size_t, double> best;
  for (const RankRow& row : rows)
    if (row.snr_db) {
      const auto [place, is_new] = best.try_emplace(row.member, *row.snr_db);
      if (!is_new) place->second = std::min(place->second, *row.snr_db);
    }
  std::vector<std::size_t> members;
  for (const auto& [member, snr_db] : best) members.push_back(member);
  std::ranges::stable_sort(members, {}, [&](std::size_t member) { return best.at(member); });
  return members;
}

std::string name_ticks(const Study& study, const std::vector<std::size_t>& members) {
  if (members.size() > most_names) return "set xlabel 'configuration, by its lowest SNR' noenhanced\n";
  std::string ticks;
  for (std::size_t k = 0; k < members.size(); ++k)
    ticks += fmt::format("{}{} {}", k == 0 ? "" : ", ", gnuplot_quote(study.members[members[k]].name), k + 1);
  return fmt::format("set xtics rotate by -55 noenhanced font ',10' ({})\nunset xlabel\n", ticks);
}

}  // namespace

std::string snr_script(const Study& study, const std::vector<Run>& runs, const std::vector<RankRow>& rows) {
  const std::vector<std::size_t> members = members_in_order(rows);
  if (members.empty()) return "";
  std::map<std::string, std::string> data;
  double low_db = INFINITY, high_db = -INFINITY;
  for (const RankRow& row : rows) {
    if (!row.snr_db) continue;
    const auto place = std::ranges::find(members, row.member) - members.begin();
    data[curve_name(runs[row.member], row.curve)] +=
        fmt::format("{} {:.6g} {:.6g} {:.6g}\n", place + 1, *row.snr_db, row.low_db.value_or(*row.snr_db),
                    row.high_db.value_or(*row.snr_db));
    low_db = std::min(low_db, *row.snr_db);
    high_db = std::max(high_db, *row.snr_db);
  }
  std::vector<Series> series;
  for (const auto& [label, text] : data) series.push_back({label, text});
  const plot::FigureTexts texts = {
      fmt::format("{}: SNR at {} {:g}", study.section.name, study.section.rate, study.section.target_ber),
      "configuration", std::string(snr_kind_label(runs.front().config.link.snr_def)) + " [dB]",
      footnote(study, runs, "Bars: 95 % intervals. Curves of a configuration share channels, bits and noise.")};
  const plot::AxisRange x{0.3, static_cast<double>(members.size()) + 0.7};
  const plot::AxisRange y{std::floor(low_db - 1.0), std::ceil(high_db + 1.0)};
  std::string script =
      plot::figure_settings(texts, x, {1.0, 10.0}) +
      fmt::format("unset logscale y\nset format y '%h'\nset mytics 2\nset yrange [{:g}:{:g}]\n", y.low, y.high) +
      name_ticks(study, members) + blocks_of(series);
  std::vector<std::string> entries;
  for (std::size_t k = 0; k < series.size(); ++k) {
    const int style = static_cast<int>(k);
    const double shift = series.size() > 1 ? 0.5 * (static_cast<double>(k) / (series.size() - 1.0) - 0.5) : 0.0;
    entries.push_back(fmt::format(
        "$s{} using ($1+{:.3f}):2:3:4 with yerrorbars pt {} ps 1.3*scale lw 1.4 lc rgb '{}' "
        "title {}",
        k, shift, plot::figure_marker(style).filled, plot::figure_colour(style), gnuplot_quote(series[k].label)));
  }
  return script + plot::figure_output(entries, longest_label(series));
}

std::string latency_script(const Study& study, const std::vector<Run>& runs, const std::vector<RankRow>& rows) {
  std::map<std::string, std::string> data;
  std::string front;
  plot::AxisRange x{INFINITY, -INFINITY}, y{INFINITY, -INFINITY};
  for (const RankRow& row : rows) {
    if (!row.es_n0_user_db || !row.hardware) continue;
    const std::string line = fmt::format("{:.6g} {:.6g}\n", *row.es_n0_user_db, row.hardware->latency_us);
    data[curve_name(runs[row.member], row.curve)] += line;
    if (row.pareto) front += line;
    x = {std::min(x.low, *row.es_n0_user_db), std::max(x.high, *row.es_n0_user_db)};
    y = {std::min(y.low, row.hardware->latency_us), std::max(y.high, row.hardware->latency_us)};
  }
  if (data.empty()) return "";
  std::vector<Series> series;
  for (const auto& [label, text] : data) series.push_back({label, text});
  const plot::FigureTexts texts = {
      fmt::format("{}: modelled latency against the SNR for {} {:g}", study.section.name, study.section.rate,
                  study.section.target_ber),
      std::string(snr_kind_label(SnrKind::es_n0_user)) + " [dB]", "latency of a vector, modelled [us]",
      footnote(study, runs,
               "Modelled hardware: bottom-up cost model of this program. Rings: no solver for as many users, that "
               "modulation and channel is better in SNR, latency, energy and area at once.")};
  if (!front.empty()) series.push_back({"Pareto front", front});
  std::string script =
      plot::figure_settings(texts, {std::floor(x.low - 1.0), std::ceil(x.high + 1.0)}, plot::log_axis(y)) +
      blocks_of(series);
  std::vector<std::string> entries;
  for (std::size_t k = 0; k < series.size(); ++k) {
    const bool is_front = !front.empty() && k + 1 == series.size();
    const int style = static_cast<int>(k);
    entries.push_back(fmt::format("$s{} using 1:2 with points pt {} ps {}*scale lw 1.6 lc rgb '{}' title {}", k,
                                  is_front ? 6 : plot::figure_marker(style).filled, is_front ? 2.6 : 1.4,
                                  is_front ? "#444444" : plot::figure_colour(style), gnuplot_quote(series[k].label)));
  }
  return script + plot::figure_output(entries, longest_label(series));
}

}  // namespace ohmimo::sweep
