#include "apps/studies/ber/ber_figure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/math/interpolators/barycentric_rational.hpp>
#include <cmath>
#include <set>
#include <stdexcept>

#include "apps/config/golden_figure.hpp"
#include "apps/config/result_cells.hpp"
#include "apps/studies/ber/row_theory.hpp"
#include "apps/studies/ber/table_labels.hpp"
#include "apps/text/text.hpp"
#include "detector/registry.hpp"

namespace ohmimo::ber {
namespace {

using plot::BerCurve;
using plot::Rows;

std::string_view snr_column(SnrKind kind) {
  switch (kind) {
    case SnrKind::rx_antenna:
      return "snr_rx_db";
    case SnrKind::es_n0_user:
      return "esn0_user_db";
    case SnrKind::eb_n0_user:
      return "ebn0_user_db";
    case SnrKind::array:
      break;
  }
  return "snr_array_db";
}

// Where the rows of one curve stand in their table, by rising SNR.
struct RowCurve {
  const Rows* rows;
  std::string detector;
  int cycle = 0;
  std::string user;  // of ber_users.csv; else empty
  std::string_view snr_column;
  std::vector<std::size_t> places;

  double snr_db(std::size_t k) const { return rows->number(places[k], snr_column); }
  void sort() {
    std::ranges::stable_sort(places, {}, [this](std::size_t row) { return rows->number(row, snr_column); });
  }
};

int cycle_of(const Rows& rows, std::size_t row) {
  const double cycle = rows.number(row, "cycle");
  if (!(cycle >= 0.0 && cycle <= 1e6)) rows.refuse(row, "cycle", "must be from 0 to 1e6");
  return static_cast<int>(cycle);
}

std::vector<RowCurve> curves_of(const Rows& rows, std::string_view snr_column) {
  std::vector<RowCurve> curves;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const std::string& detector = rows.text(k, "detector");
    const int cycle = cycle_of(rows, k);
    const std::string user = rows.has("user") ? rows.text(k, "user") : "";
    auto curve = std::ranges::find_if(curves, [&](const RowCurve& known) {
      return known.detector == detector && known.cycle == cycle && known.user == user;
    });
    if (curve == curves.end()) curve = curves.insert(curve, {&rows, detector, cycle, user, snr_column, {}});
    if (std::abs(rows.number(k, snr_column)) > 1000.0) rows.refuse(k, snr_column, "must be from -1000 to 1000 dB");
    if (rows.number(k, "bits") > 0.0) curve->places.push_back(k);
  }
  for (RowCurve& curve : curves) curve.sort();
  return curves;
}

std::string curve_label(const RowCurve& curve) {
  std::string label = curve.detector;
  if (curve.cycle > 0) label += fmt::format(", cycle {}", curve.cycle);
  if (!curve.user.empty()) label += ", user " + curve.user;
  return label;
}

double probability(const Rows& rows, std::size_t row, std::string_view column) {
  const double value = rows.number(row, column);
  if (!(value >= 0.0 && value <= 1.0)) rows.refuse(row, column, "must be from 0 to 1");
  return value;
}

// rate: ber or bler.
BerCurve measured_curve(const RowCurve& curve, const std::string& rate) {
  const Rows& rows = *curve.rows;
  const std::string limit_name = rate + "_is_upper_limit", low_name = rate + "_low", high_name = rate + "_high";
  BerCurve out;
  for (std::size_t k = 0; k < curve.places.size(); ++k) {
    const std::size_t row = curve.places[k];
    const std::string& is_limit = rows.text(row, limit_name);
    if (is_limit != "0" && is_limit != "1") rows.refuse(row, limit_name, "must be 0 or 1");
    const double ber = probability(rows, row, rate);
    out.snr_db.push_back(curve.snr_db(k));
    out.ber.push_back(ber);
    out.low.push_back(probability(rows, row, low_name));
    out.high.push_back(probability(rows, row, high_name));
    out.upper_limit.push_back(is_limit == "1");
    if (out.low.back() > ber) rows.refuse(row, low_name, "must not be above " + rate);
    if (out.high.back() < ber) rows.refuse(row, high_name, "must not be below " + rate);
    if (ber == 0.0 && is_limit == "0") rows.refuse(row, limit_name, fmt::format("must be 1 where {} is 0", rate));
    if (is_limit == "1" && out.high.back() == 0.0) rows.refuse(row, high_name, "must be > 0 where it is a limit");
  }
  return out;
}

std::string theory_label(const Rows& rows, std::size_t row) {
  if (rows.text(row, "theory_kind") != "exact") return "MMSE, Gaussian approximation";
  return rows.text(row, "fixed_channel") == "1" ? "ZF on this channel, exact" : "ZF over i.i.d. Rayleigh, exact";
}

// A closed form: the rows of all curves that it holds for, and the number of the first of these.
struct TheoryRows {
  std::string label;
  std::size_t first_curve = 0;
  RowCurve rows;
};

std::vector<TheoryRows> theories_of(const std::vector<RowCurve>& curves) {
  std::vector<TheoryRows> theories;
  for (std::size_t c = 0; c < curves.size(); ++c)
    for (const std::size_t row : curves[c].places) {
      if (curves[c].rows->text(row, "theory_ber").empty()) continue;
      const std::string label = theory_label(*curves[c].rows, row);
      auto theory = std::ranges::find(theories, label, &TheoryRows::label);
      if (theory == theories.end()) {
        theory = theories.insert(theory, {label, c, curves[c]});
        theory->rows.places.clear();
      }
      theory->rows.places.push_back(row);
    }
  for (TheoryRows& theory : theories) theory.rows.sort();
  return theories;
}

// The points of the closed form that the rows hold; one for each SNR.
BerCurve theory_points(const RowCurve& curve) {
  BerCurve out;
  for (std::size_t k = 0; k < curve.places.size(); ++k) {
    const double ber = probability(*curve.rows, curve.places[k], "theory_ber"), snr_db = curve.snr_db(k);
    if (ber == 0.0 || (!out.snr_db.empty() && snr_db - out.snr_db.back() < 1e-9)) continue;
    out.snr_db.push_back(snr_db);
    out.ber.push_back(ber);
  }
  return out;
}

// BER between the points: the logarithm of a closed form is smooth. Floater and Hormann's rational interpolation has an
// error of the fourth order in the step and no poles.
std::function<double(double snr_db)> interpolated(const BerCurve& points) {
  std::vector<double> log_ber;
  for (const double ber : points.ber) log_ber.push_back(std::log(ber));
  const std::size_t n_point = log_ber.size(), order = std::min<std::size_t>(3, n_point - 1);
  const boost::math::barycentric_rational<double> smooth(points.snr_db.data(), log_ber.data(), n_point, order);
  return [smooth](double snr_db) { return std::clamp(std::exp(smooth(snr_db)), 0.0, 1.0); };
}

// The closed form as a smooth line through the range of the points, in steps of at most 0.25 dB: that of the run, else
// the one found again from the rows, else between their values.
BerCurve theory_curve(const RowCurve& curve, SnrKind kind, const BerFigureOptions& options) {
  BerCurve points = theory_points(curve), out;
  points.kind = out.kind = BerCurve::Kind::theory;
  if (points.snr_db.size() < 2) return points;
  const double first = points.snr_db.front(), last = points.snr_db.back();
  const int steps = static_cast<int>(std::clamp(std::ceil((last - first) / 0.25), 1.0, 10000.0));
  std::function<double(double)> between;
  if (options.closed_form)
    between = [&](double snr_db) { return options.closed_form(curve.detector, curve.cycle, snr_db); };
  else
    between = row_theory(*curve.rows, curve.places, kind);
  if (!between) between = interpolated(points);
  for (int k = 0; k <= steps; ++k) {
    const double snr_db = first + (last - first) * k / steps;
    out.snr_db.push_back(snr_db);
    out.ber.push_back(between(snr_db));
  }
  return out;
}

// Small print of one table: what the rows hold on it, and more from a run.
std::string footnote(const Rows& rows, const std::string& detail) {
  const std::string origin = fmt::format("seed {}, config {}, ohmimo {}", rows.text(0, "seed"),
                                         rows.text(0, "config_hash"), rows.text(0, "version"));
  const std::string interval =
      rows.text(0, "fixed_channel") == "1"
          ? std::string("95 % intervals over noise on one fixed channel; ")
          : fmt::format("95 % intervals over independent channels; {} vector(s) per channel; user spread {} dB; ",
                        rows.text(0, "vectors_per_channel"), rows.text(0, "user_spread_db"));
  return interval + detail + origin;
}

std::string footnote(const std::vector<Rows>& tables, const std::string& detail) {
  if (tables.size() == 1) return footnote(tables.front(), detail);
  std::set<std::string> origins;
  for (const Rows& rows : tables)
    origins.insert(fmt::format("{}-{}", rows.text(0, "seed"), rows.text(0, "config_hash")));
  std::string text = "95 % intervals; runs (seed-config):";
  for (const std::string& origin : origins) text += " " + origin;
  return text + "; ohmimo " + tables.front().text(0, "version");
}

std::string default_title(const std::vector<Rows>& tables) {
  const auto of = [](const Rows& rows) {
    const bool estimated = rows.has("csi") && rows.text(0, "csi") != "perfect";
    return fmt::format("{}, {}{}", system_text(rows),
                       rows.text(0, "fixed_channel") == "1" ? "one fixed channel" : rows.text(0, "channel"),
                       estimated ? ", csi " + rows.text(0, "csi") : "");
  };
  std::set<std::string> titles;
  for (const Rows& rows : tables) titles.insert(of(rows));
  return titles.size() == 1 ? *titles.begin() : fmt::format("Bit error rate of {} runs", tables.size());
}

SnrKind snr_kind(const Rows& rows) try {
  return snr_kind_from_name(rows.text(0, "snr_def"));
} catch (const std::invalid_argument&) {
  rows.refuse(0, "snr_def", "must be user, rx, ebn0 or array");
}

BerCurve golden_curve(const Run& run, const std::string& name, const std::vector<GoldenPoint>& points) {
  BerCurve out;
  out.kind = BerCurve::Kind::golden;
  out.label = "published: " + name;
  bool known_sample = true;
  for (const GoldenPoint& p : points) {
    if (p.curve != name) continue;
    out.snr_db.push_back(convert_snr_db(p.snr_rx_db, SnrKind::rx_antenna, run.config.link.snr_def, run.shape));
    out.ber.push_back(p.ber);
    known_sample = known_sample && p.bits.has_value();
    if (!p.bits) continue;
    const BerInterval bar = binomial_interval(p.ber * static_cast<double>(*p.bits), static_cast<double>(*p.bits));
    out.low.push_back(bar.low);
    out.high.push_back(bar.high);
  }
  if (!known_sample) out.low = out.high = {};
  return out;
}

// The published counterpart of every curve, "cycle k" or the floating-point curve, in its style.
void add_golden(const Run& run, plot::BerPlot& plot) {
  const std::vector<GoldenPoint> golden = golden_figure(run.config);
  for (std::size_t k = 0; k < run.curves.size(); ++k) {
    const CurveId& curve = run.curves[k];
    if (detector_row(curve.detector).law != TheoryLaw::zero_forcing) continue;
    BerCurve published = golden_curve(run, curve.cycle > 0 ? fmt::format("cycle {}", curve.cycle) : "fp32", golden);
    published.style = static_cast<int>(k);
    if (!published.snr_db.empty()) plot.curves.push_back(std::move(published));
  }
}

// A curve, and the tables that hold it.
struct SharedCurve {
  BerCurve curve;
  std::vector<std::string> tables;
};

// Tables whose points are the same share one curve: that of a closed form, or of a digital detector beside two settings
// of the solver.
void add_curve(BerCurve curve, const std::string& table_label, std::vector<SharedCurve>& shared) {
  auto place = std::ranges::find_if(shared, [&](const SharedCurve& other) {
    const BerCurve& known = other.curve;
    return known.label == curve.label && known.snr_db == curve.snr_db && known.ber == curve.ber;
  });
  if (place == shared.end()) place = shared.insert(place, {std::move(curve), {}});
  place->tables.push_back(table_label);
}

// A curve that is missing from some tables names those that hold it.
std::vector<BerCurve> labelled(std::vector<SharedCurve> shared, std::size_t n_table) {
  std::vector<BerCurve> curves;
  for (SharedCurve& of : shared) {
    if (of.tables.size() < n_table) of.curve.label += fmt::format(", {}", fmt::join(of.tables, " and "));
    curves.push_back(std::move(of.curve));
  }
  return curves;
}

}  // namespace

plot::BerPlot ber_plot(const std::vector<Rows>& tables, const BerFigureOptions& options) {
  for (const Rows& rows : tables)
    if (rows.size() == 0) throw std::invalid_argument(fmt::format("{}: must hold rows, got none", rows.name()));
  for (const Rows& rows : tables)
    if (options.blocks && !rows.has("bler"))
      throw std::invalid_argument(fmt::format("{}: must be of a coded run, got no column bler", rows.name()));
  const SnrKind kind = options.snr_def.value_or(snr_kind(tables.front()));
  plot::BerPlot plot;
  plot.title = options.title.empty() ? default_title(tables) : options.title;
  plot.x_label = fmt::format("{} [dB]", snr_kind_label(kind));
  plot.footnote = footnote(tables, options.detail);
  plot.min_ber = options.min_ber;
  if (options.blocks) plot.errors_of = "block", plot.joined = true;
  const std::vector<std::string> labels = table_labels(tables);
  std::vector<SharedCurve> closed_forms, measured;
  int style = 0;
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const std::vector<RowCurve> curves = curves_of(tables[t], snr_column(kind));
    for (const TheoryRows& theory : options.blocks ? std::vector<TheoryRows>() : theories_of(curves)) {
      BerCurve line = theory_curve(theory.rows, kind, options);
      line.style = style + static_cast<int>(theory.first_curve);
      line.label = theory.label;
      if (!line.snr_db.empty()) add_curve(std::move(line), labels[t], closed_forms);
    }
    for (const RowCurve& rows : curves) {
      BerCurve curve = measured_curve(rows, options.blocks ? "bler" : "ber");
      curve.label = curve_label(rows);
      curve.style = style++;
      add_curve(std::move(curve), labels[t], measured);
    }
  }
  plot.curves = labelled(std::move(closed_forms), tables.size());
  for (BerCurve& curve : labelled(std::move(measured), tables.size())) plot.curves.push_back(std::move(curve));
  return plot;
}

void write_ber_figure(const Run& run, const std::vector<BerRow>& rows, double min_ber,
                      const std::filesystem::path& stem) {
  BerFigureOptions options;
  options.min_ber = min_ber;
  options.title = run.config.output.title;
  options.detail = solver_detail(run.config);
  options.closed_form = [&](std::string_view detector, int cycle, double snr_db) {
    const auto curve = std::ranges::find_if(
        run.curves, [&](const CurveId& id) { return id.detector == detector && id.cycle == cycle; });
    return *run.theory[static_cast<std::size_t>(curve - run.curves.begin())].ber(run.noise_var(snr_db));
  };
  plot::BerPlot plot = ber_plot({Rows(csv_text(ber_table(run, rows)), "ber.csv")}, options);
  add_golden(run, plot);
  plot::write_ber_plot(plot, stem);
}

void write_bler_figure(const Run& run, const std::vector<BerRow>& rows, double min_bler,
                       const std::filesystem::path& stem) {
  BerFigureOptions options;
  options.min_ber = min_bler;
  options.blocks = true;
  options.title = run.config.output.title;
  options.detail = fmt::format("{} bits in {}, HARQ {}. {}", run.block->segmentation.n_payload,
                               run.block->transmission.n_coded, run.config.code.harq, solver_detail(run.config));
  plot::write_ber_plot(ber_plot({Rows(csv_text(ber_table(run, rows)), "ber.csv")}, options), stem);
}

}  // namespace ohmimo::ber
