// Refinement that keeps the constraint: error after every cycle.
#include <fmt/format.h>

#include "apps/studies/verify/nnls_case.hpp"
#include "apps/studies/verify/nnls_checks.hpp"
#include "apps/theory/quantiles.hpp"
#include "rram/nnls/digital_nnls.hpp"

namespace ohmimo::verify {
namespace {

// Medians of the errors after each cycle, 3-bit cells, elements of A between levels, 8-bit converters.
std::vector<double> cycle_errors(arma::uword m, arma::uword k, rram::NnlsDrive drive, const VerifyOptions& options) {
  constexpr int cycles = 10;
  rram::NnlsConfig config = plain_config(rram::RegressionKind::two_banks);
  config.fidelity.quantise = config.fidelity.device = config.fidelity.converter = true;
  config.cycles = cycles;
  config.drive = drive;
  rram::SplitMix64 draws(options.seed + 17 * m);
  std::vector<std::vector<double>> error(cycles);
  const int count = m < 128 || options.full ? 100 : 40;
  for (int trial = 0; trial < count; ++trial) {
    const rram::PlantedNnls problem = rram::planted_nnls(draws, m, k);
    const arma::mat a = problem.a + draws.uniform(m, k);
    const arma::vec x = rram::solve_nnls(a, problem.b).x;
    RngStream device({options.seed, 1, static_cast<std::uint32_t>(trial)}, Purpose::device_program);
    rram::NnlsLog log;
    arma::mat found;
    const rram::NnlsReport report = rram::program_nnls(a, config, device).solve(arma::mat(problem.b.t()), found, &log);
    for (std::size_t c = 0; c < cycles; ++c)
      error[c].push_back(report.status == rram::NnlsReport::Status::solved ? relative_error(log.x[c].t(), x) : NAN);
  }
  std::vector<double> medians;
  for (const std::vector<double>& one : error) medians.push_back(median(one));
  return medians;
}

}  // namespace

std::vector<Check> nnls_refinement_checks(const VerifyOptions& options) {
  std::vector<Check> checks;
  for (const auto& [m, k, first] :
       {std::tuple<arma::uword, arma::uword, double>{16, 4, 9.7e-2}, {64, 8, 0.12}, {128, 16, 0.19}}) {
    const std::vector<double> error = cycle_errors(m, k, rram::NnlsDrive::columns, options);
    const std::string name = fmt::format("{}x{}", m, k);
    checks.push_back({name + ", driven through the columns: median error after cycle 1", error[0],
                      Expectation::between(first / 1.5, first * 1.5), nnls_source});
    checks.push_back({name + ": bits gained per cycle, cycles 2 to 7", std::log2(error[1] / error[6]) / 5.0,
                      Expectation::at_least(3.0), nnls_source});
    checks.push_back({name + ": median error after cycle 8", error[7], Expectation::at_most(1e-7), nnls_source});
  }
  const std::vector<double> rows_first = cycle_errors(64, 8, rram::NnlsDrive::rows_first, options),
                            rows = cycle_errors(64, 8, rram::NnlsDrive::rows, options);
  checks.push_back({"64x8, first cycle through the rows: median error after it", rows_first[0],
                    Expectation::between(3.3e-2 / 1.5, 3.3e-2 * 1.5), nnls_source});
  checks.push_back({"64x8, first cycle through the rows: median error after cycle 8", rows_first[7],
                    Expectation::at_most(1e-7), nnls_source});
  checks.push_back({"64x8, all cycles through the rows: median error after cycle 10", rows[9],
                    Expectation::between(1.2e-2 / 1.5, 1.2e-2 * 1.5), nnls_source});
  return checks;
}

}  // namespace ohmimo::verify
