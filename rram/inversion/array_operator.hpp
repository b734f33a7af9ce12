// What an array of 3-bit cells does to vectors between its converters: its ideal operator, or that of the physical
// circuit asked for.
#pragma once
#include <memory>

#include "rram/inversion/tile_circuit.hpp"
#include "rram/numbers/converters.hpp"

namespace ohmimo::rram {

// What stands around an array.
struct ConverterCodes {
  int dac = 0;  // 0 = ideal converter
  int adc = 0;
  Lanes* clamped = nullptr;  // of TileCircuit::apply
};

struct ArrayOperator {
  Dense ideal;                              // [n_row][n_col]
  std::shared_ptr<const TileCircuit> tile;  // null: ideal op-amps

  bool usable() const { return tile == nullptr || tile->usable(); }
  bool stable() const { return tile == nullptr || tile->stable(); }
  WireUse wires() const { return tile == nullptr ? WireUse{} : tile->wires(); }

  // out [n_row] = operator in [n_col], through DAC and ADC; different storage, scratch [n_col].
  void apply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const;
};

}  // namespace ohmimo::rram
