#include <doctest/doctest.h>

#include "tests/about.hpp"
#include "tests/rram/rram_case.hpp"

namespace test_block_inverse {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

// The operator of BlockAMC with M4 in place of the Schur complement, written out in double.
arma::mat reuse_inverse(const arma::mat& m, int stages) {
  if (stages == 0 || m.n_rows == 1) return arma::inv(m);
  const arma::uword n1 = (m.n_rows + 1) / 2;
  const arma::uword last = m.n_rows - 1;
  const arma::mat i1 = reuse_inverse(m.submat(0, 0, n1 - 1, n1 - 1), stages - 1);
  const arma::mat i4 = reuse_inverse(m.submat(n1, n1, last, last), stages - 1);
  const arma::mat m2 = m.submat(0, n1, n1 - 1, last);
  const arma::mat m3 = m.submat(n1, 0, last, n1 - 1);
  const arma::mat lower = arma::join_rows(-i4 * m3 * i1, i4);
  const arma::mat upper = i1 * (arma::eye(n1, m.n_rows) - m2 * lower);
  return arma::join_cols(upper, lower);
}

// Spectral radii of ideal arrays over random Gram matrices.
std::vector<double> radii(arma::uword n_rx, arma::uword n_user, const SolverConfig& config, int count) {
  RngStream channel({21, 0, 0}, Purpose::channel);
  RngStream device = device_stream(0);
  std::vector<double> rho;
  for (int k = 0; k < count; ++k)
    rho.push_back(program(random_gram(channel, n_rx, n_user), config, device).spectral_radius());
  return rho;
}

TEST_CASE("exact Schur complements and ideal arrays give the solution in double, any size and depth") {
  RngStream stream({20, 0, 0}, Purpose::channel);
  SolverConfig config;
  config.schur = Schur::exact;
  config.cycles = 1;
  for (const arma::uword n : {1, 2, 3, 5, 8, 13, 16})
    for (const int stages : {0, 1, 2, 3, 5}) {
      const arma::mat half = random_mat(stream, n + 4, n);
      const arma::mat a = half.t() * half / (n + 4.0) + 0.5 * arma::eye(n, n) + 0.02 * random_mat(stream, n, n);
      const arma::mat b = random_mat(stream, 5, n);
      config.stages = stages;
      RngStream device = device_stream(0);
      arma::mat x;
      const SolveReport report = program(a, config, device).solve(b, x);
      const arma::mat expected = solve_rows(a, b);
      // Condition below 20: errors of about n 2^-53 cond, some 1e-14; block elimination may add a factor 10.
      CHECK(relative_error(x, expected) < 1e-12);
      CHECK(report.relative_residual < 1e-12);
      CHECK_FALSE(relative_error(x, expected * (1.0 + 2e-12)) < 1e-12);  // the check can fail
      // Reuse leaves M3 M1^-1 M2 out of step 3, so it must not be exact once there is a quarter.
      config.schur = Schur::reuse;
      arma::mat reused;
      (void)program(a, config, device).solve(b, reused);
      CHECK((relative_error(reused, expected) > 1e-9) == (n > 1 && stages > 0));
      config.schur = Schur::exact;
    }
}

TEST_CASE("reuse: the iteration contracts by the eigenvalues of -M3 M1^-1 M2 M4^-1") {
  RngStream stream({22, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(stream, 16, 4);
  const arma::mat m1 = a.submat(0, 0, 3, 3), m2 = a.submat(0, 4, 3, 7), m3 = a.submat(4, 0, 7, 3),
                  m4 = a.submat(4, 4, 7, 7);
  const arma::mat iteration = m3 * arma::inv(m1) * m2 * arma::inv(m4);
  const double expected = arma::abs(arma::eig_gen(iteration)).max();
  SolverConfig config;
  RngStream device = device_stream(0);
  CHECK(program(a, config, device).spectral_radius() == about(expected, 1e-9));
}

TEST_CASE("reuse at any depth is the operator of the five steps") {
  RngStream stream({26, 0, 0}, Purpose::channel);
  for (const arma::uword n : {2, 5, 7, 16})
    for (const int stages : {1, 2, 3, 4}) {
      const arma::mat a = random_mat(stream, n, n) + static_cast<double>(n) * arma::eye(n, n);
      SolverConfig config;
      config.stages = stages;
      RngStream device = device_stream(0);
      // Inverses of a few well-conditioned blocks one after the other: some n 2^-53 each.
      CHECK(relative_error(program(a, config, device).realised_inverse(), reuse_inverse(a, stages)) < 1e-13);
      CHECK(relative_error(arma::inv(a), reuse_inverse(a, stages)) > 1e-4);
    }
}

TEST_CASE("spectral radii of ideal arrays over Rayleigh Gram matrices") {
  struct Row {
    arma::uword n_rx, n_user;
    int stages;
    double median;  // of 60 independent draws, another program
    double spread;  // standard deviation of the radius, measured over 2000 draws
  };
  for (const Row& row : {Row{16, 4, 1, 0.16, 0.092}, Row{16, 4, 2, 0.26, 0.098}, Row{128, 8, 1, 0.074, 0.020},
                         Row{128, 8, 2, 0.088, 0.021}, Row{64, 16, 1, 0.33, 0.045}, Row{64, 16, 2, 0.37, 0.043},
                         Row{128, 16, 1, 0.17, 0.027}, Row{128, 16, 2, 0.20, 0.027}}) {
    SolverConfig config;
    config.stages = row.stages;
    const std::vector<double> rho = radii(row.n_rx, row.n_user, config, 200);
    CAPTURE(row.n_rx);
    CAPTURE(row.n_user);
    CAPTURE(row.stages);
    // A median of N draws of a nearly normal spread has the standard error 1.25 spread / sqrt(N): three of the
    // difference.
    const double tolerance = 3.0 * 1.25 * row.spread * std::sqrt(1.0 / 60 + 1.0 / 200);
    CHECK(std::abs(median(rho) - row.median) < tolerance);
    // One stage, complex positive definite matrix: |eig(Im Re^-1)| < 1, hence always contracting.
    if (row.stages == 1) CHECK(*std::max_element(rho.begin(), rho.end()) < 1.0);
  }
}

TEST_CASE("operation counts: 3^s inversions and 3 4^s - 2 3^s products per vector and cycle") {
  RngStream stream({23, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(stream, 64, 8);
  const arma::mat b = random_mat(stream, 7, 16);
  std::uint64_t power3 = 1, power4 = 1;
  for (int s = 0; s <= 3; ++s, power3 *= 3, power4 *= 4) {
    SolverConfig config;
    config.stages = s;
    config.cycles = 2;
    const std::uint64_t vector_cycles = 7 * 2;
    RngStream device = device_stream(0);
    arma::mat x;
    const ProgrammedSystem high = program(a, config, device);
    const OperationCount ops = high.solve(b, x).ops;
    CHECK(ops.lp_inv == vector_cycles * power3);
    CHECK(ops.hp_mvm == vector_cycles * (3 * power4 - 2 * power3));
    CHECK(ops.lp_mvm == 0);
    CHECK(ops.dac == ops.lp_inv * (16u >> s));
    CHECK(ops.adc == ops.dac);
    config.block_product = BlockProduct::low;
    const OperationCount low_ops = program(a, config, device).solve(b, x).ops;
    CHECK(low_ops.hp_mvm == vector_cycles * power4);
    CHECK(low_ops.lp_mvm == vector_cycles * 2 * (power4 - power3));
    // M4 = M1 in a complex embedding: the first stage needs one array for both, deeper ones differ.
    const std::uint64_t n_array = s == 0 ? 1 : (1u << (s - 1));
    const std::uint64_t side = 16u >> s;
    CHECK(high.programming().cells_programmed == n_array * side * side + 2 * 8 * 16 * 16);
  }
}

TEST_CASE("the shared array has one set of errors, two arrays have two") {
  RngStream stream({24, 0, 0}, Purpose::channel);
  arma::mat a = random_gram(stream, 64, 4);
  SolverConfig config;
  config.fidelity = fidelity_from_name("device");
  RngStream device = device_stream(0);
  const arma::mat shared = program(a, config, device).realised_inverse();
  RngStream counted = device_stream(0);
  for (int k = 0; k < 16; ++k) (void)counted.uniform();
  CHECK(device.uniform() == counted.uniform());  // 4 x 4 cells were drawn, not 2 x 4 x 4
  // z = M4^-1 g for f = 0 and y = M1^-1 f up to the small coupling: compare z-block with what M1 shows through f.
  a(4, 4) *= 1.0 + 1e-15;
  RngStream again = device_stream(0);
  const arma::mat split = program(a, config, again).realised_inverse();
  CHECK(relative_error(split.submat(4, 4, 7, 7), shared.submat(4, 4, 7, 7)) > 1e-4);
}

TEST_CASE("3-bit products inside BlockAMC still contract, only slower") {
  RngStream channel({25, 0, 0}, Purpose::channel);
  SolverConfig high, low;
  high.fidelity = low.fidelity = fidelity_from_name("converter");
  high.cycles = low.cycles = 6;
  low.block_product = BlockProduct::low;
  double high_sum = 0.0, low_sum = 0.0;
  for (std::uint32_t k = 0; k < 50; ++k) {
    const arma::mat a = random_gram(channel, 64, 4);
    const arma::mat b = random_mat(channel, 4, 8);
    RngStream first = device_stream(k), second = device_stream(k);
    arma::mat x;
    high_sum += std::log10(program(a, high, first).solve(b, x).relative_residual);
    low_sum += std::log10(program(a, low, second).solve(b, x).relative_residual);
  }
  CHECK(high_sum / 50 < -3.0);
  CHECK(low_sum / 50 < -3.0);
  CHECK(low_sum > high_sum);
}

}  // namespace test_block_inverse
