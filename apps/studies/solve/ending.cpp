#include "apps/studies/solve/ending.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rram/remedy.hpp"

namespace ohmimo::solve {
namespace {

using Status = rram::SolveReport::Status;

constexpr arma::uword most_tried_rows = 512;  // of a system; trials of larger ones take too long

bool missed_tolerance(const SolveOutcome& outcome, const rram::SolverConfig& solver) {
  return solver.tolerance > 0.0 && outcome.report.status != Status::converged;
}

bool ended_badly(Status status) {
  return status == Status::diverged || status == Status::unstable || status == Status::not_finite;
}

double last_residual(const SolveOutcome& outcome) {
  return outcome.rows.empty() ? 1.0 : outcome.rows.back().worst_residual;
}

// The share of the residual that the last cycle left.
double last_share(const SolveOutcome& outcome) {
  const std::size_t n = outcome.rows.size();
  return n < 2 ? 0.0 : outcome.rows[n - 1].worst_residual / outcome.rows[n - 2].worst_residual;
}

// A residual of so many units of the last bit of the words, if they are rounded.
double word_residual(const rram::SolverConfig& solver, double units, double otherwise) {
  return solver.fidelity.quantise ? std::ldexp(units, -solver.word_bits) : otherwise;
}

// What counts as solved where there is no tolerance.
double solved_residual(const rram::SolverConfig& solver) {
  return std::max(1e-3, word_residual(solver, 128.0, 0.0));
}

bool crawls(const SolveOutcome& outcome, const rram::SolverConfig& solver) {
  return last_residual(outcome) > solved_residual(solver) && last_share(outcome) > 0.5;
}

// Not a digit of x is right after all cycles.
bool got_nowhere(const SolveOutcome& outcome, const rram::SolverConfig& solver) {
  return crawls(outcome, solver) && outcome.rows.back().worst_error > 0.99;
}

std::string reason(const SolveOutcome& outcome, const rram::SolverConfig& solver) {
  switch (outcome.report.status) {
    case Status::unstable:
      return "the feedback loop of an array has no steady state";
    case Status::diverged:
      return "refinement diverges";
    case Status::not_finite:
      return "the matrix or one of its arrays is singular to working precision, or x is too large for a double";
    default:
      break;
  }
  if (missed_tolerance(outcome, solver))
    return fmt::format("the residual after {} cycle(s), {:.3g}, is above the tolerance {:g}", outcome.report.cycles,
                       outcome.report.relative_residual, solver.tolerance);
  return fmt::format("refinement crawls: the last of {} cycles left {:.3g} of the residual", outcome.report.cycles,
                     last_share(outcome));
}

// The worst vector of a solve, and the streams that solved it.
rram::Trouble trouble_of(const SolvedSystem& solved) {
  const LinearSystem& system = solved.system;
  const arma::mat a = real_matrix(system.matrix, system.is_complex), b = real_rows(system.rhs, system.is_complex);
  const arma::mat x = real_rows(solved.outcome.x, system.is_complex);
  arma::uword worst = 0;
  double largest = -1.0;
  for (arma::uword v = 0; v < b.n_rows; ++v)
    if (const double residual = rram::worst_residual(a, b.row(v), x.row(v)); residual > largest)
      worst = v, largest = residual;
  return {.a = a,
          .b = b.row(worst),
          .device = RngStream({solved.seed, 0, 0}, Purpose::device_program),
          .read = RngStream({solved.seed, 0, 0}, Purpose::device_read),
          .wanted = solved_residual(solved.solver)};
}

// The same by the normal equations; none if x does not solve the system itself.
std::optional<rram::Remedy> try_normal_equations(const rram::Trouble& trouble, const rram::SolverConfig& solver) {
  rram::Trouble squared = trouble;
  squared.a = trouble.a.t() * trouble.a;
  squared.b = trouble.b * trouble.a;
  if (!squared.a.is_finite() || !squared.b.is_finite()) return std::nullopt;
  std::optional<rram::Remedy> remedy = rram::try_setting(squared, solver);
  if (!remedy) remedy = rram::find_remedy(squared, solver);
  if (!remedy) return std::nullopt;
  remedy->relative_residual = rram::worst_residual(trouble.a, trouble.b, remedy->x);
  if (!(remedy->relative_residual <= (solver.tolerance > 0.0 ? solver.tolerance : trouble.wanted))) return std::nullopt;
  remedy->flags = "--normal-equations" + (remedy->flags.empty() ? "" : " " + remedy->flags);
  return remedy;
}

std::string advice(const SolvedSystem& solved) {
  const rram::Trouble trouble = trouble_of(solved);
  if (trouble.a.n_rows > most_tried_rows) return "no other setting was tried, above 512 real rows";
  std::optional<rram::Remedy> remedy = rram::find_remedy(trouble, solved.solver);
  if (!remedy && solved.may_square) remedy = try_normal_equations(trouble, solved.solver);
  if (remedy)
    return fmt::format("{} {} it (tried: residual of the matrix given {:.2g} after {} cycle(s))", remedy->flags,
                       solved.solver.tolerance > 0.0 ? "reaches" : "solves", remedy->relative_residual, remedy->cycles);
  return fmt::format(
      "fcg, --equilibrate, --stages 0, --schur exact{} and ten times the cycles were tried and do not "
      "solve it",
      solved.may_square ? ", --normal-equations" : "");
}

}  // namespace

std::string status_text(const SolveOutcome& outcome, const rram::SolverConfig& solver) {
  const rram::SolveReport& report = outcome.report;
  if (report.status == Status::cycle_limit && solver.tolerance > 0.0) return "tolerance not reached";
  if (report.status == Status::cycle_limit && report.relative_residual <= word_residual(solver, 64.0, 1e-10))
    return "converged";
  return std::string(rram::status_name(report.status));
}

bool nothing_solved(const SolveOutcome& outcome) {
  return std::ranges::all_of(outcome.report.vector_status, ended_badly) && !arma::any(arma::vectorise(outcome.x));
}

Ending ending_of(const SolvedSystem& solved) {
  const SolveOutcome& outcome = solved.outcome;
  Ending ending;
  ending.failed = ended_badly(outcome.report.status) || missed_tolerance(outcome, solved.solver) ||
                  got_nowhere(outcome, solved.solver);
  if (ending.failed || crawls(outcome, solved.solver))
    ending.sentence = reason(outcome, solved.solver) + "; " + advice(solved);
  else if (outcome.loops.unstable > 0)
    ending.sentence = fmt::format(
        "{} of {} inversion array(s) have no steady state: hardware would not give this result (--fidelity circuit "
        "simulates them)",
        outcome.loops.unstable, outcome.loops.arrays);
  return ending;
}

}  // namespace ohmimo::solve
