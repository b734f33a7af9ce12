// The picture of the losses of many channels, from the rows of loss.csv.
#pragma once
#include <string>

#include "apps/plot/loss_plot.hpp"
#include "apps/plot/rows.hpp"

namespace ohmimo::loss {

// BER of the median channel, the worst decile, the worst channel and the ensemble over cycles, and the share of the
// channels that each cycle serves. Throws std::invalid_argument naming file, line, rule and value for rows that are not
// those of loss.csv. title: "" = the system.
plot::LossPlot loss_plot(const plot::Rows& rows, const std::string& title = "");

}  // namespace ohmimo::loss
