#include "apps/studies/sweep/goal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "apps/theory/interval.hpp"

namespace ohmimo::sweep {
namespace {

constexpr double no_limit = std::numeric_limits<double>::infinity();

double relative_half_width(const BerInterval& interval) {
  return interval.ber > 0.0 ? (interval.high - interval.low) / (2.0 * interval.ber) : no_limit;
}

bool matters(const Goal& goal, const BerInterval& interval) {
  if (goal.target_ber == 0.0) return true;
  return interval.high >= goal.target_ber / goal.away && interval.low <= goal.target_ber * goal.away;
}

double share(double done, double whole) {
  return whole > 0.0 ? std::min(1.0, done / whole) : 1.0;
}

// Of one curve that matters: errors, bad units, and width, which falls as the root of the units.
double share_of_errors(const Goal& goal, const ErrorCount& count, double width) {
  double done = std::min(share(static_cast<double>(count.bit_errors), static_cast<double>(goal.min_errors)),
                         share(static_cast<double>(count.unit_errors), static_cast<double>(goal.min_bad_units)));
  if (goal.relative_error > 0.0) done = std::min(done, std::pow(std::min(1.0, goal.relative_error / width), 2));
  return done;
}

std::uint64_t fewest_bits(const counts::PointTally& tally) {
  std::uint64_t fewest = std::numeric_limits<std::uint64_t>::max();
  for (const counts::CurveCount& curve : tally.curves) fewest = std::min(fewest, curve.errors.bits);
  return fewest;
}

}  // namespace

Goal goal_of(const Study& study, const Member& member, std::string_view role) {
  const RunSection& run = member.config.run;
  Goal goal = {.min_errors = run.min_errors,
               .min_bad_units = run.min_error_channels,
               .relative_error = study.section.relative_error,
               .max_bits = run.max_bits,
               .max_frames = run.max_frames,
               .max_seconds = study.section.point_seconds};
  if (role == "grid") return goal;
  goal.target_ber = study.section.target_ber;
  if (role == "probe") {  // only to say on which side of the target a curve is
    goal.min_errors = 50;
    goal.min_bad_units = 20;
    goal.relative_error = 0.0;
    goal.max_bits = std::min(goal.max_bits, static_cast<std::uint64_t>(200.0 / goal.target_ber));
    goal.away = 2.0;
  }
  return goal;
}

Standing standing(const Goal& goal, const counts::PointTally& tally, std::uint32_t unit_frames) {
  if (tally.counted_units == 0) return {"", no_limit, 0.0};
  double width = 0.0, by_errors = 1.0;
  for (const counts::CurveCount& curve : tally.curves) {
    const BerInterval interval = ber_interval(curve.errors);
    if (!matters(goal, interval)) continue;
    const double own = relative_half_width(interval);
    width = std::max(width, own);
    by_errors = std::min(by_errors, share_of_errors(goal, curve.errors, own));
  }
  const std::string_view enough = goal.relative_error > 0.0 ? "precision" : "errors";
  const double bits = static_cast<double>(fewest_bits(tally));
  const auto frames = static_cast<double>(tally.counted_units * unit_frames);
  const std::pair<std::string_view, double> rules[] = {
      {enough, by_errors},
      {"bits", share(bits, static_cast<double>(goal.max_bits))},
      {"frames", share(frames, static_cast<double>(goal.max_frames))},
      {"time", goal.max_seconds > 0.0 ? share(tally.seconds, goal.max_seconds) : 0.0}};
  const auto& [stop, done] = *std::ranges::max_element(rules, {}, &std::pair<std::string_view, double>::second);
  return {done >= 1.0 ? stop : "", width, done};
}

}  // namespace ohmimo::sweep
