// The options of a non-negative circuit, for the commands that simulate one.
#pragma once
#include <vector>

#include "apps/commands/link_flags.hpp"
#include "apps/studies/nnls/nnls_setting.hpp"

namespace ohmimo {

// --circuit, --rectifier, --uncompensated, --diode-drop-v.
std::vector<Option> circuit_options(nnls::CircuitWords& words);

// Fields of the configuration that an NNLS circuit heeds, and the seed.
bool is_nnls_field(const Field& field);

// One inversion array, converters of 8 bits: the defaults of these commands (BerFlags::adapt).
void set_nnls_defaults(Config& config);

// File, then flags, checked; automatic values replaced.
Config nnls_run_config(const BerFlags& flags, const ConfigFile& file, const std::string& out);

}  // namespace ohmimo
