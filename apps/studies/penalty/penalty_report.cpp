#include "apps/studies/penalty/penalty_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/text/text.hpp"

namespace ohmimo::penalty {
namespace {

using Status = PenaltyResult::Status;

std::string interval_text(const PenaltyResult& r) {
  return fmt::format("{} dB [{}, {}]", fixed_text(r.penalty_db, 3), fixed_text(r.low_db, 3), fixed_text(r.high_db, 3));
}

plot::HeatCell heat_cell(const PenaltyPoint& point) {
  const PenaltyResult& r = point.result;
  if (!point.measured()) return {false, 0.0, "not run"};
  if (r.status != Status::reached) return {false, 0.0, std::string(status_name(r.status))};
  const double half_db = 0.5 * (r.high_db - r.low_db);
  return {
      true, r.penalty_db,
      fmt::format("{}\n±{}", fixed_text(r.penalty_db, 2), half_db < 0.005 ? "<0.01" : fmt::format("{:.2f}", half_db))};
}

std::string axis_label(const SweepParameter& parameter) {
  return fmt::format("{} (simulated from fidelity {} on)", parameter.name, parameter.rung);
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

}  // namespace

std::string penalty_text(const PenaltyResult& result, const PenaltyRule& rule) {
  switch (result.status) {
    case Status::reached:
      return fmt::format(
          "{}{}", interval_text(result),
          result.stop == PenaltyResult::Stop::width ? "" : fmt::format(" (stopped by {})", stop_name(result.stop)));
    case Status::not_reached:
      return fmt::format("not reached: BER {:.2e} at +{:g} dB", result.ber_at_limit, rule.max_penalty_db);
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
      "penalty = Es/N0 per user and antenna that {} needs beyond {} at BER {:g}; 95 % intervals over channels; common "
      "channels, bits and noise\n"
      "{} thread(s); seed {}; config {:016x}; ohmimo {}\n",
      config.link.n_rx, config.link.n_user, config.link.modulation, config.channel.model, analogue,
      config.solver.cycles.back(), reference_of(analogue), config.solver.fidelity, config.hardware.device, analogue,
      reference_of(analogue), rule.target_ber, run.threads, run.id.seed, run.id.config_hash, run.id.version);
}

std::string sweep_heading(const Config& base, const SweepParameter& parameter) {
  const std::string effects = side_effects(base, parameter);
  return effects.empty() ? parameter.name : fmt::format("{} ({})", parameter.name, effects);
}

std::string limit_table(const Config& base, const std::vector<PenaltySweep>& sweeps, double loss_db) {
  const std::string ok_title = fmt::format("costs < {:g} dB up to", loss_db);
  std::string text = fmt::format("{:<16} {:<10} {:<22} {}\n", "parameter", "fidelity", ok_title, "next worse value");
  for (const PenaltySweep& sweep : sweeps) {
    if (sweep.parameters.size() != 1) continue;
    const SweepLimit limit = limit_of(sweep, loss_db);
    text +=
        fmt::format("{:<16} {:<10} {:<22} {}\n", sweep.parameters[0].name, sweep.points[0].run.config.solver.fidelity,
                    limit.harshest_ok.empty() ? "no value tried" : limit.harshest_ok, limit_sentence(sweep, limit));
  }
  return text +
         fmt::format("one parameter at a time, the others as configured ({} cycle(s))\n", base.solver.cycles.back());
}

plot::HeatMap penalty_map(const Run& run, const PenaltySweep& sweep, const PenaltyRule& rule) {
  const Config& base = run.config;
  const SweepParameter &x = sweep.parameters[0], &y = sweep.parameters[1];
  const Config& config = sweep.points[0].run.config;
  plot::HeatMap map;
  const std::string analogue = analogue_detector(base);
  map.texts.title = fmt::format("SNR penalty at BER {:g}: {}x{} {}, {} against {}", rule.target_ber, base.link.n_rx,
                                base.link.n_user, base.link.modulation, analogue, reference_of(analogue));
  map.texts.x_label = axis_label(x);
  map.texts.y_label = axis_label(y);
  map.value_label = "penalty in Es/N0 [dB]";
  for (const std::string& value : x.values) map.x_values.push_back(value);
  for (const std::string& value : y.values) map.y_values.push_back(value);
  map.top = 0.5;
  for (const PenaltyPoint& point : sweep.points) {
    map.cells.push_back(heat_cell(point));
    if (map.cells.back().has_value) map.top = std::max(map.top, map.cells.back().value);
  }
  std::string changed;
  if (x.name != "cycles" && y.name != "cycles") changed = fmt::format("{} cycle(s); ", base.solver.cycles.back());
  for (const SweepParameter* parameter : {&x, &y})
    if (parameter->name == "levels" && x.name != "program-sigma-us" && y.name != "program-sigma-us")
      changed += side_effects(base, *parameter) + "; ";
  map.texts.footnote = fmt::format(
      "Cell: dB and half width of the 95 % interval over channels. Hatched: BER above the target even {:g} dB further "
      "(not reached), or not decided. {}fidelity {}, device {}; channel {}; seed {}, config {:016x}, ohmimo {}",
      rule.max_penalty_db, changed, config.solver.fidelity, config.hardware.device, base.channel.model, run.id.seed,
      run.id.config_hash, run.id.version);
  return map;
}

}  // namespace ohmimo::penalty
