// LP-MVM: a product on one pair of 3-bit arrays, positive and negative parts in paired columns (A = A+ - A-). The
// coarse alternative to the bit-sliced product inside BlockAMC.
#pragma once
#include "rram/inverse_circuit.hpp"

namespace ohmimo::rram {

class ProductCircuit {
 public:
  // The highest level is the largest magnitude of the block; both cells of a pair are written, the unused one to level
  // 0. tiles: the physical circuit asked for; null = ideal op-amps.
  ProductCircuit(const MatrixView& a, CellWriter& writer, TileMaker* tiles = nullptr);

  // out [n_row] = A in [n_col] through DAC and ADC; scratch [n_col].
  void multiply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const;

  // The same cells as one more reading finds them.
  ProductCircuit reread(CellReader& reader) const;

  const Dense& positive() const { return positive_; }  // cell values as reached
  const Dense& negative() const { return negative_; }

  bool usable() const { return tile_ == nullptr || tile_->usable(); }
  bool stable() const { return tile_ == nullptr || tile_->stable(); }
  WireUse wires() const { return tile_ == nullptr ? WireUse{} : tile_->wires(); }

 private:
  void combine();

  double scale_ = 1.0;
  Dense positive_, negative_;                // cell values
  Dense conductance_;                        // in units of a
  std::shared_ptr<const TileCircuit> tile_;  // null: ideal op-amps
  TileSetting setting_;                      // of tile_
};

}  // namespace ohmimo::rram
