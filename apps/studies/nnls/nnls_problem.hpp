// What `ohmimo nnls` is asked to solve: min over x >= 0 of ||A x - b||, from files or planted.
#pragma once
#include <armadillo>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/matrix/file_matrix.hpp"

namespace ohmimo::nnls {

// The words of the command line; file or planted is given.
struct ProblemSpec {
  std::string file;             // A
  std::string planted;          // MxK
  std::string rhs = "planted";  // planted or a file
  std::string n_rhs;            // of planted; empty = 1
  bool column_major = false;
  std::uint64_t seed = 1;
};

struct Problem {
  std::string name;                     // where A is from, for people
  arma::mat a;                          // [m][k], >= 0
  arma::mat b;                          // [m][n_rhs]
  std::vector<std::string> notes = {};  // what was assumed of the files
  bool order_unmarked = false;          // a file does not say which dimension counts the rows
};

// Throws std::invalid_argument naming field, rule and value.
Problem make_problem(const ProblemSpec& spec);

}  // namespace ohmimo::nnls
