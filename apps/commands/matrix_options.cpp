#include "apps/commands/matrix_options.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "apps/commands/terminal.hpp"

namespace ohmimo {

using namespace solve;

std::vector<Option> matrix_options(SystemSpec& spec) {
  return {
      {"file", &spec.file, "FILE",
       "matrix: .mtx, .csv, .txt, .npy, .h5, .mat; FILE:NAME for one of several in .h5 and .mat"},
      {"--wishart", &spec.wishart, "RXxUSERS", "instead: H^H H / RX of a Rayleigh channel, complex"},
      {"--poisson", &spec.poisson, "N|NxN", "instead: Poisson equation on N points of a line, or on a square"},
      {"--heat", &spec.heat, "N[xN][:R]",
       "instead: implicit step I + R L of the heat equation, L as of --poisson, R = 1 if not given"},
      {"--toeplitz", &spec.toeplitz, "N[:RHO]", "instead: RHO^|i-j|, RHO 0.5 if not given"},
      {"--random", &spec.random, "N", "instead: N rows of normal numbers"},
      {"--mmse", &spec.ridge, "RIDGE", "add RIDGE to the diagonal of the matrix"},
      {"--normal-equations", &spec.normal_equations, "",
       "A^H A in place of A: for matrices that are not square or whose loop is not stable"},
      {"--column-major", &spec.column_major, "",
       "HDF5 files that do not mark their dimensions are [column][row], as Armadillo, Julia, R and h5write of MATLAB "
       "write them; [row][column] if not given. Files of MATLAB and Octave mark theirs"}};
}

void refuse_unused_order(const SystemSpec& spec, const LinearSystem& system) {
  if (spec.column_major && !system.order_unmarked)
    throw std::invalid_argument("column-major needs an HDF5 file that does not mark its dimensions to have an effect");
}

void print_notes(const LinearSystem& system) {
  for (const std::string& note : system.notes) print_text(note + "\n");
}

}  // namespace ohmimo
