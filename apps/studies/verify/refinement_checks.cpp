#include <fmt/format.h>

#include "apps/matrix/generate.hpp"
#include "apps/studies/verify/rram_checks.hpp"
#include "apps/theory/quantiles.hpp"
#include "channel/uplink.hpp"
#include "rram/solver.hpp"

namespace ohmimo::verify {
namespace {

struct Ensemble {
  int n_rx, n_user, stages;
  double user_spread_db;
};

struct Residuals {
  std::vector<double>
      relative;  // ||b - A x|| / ||b|| of the 24-bit words of A and b as reported, largest of 4 inputs, per channel
  std::vector<double> in_double;     // ||b - A x|| / ||b|| of A and b as given, in double precision
  std::vector<double> over_allowed;  // that over what the words of A and b allow
  std::vector<double> error;         // ||x - A^-1 b|| / ||A^-1 b||, largest of 4 inputs
  int diverged = 0;                  // channels on which a vector was stopped
};

Residuals residuals(const Ensemble& ensemble, const rram::SolverConfig& config, int n_channel, std::uint64_t seed) {
  Residuals result;
  const std::vector<double> gain = user_gains(ensemble.n_user, ensemble.user_spread_db);
  const arma::mat root = arma::diagmat(arma::sqrt(arma::vec(gain)));
  for (int k = 0; k < n_channel; ++k) {
    const FrameId name = {seed, static_cast<std::uint32_t>(ensemble.n_rx), static_cast<std::uint32_t>(k)};
    RngStream channel(name, Purpose::channel), device(name, Purpose::device_program);
    const arma::cx_mat gram = root * matrix::wishart_matrix(ensemble.n_rx, ensemble.n_user, channel) * root;
    const arma::mat a = rram::embed_complex(gram);
    arma::mat b(4, a.n_rows), x;
    for (double& value : b) value = channel.normal();
    const rram::SolveReport report = rram::program(a, config, device).solve(b, x);
    result.diverged += report.status == rram::SolveReport::Status::diverged ? 1 : 0;
    result.relative.push_back(report.relative_residual);
    const arma::vec d = a.diag();
    // Words: A to 2^-25 of the power of two above its largest element, b to the same of its own; equilibration scales
    // elements of b by up to sqrt(max d / min d) before rounding.
    const arma::mat exact = arma::solve(a, b.t()).t();
    double worst = 0.0, worst_ratio = 0.0, worst_error = 0.0;
    for (arma::uword v = 0; v < b.n_rows; ++v) {
      const double n = static_cast<double>(a.n_rows), size = arma::norm(b.row(v));
      const double allowed =
          0x1p-24 * n * (arma::abs(a).max() * arma::norm(x.row(v)) / size + std::sqrt(d.max() / d.min()));
      const double relative = arma::norm(b.row(v) - x.row(v) * a.t()) / size;
      worst = worst_of(worst, relative);
      worst_ratio = worst_of(worst_ratio, relative / allowed);
      worst_error = worst_of(worst_error, arma::norm(x.row(v) - exact.row(v)) / arma::norm(exact.row(v)));
    }
    result.in_double.push_back(worst);
    result.over_allowed.push_back(worst_ratio);
    result.error.push_back(worst_error);
  }
  return result;
}

rram::SolverConfig config_of(rram::RefinementKind kind, int stages, bool equilibrate) {
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name("converter");
  config.stages = stages;
  config.cycles = 12;
  config.refinement = kind;
  config.equilibrate = equilibrate;
  return config;
}

}  // namespace

std::vector<Check> refinement_checks(const VerifyOptions& options) {
  using rram::RefinementKind;
  const int n_channel = 100;
  const Ensemble square_ish = {32, 16, 3, 0.0}, near_far = {64, 8, 2, 20.0};
  const auto run = [&](const Ensemble& ensemble, RefinementKind kind, bool equilibrate) {
    return residuals(ensemble, config_of(kind, ensemble.stages, equilibrate), n_channel, options.seed);
  };
  const Residuals slow = run(square_ish, RefinementKind::stationary, false),
                  fast = run(square_ish, RefinementKind::fcg, false),
                  plain = run(near_far, RefinementKind::stationary, false),
                  level = run(near_far, RefinementKind::fcg, true);
  const std::string source = "project goal";
  return {
      {"32x16, 12 cycles of fcg: median residual of the 24-bit words", median(fast.relative),
       Expectation::at_most(1e-5), source},
      {"32x16, 12 stationary cycles: median residual of the 24-bit words", median(slow.relative),
       Expectation::at_least(1e-3), source},
      {"64x8, 20 dB spread, stationary: channels of 100 that diverge", static_cast<double>(plain.diverged),
       Expectation::at_least(1.0), source},
      {"64x8, 20 dB spread, equilibrated fcg: residual of 24-bit words", quantile(level.relative, 1.0),
       Expectation::at_most(1e-9), source},
      {"the same, worst of 100, of A and b as given", quantile(level.in_double, 1.0), Expectation::at_most(1e-5),
       "2^-24 times the spread of 100"},
      {"the same: worst error of x", quantile(level.error, 1.0), Expectation::at_most(1e-5),
       "2^-24 times the spread of 100"},
      {"the same: worst residual over what 24-bit words allow", quantile(level.over_allowed, 1.0),
       Expectation::at_most(1.0), "rounding bound of the words"},
  };
}

}  // namespace ohmimo::verify
