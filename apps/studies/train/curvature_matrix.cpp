#include "apps/studies/train/curvature_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "rram/refinement/equilibration.hpp"

namespace ohmimo::train {
namespace {

using Status = rram::SolveReport::Status;

// All elements in cells: one level is a seventh of their range, which holds 0.
rram::MappingConfig all_cells(const arma::mat& a) {
  const double low = std::min(a.min(), 0.0), span = a.max() - low;
  rram::MappingConfig mapping;
  mapping.kind = rram::MappingKind::fixed;
  mapping.scale = span * rram::n_level / (rram::n_level - 1);
  mapping.m = -low / *mapping.scale;
  mapping.n = 0.0;
  return mapping;
}

void require_settling(const rram::ProgrammedSystem& system) {
  const arma::mat inverse = system.realised_inverse();
  // x^T At x > 0 for all x if and only if the same holds for At^-1.
  arma::mat factor;
  if (!inverse.is_finite() || !arma::chol(factor, arma::mat(inverse + inverse.t())))
    throw RefusedArray("the array as written must have a positive definite symmetric part: its loop might not settle");
}

// Residuals that rounding to words leaves say nothing.
double floor_of(const rram::SolverConfig& solver) {
  return solver.fidelity.quantise ? std::ldexp(64.0, -solver.word_bits) : 1e-13;
}

// How often the residual grew, and the cycle in which it was smallest, of vector v.
struct Course {
  int grown = 0;
  std::size_t best = 0;
};
Course course_of(const rram::CycleLog& log, const rram::SolverConfig& solver, arma::uword v, double size) {
  Course course;
  double smallest = INFINITY, before = size;
  for (std::size_t k = 0; k < log.residual.size(); ++k) {
    const double r = arma::norm(log.residual[k].row(v));
    if (r < smallest) smallest = r, course.best = k;
    if (r > before && r > floor_of(solver) * size) ++course.grown;
    before = r;
  }
  return course;
}

}  // namespace

rram::SolverConfig usual_training_solver() {
  rram::SolverConfig solver;
  solver.fidelity = rram::fidelity_from_name("converter");
  solver.stages = 0;
  solver.cycles = 1;
  solver.dac_bits = solver.adc_bits = 8;
  return solver;
}

CurvatureCount& CurvatureCount::operator+=(const CurvatureCount& other) {
  matrices += other.matrices;
  refused += other.refused;
  cells += other.cells;
  solves += other.solves;
  cycles += other.cycles;
  return *this;
}

WrittenForm written_form(const arma::mat& a, const CurvatureSetting& setting) {
  WrittenForm written;
  rram::Dense scaled = rram::to_dense(a);
  if (setting.jacobi) written.scale = rram::equilibrate(scaled);
  written.matrix = rram::to_arma(scaled);
  written.config = setting.solver;
  written.config.equilibrate = false;
  written.config.mapping = setting.resistor_diagonal ? rram::MappingConfig{} : all_cells(written.matrix);
  return written;
}

CurvatureMatrix::CurvatureMatrix(const arma::mat& a, const CurvatureSetting& setting, RngStream& device,
                                 CurvatureCount& count)
    : setting_(setting) {
  ++count.matrices;
  if (setting.exact) {
    if (!arma::inv_sympd(exact_, a)) throw RefusedArray("the matrix must be positive definite in double precision");
    return;
  }
  const WrittenForm written = written_form(a, setting);
  scale_ = written.scale;
  system_ = rram::program(written.matrix, written.config, device);
  count.cells += system_->programming().cells_programmed;
  try {
    require_settling(*system_);
  } catch (const RefusedArray&) {
    ++count.refused;
    throw;
  }
}

arma::mat CurvatureMatrix::solve(const arma::mat& b, CurvatureCount& count) const {
  if (setting_.exact) {
    count.solves += b.n_rows;
    return b * exact_;
  }
  const arma::rowvec scale(scale_);
  arma::mat scaled = b;
  if (!scale_.empty()) scaled.each_row() %= scale;
  arma::mat x = refined(scaled, count);
  if (!scale_.empty()) x.each_row() %= scale;
  return x;
}

arma::mat CurvatureMatrix::refined(const arma::mat& b, CurvatureCount& count) const {
  const int cycles = setting_.solver.cycles;
  rram::CycleLog log;
  if (cycles > 1) {
    log.keep.resize(static_cast<std::size_t>(cycles));
    std::iota(log.keep.begin(), log.keep.end(), 1);
  }
  arma::mat x;
  const rram::SolveReport report = system_->solve(b, x, cycles > 1 ? &log : nullptr);
  if (report.status == Status::unstable || report.status == Status::not_finite)
    throw RefusedArray(
        fmt::format("the array must solve the system, it ended as {}", rram::status_name(report.status)));
  count.solves += b.n_rows;
  count.cycles += b.n_rows * static_cast<std::uint64_t>(report.cycles);
  for (arma::uword v = 0; v < b.n_rows && !log.x.empty(); ++v) {
    const Course course = course_of(log, setting_.solver, v, arma::norm(b.row(v)));
    // The solver itself stops a vector whose residual passes four times its smallest.
    if (setting_.growth == Growth::refuse && (course.grown >= 2 || report.vector_status[v] == Status::diverged))
      throw RefusedArray(
          fmt::format("the residual must not grow twice in refinement, got growth in {} cycle(s) and status {}",
                      course.grown, rram::status_name(report.vector_status[v])));
    x.row(v) = log.x[course.best].row(v);
  }
  return x;
}

arma::mat CurvatureMatrix::inverse() const {
  if (setting_.exact) return exact_;
  arma::mat inverse = system_->realised_inverse();
  if (scale_.empty()) return inverse;
  const arma::vec scale(scale_);
  inverse.each_col() %= scale;
  inverse.each_row() %= scale.t();
  return inverse;
}

CurvatureMatrix write_damped(const arma::mat& a, const CurvatureSetting& setting, RngStream& device,
                             CurvatureCount& count) {
  arma::mat damped = a;
  double more = 0.01 * arma::trace(a) / static_cast<double>(a.n_rows);
  for (int trial = 0;; ++trial) {
    try {
      return {damped, setting, device, count};
    } catch (const RefusedArray&) {
      if (trial == setting.damping_trials) throw;
    }
    damped = a;
    damped.diag() += more;
    more *= 4.0;
  }
}

}  // namespace ohmimo::train
