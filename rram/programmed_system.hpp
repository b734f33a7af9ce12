// The contents of a ProgrammedSystem, for the files that make it (programmed_system.cpp), solve on it (solver.cpp) and
// show it (solver_views.cpp).
#pragma once
#include "rram/inversion/block_inverse.hpp"
#include "rram/refinement/conjugate_gradient.hpp"
#include "rram/refinement/predictor.hpp"
#include "rram/refinement/refinement.hpp"
#include "rram/solver.hpp"

namespace ohmimo::rram {

struct ProgrammedSystem::Impl {
  SolverConfig config;
  std::size_t n = 0;
  int exponent = 0;            // the arrays hold a 2^-exponent, whose largest magnitude is in [0.5, 1)
  std::vector<double> factor;  // of equilibration: the arrays hold S a S 2^-exponent; empty = none
  bool usable = false;         // can be solved: LP-INV is usable, or fcg runs without it
  Choice choice;               // of the refinement kind
  std::shared_ptr<const BitSlicedMatrix> copy;
  std::shared_ptr<const BlockInverse> inverse;
  OperationCount programming;
  WriteCount writing;
  OperationCount per_cycle;      // of one right-hand side
  double spectral_radius = NAN;  // if the configuration asks for it

  Precision precision() const {
    Precision precision;
    if (config.fidelity.converter)
      precision.codes = {converter_codes(config.dac_bits), converter_codes(config.adc_bits)};
    if (config.fidelity.quantise) precision.word_bits = config.word_bits;
    return precision;
  }

  bool inverse_usable() const { return usable && inverse->usable(); }

  // Operations of one right-hand side: those of the arrays, and what the controller computes beyond the stationary
  // kind.
  OperationCount operations(int cycles) const {
    OperationCount count;
    count.add(per_cycle, static_cast<std::uint64_t>(cycles));
    if (choice.kind == RefinementKind::fcg) {
      const DigitalCount digital = conjugate_gradient_count(n, cycles, inverse->usable());
      count.digital_dot = digital.dot;
      count.digital_axpy = digital.axpy;
    }
    if (choice.kind == RefinementKind::chebyshev) count.digital_axpy = static_cast<std::uint64_t>(cycles);
    if (!factor.empty()) count.digital_axpy += 2;
    return count;
  }
};

// State of 16 right-hand sides, in scratch memory of the calling thread; nothing of it is kept between solves.
Refinement make_state(const ProgrammedSystem::Impl& system);

// The operator that the arrays apply, the inverse of the matrix as scaled.
arma::mat scaled_inverse(const ProgrammedSystem::Impl& system);

}  // namespace ohmimo::rram
