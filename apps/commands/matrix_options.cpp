#include "apps/commands/matrix_options.hpp"

namespace ohmimo {

using namespace solve;

std::vector<Option> matrix_options(SystemSpec& spec) {
  return {{"file", &spec.file, "FILE", "matrix: .mtx, .csv, .h5, .mat; FILE:NAME for one of several in .h5 and .mat"},
          {"--wishart", &spec.wishart, "RXxUSERS", "instead: H^H H / RX of a Rayleigh channel, complex"},
          {"--poisson", &spec.poisson, "N", "instead: Poisson equation on N points"},
          {"--toeplitz", &spec.toeplitz, "N[:RHO]", "instead: RHO^|i-j|, RHO 0.5 if not given"},
          {"--random", &spec.random, "N", "instead: N rows of normal numbers"},
          {"--mmse", &spec.ridge, "RIDGE", "add RIDGE to the diagonal of the matrix"},
          {"--normal-equations", &spec.normal_equations, "",
           "A^H A in place of A: for matrices that are not square or whose loop is not stable"}};
}

}  // namespace ohmimo
