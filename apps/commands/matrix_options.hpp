// The options that name a matrix, for every command that takes one.
#pragma once
#include <vector>

#include "apps/commands/command.hpp"
#include "apps/studies/solve/linear_system.hpp"

namespace ohmimo {

// FILE, --wishart, --poisson, --toeplitz, --random, --mmse and --normal-equations.
std::vector<Option> matrix_options(solve::SystemSpec& spec);

}  // namespace ohmimo
