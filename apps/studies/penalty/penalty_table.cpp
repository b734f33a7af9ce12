#include "apps/studies/penalty/penalty_table.hpp"

#include "apps/config/result_cells.hpp"

namespace ohmimo::penalty {
namespace {

using Status = PenaltyResult::Status;

// What was changed, and to what: none, one or two parameters.
void add_choices(Columns<PenaltyLine>& columns) {
  for (const std::size_t k : {0, 1}) {
    const std::string ending = k == 0 ? "" : "_2";
    const auto choice = [k](const PenaltyLine& line, std::string PenaltyPoint::Choice::*text) {
      return k < line.point.choices.size() ? std::optional(line.point.choices[k].*text) : std::nullopt;
    };
    columns.add({.name = "parameter" + ending, .help = "changed against the configuration of the run"},
                [choice](const PenaltyLine& line) { return choice(line, &PenaltyPoint::Choice::parameter); });
    columns.add({.name = "value" + ending},
                [choice](const PenaltyLine& line) { return choice(line, &PenaltyPoint::Choice::value); });
  }
}

void add_penalty(Columns<PenaltyLine>& columns) {
  const auto add = [&columns](const char* name, const char* help, double PenaltyResult::*value) {
    columns.add({.name = name, .unit = "dB", .format = ".6f", .help = help}, [value](const PenaltyLine& line) {
      const PenaltyResult& result = line.point.result;
      return result.status == Status::reached ? std::optional(result.*value) : std::nullopt;
    });
  };
  columns.add({.name = "status", .help = "reached, not reached, or undecided"},
              [](const PenaltyLine& line) { return status_name(line.point.result.status); });
  add("penalty_db", "SNR that the analogue detector needs beyond its reference", &PenaltyResult::penalty_db);
  add("penalty_low_db", "lower end of the 95 % interval", &PenaltyResult::low_db);
  add("penalty_high_db", "upper end of the 95 % interval", &PenaltyResult::high_db);
  columns.add({.name = "target_ber", .format = "g"}, [](const PenaltyLine& line) { return line.rule.target_ber; });
  columns.add({.name = "reference_ber", .format = ".6e", .help = "of the reference at the SNR of this row"},
              [](const PenaltyLine& line) { return line.point.result.reference_ber; });
  columns.add({.name = "ber_at_limit", .format = ".6e", .help = "of the analogue detector max_penalty_db above it"},
              [](const PenaltyLine& line) {
                const PenaltyResult& result = line.point.result;
                return result.status == Status::not_reached ? std::optional(result.ber_at_limit) : std::nullopt;
              });
  columns.add({.name = "max_penalty_db", .unit = "dB", .format = "g"},
              [](const PenaltyLine& line) { return line.rule.max_penalty_db; });
}

void add_detectors(Columns<PenaltyLine>& columns) {
  columns.add({.name = "detector"}, [](const PenaltyLine& line) { return analogue_detector(line.point.run.config); });
  columns.add({.name = "reference", .help = "its digital counterpart"},
              [](const PenaltyLine& line) { return reference_of(analogue_detector(line.point.run.config)); });
  columns.add({.name = "cycle", .help = "of refinement"},
              [](const PenaltyLine& line) { return line.point.run.config.solver.cycles.back(); });
  columns.add({.name = "fidelity", .help = "of the simulated hardware"},
              [](const PenaltyLine& line) { return line.point.run.config.solver.fidelity; });
}

void add_work(Columns<PenaltyLine>& columns) {
  columns.add({.name = "frames", .help = "behind the interval"},
              [](const PenaltyLine& line) { return line.point.result.frames; });
  columns.add({.name = "independent_channels", .help = "in those"},
              [](const PenaltyLine& line) { return line.point.result.channels; });
  columns.add({.name = "bits_simulated", .help = "per detector, search included"},
              [](const PenaltyLine& line) { return static_cast<std::uint64_t>(line.point.result.bits); });
  columns.add({.name = "stop", .help = "what ended the search"},
              [](const PenaltyLine& line) { return stop_name(line.point.result.stop); });
}

}  // namespace

Columns<PenaltyLine> penalty_columns() {
  Columns<PenaltyLine> columns;
  add_choices(columns);
  add_penalty(columns);
  add_detectors(columns);
  columns.add(system_columns(), [](const PenaltyLine& line) { return system_cells(line.point.run.config); });
  columns.add(snr_columns(),
              [](const PenaltyLine& line) { return snr_cells(line.point.run.config, line.point.result.es_n0_db); });
  add_work(columns);
  columns.add(origin_columns(), [](const PenaltyLine& line) { return origin_cells(line.point.run.id); });
  columns.add({.name = "rate",
               .help = "that the target is one of: BER, or BLER of a coded link, whose blocks then stand for bits"},
              [](const PenaltyLine& line) { return line.rule.rate; });
  return columns;
}

Table penalty_table(const std::vector<PenaltySweep>& sweeps, const PenaltyRule& rule) {
  std::vector<PenaltyLine> lines;
  for (const PenaltySweep& sweep : sweeps)
    for (const PenaltyPoint& point : sweep.points)
      if (point.measured()) lines.push_back({point, rule});
  return penalty_columns().table(lines);
}

}  // namespace ohmimo::penalty
