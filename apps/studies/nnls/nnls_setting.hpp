// The circuit of a non-negative solver in words, and what rram/nnls is told of it.
#pragma once
#include <string>

#include "apps/config/config.hpp"
#include "rram/nnls/nnls_config.hpp"

namespace ohmimo::nnls {

// Words of the command line; the enums say what they mean.
struct CircuitWords {
  std::string circuit = "two-banks", rectifier = "precision", drive = "rows-first";
  bool uncompensated = false;
  double diode_drop_V = 0.6;
};

// Cells, amplifiers, wires and converters of the configuration in that circuit, one cycle. Throws
// std::invalid_argument naming field, rule and value.
rram::NnlsConfig nnls_config(const Config& config, const CircuitWords& words);

// "two banks of op-amps, rectifier precision".
std::string circuit_text(const rram::NnlsConfig& config);

// "" for a circuit that solves the problem asked for; else the sentence that says which other one it solves.
std::string other_problem_text(const rram::NnlsConfig& config);

}  // namespace ohmimo::nnls
