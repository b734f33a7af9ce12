// What `ohmimo verify nnls` measures: the non-negative solver and its factorisations.
#pragma once
#include <armadillo>
#include <vector>

#include "apps/studies/verify/check_group.hpp"

namespace ohmimo::verify {

std::vector<CheckGroup> nnls_check_groups();

// Every group in turn. The matrix of the worked example is handed in, so that a planted error shows.
std::vector<Check> nnls_example_checks(const arma::mat& matrix, const VerifyOptions& options);
std::vector<Check> nnls_reference_checks(const VerifyOptions& options);
std::vector<Check> nnls_effect_checks(const VerifyOptions& options);
std::vector<Check> nnls_settling_checks(const VerifyOptions& options);
std::vector<Check> nnls_refinement_checks(const VerifyOptions& options);
std::vector<Check> nnls_spice_checks(const VerifyOptions& options);
std::vector<Check> nmf_checks(const VerifyOptions& options);

}  // namespace ohmimo::verify
