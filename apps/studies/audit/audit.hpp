// The public claims about the solver, one by one: what each rests on, what it needs, what comes out under other
// assumptions, and a verdict.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/studies/compare/solver_cost.hpp"

namespace ohmimo::audit {

enum class Verdict { holds, holds_only_if, does_not_hold, not_reproducible };
std::string_view verdict_name(Verdict verdict);

struct AuditRow {
  std::string view;            // the assumptions of this row
  std::vector<double> values;  // one per column; NaN: not public
};

struct AuditClaim {
  std::string title, claim, rests_on;
  std::vector<std::string> assumptions;
  std::string unit;                  // of the values
  std::vector<std::string> columns;  // what the solver is held against
  std::vector<AuditRow> rows;        // the first row is the claim's own accounting
  Verdict verdict = Verdict::does_not_hold;
  std::string reason;
};

struct AuditOptions {
  std::uint64_t seed = 1;
  int n_channel = 50;    // of the simulations behind the detection claims
  double n_reuse = 168;  // vectors per channel where the work per channel is included
  int threads = 1;
  const std::atomic<bool>* interrupt = nullptr;         // set: claims that need simulations to come are left out
  std::function<void(std::size_t done)> progress = {};  // channels of the claim at hand
};
void check(const AuditOptions& options);  // throws std::invalid_argument naming field, rule and value

struct AuditReport {
  std::string paper;
  AuditOptions options;
  std::string setting;  // a sentence below the title
  std::vector<AuditClaim> claims;
  std::vector<std::string> notes;
};
AuditReport audit_zuo2025(const AuditOptions& options);
// The chip that factorises matrices, and training by curvature: what no public text allows to compute is said to be so.
AuditReport audit_sun2026(const AuditOptions& options);
AuditReport audit_zhang2025(const AuditOptions& options);

// The claims on speed and energy: arithmetic on the published points and on modelled programming and Gram product.
std::vector<AuditClaim> benchmark_claims(const AuditOptions& options, const compare::SolverCosts& costs);
// On vectors per second beside published detectors of the same size.
struct PricedConfig {
  compare::CompareConfig config;
  compare::SolverCosts costs;
};
AuditClaim detector_claim(const std::vector<PricedConfig>& solvers);
// On bit error rates: simulated.
std::vector<AuditClaim> detection_claims(const AuditOptions& options);

std::string audit_markdown(const AuditReport& report);
// The same for a terminal: tables in columns, sentences broken at blanks.
std::string audit_text(const AuditReport& report, int line_width);

}  // namespace ohmimo::audit
