// Configurations shared by the tests of the rungs circuit, wires and transient.
#pragma once
#include <doctest/doctest.h>

#include "tests/rram/rram_case.hpp"

namespace ohmimo::rram_test {

inline rram::SolverConfig rung_config(std::string_view fidelity, int cycles) {
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name(fidelity);
  config.cycles = cycles;
  return config;
}

// A model without any error: what is left of a rung is rounding.
inline rram::AnalogueModel faultless() {
  rram::AnalogueModel model;
  for (rram::AmplifierModel* amplifier : {&model.circuit.amplifier, &model.circuit.inverter})
    amplifier->gain = INFINITY;
  model.circuit.clamp_V = INFINITY;
  model.circuit.wire = {0.0, 0.0};
  model.inverse_read_s = model.product_read_s = 1e-3;
  return model;
}

struct Solved {
  rram::SolveReport report;
  arma::mat x;
};

inline Solved solve(const arma::mat& a, const arma::mat& b, const rram::SolverConfig& config) {
  RngStream device = device_stream(3);
  Solved solved;
  solved.report = rram::program(a, config, device).solve(b, solved.x);
  return solved;
}

}  // namespace ohmimo::rram_test
