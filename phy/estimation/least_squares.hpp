// Least squares: pilots de-spread over the code of a user, and straight lines between these estimates.
#pragma once
#include <vector>

#include "phy/estimation/block_filter.hpp"
#include "phy/estimation/estimator_input.hpp"
#include "phy/estimation/pilots.hpp"

namespace ohmimo {

// A point on a straight line between two neighbours, the nearest one beyond the ends.
struct LinePoint {
  std::size_t left = 0, right = 0;
  double right_share = 0.0;
};
// places ascend.
LinePoint point_between(const std::vector<double>& places, double place);

// The filter of a user for the 16 subcarriers from channel 16 * block of the range on. One estimate stands in the
// middle of every period of its comb: exact for a channel that is linear over frequency if no other user shares the
// comb.
void least_squares_filter(const PilotGrid& pilots, int user, const SubcarrierRange& range, std::size_t block,
                          BlockFilter& filter);

}  // namespace ohmimo
