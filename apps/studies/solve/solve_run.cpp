#include "apps/studies/solve/solve_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "rram/circuit/state_space.hpp"
#include "rram/cost/settling.hpp"

namespace ohmimo::solve {
namespace {

constexpr arma::uword largest_spectrum = 512;  // rows; eigenvalues of 512 rows take about a second

// 2-norm of every row by its largest element, so that squares neither overflow nor vanish.
double row_norm(const arma::mat& a, arma::uword i) {
  const double largest = arma::abs(a.row(i)).max();
  return largest > 0.0 ? largest * arma::norm(a.row(i) / largest) : 0.0;
}

// ||row of a|| / ||row of reference||, 0 for 0/0.
std::vector<double> relative_norms(const arma::mat& a, const arma::mat& reference) {
  std::vector<double> relative(a.n_rows);
  for (arma::uword i = 0; i < a.n_rows; ++i) {
    const double norm = row_norm(a, i);
    const double ratio = norm == 0.0 ? 0.0 : norm / row_norm(reference, i);
    relative[i] = std::isnan(ratio) ? INFINITY : ratio;  // a beyond the range of double
  }
  std::sort(relative.begin(), relative.end());
  return relative;
}

void require_memory(const arma::mat& b, int cycles) {
  const double megabytes = 2.0 * 8e-6 * cycles * static_cast<double>(b.n_elem);
  if (megabytes > 1000.0)
    throw std::invalid_argument(
        fmt::format("cycles times right-hand sides must take at most 1000 MB, {} cycles of {} vectors take {:.0f} MB",
                    cycles, b.n_rows, megabytes));
}

// How many inversion arrays there are and how many of their loops have no steady state with the op-amps of the
// configuration, where the solver itself does not ask (below the rung circuit).
LoopCount loops_of(const rram::ProgrammedSystem& programmed, const rram::SolverConfig& config) {
  rram::CircuitModel model = config.analogue.circuit;
  model.wire = {0.0, 0.0};
  LoopCount count;
  for (const rram::Circuit& circuit : rram::inverse_circuits(programmed.arrays(), model)) {
    ++count.arrays;
    count.unstable += rram::is_stable(rram::state_space(rram::make_network(circuit))) ? 0 : 1;
  }
  return count;
}

}  // namespace

arma::mat double_solutions(const LinearSystem& system) {
  arma::mat a = real_matrix(system.matrix, system.is_complex), b = real_rows(system.rhs, system.is_complex);
  const auto exponent = [](const arma::vec& values) { return std::ilogb(arma::abs(values).max()) + 1; };
  const auto require_regular = [](bool regular) {
    if (!regular) throw std::invalid_argument("the matrix must not be singular in double precision");
  };
  for (arma::uword i = 0; i < a.n_rows; ++i) {
    require_regular(arma::any(a.row(i)));
    const int e = exponent(a.row(i).t());
    for (double& value : a.row(i)) value = std::ldexp(value, -e);
    for (double& value : b.col(i)) value = std::ldexp(value, -e);
  }
  std::vector<int> column;
  for (arma::uword j = 0; j < a.n_cols; ++j) {
    require_regular(arma::any(a.col(j)));
    column.push_back(exponent(a.col(j)));
    for (double& value : a.col(j)) value = std::ldexp(value, -column[j]);
  }
  arma::mat x;
  require_regular(arma::solve(x, a, b.t(), arma::solve_opts::no_approx));
  for (arma::uword j = 0; j < a.n_cols; ++j)
    for (double& value : x.row(j)) value = std::ldexp(value, -column[j]);
  return x.t();
}

double CycleRow::bits() const {
  return -std::log2(median_error);
}

SolveOutcome run_solve(const LinearSystem& system, const arma::mat& x_double, rram::SolverConfig config,
                       std::uint64_t seed, const std::function<void(std::string_view step)>& begin_step) {
  const arma::mat a = real_matrix(system.matrix, system.is_complex);
  const arma::mat b = real_rows(system.rhs, system.is_complex);
  require_memory(b, config.cycles);

  SolveOutcome outcome;
  begin_step("condition number");
  // Of the singular values of a complex matrix, twice; scaled, for squares of elements may leave the range of double.
  outcome.condition = arma::cond(arma::mat(a / arma::abs(a).max()));
  begin_step("programming the arrays");
  config.report_spectral_radius = a.n_rows <= largest_spectrum;
  RngStream device({seed, 0, 0}, Purpose::device_program);
  const rram::ProgrammedSystem& programmed = outcome.programmed.emplace(rram::program(a, config, device));
  begin_step(fmt::format("{} right-hand side(s), at most {} cycle(s)", b.n_rows, config.cycles));
  rram::CycleLog log;
  log.keep.resize(config.cycles);
  std::iota(log.keep.begin(), log.keep.end(), 1);
  arma::mat x;
  RngStream read({seed, 0, 0}, Purpose::device_read);
  outcome.report = programmed.solve(b, x, &log, &read);
  outcome.programming = programmed.programming();
  outcome.spectral_radius = outcome.report.spectral_radius;
  outcome.x = complex_columns(x, system.is_complex);
  begin_step("stability of the loops");
  if (!config.fidelity.analogue() && a.n_rows <= largest_spectrum &&
      outcome.report.status != rram::SolveReport::Status::not_finite)
    outcome.loops = loops_of(programmed, config);
  begin_step("errors of every cycle");
  for (int k = 0; k < outcome.report.cycles; ++k) {
    const std::vector<double> error = relative_norms(log.x[k] - x_double, x_double);
    const std::vector<double> residual = relative_norms(b - log.x[k] * a.t(), b);
    outcome.rows.push_back({k + 1, error[error.size() / 2], error.back(), residual.back()});
  }
  return outcome;
}

}  // namespace ohmimo::solve
