// Where a curve that falls with SNR, known from few and noisy samples, passes zero: near enough to start from.
#pragma once
#include <functional>
#include <optional>

namespace ohmimo::penalty {

// ln(BER / target) over dB; nothing if the sample could not be taken.
using CurveFunction = std::function<std::optional<double>(double x_db)>;

struct CurveZero {
  // found | above: still > 0 at the upper limit | unknown: a sample was missing, or <= 0 at the lower limit
  enum class Place { found, above, unknown };
  Place place = Place::unknown;
  double x_db = 0.0;
  double fall_per_db = 0.0;  // of the curve there, >= 0
};

struct SearchLimits {
  double low_db, high_db;
};

// Walks from start in steps of 0.5, 1, 2, ... dB until the sign changes, then narrows the place to 0.25 dB by turns of
// regula falsi and halving.
CurveZero find_zero(const CurveFunction& curve, double start_db, const SearchLimits& limits);

}  // namespace ohmimo::penalty
