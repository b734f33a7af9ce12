// What all circuits of `ohmimo spice` have in common: the model that the flags ask for, the run, the deck.
#pragma once
#include <string>

#include "apps/commands/spice.hpp"
#include "rram/circuit/circuit.hpp"
#include "rram/spice/spice.hpp"

namespace ohmimo {

inline constexpr arma::uword largest_circuit = 64;  // rows and columns, of the real form

// Amplifiers, wires, capacitance; no clamp. Throws std::invalid_argument naming field, rule and value.
rram::CircuitModel circuit_model(const SpiceFlags& flags);

// rate: of the slowest pole, rad/s. Steps of a transient are at most 1/100 of its time: the trapezoidal rule then errs
// by some 1e-5.
rram::SpiceRun spice_run(const SpiceFlags& flags, double rate);

// Writes the deck with the text as comments below its title, which is its first line.
void write_deck(std::string deck, const std::string& text, const SpiceFlags& flags);

}  // namespace ohmimo
