#include "rram/inverse_circuit.hpp"

#include <algorithm>

namespace ohmimo::rram {

InverseCircuit::InverseCircuit(const MatrixView& a, const MappingConfig& config, CellWriter& writer)
    : conductance_(a.n_row, a.n_col) {
  if (largest_magnitude(a) == 0.0) return;
  const TileMapping mapping = map_tile(a, config);
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_col; ++j) {
      const double reached = writer.write(mapping.cell(a(i, j), i == j));
      conductance_(i, j) = mapping.element(reached, i == j);
    }
  usable_ = invert(conductance_.view(), inverse_);
}

void InverseCircuit::solve(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const {
  const std::size_t n = inverse_.n_row;
  const Lanes* driven = in;
  if (codes.dac > 0) {
    std::copy_n(in, n, scratch);
    convert({scratch, n}, codes.dac);
    driven = scratch;
  }
  multiply(inverse_.view(), driven, out);
  if (codes.adc > 0) convert({out, n}, codes.adc);
}

}  // namespace ohmimo::rram
