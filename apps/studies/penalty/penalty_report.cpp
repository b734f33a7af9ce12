#include "apps/studies/penalty/penalty_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/text/text.hpp"
#include "apps/text/text_columns.hpp"

namespace ohmimo::penalty {
namespace {

using Status = PenaltyResult::Status;

std::string interval_text(const PenaltyResult& r) {
  return fmt::format("{} dB [{}, {}]", fixed_text(r.penalty_db, 3), fixed_text(r.low_db, 3), fixed_text(r.high_db, 3));
}

std::string limit_sentence(const PenaltySweep& sweep, const SweepLimit& limit) {
  if (limit.first_not_ok.empty()) return "all values tried";
  const auto point = std::ranges::find_if(
      sweep.points, [&](const PenaltyPoint& p) { return p.choices.front().value == limit.first_not_ok; });
  const PenaltyResult& r = point->result;
  const std::string what = r.status == Status::reached
                               ? interval_text(r)
                               : std::string(point->measured() ? status_name(r.status) : "not run");
  return fmt::format("{}: {}{}", limit.first_not_ok, what,
                     limit.undecided && r.status == Status::reached ? ", undecided" : "");
}

std::string harshest_text(const SweepLimit& limit) {
  return limit.harshest_ok.empty() ? "no value tried" : limit.harshest_ok;
}

// Of the setting with nothing changed; null if it is not among the sweeps.
const PenaltyResult* configured_result(const std::vector<PenaltySweep>& sweeps) {
  const auto found = std::ranges::find_if(
      sweeps, [](const PenaltySweep& sweep) { return sweep.parameters.empty() && sweep.points.front().measured(); });
  return found == sweeps.end() ? nullptr : &found->points.front().result;
}

// The sweep with what the configured setting costs taken off. The half widths add as if the two were independent; they
// share channels, bits and noise, so the interval is rather too wide.
PenaltySweep change_against(const PenaltyResult& configured, PenaltySweep sweep) {
  for (PenaltyPoint& point : sweep.points) {
    PenaltyResult& r = point.result;
    const double low_db = std::hypot(r.penalty_db - r.low_db, configured.high_db - configured.penalty_db);
    const double high_db = std::hypot(r.high_db - r.penalty_db, configured.penalty_db - configured.low_db);
    r.penalty_db -= configured.penalty_db;
    r.low_db = r.penalty_db - low_db;
    r.high_db = r.penalty_db + high_db;
  }
  return sweep;
}

}  // namespace

std::string penalty_text(const PenaltyResult& result, const PenaltyRule& rule) {
  switch (result.status) {
    case Status::reached:
      return fmt::format(
          "{}{}", interval_text(result),
          result.stop == PenaltyResult::Stop::width ? "" : fmt::format(" (stopped by {})", stop_name(result.stop)));
    case Status::not_reached:
      return fmt::format("not reached: {} {:.2e} at +{:g} dB", rule.rate, result.ber_at_limit, rule.max_penalty_db);
    case Status::undecided:
      return fmt::format("undecided (stopped by {})", stop_name(result.stop));
  }
  return "?";
}

std::string penalty_heading(const Run& run, const PenaltyRule& rule) {
  const Config& config = run.config;
  const std::string analogue = analogue_detector(config);
  return fmt::format(
      "{}x{} {}, channel {}: {} after {} cycle(s) against {}, fidelity {}, device {}\n"
      "penalty = Es/N0 per user and antenna that {} needs beyond {} at {} {:g}; 95 % intervals over channels; common "
      "channels, bits and noise\n"
      "{} thread(s); seed {}; config {:016x}; ohmimo {}\n",
      config.link.n_rx, config.link.n_user, config.link.modulation, config.channel.model, analogue,
      config.solver.cycles.back(), reference_of(analogue), config.solver.fidelity, config.hardware.device, analogue,
      reference_of(analogue), rule.rate, rule.target_ber, run.threads, run.id.seed, run.id.config_hash, run.id.version);
}

std::string point_text(const Run& run, const PenaltyResult& result) {
  if (result.status != Status::reached) return "";
  const std::string analogue = analogue_detector(run.config);
  const SnrKind kind = run.config.link.snr_def;
  const double reference_db = convert_snr_db(result.es_n0_db, SnrKind::es_n0_user, kind, run.shape);
  return fmt::format("{} ({}) at that rate: {} {} dB, {} {} dB [{}, {}]; difference {}\n", snr_kind_label(kind),
                     snr_kind_name(kind), reference_of(analogue), fixed_text(reference_db, 2), analogue,
                     fixed_text(reference_db + result.penalty_db, 2), fixed_text(reference_db + result.low_db, 2),
                     fixed_text(reference_db + result.high_db, 2), interval_text(result));
}

std::string sweep_heading(const Config& base, const SweepParameter& parameter) {
  const std::string effects = side_effects(base, parameter);
  return effects.empty() ? parameter.name : fmt::format("{} ({})", parameter.name, effects);
}

std::string limit_table(const Config& base, const std::vector<PenaltySweep>& sweeps, double loss_db, int line_width) {
  const PenaltyResult* configured = configured_result(sweeps);
  const bool costs = configured != nullptr && configured->status == Status::reached && configured->penalty_db > loss_db;
  const std::string ok_title = fmt::format("costs < {:g} dB up to", loss_db);
  const std::string change_title = fmt::format("adds < {:g} dB up to", loss_db);
  std::vector<TextColumn> columns = {
      {"parameter", 16, '<', 0}, {"fidelity", 10, '<', 4}, {ok_title, 22, '<', 1}, {"next worse value", 16, '<', 3}};
  if (costs) columns.insert(columns.end(), {{change_title, 22, '<', 2}, {"next worse value adds", 21, '<', 5}});
  std::vector<std::vector<std::string>> rows;
  for (const PenaltySweep& sweep : sweeps) {
    if (sweep.parameters.size() != 1) continue;
    const SweepLimit limit = limit_of(sweep, loss_db);
    std::vector<std::string>& row = rows.emplace_back();
    row = {sweep.parameters[0].name, sweep.points[0].run.config.solver.fidelity, harshest_text(limit),
           limit_sentence(sweep, limit)};
    if (!costs) continue;
    const PenaltySweep change = change_against(*configured, sweep);
    const SweepLimit added = limit_of(change, loss_db);
    row.insert(row.end(), {harshest_text(added), limit_sentence(change, added)});
  }
  std::string text = text_table(columns, rows, line_width);
  text += fmt::format("one parameter at a time, the others as configured ({} cycle(s))\n", base.solver.cycles.back());
  if (costs)
    text += fmt::format("as configured costs {} already: the last two columns show the change against that\n",
                        interval_text(*configured));
  else if (configured != nullptr && configured->status != Status::reached)
    text += fmt::format("as configured is {}: there is no change against it\n", status_name(configured->status));
  return text;
}

}  // namespace ohmimo::penalty
