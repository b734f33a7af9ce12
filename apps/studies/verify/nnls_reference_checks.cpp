// The worked example in every way, and ideal circuits on random problems.
#include <fmt/format.h>

#include "apps/studies/verify/nnls_case.hpp"
#include "apps/studies/verify/nnls_checks.hpp"
#include "rram/nnls/digital_nnls.hpp"
#include "rram/nnls/rectified_point.hpp"

namespace ohmimo::verify {
namespace {

using rram::Rectifier;
using rram::RegressionKind;

// Distance of the solution of a circuit from a vector, in units of x.
double distance(const rram::RegressionCircuit& circuit, const arma::vec& expected) {
  const rram::RegressionNetwork network = rram::make_network(circuit);
  const rram::RectifiedPoint point = rram::rectified_point(rram::RectifiedLoop(network, level_drive(nnls_example_b)));
  return arma::abs(point.x_V / 0.1 - expected).max();
}

std::vector<Check> gain_checks(const arma::mat& matrix) {
  struct Row {
    double gain;
    arma::vec two, rectified, clamped;
  };
  const Row rows[] = {
      {1e5, {0, 0.500598011, 3.498105472}, {0, 0.500814106, 3.497472462}, {0, 0.476828, 3.461515}},
      {1e4, {0, 0.505936392, 3.481175066}, {0, 0.508061389, 3.474943980}, {0, 0.484203825, 3.439364491}},
      {1e3, {0, 0.555288675, 3.322975203}, {0, 0.573366515, 3.269409067}, {0, 0.550803, 3.237331}}};
  std::vector<Check> checks;
  for (const Row& row : rows) {
    const auto add = [&](const char* name, RegressionKind kind, Rectifier rectifier, const arma::vec& x,
                         double tolerance) {
      checks.push_back({fmt::format("worked example, gain {:g}, {}", row.gain, name),
                        distance(level_circuit(matrix, kind, rectifier, row.gain), x), Expectation::at_most(tolerance),
                        "independent program, ngspice"});
    };
    add("two banks", two_banks, Rectifier::clamp, row.two, 1e-8);
    add("compact, rectifier", compact, Rectifier::precision, row.rectified, 1e-8);
    add("compact, clamp alone", compact, Rectifier::clamp, row.clamped, row.gain == 1e4 ? 1e-8 : 1e-6);
  }
  return checks;
}

}  // namespace

std::vector<Check> nnls_example_checks(const arma::mat& matrix, const VerifyOptions&) {
  const arma::vec x = {0.0, 0.5, 3.5};
  const rram::DigitalNnls digital = rram::solve_nnls(matrix, nnls_example_b);
  const arma::vec g = matrix.t() * (matrix * digital.x - nnls_example_b);
  const auto exact = Expectation::at_most(1e-12);
  std::vector<Check> checks = {
      {"worked example, digital: largest error of x", arma::abs(digital.x - x).max(), exact, "solved by hand"},
      {"worked example, least g_j", g.min(), Expectation::at_least(-1e-10), "Karush, Kuhn, Tucker"},
      {"worked example, largest |x_j g_j|", arma::abs(digital.x % g).max(), Expectation::at_most(1e-10),
       "Karush, Kuhn, Tucker"},
      {"worked example, two banks, ideal: largest error",
       distance(level_circuit(matrix, two_banks, Rectifier::clamp, INFINITY), x), exact, "solved by hand"},
      {"worked example, compact with rectifier, ideal: largest error",
       distance(level_circuit(matrix, compact, Rectifier::precision, INFINITY), x), exact, "solved by hand"}};
  rram::RegressionCircuit weighted = level_circuit(matrix, compact, Rectifier::precision, INFINITY);
  weighted.compensation_S.reset();
  checks.push_back({"worked example, compact, not compensated: largest distance from (0, 5/22, 17/4)",
                    distance(weighted, {0.0, 5.0 / 22.0, 17.0 / 4.0}), exact, "solved by hand"});
  checks.push_back({"worked example, compact, clamp alone: largest distance from (0, 0.476, 3.464)",
                    distance(level_circuit(matrix, compact, Rectifier::clamp, INFINITY), {0.0, 0.476, 3.464}),
                    Expectation::at_most(5e-4), nnls_source});
  for (Check& check : gain_checks(matrix)) checks.push_back(std::move(check));
  return checks;
}

std::vector<Check> nnls_reference_checks(const VerifyOptions& options) {
  std::vector<Check> checks;
  double pivoting = 0.0;
  for (const auto& [m, k] : {std::pair<arma::uword, arma::uword>{16, 4}, {64, 8}, {128, 16}}) {
    rram::SplitMix64 draws(options.seed + m);
    double banks = 0.0, shared = 0.0;
    const int count = m < 128 || options.full ? 200 : 50;
    for (int trial = 0; trial < count; ++trial) {
      const rram::PlantedNnls problem = rram::planted_nnls(draws, m, k);
      const arma::vec x = rram::lawson_hanson(problem.a, problem.b).x;
      pivoting = worst_of(pivoting, relative_error(rram::solve_nnls(problem.a, problem.b).x, x));
      for (const RegressionKind kind : {two_banks, compact}) {
        const rram::RegressionNetwork network =
            rram::make_network(level_circuit(problem.a, kind, Rectifier::precision, INFINITY));
        const rram::RectifiedPoint point =
            rram::rectified_point(rram::RectifiedLoop(network, level_drive(problem.b)), false);
        double& worst = kind == two_banks ? banks : shared;
        worst = worst_of(worst, relative_error(point.x_V / 0.1, x));
      }
    }
    checks.push_back({fmt::format("{}x{}, two banks, ideal, {} problems: worst error", m, k, count), banks,
                      Expectation::at_most(1e-10), "Lawson and Hanson"});
    checks.push_back({fmt::format("{}x{}, compact, ideal, {} problems: worst error", m, k, count), shared,
                      Expectation::at_most(1e-10), "Lawson and Hanson"});
  }
  checks.push_back({"block pivoting against Lawson and Hanson: worst", pivoting, Expectation::at_most(1e-10),
                    "two independent methods"});
  return checks;
}

}  // namespace ohmimo::verify
