#include "rram/product_circuit.hpp"

#include <algorithm>

namespace ohmimo::rram {

ProductCircuit::ProductCircuit(const MatrixView& a, CellWriter& writer) : conductance_(a.n_row, a.n_col) {
  const double magnitude = largest_magnitude(a);
  const double scale = (magnitude > 0.0 ? magnitude : 1.0) * n_level / (n_level - 1);
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_col; ++j) {
      const double positive = writer.write(std::max(a(i, j), 0.0) / scale);
      const double negative = writer.write(std::max(-a(i, j), 0.0) / scale);
      conductance_(i, j) = scale * (positive - negative);
    }
}

void ProductCircuit::multiply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const {
  const Lanes* driven = in;
  if (codes.dac > 0) {
    std::copy_n(in, conductance_.n_col, scratch);
    convert({scratch, conductance_.n_col}, codes.dac);
    driven = scratch;
  }
  rram::multiply(conductance_.view(), driven, out);
  if (codes.adc > 0) convert({out, conductance_.n_row}, codes.adc);
}

}  // namespace ohmimo::rram
