#include "rram/programming.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::rram {

double CellWriter::write(double wanted) {
  ++written;
  const double steps = wanted * n_level;
  const double nearest = std::floor(steps + 0.5);
  const double level = std::clamp(nearest, 0.0, n_level - 1.0);
  if (quantise && level != nearest) ++clipped;
  double reached = quantise ? level : steps;
  if (device != nullptr) {
    const double conductance_S = device->level[static_cast<std::size_t>(level)].conductance_S(stream.uniform());
    reached += conductance_S / device->step_S - level;
  }
  return reached / n_level;
}

}  // namespace ohmimo::rram
