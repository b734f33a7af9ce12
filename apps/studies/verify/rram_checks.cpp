#include "apps/studies/verify/rram_checks.hpp"

#include "apps/studies/reproduce/worked_example.hpp"

namespace ohmimo::verify {

std::vector<CheckGroup> rram_check_groups() {
  return {
      {"arithmetic and operation counts", arithmetic_checks},
      {"devices", [](const VerifyOptions& options) { return device_checks(rram::default_device(), options); }},
      {"worked 4x4 example",
       [](const VerifyOptions& options) { return example_checks(reproduce::worked_matrix(), options); }},
      {"BlockAMC and complex systems", block_checks},
      {"spectral radius over Rayleigh channels", radius_checks},
      {"refinement beyond the paper", refinement_checks},
      {"wires", wire_checks},
      {"circuits", circuit_checks},
      {"circuits against ngspice", spice_checks},
      {"detection", detection_checks},
      {"time and energy of the published benchmark", cost_checks},
      {"reports on arbitrary systems", status_checks},
  };
}

}  // namespace ohmimo::verify
