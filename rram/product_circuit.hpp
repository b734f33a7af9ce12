// LP-MVM: a product on one pair of 3-bit arrays, positive and negative parts in paired columns (A = A+ - A-). The
// coarse alternative to the bit-sliced product inside BlockAMC.
#pragma once
#include "rram/inverse_circuit.hpp"

namespace ohmimo::rram {

class ProductCircuit {
 public:
  // Level 7 is the largest magnitude of the block; both cells of a pair are written, the unused one to level 0.
  ProductCircuit(const MatrixView& a, CellWriter& writer);

  // out [n_row] = A in [n_col] through DAC and ADC; scratch [n_col].
  void multiply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const;

 private:
  Dense conductance_;
};

}  // namespace ohmimo::rram
