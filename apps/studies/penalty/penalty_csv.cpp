#include "apps/studies/penalty/penalty_csv.hpp"

#include <fmt/format.h>

#include "apps/results/columns.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

std::string header() {
  return fmt::format(
      "parameter,value,parameter_2,value_2,status,penalty_db,penalty_low_db,penalty_high_db,target_ber,reference_ber,"
      "ber_at_limit,max_penalty_db,detector,reference,cycle,fidelity,{},{},frames,independent_channels,bits_simulated,"
      "stop,seconds,{}\n",
      system_columns, snr_columns, origin_columns);
}

std::string row(const PenaltyPoint& point, const PenaltyRule& rule) {
  const PenaltyResult& r = point.result;
  const Config& config = point.run.config;
  const bool reached = r.status == PenaltyResult::Status::reached;
  const auto number = [](bool known, double value) { return known ? fixed_text(value, 6) : std::string(); };
  const auto choice = [&](std::size_t k) {
    return k < point.choices.size() ? fmt::format("{},{},", point.choices[k].parameter, point.choices[k].value)
                                    : std::string(",,");
  };
  const std::string analogue = analogue_detector(config);
  std::string text = choice(0) + choice(1);
  text += fmt::format("{},{},{},{},{:g},{:.6e},", status_name(r.status), number(reached, r.penalty_db),
                      number(reached, r.low_db), number(reached, r.high_db), rule.target_ber, r.reference_ber);
  text += fmt::format("{},{:g},{},{},{},{},",
                      r.status == PenaltyResult::Status::not_reached ? fmt::format("{:.6e}", r.ber_at_limit) : "",
                      rule.max_penalty_db, analogue, reference_of(analogue), config.solver.cycles.back(),
                      config.solver.fidelity);
  text += fmt::format("{},{},", system_cells(config), snr_cells(config, r.es_n0_db));
  return text + fmt::format("{},{},{:.0f},{},{:.3f},{}\n", r.frames, r.channels, r.bits, stop_name(r.stop), r.seconds,
                            origin_cells(point.run.id));
}

}  // namespace

std::string penalty_csv(const std::vector<PenaltySweep>& sweeps, const PenaltyRule& rule) {
  std::string text = header();
  for (const PenaltySweep& sweep : sweeps)
    for (const PenaltyPoint& point : sweep.points)
      if (point.measured()) text += row(point, rule);
  return text;
}

}  // namespace ohmimo
