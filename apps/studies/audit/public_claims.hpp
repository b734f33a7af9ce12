// Public claims of a paper (data/claims): what is said, by whom, and what no public text says.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "apps/studies/audit/audit.hpp"

namespace ohmimo::audit {

struct PublicClaim {
  std::string id, text;
  double number = 0.0;
  std::string grade, source;
};

struct RatingsSize {
  std::string id;
  double users = 0.0, items = 0.0, count = 0.0;
};

// What is counted with where the paper says nothing; a table holds those it needs.
struct Assumed {
  std::vector<double> sizes;  // ranks, or rows of a matrix
  double solve_s = 0.0, gbwp_hz = 0.0, trials = 0.0;
  double write_s = 0.0;  // of one row of cells, all its pulses
  double tile_rows = 0.0, peak_share = 0.0;
};

struct PublicClaims {
  std::string paper, not_public;
  std::vector<PublicClaim> claims;
  std::vector<RatingsSize> ratings;
  Assumed assumed;

  const PublicClaim& claim(std::string_view id) const;  // throws std::invalid_argument if there is none
};

// Throws std::invalid_argument naming table and key: every claim needs a number > 0, a grade and a source.
PublicClaims load_claims(std::string_view table_name);
PublicClaims parse_claims(std::string_view text, std::string_view name);

// An entry of a report with what is public of it, its first row the claim's own accounting, which is not.
AuditClaim claim_entry(const PublicClaim& claim, std::string title, std::string unit, std::vector<std::string> columns);

}  // namespace ohmimo::audit
