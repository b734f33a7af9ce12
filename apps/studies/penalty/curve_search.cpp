#include "apps/studies/penalty/curve_search.hpp"

#include <algorithm>

namespace ohmimo::penalty {
namespace {

struct Sample {
  double x_db, value;
};

CurveZero interpolate(const Sample& a, const Sample& b) {
  const double fall = a.value - b.value;
  return {CurveZero::Place::found, a.x_db + (b.x_db - a.x_db) * a.value / fall, fall / (b.x_db - a.x_db)};
}

// a.value > 0 >= b.value
CurveZero narrow(const CurveFunction& curve, Sample a, Sample b) {
  for (bool halve = false; b.x_db - a.x_db > 0.25; halve = !halve) {
    const double width = b.x_db - a.x_db;
    const double x_db =
        halve ? a.x_db + 0.5 * width : std::clamp(interpolate(a, b).x_db, a.x_db + 0.1 * width, b.x_db - 0.1 * width);
    const std::optional<double> value = curve(x_db);
    if (!value) return {};
    (*value > 0.0 ? a : b) = {x_db, *value};
  }
  return interpolate(a, b);
}

}  // namespace

CurveZero find_zero(const CurveFunction& curve, double start_db, const SearchLimits& limits) {
  const std::optional<double> first = curve(start_db);
  if (!first) return {};
  Sample here{start_db, *first};
  const bool up = *first > 0.0;
  for (double step_db = 0.5;; step_db *= 2.0) {
    const double x_db =
        up ? std::min(here.x_db + step_db, limits.high_db) : std::max(here.x_db - step_db, limits.low_db);
    if (x_db == here.x_db) return {up ? CurveZero::Place::above : CurveZero::Place::unknown, x_db, 0.0};
    const std::optional<double> value = curve(x_db);
    if (!value) return {};
    const Sample next{x_db, *value};
    if ((next.value > 0.0) != up) return up ? narrow(curve, here, next) : narrow(curve, next, here);
    here = next;
  }
}

}  // namespace ohmimo::penalty
