// Electrical parameters of the analogue inversion (INV) and product (MVM) circuits. SI units.
//   INV: the rows of a crossbar meet the inverting inputs of op-amps whose outputs drive its columns; the inputs reach
//        the rows through source conductances (Sun et al., PNAS 116, 4123, 2019, doi 10.1073/pnas.1815682116).
//   MVM: the inputs drive the columns, every row ends in an op-amp with a feedback conductance (transimpedance).
#pragma once
#include <cmath>

#include "rram/wires/wire_model.hpp"

namespace ohmimo::rram {

// Single pole: open-loop gain A(s) = gain / (1 + s gain / (2 pi gbwp_hz)).
struct AmplifierModel {
  double gain = 1e4;            // V/V at DC; infinite allowed. A choice: the papers name no gain
  double gbwp_hz = 500e6;       // OPA690 of the transient tests; 16e6 is the AD823 of the static ones (Zuo et al. 2025)
  double offset_sigma_V = 0.0;  // standard deviation of the input offset over amplifiers; 1e-3 is usual
};

struct CircuitModel {
  AmplifierModel amplifier;
  AmplifierModel inverter;  // of the columns that carry negative conductances
  WireModel wire;
  double clamp_V = 0.4;        // op-amp outputs are held within +-clamp_V by diodes (Zuo et al. 2025); infinite = none
  double g_source_S = 100e-6;  // INV: behind every input voltage
  double g_feedback_S = 100e-6;    // MVM: of every row
  double g_in_S = 0.0;             // any other conductance of a row to ground
  double g_inverter_S = 100e-6;    // the two resistors of an inverter
  double c_row_F = 0.0;            // capacitance of a row node; 0 = single-pole loop
  double r_out_ohm = 0.0;          // output resistance of every op-amp
  double slew_V_per_s = INFINITY;  // largest slope of an output; only slew_limited_response() heeds it
  double temperature_K = 300.15;   // of the resistors, for thermal noise
};

// Throws std::invalid_argument naming field, rule and value.
void validate(const CircuitModel& model);

// Parameters of the rungs circuit, wires and transient.
struct AnalogueModel {
  // The rung circuit heeds gain, offsets, clamp, g_in and r_out; wires heeds wire; transient heeds gbwp and c_row. The
  // stability test of all three heeds gbwp and c_row too.
  CircuitModel circuit;
  double wire_accuracy = 0.0;      // of every array (wire_array); 0 = exact
  double full_scale_V = 0.1;       // DAC reference: every vector is scaled so that its largest element is this voltage
  double inverse_read_s = 120e-9;  // from the step of the inputs to the reading (Zuo et al. 2025, Fig. 5a and 5b)
  double product_read_s = 60e-9;
};

// Throws std::invalid_argument naming field, rule and value.
void validate(const AnalogueModel& model);

}  // namespace ohmimo::rram
