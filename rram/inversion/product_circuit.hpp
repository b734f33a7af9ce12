// LP-MVM: a product on one pair of 3-bit arrays, positive and negative parts in paired columns (A = A+ - A-). The
// coarse alternative to the bit-sliced product inside BlockAMC.
#pragma once
#include "rram/inversion/array_operator.hpp"

namespace ohmimo::rram {

class ProductCircuit {
 public:
  // Cells as write_pairs() writes them. tiles: the physical circuit asked for; null = ideal op-amps.
  ProductCircuit(const MatrixView& a, CellWriter& writer, TileMaker* tiles = nullptr);

  // out [n_row] = A in [n_col] through DAC and ADC; scratch [n_col].
  void multiply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const;

  // The same cells as one more reading finds them.
  ProductCircuit reread(CellReader& reader) const;

  const CellPairs& cells() const { return cells_; }  // as reached

  bool usable() const { return operator_.usable(); }
  bool stable() const { return operator_.stable(); }
  WireUse wires() const { return operator_.wires(); }

 private:
  void combine();  // the ideal operator, from the cells

  CellPairs cells_;
  ArrayOperator operator_;
};

}  // namespace ohmimo::rram
