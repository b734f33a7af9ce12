#include <fmt/format.h>

#include "apps/matrix/generate.hpp"
#include "apps/studies/verify/rram_checks.hpp"
#include "apps/theory/quantiles.hpp"
#include "rram/solver.hpp"

namespace ohmimo::verify {
namespace {

rram::SolverConfig ten_cycles(int stages) {
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name("converter");
  config.stages = stages;
  config.cycles = 10;
  return config;
}

// Mean relative error of 100 inputs after 10 cycles, one value per channel and chip.
std::vector<double> complex_errors(int n_rx, int n_chip, std::uint64_t seed) {
  std::vector<double> mean;
  for (int chip = 0; chip < n_chip; ++chip) {
    const FrameId name = {seed, static_cast<std::uint32_t>(n_rx), static_cast<std::uint32_t>(chip)};
    RngStream channel(name, Purpose::channel), device(name, Purpose::device_program);
    const arma::mat a = rram::embed_complex(matrix::wishart_matrix(n_rx, 4, channel));
    arma::mat b(100, 8), x;
    for (double& value : b) value = channel.normal();
    (void)rram::program(a, ten_cycles(1), device).solve(b, x);
    const arma::mat exact = arma::solve(a, b.t()).t();
    mean.push_back(arma::mean(
        arma::vec(arma::sqrt(arma::sum(arma::square(x - exact), 1)) / arma::sqrt(arma::sum(arma::square(exact), 1)))));
  }
  return mean;
}

// Largest element error of the inverse of an 8x8 complex Gram matrix (128x8), per channel and chip.
std::vector<double> inverse_errors(int n_chip, std::uint64_t seed) {
  std::vector<double> largest;
  for (int chip = 0; chip < n_chip; ++chip) {
    const FrameId name = {seed, 1, static_cast<std::uint32_t>(chip)};
    RngStream channel(name, Purpose::channel), device(name, Purpose::device_program);
    const arma::mat a = rram::embed_complex(matrix::wishart_matrix(128, 8, channel));
    arma::mat rows;
    (void)rram::program(a, ten_cycles(2), device).solve(arma::eye(16, 16), rows);
    largest.push_back(arma::abs(rows.t() - arma::inv(a)).max());
  }
  return largest;
}

// Spectral radii of ideal arrays, M4 in place of the Schur complement.
std::vector<double> radii(int n_rx, int n_user, int stages, const VerifyOptions& options) {
  rram::SolverConfig config;
  config.stages = stages;
  const FrameId name = {options.seed, static_cast<std::uint32_t>(n_rx),
                        static_cast<std::uint32_t>(100 * n_user + stages)};
  RngStream channel(name, Purpose::channel), device(name, Purpose::device_program);
  std::vector<double> rho;
  for (int k = 0; k < (options.full ? 2000 : 200); ++k)
    rho.push_back(rram::program(rram::embed_complex(matrix::wishart_matrix(n_rx, n_user, channel)), config, device)
                      .spectral_radius());
  return rho;
}

}  // namespace

std::vector<Check> block_checks(const VerifyOptions& options) {
  const int n_chip = options.full ? 1000 : 60;
  const std::vector<double> inverse = inverse_errors(n_chip, options.seed);
  return {
      {"4x4 complex (64x4), cycle 10: mean error of 100 inputs, median",
       median(complex_errors(64, n_chip, options.seed)), Expectation::between(0.3e-7, 3e-7),
       "Zuo 2025, Fig. 3e (1e-7)"},
      {"4x4 complex (16x4), cycle 10: mean error of 100 inputs, median",
       median(complex_errors(16, n_chip, options.seed)), Expectation::between(0.3e-7, 3e-7),
       "Zuo 2025, Fig. 3e (1e-7)"},
      {"16x16 inverse, cycle 10: largest element error, median", median(inverse), Expectation::at_most(3e-7),
       "Zuo 2025, Fig. 3g"},
      // Elements above 1 put the grid of x at 2^-21 or 2^-22: half of it, 2.4e-7, and A^-1 dA A^-1 with dA of 2^-25.
      {"16x16 inverse, cycle 10: largest element error, worst chip", quantile(inverse, 1.0), Expectation::at_most(4e-7),
       "24-bit grid of x and of A"},
  };
}

std::vector<Check> radius_checks(const VerifyOptions& options) {
  struct Row {
    int n_rx, n_user, stages;
    double median;  // of 60 independent draws by another program
    double spread;  // standard deviation of the radius over channels
  };
  std::vector<Check> checks;
  for (const Row& row : {Row{16, 4, 1, 0.16, 0.092}, Row{16, 4, 2, 0.26, 0.098}, Row{128, 8, 1, 0.074, 0.020},
                         Row{128, 8, 2, 0.088, 0.021}, Row{64, 16, 1, 0.33, 0.045}, Row{64, 16, 2, 0.37, 0.043},
                         Row{128, 16, 1, 0.17, 0.027}, Row{128, 16, 2, 0.20, 0.027}}) {
    const std::vector<double> rho = radii(row.n_rx, row.n_user, row.stages, options);
    // A median of N draws has the standard error 1.25 spread / sqrt(N): three of the difference, and half a digit.
    const double error = 1.25 * row.spread * std::sqrt(1.0 / 60.0 + 1.0 / static_cast<double>(rho.size()));
    checks.push_back({fmt::format("median radius {}x{}, {} stage(s), ideal arrays", row.n_rx, row.n_user, row.stages),
                      median(rho), Expectation::near(row.median, 3.0 * error + 0.005),
                      "independent Monte Carlo, 60 channels"});
    if (row.stages != 1) continue;
    checks.push_back({fmt::format("largest radius {}x{}, one stage, ideal arrays", row.n_rx, row.n_user),
                      quantile(rho, 1.0), Expectation::at_most(1.0), "theorem: |eig(Im Re^-1)| < 1"});
  }
  return checks;
}

}  // namespace ohmimo::verify
