#include "rram/cells/programming.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::rram {

double CellWriter::write(double wanted) {
  ++written;
  const double per_unit = steps_per_unit(levels);
  const double steps = wanted * per_unit;
  const double nearest = std::floor(steps + 0.5);
  const double level = std::clamp(nearest, 0.0, levels - 1.0);
  if (quantise && level != nearest) ++clipped;
  double reached = quantise ? level : steps;
  if (device != nullptr)
    reached += (conductance_S(static_cast<std::size_t>(level)) - device->zero_S) / device->step_S - level;
  return reached / per_unit;
}

double CellWriter::conductance_S(std::size_t k) {
  const double g_S = write_verify ? rram::write_verify(*device, k, stream, pulses) : device->programmed_S(k, stream);
  return aging == nullptr ? g_S : aging->conductance_S(k, g_S);
}

CellPairs write_pairs(const MatrixView& a, CellWriter& writer) {
  const double magnitude = largest_magnitude(a);
  CellPairs cells{Dense(a.n_row, a.n_col), Dense(a.n_row, a.n_col), (magnitude > 0.0 ? magnitude : 1.0) * 8.0 / 7.0};
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_col; ++j) {
      cells.positive(i, j) = writer.write(std::max(a(i, j), 0.0) / cells.scale);
      cells.negative(i, j) = writer.write(std::max(-a(i, j), 0.0) / cells.scale);
    }
  return cells;
}

}  // namespace ohmimo::rram
