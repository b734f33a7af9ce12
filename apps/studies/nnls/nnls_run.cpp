#include "apps/studies/nnls/nnls_run.hpp"

#include <algorithm>
#include <cmath>

#include "apps/theory/quantiles.hpp"
#include "rram/nnls/batch_nnls.hpp"

namespace ohmimo::nnls {
namespace {

double error_of(const arma::rowvec& x, const arma::rowvec& exact) {
  const double size = arma::norm(exact);
  return arma::norm(x - exact) / (size > 0.0 ? size : 1.0);
}

// Of the right-hand sides whose exact solution was found.
struct Exact {
  arma::mat x;
  arma::uvec found;  // [n_rhs]
};

std::vector<double> errors_of(const arma::mat& x, const Exact& exact) {
  std::vector<double> errors;
  for (arma::uword v = 0; v < x.n_rows; ++v)
    if (exact.found(v) != 0) errors.push_back(error_of(x.row(v), exact.x.row(v)));
  return errors;
}

CycleRow row_of(int cycle, const arma::mat& x, const Exact& exact, const Problem& problem) {
  CycleRow row;
  row.cycle = cycle;
  const std::vector<double> errors = errors_of(x, exact);
  if (!errors.empty()) {
    row.median_error = median(errors);
    row.worst_error = *std::ranges::max_element(errors);
  }
  row.worst_kkt = 0.0;
  for (arma::uword v = 0; v < x.n_rows; ++v) {
    const double kkt = rram::kkt_residual(problem.a, x.row(v).t(), problem.b.col(v)).largest();
    if (std::isnan(kkt) || kkt > row.worst_kkt) row.worst_kkt = kkt;
    if (exact.found(v) != 0 && arma::any((x.row(v) > 0.0) != (exact.x.row(v) > 0.0))) ++row.other_active_sets;
  }
  return row;
}

Exact solve_exactly(const Problem& problem, Outcome& outcome) {
  const rram::BatchNnls batch = rram::solve_nnls_batch(problem.a, problem.b);
  Exact exact{batch.x.t(), arma::uvec(problem.b.n_cols, arma::fill::zeros)};
  for (arma::uword v = 0; v < problem.b.n_cols; ++v) {
    exact.found(v) = batch.status[v] == rram::NnlsStatus::solved ? 1 : 0;
    if (exact.found(v) == 0) ++outcome.not_found;
  }
  outcome.factorisations = batch.factorisations;
  return exact;
}

double median_or_nan(const std::vector<double>& values) {
  return values.empty() ? NAN : median(values);
}

double clipped_error(const Problem& problem, const Exact& exact) {
  arma::mat x;
  if (!arma::solve(x, problem.a, problem.b)) return NAN;
  return median_or_nan(errors_of(arma::clamp(arma::mat(x.t()), 0.0, arma::datum::inf), exact));
}

arma::mat ideal_solutions(const Problem& problem, rram::NnlsConfig config) {
  config.fidelity = {};
  config.cycles = 1;
  RngStream none({0, 0, 0}, Purpose::device_program);
  arma::mat x;
  (void)rram::program_nnls(problem.a, config, none).solve(arma::mat(problem.b.t()), x);
  return x;
}

}  // namespace

Outcome run_nnls(const Problem& problem, const rram::NnlsConfig& config, std::uint64_t seed,
                 const std::function<void(std::string_view step)>& begin_step) {
  Outcome outcome;
  begin_step("exact solutions");
  const Exact exact = solve_exactly(problem, outcome);
  outcome.exact = exact.x;
  outcome.condition = arma::cond(problem.a);
  outcome.clipped_error = clipped_error(problem, exact);
  if (!rram::solves_least_squares(config))
    outcome.other_problem = median_or_nan(errors_of(ideal_solutions(problem, config), exact));
  begin_step("writing the arrays");
  RngStream device({seed, 0, 0}, Purpose::device_program);
  outcome.system = rram::program_nnls(problem.a, config, device);
  begin_step("solving on the circuit");
  rram::NnlsLog log;
  outcome.report = outcome.system->solve(arma::mat(problem.b.t()), outcome.x, &log);
  begin_step("judging the cycles");
  for (std::size_t cycle = 0; cycle < log.x.size(); ++cycle)
    outcome.cycles.push_back(row_of(static_cast<int>(cycle) + 1, log.x[cycle], exact, problem));
  return outcome;
}

}  // namespace ohmimo::nnls
