#include "apps/studies/solve/stencil_report.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ohmimo::solve {
namespace {

constexpr double settled_share = 1e-3;

// ||x_double - closed form|| / ||closed form|| of the worst right-hand side, real part.
double worst_difference(const matrix::Stencil& stencil, const LinearSystem& system, const arma::mat& x_double) {
  double worst = 0.0;
  for (arma::uword v = 0; v < system.rhs.n_cols; ++v) {
    const arma::vec x = matrix::sine_solution(stencil, arma::real(system.rhs.col(v)));
    const arma::vec found = x_double.row(v).head(x.n_elem).t();
    const double size = arma::norm(x);
    if (size > 0.0) worst = std::max(worst, arma::norm(found - x) / size);
  }
  return worst;
}

}  // namespace

rram::MappingConfig integer_mapping(const matrix::Stencil& stencil) {
  const double levels = matrix::whole_levels(stencil), step = stencil.heat > 0.0 ? stencil.heat : 1.0;
  rram::MappingConfig mapping;
  mapping.kind = rram::MappingKind::fixed;
  mapping.scale = step * rram::n_level / levels;
  mapping.m = levels / rram::n_level;
  mapping.n = 0.0;
  return mapping;
}

std::string stencil_lines(const matrix::Stencil& stencil, const LinearSystem& system, const SolveOutcome& outcome,
                          const arma::mat& x_double, const rram::SolverConfig& solver) {
  const double gbwp_hz = solver.analogue.circuit.amplifier.gbwp_hz;
  std::string text = fmt::format(
      "closed form: condition number {:.4f}, measured {:.4f}; eigenvalues {:.4g} to {:.4g}\n"
      "closed form: solution by sines, double precision within {:.1e} of it\n"
      "closed form: one array of all rows settles to 0.1 % in {:.3g} ns with op-amps of {:g} MHz\n",
      matrix::condition(stencil), outcome.condition, matrix::smallest_eigenvalue(stencil),
      matrix::largest_eigenvalue(stencil), worst_difference(stencil, system, x_double),
      1e9 * matrix::settling_s(stencil, gbwp_hz, settled_share), gbwp_hz * 1e-6);
  if (stencil.dimension == 1 && stencil.heat == 0.0 && stencil.n % 2 == 0)
    text += fmt::format(
        "closed form: spectral radius of one stage of BlockAMC, ideal arrays, Schur complement reused: {:.4f}\n",
        matrix::reused_block_radius(stencil.n / 2));
  return text;
}

}  // namespace ohmimo::solve
