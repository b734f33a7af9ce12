#include "apps/studies/sweep/ranking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "apps/config/result_cells.hpp"
#include "apps/studies/ber/target_snr.hpp"
#include "apps/studies/sweep/pairing.hpp"
#include "apps/studies/sweep/where.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::sweep {
namespace {

using Crossing = std::optional<ber::TargetSnr>;

RankStatus status_of(const ConfigurationResult& result, const std::vector<ber::BerRow>& rows, std::size_t curve,
                     std::size_t n_curve, double target_ber, bool found) {
  if (found) return RankStatus::reached;
  if (!result.ended() || rows.empty()) return RankStatus::running;
  return rows[rows.size() - n_curve + curve].interval.ber >= target_ber ? RankStatus::above : RankStatus::below;
}

// Relative variance of the ratio of both error counts at a point, from their frames.
double log_ratio_variance(const counts::CurveCount& tested, const counts::CurveCount& reference) {
  const auto n = static_cast<double>(tested.errors.frames);
  const auto t = static_cast<double>(tested.errors.bit_errors), r = static_cast<double>(reference.errors.bit_errors);
  if (n < 2.0 || t == 0.0 || r == 0.0) return std::numeric_limits<double>::infinity();
  const double tt = static_cast<double>(tested.sum_sq_frame) - t * t / n;
  const double rr = static_cast<double>(reference.sum_sq_frame) - r * r / n;
  const double tr = static_cast<double>(tested.sum_product_frame) - t * r / n;
  return std::max(0.0, n / (n - 1.0) * (tt / (t * t) + rr / (r * r) - 2.0 * tr / (t * r)));
}

// A curve where it meets the target: the nearer of the two points, and how steeply log BER falls between them.
struct Place {
  const ResultPoint& near;
  double fall_per_db;
};
Place place_of(const ConfigurationResult& result, std::size_t curve, const ber::TargetSnr& crossing) {
  const auto at = [&](double snr_db) -> const ResultPoint& {
    return *std::ranges::find(result.points, snr_db, [](const ResultPoint& p) { return p.stored.record.snr_db; });
  };
  const ResultPoint &left = at(crossing.between_low_db), &right = at(crossing.between_high_db);
  const double step_db = crossing.between_high_db - crossing.between_low_db;
  const double fall = std::log(left.rows[curve].interval.ber / right.rows[curve].interval.ber) / step_db;
  return {crossing.snr_db - crossing.between_low_db < 0.5 * step_db ? left : right, fall};
}

// An end of the interval beyond the two points is taken from the interval of the nearer one and the slope there.
void fill_ends(const ConfigurationResult& result, std::size_t curve, ber::TargetSnr& crossing) {
  const auto [near, fall_per_db] = place_of(result, curve, crossing);
  const BerInterval& interval = near.rows[curve].interval;
  if (!crossing.low_db) crossing.low_db = crossing.snr_db - std::log(interval.ber / interval.low) / fall_per_db;
  if (!crossing.high_db) crossing.high_db = crossing.snr_db + std::log(interval.high / interval.ber) / fall_per_db;
}

struct Pair {
  const ConfigurationResult& result;
  std::size_t tested, reference;
};

// Half of the paired interval in dB, at the point nearer to the crossing of the reference.
double paired_half_width(const Pair& pair, const ber::TargetSnr& crossing) {
  const auto [near, fall_per_db] = place_of(pair.result, pair.reference, crossing);
  const std::vector<counts::CurveCount>& curves = near.stored.tally.curves;
  return 1.96 * std::sqrt(log_ratio_variance(curves[pair.tested], curves[pair.reference])) / fall_per_db;
}

double half_width(const ber::TargetSnr& crossing) {
  return 0.5 * (*crossing.high_db - *crossing.low_db);
}

void set_penalty(const Pair& pair, const Crossing& tested, const Crossing& reference, RankRow& row) {
  if (pair.tested == pair.reference || !tested || !reference) return;
  row.penalty_db = tested->snr_db - reference->snr_db;
  row.paired = tested->between_low_db == reference->between_low_db;
  const double half =
      row.paired ? paired_half_width(pair, *reference) : std::hypot(half_width(*tested), half_width(*reference));
  if (!std::isfinite(half)) return;
  row.penalty_low_db = *row.penalty_db - half;
  row.penalty_high_db = *row.penalty_db + half;
}

void set_hardware(const Config& config, int cycle, const HardwareBook& book, const RankOptions& options, RankRow& row) {
  const auto found = book.find(hardware_setting(config, cycle));
  if (found == book.end()) return;
  row.hardware = found->second;
  row.programming_share = programming_share(found->second, options.speed_kmh, options.carrier_GHz);
}

using Figure = std::optional<double>;

template <auto member>
Figure hardware_figure(const RankRow& row) {
  return row.hardware ? Figure((*row.hardware).*member) : std::nullopt;
}

struct RankKey {
  std::string_view name;
  Figure (*figure)(const RankRow&);
};
constexpr std::array<RankKey, 7> keys = {{
    {"snr", [](const RankRow& row) { return row.snr_db; }},
    {"user-snr", [](const RankRow& row) { return row.es_n0_user_db; }},
    {"penalty", [](const RankRow& row) { return row.penalty_db; }},
    {"latency", hardware_figure<&HardwareFigures::latency_us>},
    {"energy", hardware_figure<&HardwareFigures::nJ_per_vector>},
    {"area", hardware_figure<&HardwareFigures::area_mm2>},
    {"programming", [](const RankRow& row) { return row.programming_share; }},
}};

void sort_rows(std::string_view key, std::vector<RankRow>& rows) {
  const std::vector<std::string> words = rank_keys();
  const auto place = std::ranges::find(keys, key, &RankKey::name);
  if (place == keys.end())
    throw std::invalid_argument("by must be one of snr, user-snr, penalty, latency, energy, area, programming, got " +
                                in_quotes(key) + suggestion(key, words));
  // What misses the target comes last, however fast it does so.
  std::ranges::stable_sort(rows, {}, [&](const RankRow& row) {
    return std::pair(row.status != RankStatus::reached,
                     place->figure(row).value_or(std::numeric_limits<double>::infinity()));
  });
}

// Better or as good in everything, and better in something.
bool beats(const RankRow& a, const RankRow& b) {
  bool better = false;
  for (const auto figure : {keys[1].figure, keys[3].figure, keys[4].figure, keys[5].figure}) {
    if (*figure(a) > *figure(b)) return false;
    better = better || *figure(a) < *figure(b);
  }
  return better;
}

void mark_pareto(const Study& study, std::vector<RankRow>& rows) {
  const auto same_task = [&](const RankRow& a, const RankRow& b) {
    const Config &one = study.members[a.member].config, &other = study.members[b.member].config;
    return one.link.n_user == other.link.n_user && one.link.modulation == other.link.modulation &&
           one.channel.model == other.channel.model;
  };
  for (RankRow& row : rows)
    row.pareto = row.es_n0_user_db && row.hardware && std::ranges::none_of(rows, [&](const RankRow& other) {
                   return other.es_n0_user_db && other.hardware && same_task(other, row) && beats(other, row);
                 });
}

}  // namespace

std::string_view rank_status_name(RankStatus status) {
  constexpr std::array<std::string_view, 4> names = {"reached", "above", "below", "running"};
  return names[static_cast<std::size_t>(status)];
}

std::vector<std::string> rank_keys() {
  std::vector<std::string> names;
  for (const RankKey& key : keys) names.emplace_back(key.name);
  return names;
}

std::vector<RankRow> rank(const Study& study, const std::vector<Run>& runs,
                          const std::vector<ConfigurationResult>& results, const HardwareBook& book,
                          const RankOptions& options) {
  std::vector<RankRow> rows;
  for (const ConfigurationResult& result : results) {
    const Run& run = runs[result.member];
    if (!options.where.empty() && !holds(options.where, run.config)) continue;
    const std::vector<ber::BerRow> measured = result.rows();
    std::vector<Crossing> crossings;
    for (std::size_t k = 0; k < run.curves.size(); ++k) {
      crossings.push_back(ber::target_snr(run, k, measured, study.section.target_ber));
      if (crossings[k]) fill_ends(result, k, *crossings[k]);
    }
    for (std::size_t k = 0; k < run.curves.size(); ++k) {
      RankRow& row = rows.emplace_back();
      row.member = result.member;
      row.curve = k;
      const bool found = result.ended() && crossings[k];
      row.status = status_of(result, measured, k, run.curves.size(), study.section.target_ber, found);
      if (found) {
        row.snr_db = crossings[k]->snr_db;
        row.low_db = crossings[k]->low_db;
        row.high_db = crossings[k]->high_db;
        row.es_n0_user_db = convert_snr_db(*row.snr_db, run.config.link.snr_def, SnrKind::es_n0_user, run.shape);
        const auto reference = static_cast<std::size_t>(reference_of(run.curves, k));
        set_penalty({result, k, reference}, crossings[k], crossings[reference], row);
      }
      if (is_analogue(run.curves[k].detector)) set_hardware(run.config, run.curves[k].cycle, book, options, row);
    }
  }
  if (rows.empty() && !options.where.empty())
    throw std::invalid_argument(
        fmt::format("where must hold for a configuration of the study, got {}", in_quotes(options.where)));
  mark_pareto(study, rows);
  sort_rows(options.key, rows);
  return rows;
}

Columns<RankLine> rank_columns(const Study& study) {
  Columns<RankLine> columns;
  for (std::size_t k = 0; k < study.axes.size(); ++k)
    columns.add({.name = study.axes[k], .help = "of the configuration"},
                [k](const RankLine& line) { return line.study.members[line.row.member].keys[k].second; });
  columns.add({.name = "detector"},
              [](const RankLine& line) { return line.runs[line.row.member].curves[line.row.curve].detector; });
  columns.add({.name = "cycle", .help = "of refinement; 0 = a digital detector"},
              [](const RankLine& line) { return line.runs[line.row.member].curves[line.row.curve].cycle; });
  columns.add({.name = "status", .help = "reached; above or below the target at all points; running"},
              [](const RankLine& line) { return rank_status_name(line.row.status); });
  const auto add = [&](const char* name, const char* unit, const char* help, auto value) {
    columns.add({.name = name, .unit = unit, .format = std::string_view(unit) == "dB" ? ".3f" : ".4g", .help = help},
                [value](const RankLine& line) -> Figure { return value(line.row); });
  };
  add("snr_db", "dB", "at the target, in the definition of snr_def", [](const RankRow& r) { return r.snr_db; });
  add("snr_low_db", "dB", "95 % interval", [](const RankRow& r) { return r.low_db; });
  add("snr_high_db", "dB", "", [](const RankRow& r) { return r.high_db; });
  columns.add({.name = "snr_def"},
              [](const RankLine& line) { return snr_kind_name(line.runs[line.row.member].config.link.snr_def); });
  add("esn0_user_db", "dB", "the same SNR of a user at one antenna", [](const RankRow& r) { return r.es_n0_user_db; });
  add("penalty_db", "dB", "more than the digital counterpart, or the first digital detector",
      [](const RankRow& r) { return r.penalty_db; });
  add("penalty_low_db", "dB", "95 % interval", [](const RankRow& r) { return r.penalty_low_db; });
  add("penalty_high_db", "dB", "", [](const RankRow& r) { return r.penalty_high_db; });
  columns.add({.name = "penalty_paired", .help = "the interval knows that both saw the same channels, bits and noise"},
              [](const RankLine& line) { return line.row.paired; });
  add("latency_us", "us", "modelled hardware, of a vector", hardware_figure<&HardwareFigures::latency_us>);
  add("nj_per_vector", "nJ", "likewise", hardware_figure<&HardwareFigures::nJ_per_vector>);
  add("area_mm2", "mm2", "likewise", hardware_figure<&HardwareFigures::area_mm2>);
  add("programming_us", "us", "of a new channel", hardware_figure<&HardwareFigures::programming_us>);
  add("programming_share", "", "of the time, at the speed asked for; above 1 the arrays cannot follow",
      [](const RankRow& r) { return r.programming_share; });
  columns.add({.name = "arrays", .help = "inversion arrays"}, [](const RankLine& line) {
    return line.row.hardware ? std::optional(line.row.hardware->arrays) : std::nullopt;
  });
  columns.add({.name = "array_rows", .help = "of the largest; demonstrated are 8"}, [](const RankLine& line) {
    return line.row.hardware ? std::optional(line.row.hardware->array_rows) : std::nullopt;
  });
  add("wire_error", "", "of the inverse by the wires alone, relative", hardware_figure<&HardwareFigures::wire_error>);
  columns.add({.name = "pareto", .help = "nothing for these users is better at no cost"},
              [](const RankLine& line) { return line.row.pareto; });
  columns.add(origin_columns(), [](const RankLine& line) { return origin_cells(line.runs[line.row.member].id); });
  return columns;
}

}  // namespace ohmimo::sweep
