// The steady state of an analogue circuit with finite gain, input offsets, output resistance and output clamp: one
// linear system for row voltages u, outputs v and inverter outputs w, solved exactly. For one array without r_out and
// clamp it is v = -(G + S/A0)^-1 (i - S v_os).
#pragma once
#include "phy/rng.hpp"
#include "rram/circuit/network.hpp"

namespace ohmimo::rram {

struct Offsets {
  arma::vec amplifier_V;  // [n], or empty: none
  arma::vec inverter_V;   // [n_inverter], or empty
};

// Normal, with the sigmas of the model; no draw is taken where sigma is 0.
Offsets draw_offsets(const Network& network, RngStream& stream);

struct Drive {
  arma::vec input_V;  // [n_input]
  Offsets offsets;
};

// Throws std::invalid_argument unless the inputs are those of the network and finite.
void validate(const Network& network, const Drive& drive);

enum class CircuitStatus {
  settled,
  saturated,    // settled with outputs at the clamp
  unstable,     // a pole in the right half plane: there is no steady state; voltages are NaN
  undetermined  // singular, or no consistent set of clamped outputs was found; voltages are NaN
};

struct OperatingPoint {
  CircuitStatus status = CircuitStatus::undetermined;
  arma::vec u_V, v_V, w_V;
  arma::vec output_A;         // [n + n_inverter] delivered by op-amps and inverters into the network
  arma::vec input_A;          // [n_input] delivered by the input sources
  arma::uvec saturated;       // outputs at the clamp: j for v_j, n + k for w_k
  double delivered_W = NAN;   // by inputs and outputs
  double dissipated_W = NAN;  // in all resistors: cells, wires, source, feedback and inverter conductances
};

// Throws std::invalid_argument if the drive does not fit the network or is not finite.
OperatingPoint operating_point(const Network& network, const Drive& drive);

// The same for a network that is known to be stable: stability is not tested.
OperatingPoint settled_point(const Network& network, const Drive& drive);

// v = gain x + offset_V, without the clamp. ok is false for a singular circuit; stability is not tested.
struct StaticResponse {
  bool ok = false;
  arma::mat gain;      // [n + n_inverter][n_input] V/V: v, then w
  arma::vec offset_V;  // [n + n_inverter]
};
StaticResponse static_response(const Network& network, const Offsets& offsets);

// Throws std::invalid_argument unless the offsets are none or so many finite values.
void validate_offsets(const arma::vec& offset_V, arma::uword count);

// The offsets of all amplifiers, v then w, zeros where there are none; throws if they do not fit.
arma::vec offset_vector(const Network& network, const Offsets& offsets);

}  // namespace ohmimo::rram
