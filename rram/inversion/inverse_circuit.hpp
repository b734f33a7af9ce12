// LP-INV: one analogue inversion array. Its rows end at the inverting inputs of op-amps, whose outputs drive its
// columns. With ideal op-amps Kirchhoff's law gives G v + i = 0 for input currents i, hence v = -G^-1 i (Sun et al.,
// PNAS 116, 4123, 2019, doi 10.1073/pnas.1815682116). The controller drops the sign.
#pragma once
#include "rram/cells/mapping.hpp"
#include "rram/cells/programming.hpp"
#include "rram/inversion/array_operator.hpp"

namespace ohmimo::rram {

class InverseCircuit {
 public:
  // Programs a square matrix cell by cell, by rows. tiles: the physical circuit asked for; null = ideal op-amps.
  // usable() is false if the conductances reached are singular, or if the physical circuit is unstable; stable() tells
  // which.
  InverseCircuit(const MatrixView& a, const MappingConfig& config, CellWriter& writer, TileMaker* tiles = nullptr);

  bool usable() const { return usable_; }
  bool stable() const { return operator_.stable(); }
  WireUse wires() const { return operator_.wires(); }

  // The matrix the conductances stand for, in units of a: scale (A_p as reached + n I - m J).
  const Dense& conductance() const { return conductance_; }

  // Cell values A_p as reached, and what else the array is made of.
  Dense cells() const;
  const TileMapping& mapping() const { return mapping_; }

  const ArrayOperator& inverse() const { return operator_; }

  // The same array with its cells read anew; one draw per cell, by rows.
  InverseCircuit reread(CellReader& reader) const;

  // out = ADC(G^-1 DAC(in)), or what the physical circuit makes of it; in, out and scratch [n] do not overlap.
  void solve(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const;

 private:
  // Of the conductances. Ideal op-amps apply it, so then it is kept.
  bool has_inverse(bool physical);

  TileMapping mapping_;
  Dense conductance_;
  ArrayOperator operator_;  // the inverse
  bool usable_ = false;
};

}  // namespace ohmimo::rram
