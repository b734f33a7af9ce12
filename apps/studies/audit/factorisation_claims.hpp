// The claims on the chip that factorises matrices, one function each, and what they are computed from.
#pragma once
#include <fmt/format.h>

#include <cmath>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "apps/studies/audit/audit.hpp"
#include "apps/studies/audit/factorisation_cost.hpp"
#include "apps/studies/audit/public_claims.hpp"

namespace ohmimo::audit {

struct FactorisationSetting {
  const PublicClaims& claims;
  const AuditOptions& options;
  rram::PartCosts parts;
  CellWrite write;
  double two_banks_s = NAN, compact_s = NAN;  // simulated settling at the first rank
  double more_iterations = NAN;               // of the circuit over exact arithmetic, to equal test RMSE
  std::string equal_rmse = {};                // how that was found
};

struct RatingsCase {
  RatingsSize size;
  double rank;
  std::string name() const { return fmt::format("{}, rank {:g}", size.id, rank); }
};

// Of these sets at every rank.
std::vector<RatingsCase> cases_of(const PublicClaims& claims, std::initializer_list<std::string_view> ids);
double converters_s(const rram::PartCosts& parts);  // DAC and ADC of a solve

AuditClaim speed_claim(const FactorisationSetting& setting);
AuditClaim fpga_claim(const FactorisationSetting& setting);
AuditClaim energy_claim(const FactorisationSetting& setting);
AuditClaim chip_claim(const FactorisationSetting& setting);
AuditClaim storage_claim(const FactorisationSetting& setting);
AuditClaim one_step_claim(const FactorisationSetting& setting);

}  // namespace ohmimo::audit
