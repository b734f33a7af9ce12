// Differential equations on the analogue solver: rows of `ohmimo verify pde`.
#pragma once
#include <functional>
#include <vector>

#include "apps/matrix/stencil.hpp"
#include "apps/studies/verify/check_group.hpp"

namespace ohmimo::verify {

std::vector<CheckGroup> pde_check_groups();

// The matrix of a stencil is handed in where a planted error can be.
using StencilMatrix = std::function<arma::mat(const matrix::Stencil&)>;
std::vector<Check> stencil_by_hand(const StencilMatrix& matrix);
std::vector<Check> stencil_forms(const StencilMatrix& matrix);
std::vector<Check> stencil_blocks(const StencilMatrix& matrix);
std::vector<Check> stencil_mapping_checks(const StencilMatrix& matrix, const VerifyOptions& options);
std::vector<Check> stencil_cycle_checks(const StencilMatrix& matrix, const VerifyOptions& options);

}  // namespace ohmimo::verify
