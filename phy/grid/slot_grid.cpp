#include "phy/grid/slot_grid.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace ohmimo {

double SlotGrid::prefix_s(int symbol) const {
  const int symbols_per_half_ms = 7 * scs_khz / 15;
  const bool is_long = symbol % symbols_per_half_ms == 0;
  return useful_s() * 144.0 / 2048.0 + (is_long ? 16.0 / 30.72e6 : 0.0);
}

std::vector<double> SlotGrid::symbol_times_s() const {
  std::vector<double> middle;
  double start = 0.0;
  for (int l = 0; l < n_symbol; ++l) {
    start += prefix_s(l);
    middle.push_back(start + useful_s() / 2);
    start += useful_s();
  }
  return middle;
}

void check_slot_grid(const SlotGrid& grid) {
  if (grid.scs_khz != 15 && grid.scs_khz != 30 && grid.scs_khz != 60 && grid.scs_khz != 120)
    throw std::invalid_argument(fmt::format("scs-khz must be 15, 30, 60 or 120, got {}", grid.scs_khz));
  if (grid.n_prb < 1 || grid.n_prb > 275)
    throw std::invalid_argument(fmt::format("prb must be from 1 to 275, got {}", grid.n_prb));
  if (grid.n_symbol < 1 || grid.n_symbol > 14)
    throw std::invalid_argument(fmt::format("symbols must be from 1 to 14, got {}", grid.n_symbol));
}

}  // namespace ohmimo
