// What a programmed system is made of, as CSV tables.
#pragma once
#include <filesystem>

#include "rram/solver.hpp"

namespace ohmimo::solve {

// folder/conductances.csv: array, kind, row, col, g_uS of every cell; folder/voltages.csv: the inputs and outputs of
// every array in cycle 1 of b [n]. Throws std::runtime_error naming a file that cannot be written.
void write_dump(const rram::ProgrammedSystem& system, const arma::rowvec& b, const std::filesystem::path& folder);

}  // namespace ohmimo::solve
