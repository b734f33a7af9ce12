// LP-MVM: a product on a pair of 3-bit arrays, A = A+ - A-. Inside BlockAMC it is the coarse alternative to the
// bit-sliced product.
#pragma once
#include "rram/inversion/array_operator.hpp"

namespace ohmimo::rram {

class ProductCircuit {
 public:
  // Programs the cells by write_pairs(). tiles: the physical circuit asked for; null = ideal op-amps.
  ProductCircuit(const MatrixView& a, CellWriter& writer, TileMaker* tiles = nullptr);

  // out [n_row] = A in [n_col] through DAC and ADC; scratch [n_col].
  void multiply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const;

  // The same arrays with their cells read anew.
  ProductCircuit reread(CellReader& reader) const;

  const CellPairs& cells() const { return cells_; }  // as reached

  bool usable() const { return operator_.usable(); }
  bool stable() const { return operator_.stable(); }
  WireUse wires() const { return operator_.wires(); }

 private:
  void combine();  // sets the ideal operator from the cells

  CellPairs cells_;
  ArrayOperator operator_;
};

}  // namespace ohmimo::rram
