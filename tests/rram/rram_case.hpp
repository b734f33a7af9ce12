// Matrices and measures shared by the tests of the analogue solver.
#pragma once
#include <algorithm>
#include <armadillo>
#include <vector>

#include "rram/solver.hpp"

namespace ohmimo::rram_test {

// The worked example of Zuo et al. 2025, Fig. 2d: octal digits of a 12-bit matrix, condition number 7.7.
inline arma::mat paper_matrix() {
  const arma::mat a0 = {{3, 2, 0, 0}, {0, 2, 5, 0}, {1, 2, 7, 1}, {0, 1, 0, 1}};
  const arma::mat a1 = {{7, 0, 0, 0}, {1, 6, 1, 1}, {1, 0, 0, 1}, {1, 2, 0, 6}};
  const arma::mat a2 = {{6, 7, 5, 3}, {7, 3, 3, 0}, {7, 7, 7, 1}, {7, 1, 3, 3}};
  const arma::mat a3 = {{5, 1, 2, 1}, {7, 1, 0, 3}, {0, 5, 6, 4}, {1, 3, 2, 6}};
  return (a0 + a1 / 8 + a2 / 64 + a3 / 512) / 8;
}
inline arma::mat paper_rhs() {
  return {{0.05, 0.0, 0.05, 0.025}};
}

// The example's array holds round(8 A) with no resistors.
inline rram::SolverConfig paper_config(std::string_view fidelity, int cycles) {
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name(fidelity);
  config.stages = 0;
  config.cycles = cycles;
  config.mapping = {.kind = rram::MappingKind::fixed, .m = 0.0, .n = 0.0, .scale = 1.0};
  return config;
}

inline RngStream device_stream(std::uint32_t frame) {
  return RngStream({1, 0, frame}, Purpose::device_program);
}

inline arma::mat random_mat(RngStream& stream, arma::uword rows, arma::uword cols) {
  arma::mat a(rows, cols);
  for (double& value : a) value = stream.normal();
  return a;
}

// Gram matrix H^H H / n_rx of a Rayleigh channel, in its real form [2 n_user][2 n_user].
inline arma::mat random_gram(RngStream& stream, arma::uword n_rx, arma::uword n_user) {
  arma::cx_mat h(n_rx, n_user);
  for (arma::cx_double& value : h) value = {stream.normal() * M_SQRT1_2, stream.normal() * M_SQRT1_2};
  return rram::embed_complex(h.t() * h / static_cast<double>(n_rx));
}

// x of A x = b for right-hand sides in rows, in double.
inline arma::mat solve_rows(const arma::mat& a, const arma::mat& b) {
  return arma::solve(a, b.t()).t();
}

inline double relative_error(const arma::mat& x, const arma::mat& reference) {
  return arma::norm(x - reference, "fro") / arma::norm(reference, "fro");
}

inline bool same_bits(const arma::mat& a, const arma::mat& b) {
  return arma::size(a) == arma::size(b) && std::equal(a.begin(), a.end(), b.begin());
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

inline std::vector<int> cycles_to(int last) {
  std::vector<int> cycles;
  for (int k = 1; k <= last; ++k) cycles.push_back(k);
  return cycles;
}

}  // namespace ohmimo::rram_test
