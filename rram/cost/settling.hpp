// How long a programmed array takes to settle: t = ln(1/tolerance) / rate, with the rate of the slowest pole of its
// circuit. For one array with ideal single-pole amplifiers the rate is 2 pi GBWP lambda_min, with lambda_min the
// smallest eigenvalue of S^-1 G (Sun et al., IEEE TED 67, 2945, 2020).
#pragma once
#include <vector>

#include "rram/circuit/circuit.hpp"
#include "rram/circuit/network.hpp"
#include "rram/solve_report.hpp"

namespace ohmimo::rram {

// The circuit of every inversion array among `arrays` (ProgrammedSystem::arrays), in their order.
std::vector<Circuit> inverse_circuits(const std::vector<ProgrammedArray>& arrays, const CircuitModel& model);

// The circuits of the bit-sliced copy: the + and the - array of each slice, every row ending in an op-amp.
std::vector<Circuit> slice_circuits(const std::vector<ProgrammedArray>& arrays, const CircuitModel& model);

// Infinite for a circuit without a steady state. tolerance in (0, 1), otherwise std::invalid_argument.
double settling_time_s(const Network& network, double tolerance);

// Half of the last bit of a converter: 2^-(bits + 1) of full scale.
double converter_tolerance(int bits);

}  // namespace ohmimo::rram
