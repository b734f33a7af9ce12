// A comparison as text, CSV and JSON. Every table and row names what kind of figure it holds.
#pragma once
#include <string>

#include "apps/studies/compare/coherence.hpp"
#include "apps/studies/compare/comparison.hpp"

namespace ohmimo {

// One table per kind of figure, rows of the same size first, then what is not comparable and why.
std::string comparison_tables(const ComparisonTable& table);

// What is compared, and what the run was.
std::string comparison_heading(const CompareConfig& config);

// The parts of every model: latency, energy, area; then what it leaves out.
std::string cost_tables(const SolverCosts& costs);

std::string comparison_csv(const ComparisonTable& table);
std::string comparison_json(const ComparisonTable& table, const SolverCosts& costs, const CoherenceOptions& coherence);

}  // namespace ohmimo
