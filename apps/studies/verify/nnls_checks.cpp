#include "apps/studies/verify/nnls_checks.hpp"

#include "apps/studies/verify/nnls_case.hpp"

namespace ohmimo::verify {

std::vector<CheckGroup> nnls_check_groups() {
  return {
      {"worked example of non-negative least squares",
       [](const VerifyOptions& options) { return nnls_example_checks(nnls_example_a, options); }},
      {"ideal circuits on random problems", nnls_reference_checks},
      {"static errors, one effect at a time", nnls_effect_checks},
      {"settling and noise", nnls_settling_checks},
      {"refinement with the constraint kept", nnls_refinement_checks},
      {"regression circuits against ngspice", nnls_spice_checks},
      {"factorisations", nmf_checks},
  };
}

}  // namespace ohmimo::verify
