#include "apps/studies/sweep/sweep_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>

namespace ohmimo::sweep {
namespace {

StopReason reason_of(const std::string& stop) {
  for (const StopReason reason : {StopReason::bits, StopReason::frames, StopReason::time})
    if (stop == stop_reason_name(reason)) return reason;
  return stop.empty() ? StopReason::interrupted : StopReason::errors;  // precision: enough of them
}

// The tally of a point as a run of ohmimo ber would have counted it.
PointResult point_result(const Run& run, const counts::PointTally& tally) {
  PointResult result;
  for (const counts::CurveCount& curve : tally.curves) result.counts.push_back(curve.errors);
  for (const DetectorConfig& detector : run.link.detectors) {
    SolverTally& solver = result.tallies.emplace_back();
    const auto curve = std::ranges::find(run.curves, detector.name, &CurveId::detector) - run.curves.begin();
    const counts::CurveCount& count = tally.curves[static_cast<std::size_t>(curve)];
    solver.vectors = count.solver_vectors;
    solver.diverged = count.solver_diverged;
    solver.saturated = count.solver_saturated;
    solver.unstable = count.solver_unstable;
    solver.not_finite = count.solver_not_finite;
  }
  result.reason = reason_of(tally.stop);
  result.seconds = tally.seconds;
  return result;
}

// A closed form takes up to 10 ms, and curves of one law ask for the same values again and again.
void remember_theory(Run& run) {
  std::map<TheoryLaw, std::function<double(double)>> forms;
  for (std::size_t k = 0; k < run.curves.size(); ++k) {
    std::function<double(double)>& form = run.theory[k].form;
    if (!form) continue;
    const auto [place, is_new] = forms.try_emplace(theory_law(run.curves[k].detector, run.shape.n_user));
    if (is_new)
      place->second = [form, known = std::make_shared<std::map<double, double>>()](double noise_var) {
        const auto [value, is_first] = known->try_emplace(noise_var);
        if (is_first) value->second = form(noise_var);
        return value->second;
      };
    form = place->second;
  }
}

void add_rows(const Run& run, ConfigurationResult& result) {
  std::ranges::sort(result.points, {}, [](const ResultPoint& point) { return point.stored.record.snr_db; });
  std::vector<ber::BerRow> previous;
  for (ResultPoint& point : result.points) {
    if (point.stored.tally.counted_units == 0) continue;
    point.rows = ber::make_rows(run, point_result(run, point.stored.tally), point.stored.record.snr_db, previous);
    previous.insert(previous.end(), point.rows.begin(), point.rows.end());
  }
}

}  // namespace

std::vector<ber::BerRow> ConfigurationResult::rows() const {
  std::vector<ber::BerRow> all;
  for (const ResultPoint& point : points) all.insert(all.end(), point.rows.begin(), point.rows.end());
  return all;
}

std::vector<Run> runs_of(const Study& study) {
  std::vector<Run> runs;
  for (const Member& member : study.members) {
    runs.push_back(make_run(member.config));
    if (runs.back().block)
      for (CurveTheory& theory : runs.back().theory) theory.form = {};  // is one of bits
    remember_theory(runs.back());
  }
  return runs;
}

std::vector<ConfigurationResult> read_results(const counts::CountStore& store, const Study& study,
                                              const std::vector<Run>& runs) {
  const std::vector<counts::ConfigurationRecord> held = store.configurations();
  const std::vector<counts::StoredPoint> points = store.points();
  std::vector<ConfigurationResult> results;
  for (std::size_t m = 0; m < study.members.size(); ++m) {
    ConfigurationResult& result = results.emplace_back();
    result.member = m;
    const std::string hash = fmt::format("{:016x}", runs[m].id.config_hash);
    const auto same = std::ranges::find_if(held, [&](const counts::ConfigurationRecord& known) {
      return known.hash == hash && known.seed == runs[m].id.seed && known.version == runs[m].id.version;
    });
    if (same == held.end()) continue;
    result.begun = true;
    for (const counts::StoredPoint& point : points) {
      if (point.record.configuration != same->id) continue;
      ++result.n_point;
      result.n_ended += !point.tally.stop.empty();
      result.seconds += point.tally.seconds;
      if (point.record.role != "probe") result.points.push_back({point, {}});
    }
    result.begun = result.n_point > 0;
    add_rows(runs[m], result);
  }
  return results;
}

Table sweep_table(const Study& study, const std::vector<Run>& runs, const std::vector<ConfigurationResult>& results) {
  struct Line {
    const Member& member;
    const Run& run;
    const ResultPoint& point;
    const ber::BerRow& row;
  };
  std::vector<Line> lines;
  for (const ConfigurationResult& result : results)
    for (const ResultPoint& point : result.points)
      for (const ber::BerRow& row : point.rows)
        lines.push_back({study.members[result.member], runs[result.member], point, row});
  Columns<Line> columns;
  columns.add({.name = "configuration", .format = "quoted"}, [](const Line& line) { return line.member.name; });
  columns.add({.name = "point_ended", .help = "its goal is met"},
              [](const Line& line) { return !line.point.stored.tally.stop.empty(); });
  columns.add(ber::ber_columns(), [](const Line& line) { return ber::BerLine{line.run, line.row}; });
  columns.add({.name = "rate", .help = "what ber is: BER, or BLER of a coded link, whose blocks then stand for bits"},
              [&study](const Line&) { return study.section.rate; });
  return columns.table(lines);
}

}  // namespace ohmimo::sweep
