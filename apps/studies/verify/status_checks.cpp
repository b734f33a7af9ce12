#include <fmt/format.h>

#include "apps/studies/verify/rram_checks.hpp"
#include "rram/solver.hpp"

namespace ohmimo::verify {
namespace {

using Status = rram::SolveReport::Status;

struct System {
  arma::mat a, b;
};

// Any size from 1 to 32, singular values over up to six decades, rows scaled over up to 60 dB; sometimes a zero row, a
// dependent row, NaN or infinity.
System random_system(RngStream& stream) {
  const auto n = static_cast<arma::uword>(1.0 + std::floor(32.0 * stream.uniform()));
  arma::mat left(n, n), right(n, n), unused;
  for (double& value : left) value = stream.normal();
  for (double& value : right) value = stream.normal();
  arma::qr(left, unused, arma::mat(left));
  arma::qr(right, unused, arma::mat(right));
  if (stream.uniform() < 0.5) right = left;  // symmetric; indefinite every other time
  arma::vec singular(n);
  const double decades = 6.0 * stream.uniform(), sign = stream.uniform() < 0.5 ? -1.0 : 1.0;
  for (double& value : singular)
    value = std::pow(10.0, -decades * stream.uniform()) * (stream.uniform() < 0.5 ? sign : 1.0);
  System system = {left * arma::diagmat(singular) * right.t(), arma::mat(3, n)};
  for (double& value : system.b) value = stream.normal();
  if (stream.uniform() < 0.3)
    for (arma::uword i = 0; i < n; ++i) system.a.row(i) *= std::pow(10.0, 3.0 * stream.uniform());
  const double damage = stream.uniform();
  const auto row = static_cast<arma::uword>(stream.uniform() * static_cast<double>(n));
  if (damage < 0.05)
    system.a.row(row).zeros();
  else if (damage < 0.1)
    system.a.row(row) = system.a.row((row + 1) % n);
  else if (damage < 0.15)
    system.a(row, 0) = arma::datum::nan;
  else if (damage < 0.2)
    system.b(0, row) = -arma::datum::inf;
  return system;
}

// The status of every right-hand side against the residual in double precision.
bool report_is_right(const System& system, const rram::SolverConfig& config, const rram::SolveReport& report,
                     const arma::mat& x) {
  if (!x.is_finite()) return false;
  for (arma::uword v = 0; v < x.n_rows; ++v) {
    const bool finite = system.a.is_finite() && system.b.row(v).is_finite();
    const Status status = report.vector_status[v];
    if (!finite && (status != Status::not_finite || arma::abs(x.row(v)).max() != 0.0)) return false;
    if (!finite || status != Status::converged) continue;
    const double scale = arma::norm(system.b.row(v));
    const double residual = arma::norm(system.b.row(v) - x.row(v) * system.a.t()) / scale;
    // The words of A are off by 2^-25 of the power of two above its largest element, those of b by 2^-24 of b's.
    const double words =
        0x1p-24 * static_cast<double>(x.n_cols) * arma::abs(system.a).max() * arma::norm(x.row(v)) / scale;
    if (residual > config.tolerance * (1.0 + 1e-9) + words + 0x1p-23 * std::sqrt(static_cast<double>(x.n_cols)))
      return false;
  }
  return true;
}

}  // namespace

std::vector<Check> status_checks(const VerifyOptions& options) {
  const int n_system = options.full ? 10000 : 1000;
  int wrong = 0, converged = 0;
  for (int k = 0; k < n_system; ++k) {
    const FrameId name = {options.seed, 0, static_cast<std::uint32_t>(k)};
    RngStream stream(name, Purpose::channel), device(name, Purpose::device_program);
    const System system = random_system(stream);
    rram::SolverConfig config;
    const char* const fidelity[] = {"exact", "quantised", "device", "converter"};
    config.fidelity = rram::fidelity_from_name(fidelity[k % 4]);
    config.stages = k % 3;
    config.cycles = 20;
    config.tolerance = 1e-4;
    config.refinement = k % 2 == 0 ? rram::RefinementKind::stationary : rram::RefinementKind::automatic;
    arma::mat x;
    const rram::SolveReport report = rram::program(system.a, config, device).solve(system.b, x);
    wrong += report_is_right(system, config, report, x) ? 0 : 1;
    converged += report.status == Status::converged ? 1 : 0;
  }
  return {{fmt::format("wrong reports over {} random systems", n_system), static_cast<double>(wrong),
           Expectation::at_most(0.0), "double precision"},
          {"share of them that converge to 1e-4", static_cast<double>(converged) / n_system,
           Expectation::between(0.05, 0.95), "both outcomes are met"}};
}

}  // namespace ohmimo::verify
