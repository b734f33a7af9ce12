// Problems and circuits that the checks of the non-negative solver are made on.
#pragma once
#include <armadillo>

#include "rram/nnls/nnls_system.hpp"
#include "rram/nnls/planted_data.hpp"
#include "rram/nnls/regression_circuit.hpp"

namespace ohmimo::verify {

// Source of most expectations: computed with numpy, scipy and ngspice by another program, of other draws.
inline constexpr const char* nnls_source = "independent program (numpy, scipy)";

inline constexpr auto two_banks = rram::RegressionKind::two_banks, compact = rram::RegressionKind::compact;

inline const arma::mat nnls_example_a = {{3, 2, 1}, {5, 4, 1}, {5, 2, 1}, {1, 0, 1}};
inline const arma::vec nnls_example_b = {6, 7, 0, 5};

// Levels of 5 uS, sources of 35 uS, feedback of 100 uS, 1 GHz, no clamp; an output of 0.1 V is 1.
rram::RegressionCircuit level_circuit(const arma::mat& a, rram::RegressionKind kind, rram::Rectifier rectifier,
                                      double gain);
rram::RegressionDrive level_drive(const arma::vec& b);

// A ladder without rungs, at 1 GHz, wires of 0 ohm, other settings as they come.
rram::NnlsConfig plain_config(rram::RegressionKind kind);

// ||x - reference|| / ||reference||.
double relative_error(const arma::vec& x, const arma::vec& reference);

}  // namespace ohmimo::verify
