#include "rram/inversion/array_operator.hpp"

#include "rram/numbers/small_tile.hpp"

namespace ohmimo::rram {

void ArrayOperator::apply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const {
  const MatrixView matrix = this->matrix();
  if (tile == nullptr && is_small(matrix)) return rram::apply(SmallArray{matrix, codes.dac, codes.adc}, in, out);
  const Lanes* driven = in;
  if (codes.dac > 0) {
    convert({in, matrix.n_col}, codes.dac, scratch);
    driven = scratch;
  }
  if (tile != nullptr)
    tile->apply(driven, out, codes.clamped);
  else
    multiply(matrix, driven, out);
  if (codes.adc > 0) convert({out, matrix.n_row}, codes.adc, out);
}

}  // namespace ohmimo::rram
