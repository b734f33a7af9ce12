// What a BER plot may hold and how far its axes reach.
#pragma once
#include <cstddef>

#include "apps/plot/ber_plot.hpp"
#include "apps/plot/figure.hpp"

namespace ohmimo::plot {

// Throws std::invalid_argument naming the curve, the rule and the value (see BerCurve).
void check_curve(const BerCurve& curve);

// Is point i an arrow down from its upper limit, not a marker?
bool is_limit(const BerCurve& curve, std::size_t i);

// Whole decades that hold all points and limits; a closed form does not stretch the axis below them. Throws
// std::invalid_argument if there is no point with ber > 0.
AxisRange ber_range(const BerPlot& plot);

// All points with a margin, in dB.
AxisRange snr_range(const BerPlot& plot);

}  // namespace ohmimo::plot
