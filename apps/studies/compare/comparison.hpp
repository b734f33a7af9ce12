// The solver beside published designs on vectors/s, energy and area. Three kinds of figures that are never mixed:
// modelled hardware, published figures, and upper bounds from data sheets.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/studies/compare/baseline.hpp"
#include "apps/studies/compare/solver_cost.hpp"
#include "apps/studies/penalty/penalty.hpp"

namespace ohmimo::compare {

enum class FigureKind { modelled, published, peak_bound };
std::string_view figure_kind_name(FigureKind kind);

struct ComparisonRow {
  FigureKind kind = FigureKind::modelled;
  std::string name, design;          // citation key or model; the same for people
  std::string scope, system, grade;  // scope: what is counted; system: 128x8 64qam
  bool same_size = false;            // antennas and users of the configuration
  std::optional<double> Mvectors_per_s, Gbps, nJ_per_vector, pJ_per_bit, area_mm2, Gbps_per_mm2;
  // At the node of the configuration (node_scaling.hpp). Modelled rows are there already and stay as they are. Bounds
  // have none: no rule scales from 4 nm.
  std::optional<double> general_pJ_per_bit, general_Gbps_per_mm2;
  std::optional<double> conservative_pJ_per_bit, conservative_Gbps_per_mm2;
  std::optional<double> penalty_db, penalty_low_db, penalty_high_db;  // of modelled rows, where reached (note_penalty)
  std::string note;
};

struct NotComparable {
  std::string name, design, reason;
};

struct ComparisonTable {
  CompareConfig config;
  std::vector<ComparisonRow> rows;
  std::vector<NotComparable> left_out;
  std::string penalty;            // one sentence; empty = not measured
  std::size_t n_unconfirmed = 0;  // rows recalled from memory, which are left out of all the others
};

ComparisonTable compare(const CompareConfig& config, const SolverCosts& costs,
                        const std::vector<Baseline>& baselines = published_baselines());

ComparisonRow modelled_row(const CompareConfig& config, const SolverCost& solver, double n_reuse);

// Notes the simulated SNR penalty of the configured solver against floating point in every modelled row.
void note_penalty(const penalty::PenaltyResult& result, const penalty::PenaltyRule& rule, ComparisonTable& table);

// Floating-point operations of zero forcing: two for each real product of digital_work, which the solver is billed too.
struct ZeroForcingWork {
  double per_vector = 0.0;   // matched filter, two triangular solves 8 users^2
  double per_channel = 0.0;  // Gram matrix, Cholesky factor 4/3 users^3
};
ZeroForcingWork zero_forcing_flops(int n_rx, int n_user);

}  // namespace ohmimo::compare
