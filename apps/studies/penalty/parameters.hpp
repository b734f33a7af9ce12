// The device and circuit parameters whose cost is mapped: fields of the configuration, the rung of the fidelity ladder
// that simulates each, and the values tried.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/config/config.hpp"

namespace ohmimo::penalty {

struct SweepParameter {
  std::string name;                 // field of the configuration (config_fields.hpp)
  std::string_view unit;            // "" = a count or a ratio
  std::string_view rung;            // lowest fidelity that simulates it
  bool more_is_harsher;             // direction in which the hardware gets worse
  std::vector<std::string> values;  // as for the flag; from mild to harsh
};

// levels, program-sigma-us, wire-ohm, opamp-gain, gbwp-hz, adc-bits, dac-bits, cycles.
std::span<const SweepParameter> sweep_parameters();

// Throws std::invalid_argument naming the parameter, with the nearest known one.
const SweepParameter& sweep_parameter(std::string_view name);

// The same parameter with values of the user's choice, put in order from mild to harsh. Throws std::invalid_argument if
// there are none, one is not a number or named twice.
SweepParameter with_values(const SweepParameter& parameter, const std::vector<std::string>& values);

// The configuration with one parameter changed: fidelity raised to its rung where it is below, and for levels of a
// device with measured ones the Gaussian error of the same size in place of its law (program-sigma-us). Not checked.
Config with_parameter(const Config& config, const SweepParameter& parameter, const std::string& value);

// What with_parameter changed besides the parameter itself, in words; "" if nothing.
std::string side_effects(const Config& config, const SweepParameter& parameter);

}  // namespace ohmimo::penalty
