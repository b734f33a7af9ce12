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

// Is point i drawn: a BER or a limit that is > 0 and not below min_ber?
bool is_drawn(const BerCurve& curve, std::size_t i, double min_ber);

// From the lowest drawn point, bar (not below min_ber) or arrow to the highest; a closed form stretches the axis only
// where nothing else is drawn. Throws std::invalid_argument if nothing is drawn.
AxisRange ber_range(const BerPlot& plot);

// The drawn points with a margin of at most half a step between measured ones, in dB. A closed form stretches it only
// where nothing else is drawn.
AxisRange snr_range(const BerPlot& plot);

}  // namespace ohmimo::plot
