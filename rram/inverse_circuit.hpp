// LP-INV: one analogue inversion array. The rows of the array meet the inverting inputs of op-amps whose outputs drive
// its columns; with ideal op-amps Kirchhoff's law gives G v + i = 0 (Sun et al., PNAS 116, 4123, 2019,
// doi 10.1073/pnas.1815682116), so the outputs are v = -G^-1 i for input currents i; the controller drops the sign.
#pragma once
#include "rram/converters.hpp"
#include "rram/dense.hpp"
#include "rram/mapping.hpp"
#include "rram/programming.hpp"

namespace ohmimo::rram {

// Codes of the converters at an array; 0 = ideal converter.
struct ConverterCodes {
  int dac = 0;
  int adc = 0;
};

class InverseCircuit {
 public:
  // Programs a square block cell by cell, by rows. usable() is false if the conductances reached are singular.
  InverseCircuit(const MatrixView& a, const MappingConfig& config, CellWriter& writer);

  bool usable() const { return usable_; }

  // The matrix the conductances stand for, in units of a: scale (A_p as reached + n I - m J).
  const Dense& conductance() const { return conductance_; }

  // out = G^-1 in, through DAC and ADC; in and out [n] are different storage, scratch [n].
  void solve(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const;

 private:
  Dense conductance_;
  Dense inverse_;
  bool usable_ = false;
};

}  // namespace ohmimo::rram
