#include <fmt/format.h>

#include "apps/published/paper_points.hpp"
#include "apps/studies/reproduce/worked_example.hpp"
#include "apps/studies/verify/rram_checks.hpp"
#include "apps/theory/quantiles.hpp"

namespace ohmimo::verify {
namespace {

double spectral_radius(const arma::mat& a, const arma::mat& stored) {
  return arma::abs(arma::eig_gen(arma::mat(arma::eye(arma::size(a)) - a * arma::inv(stored)))).max();
}

}  // namespace

std::vector<Check> example_checks(const arma::mat& matrix, const VerifyOptions& options) {
  RngStream device({options.seed, 0, 0}, Purpose::device_program);
  const double rounded = rram::program(matrix, reproduce::worked_config("quantised", 1), device).spectral_radius();
  const double truncated = spectral_radius(matrix, arma::floor(8.0 * matrix) / 8.0);
  const arma::rowvec printed = {0.1392, -0.0775, 0.0316, 0.1460};
  const reproduce::WorkedSystem system = {matrix, reproduce::worked_rhs()};
  arma::mat x;
  (void)rram::program(matrix, reproduce::worked_config("exact", 1), device).solve(system.b, x);
  std::vector<Check> checks = {
      {"condition number", arma::cond(matrix), Expectation::near(7.71, 0.005), "Zuo 2025, Fig. 2d (7.7)"},
      {"largest difference of x from the printed solution", arma::abs(x - printed).max(), Expectation::at_most(5e-5),
       "Zuo 2025, Fig. 2d, 4 decimals"},
      {"spectral radius, array rounded to 3 bits", rounded, Expectation::near(0.125, 0.0005), "eigenvalues, by hand"},
      {"spectral radius, array truncated to 3 bits", truncated, Expectation::near(0.505, 0.0005),
       "eigenvalues, by hand"},
  };
  const int n_device = options.full ? 4000 : 400;
  const auto error =
      reproduce::errors_per_cycle(system, reproduce::worked_config("converter", 12), n_device, options.seed);
  // Medians of an independent calculation of 400 chips with a slightly different (uniform) law, two digits. A median of
  // 400 has a standard error near 4 %, growing with the cycle as the errors spread: a factor 1.4.
  const double independent[] = {0.11, 1.9e-2, 2.7e-3, 4.2e-4, 7e-5, 1.1e-5, 1.7e-6};
  for (std::size_t k = 0; k < std::size(independent); ++k)
    checks.push_back({fmt::format("relative error after cycle {}, median of {} chips", k + 1, n_device),
                      median(error[k]), Expectation::between(independent[k] / 1.4, independent[k] * 1.4),
                      "independent Monte Carlo, Fig. 2d"});
  checks.push_back({"bits gained per cycle, cycles 1 to 7, median chip",
                    std::log2(median(error[0]) / median(error[6])) / 6.0, Expectation::between(2.6, 3.2),
                    "Zuo 2025, Fig. 3b (about 3)"});
  for (const std::size_t cycle : {9, 10, 12})
    checks.push_back({fmt::format("bits of the median chip after cycle {}", cycle),
                      -std::log2(median(error[cycle - 1])), Expectation::between(22.0, 23.5), "Zuo 2025, Fig. 3b"});
  const auto short_words = [&] {
    rram::SolverConfig config = reproduce::worked_config("converter", 3);
    config.word_bits = 12;
    return reproduce::errors_per_cycle(system, config, n_device, options.seed);
  }();
  std::vector<double> inversion;
  for (std::size_t chip = 0; chip < short_words[0].size(); ++chip)
    inversion.push_back((short_words[0][chip] + short_words[1][chip] / short_words[0][chip] +
                         short_words[2][chip] / short_words[1][chip]) /
                        3.0);
  const double published = curve_points(paper_points("2e"), "mean of 3 operations")[0].y;
  checks.push_back({"error of one LP-INV, mean of 3: share of chips below the paper's",
                    static_cast<double>(std::ranges::count_if(inversion, [&](double e) { return e < published; })) /
                        static_cast<double>(inversion.size()),
                    Expectation::between(0.05, 0.95), "Zuo 2025, Fig. 2e (0.186)"});
  return checks;
}

}  // namespace ohmimo::verify
