// Outputs that reach the clamp while a circuit settles, read at a finite time.
#pragma once
#include "rram/circuit/static_circuit.hpp"

namespace ohmimo::rram {

// The step of transient.hpp with outputs of amplifiers and inverters that stop at clamp_V and hold the others there,
// until their amplifier pushes inwards again. Between events the circuit is linear and solved exactly; events are
// looked for 64 times up to t_s. For long times this is settled_point(). Only without output resistance, and with
// row voltages that follow or are states; status undetermined otherwise, or if numbers leave the range of double. The
// point has v_V, w_V and the outputs at the clamp at t_s.
OperatingPoint clamped_point_at(const Network& network, const Drive& drive, double t_s);

}  // namespace ohmimo::rram
