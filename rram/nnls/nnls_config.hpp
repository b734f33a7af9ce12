// What a non-negative least squares solver is told: the fidelity ladder of the linear solver (solver_config.hpp), the
// circuit, the hardware.
#pragma once
#include "rram/nnls/regression_circuit.hpp"
#include "rram/solver_config.hpp"

namespace ohmimo::rram {

// The circuit model of the inverse with sources of the highest level, 35 uS.
AnalogueModel regression_model();

// Where the refinement sends what is left to solve: as A^T r into the columns, or as r into the rows.
enum class NnlsDrive {
  columns,     // every cycle
  rows_first,  // the first cycle through the rows: what is left after it is smaller, since the same copy A2 takes part
  rows         // every cycle: ends where A2^T r = 0, at the error of the cells, not at the solution
};
inline constexpr EnumWord<NnlsDrive> nnls_drive_words[] = {
    {"columns", NnlsDrive::columns}, {"rows-first", NnlsDrive::rows_first}, {"rows", NnlsDrive::rows}};

struct NnlsConfig {
  // exact: ideal circuit, cells of any value. quantised: cells rounded to levels. device: programming errors.
  // converter: DAC and ADC. circuit: gain, offsets, clamp, input conductance. wires. transient: outputs read at a
  // finite time.
  Fidelity fidelity;
  RegressionKind circuit = RegressionKind::two_banks;
  Rectifier rectifier = Rectifier::precision;
  bool compensated = true;                      // compact: see RegressionCircuit::compensation_S
  DeviceModel device = default_device();        // its laws with fidelity.device; its number of levels when quantised
  CellEffects cells = {};                       // used when fidelity.device; read noise is not simulated
  AnalogueModel analogue = regression_model();  // read at inverse_read_s
  double diode_drop_V = 0.6;
  double output_V =
      0.3;  // inputs are scaled so that the largest output would be this in an ideal circuit: below the clamp
  int dac_bits = 8;
  int adc_bits = 8;
  int cycles = 1;  // 1 = one analogue solve; more: refined, A^T (b - A x) in double precision
  NnlsDrive drive = NnlsDrive::rows_first;
  bool stability = true;  // tests every steady state by its poles; only needed where the copies differ much
  bool settling = false;  // report the settling time to 0.1 % of every analogue solve, which takes a trace of each
};

// Throws std::invalid_argument naming field, rule and value.
void validate(const NnlsConfig& config);

// The problem that the circuit of a configuration solves when all else is ideal.
std::string_view solved_problem(const NnlsConfig& config);

// Whether an ideal circuit solves the least squares problem itself, and not another one.
bool solves_least_squares(const NnlsConfig& config);

}  // namespace ohmimo::rram
