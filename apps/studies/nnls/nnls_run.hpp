// A matrix written once into an NNLS circuit, all right-hand sides solved on it, and every cycle held against the exact
// solutions.
#pragma once
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "apps/studies/nnls/nnls_problem.hpp"
#include "rram/nnls/nnls_system.hpp"

namespace ohmimo::nnls {

struct CycleRow {  // over all right-hand sides
  int cycle = 0;
  double median_error = NAN, worst_error = NAN;  // ||x - exact|| / ||exact||
  double worst_kkt = NAN;                        // KktResidual::largest()
  arma::uword other_active_sets = 0;             // right-hand sides whose x is > 0 elsewhere than the exact one
};

struct Outcome {
  std::vector<CycleRow> cycles;
  arma::mat x, exact;  // [n_rhs][k]
  rram::NnlsReport report;
  std::uint64_t factorisations = 0;  // of the exact solutions, over all right-hand sides
  arma::uword not_found = 0;         // right-hand sides without exact solution; left out of the errors
  double condition = NAN;            // of A
  double clipped_error = NAN;        // median, of max(0, least squares): not the solution
  double other_problem = NAN;        // median error of the ideal circuit, where it solves another problem
  std::optional<rram::NnlsSystem> system = std::nullopt;
};

Outcome run_nnls(const Problem& problem, const rram::NnlsConfig& config, std::uint64_t seed,
                 const std::function<void(std::string_view step)>& begin_step);

}  // namespace ohmimo::nnls
