#include "apps/studies/penalty/sweep.hpp"

namespace ohmimo::penalty {

PenaltySweep plan_sweep(const Config& base, const std::vector<SweepParameter>& parameters) {
  PenaltySweep sweep{parameters, {}};
  const SweepParameter& x = parameters.front();
  const std::vector<std::string> none = {""};
  for (const std::string& y_value : parameters.size() > 1 ? parameters[1].values : none)
    for (const std::string& x_value : x.values) {
      PenaltyPoint point;
      point.choices = {{x.name, x_value}};
      Config config = with_parameter(base, x, x_value);
      if (parameters.size() > 1) {
        point.choices.push_back({parameters[1].name, y_value});
        config = with_parameter(config, parameters[1], y_value);
      }
      check(config);
      point.run = make_run(config);
      sweep.points.push_back(std::move(point));
    }
  return sweep;
}

SweepLimit limit_of(const PenaltySweep& sweep, double loss_db) {
  using Status = PenaltyResult::Status;
  SweepLimit limit;
  for (const PenaltyPoint& point : sweep.points) {
    const PenaltyResult& r = point.result;
    const std::string& value = point.choices.front().value;
    if (r.status == Status::reached && r.high_db < loss_db) {
      limit.harshest_ok = value;
      continue;
    }
    limit.first_not_ok = value;
    limit.undecided = r.status == Status::undecided || (r.status == Status::reached && r.low_db <= loss_db);
    break;
  }
  return limit;
}

}  // namespace ohmimo::penalty
