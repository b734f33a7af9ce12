#include "rram/cost/settling.hpp"

#include <cmath>

#include "rram/circuit/state_space.hpp"
#include "rram/inversion/tile_circuit.hpp"
#include "rram/numbers/require.hpp"

namespace ohmimo::rram {

std::vector<Circuit> inverse_circuits(const std::vector<ProgrammedArray>& arrays, const CircuitModel& model) {
  std::vector<Circuit> circuits;
  for (std::size_t k = 0; k + 2 < arrays.size(); ++k)  // followed by its bias and its diagonal
    if (arrays[k].kind == "inverse")
      circuits.push_back({CircuitKind::inverse,
                          inverse_arrays(arrays[k].g_S, arrays[k + 1].g_S(0, 0), arrays[k + 2].g_S(0, 0)), model});
  return circuits;
}

std::vector<Circuit> slice_circuits(const std::vector<ProgrammedArray>& arrays, const CircuitModel& model) {
  std::vector<Circuit> circuits;
  for (const ProgrammedArray& array : arrays)
    if (array.kind == "slice+" || array.kind == "slice-")
      circuits.push_back({CircuitKind::product, {.positive_S = array.g_S}, model});
  return circuits;
}

double settling_time_s(const Network& network, double tolerance) {
  require(tolerance > 0.0 && tolerance < 1.0, "settling tolerance must be > 0 and < 1", tolerance);
  const StateSpace system = state_space(network);
  return is_stable(system) ? std::log(1.0 / tolerance) / slowest_rate(system) : INFINITY;
}

double converter_tolerance(int bits) {
  return std::ldexp(1.0, -(bits + 1));
}

}  // namespace ohmimo::rram
