// The options that name a matrix, for every command that takes one.
#pragma once
#include <vector>

#include "apps/commands/command.hpp"
#include "apps/studies/solve/linear_system.hpp"

namespace ohmimo {

// FILE, --wishart, --poisson, --heat, --toeplitz, --random, --mmse, --normal-equations and --column-major.
std::vector<Option> matrix_options(solve::SystemSpec& spec);

// Throws std::invalid_argument if --column-major is given and no file leaves its order open.
void refuse_unused_order(const solve::SystemSpec& spec, const solve::LinearSystem& system);

// What was assumed of the files, a line each.
void print_notes(const solve::LinearSystem& system);

}  // namespace ohmimo
