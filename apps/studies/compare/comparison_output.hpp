// A comparison as text, CSV and JSON. Every table and row names what kind of figure it holds.
#pragma once
#include <string>

#include "apps/results/table.hpp"
#include "apps/studies/compare/coherence.hpp"
#include "apps/studies/compare/comparison.hpp"
#include "apps/text/lines.hpp"

namespace ohmimo::compare {

// One table per kind of figure, rows of the same size first, then what is not comparable and why.
std::string comparison_tables(const ComparisonTable& table, int line_width = unlimited_columns);

// What is compared, and what the run was.
std::string comparison_heading(const CompareConfig& config);

// The parts of every model: latency, energy, area; then what it leaves out.
std::string cost_tables(const SolverCosts& costs, int line_width = unlimited_columns);

// One row of compare.csv: a design that is compared, or one that is not and why. The other pointer is null.
struct ComparisonLine {
  const ComparisonRow* row;
  const NotComparable* left_out;
  const CompareConfig& config;
};
Columns<ComparisonLine> comparison_columns();
Table comparison_table(const ComparisonTable& comparison);

// The same rows, the parts of every model, and what programming costs at each speed.
std::string comparison_json(const ComparisonTable& table, const SolverCosts& costs, const CoherenceOptions& coherence);

}  // namespace ohmimo::compare
