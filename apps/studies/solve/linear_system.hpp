// What `ohmimo solve` is asked to solve, and the real system that the analogue solver gets for it.
#pragma once
#include <armadillo>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/matrix/file_matrix.hpp"
#include "apps/matrix/stencil.hpp"

namespace ohmimo::solve {

// The words of the command line; exactly one of the first six is given.
struct SystemSpec {
  std::string file, wishart, poisson, heat, toeplitz, random;
  std::string rhs = "random";  // random, ones or a file
  std::string n_rhs;           // of random; empty = 1
  std::string ridge;           // empty = none
  bool column_major = false;   // HDF5 files that do not mark their dimensions are [column][row]
  bool normal_equations = false;
  bool any_shape = false;  // the matrix is multiplied by, not solved: it need not be square
  std::uint64_t seed = 1;
};

struct LinearSystem {
  std::string name;         // where the matrix is from, for people
  arma::cx_mat a;           // [m][n] as given
  arma::cx_mat b;           // [m][n_rhs] as given
  bool is_complex = false;  // a or b has complex numbers
  arma::cx_mat matrix;      // [n][n] to be solved: A, or A^H A, plus ridge I
  arma::cx_mat rhs;         // [n][n_rhs]: B, or A^H B

  std::vector<std::string> notes{};          // what was assumed of the files, a sentence each
  std::optional<matrix::Stencil> stencil{};  // the matrix solved, where it is one
  bool order_unmarked = false;               // one of them does not mark its dimensions
};

// A file of it, read as the words say; its notes are added to those of the system.
matrix::FileMatrix read_file(const SystemSpec& spec, const std::string& name, LinearSystem& system);

// Throws std::invalid_argument naming field, rule and value.
LinearSystem make_system(const SystemSpec& spec);

// [Re; Im] of every column as a row, [n_rhs][2 n], and back; only Re, [n_rhs][n], of a real system.
arma::mat real_rows(const arma::cx_mat& columns, bool is_complex);
arma::cx_mat complex_columns(const arma::mat& rows, bool is_complex);
arma::mat real_matrix(const arma::cx_mat& matrix, bool is_complex);

}  // namespace ohmimo::solve
