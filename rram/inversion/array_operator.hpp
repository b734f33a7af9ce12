// What an array of 3-bit cells, with its converters, does to vectors: the ideal operator, or that of a physical
// circuit.
#pragma once
#include <memory>

#include "rram/inversion/tile_circuit.hpp"
#include "rram/numbers/converters.hpp"

namespace ohmimo::rram {

// The converters of an array: their codes, 0 = ideal.
struct ConverterCodes {
  int dac = 0;
  int adc = 0;
  Lanes* clamped = nullptr;  // passed on to TileCircuit::apply
};

struct ArrayOperator {
  Dense ideal;                              // [n_row][n_col]; empty behind a physical circuit
  std::shared_ptr<const TileCircuit> tile;  // null: ideal op-amps

  // What it multiplies by, but for offsets and the clamp. Only if it is usable.
  MatrixView matrix() const { return tile == nullptr ? ideal.view() : tile->gain(); }

  bool usable() const { return tile == nullptr || tile->usable(); }
  bool stable() const { return tile == nullptr || tile->stable(); }
  WireUse wires() const { return tile == nullptr ? WireUse{} : tile->wires(); }

  // out [n_row] = ADC(operator DAC(in [n_col])); in, out and scratch [n_col] do not overlap.
  void apply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const;
};

}  // namespace ohmimo::rram
