#include "rram/array_operator.hpp"

#include "rram/small_array.hpp"

namespace ohmimo::rram {

void ArrayOperator::apply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const {
  if (tile == nullptr && ideal.n_row == ideal.n_col && ideal.n_row <= largest_small_array)
    return rram::apply(SmallArray{ideal.view(), codes.dac, codes.adc}, in, out);
  const Lanes* driven = in;
  if (codes.dac > 0) {
    convert({in, ideal.n_col}, codes.dac, scratch);
    driven = scratch;
  }
  if (tile != nullptr)
    tile->apply(driven, out, codes.clamped);
  else
    multiply(ideal.view(), driven, out);
  if (codes.adc > 0) convert({out, ideal.n_row}, codes.adc, out);
}

}  // namespace ohmimo::rram
