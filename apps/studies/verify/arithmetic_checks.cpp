#include <fmt/format.h>

#include "apps/matrix/generate.hpp"
#include "apps/studies/verify/rram_checks.hpp"
#include "rram/solver.hpp"

namespace ohmimo::verify {
namespace {

arma::mat random_rows(RngStream& stream, arma::uword rows, arma::uword cols) {
  arma::mat b(rows, cols);
  for (double& value : b) value = stream.normal();
  return b;
}

// Worst ||x - x*|| / ||x*|| of fidelity exact with exact Schur complements after one cycle, x* by Armadillo's LU.
Check exact_check(const VerifyOptions& options) {
  RngStream stream({options.seed, 0, 0}, Purpose::channel), device({options.seed, 0, 0}, Purpose::device_program);
  double worst = 0.0;
  for (const int n_user : {1, 4, 8, 13})
    for (const int stages : {0, 1, 3}) {
      const arma::mat a = rram::embed_complex(matrix::wishart_matrix(8 * n_user, n_user, stream));
      const arma::mat b = random_rows(stream, 20, a.n_rows);
      rram::SolverConfig config;
      config.schur = rram::Schur::exact;
      config.stages = stages;
      config.cycles = 1;
      arma::mat x;
      (void)rram::program(a, config, device).solve(b, x);
      const arma::mat exact = arma::solve(a, b.t()).t();
      worst = worst_of(worst, arma::norm(x - exact, "fro") / arma::norm(exact, "fro"));
    }
  return {"fidelity exact, one cycle: worst relative error", worst, Expectation::at_most(1e-12),
          "Armadillo (LAPACK), double"};
}

// Elements in which the bit-by-bit, slice-by-slice product path differs from the integer path after 3 cycles.
Check slice_check(const VerifyOptions& options) {
  RngStream stream({options.seed, 1, 0}, Purpose::channel);
  const arma::mat a = rram::embed_complex(matrix::wishart_matrix(16, 4, stream));
  const arma::mat b = random_rows(stream, 5, 8);
  std::size_t different = 0;
  for (const int word_bits : {12, 24}) {
    arma::mat x[2];
    for (const rram::HpPath path : {rram::HpPath::integer, rram::HpPath::slices}) {
      rram::SolverConfig config;
      config.fidelity = rram::fidelity_from_name("converter");
      config.word_bits = word_bits;
      config.hp_path = path;
      RngStream device({options.seed, 1, 0}, Purpose::device_program);
      (void)rram::program(a, config, device).solve(b, x[path == rram::HpPath::slices]);
    }
    different += arma::uvec(arma::find(x[0] != x[1])).n_elem;
  }
  return {"elements that differ between bit slices and integers", static_cast<double>(different),
          Expectation::at_most(0.0), "identity (shift and add is exact)"};
}

std::vector<Check> count_checks(const VerifyOptions& options) {
  RngStream stream({options.seed, 2, 0}, Purpose::channel);
  const arma::mat a = rram::embed_complex(matrix::wishart_matrix(64, 8, stream)), b = random_rows(stream, 7, 16);
  std::vector<Check> checks;
  double inversions = 1.0, products = 1.0;  // 3^s, 4^s
  for (int stages = 0; stages <= 3; ++stages, inversions *= 3.0, products *= 4.0) {
    rram::SolverConfig config;
    config.stages = stages;
    config.cycles = 2;
    RngStream device({options.seed, 2, 0}, Purpose::device_program);
    arma::mat x;
    const rram::OperationCount ops = rram::program(a, config, device).solve(b, x).ops;
    const double runs = 7.0 * 2.0;
    checks.push_back({fmt::format("LP-INV per vector and cycle, {} stage(s)", stages),
                      static_cast<double>(ops.lp_inv) / runs, Expectation::near(inversions, 0.0),
                      "Zuo 2025, transient section: 3^s"});
    checks.push_back({fmt::format("HP-MVM per vector and cycle, {} stage(s)", stages),
                      static_cast<double>(ops.hp_mvm) / runs, Expectation::near(3.0 * products - 2.0 * inversions, 0.0),
                      "Zuo 2025: 3 4^s - 2 3^s"});
  }
  return checks;
}

}  // namespace

std::vector<Check> arithmetic_checks(const VerifyOptions& options) {
  std::vector<Check> checks = {exact_check(options), slice_check(options)};
  for (Check& check : count_checks(options)) checks.push_back(std::move(check));
  return checks;
}

}  // namespace ohmimo::verify
