// The audit of the chip that factorises matrices.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/studies/audit/factorisation_claims.hpp"
#include "apps/studies/nmf/nmf_run.hpp"

namespace ohmimo::audit {
namespace {

using rram::RegressionKind;

// Test RMSE of exact arithmetic and of the circuit over iterations, planted ratings: how many iterations exact
// arithmetic needs for what the circuit reaches.
void find_equal_rmse(FactorisationSetting& setting) {
  nmf::DataSpec spec;
  spec.planted = "ratings";
  const nmf::Data data = nmf::make_data(spec);
  nmf::Plan plan;
  plan.rank = 5;
  plan.ridge = 0.02;
  plan.seed = setting.options.seed;
  plan.threads = setting.options.threads;
  plan.circuit.fidelity = rram::fidelity_from_name("converter");
  plan.circuit.stability = false;
  const std::vector<nmf::NmfRun> runs = nmf::run_nmf(data, plan);
  const auto best = std::ranges::min_element(runs[1].iterations, {}, &nmf::Iteration::test_rmse);
  const auto equal = std::ranges::find_if(runs[0].iterations,
                                          [&](const nmf::Iteration& at) { return at.test_rmse <= best->test_rmse; });
  const int exact = equal == runs[0].iterations.end() ? plan.iterations : equal->number;
  setting.more_iterations = static_cast<double>(best->number) / exact;
  setting.equal_rmse = fmt::format(
      "planted ratings (200 users, 150 items, rank 5, masked): the circuit (3-bit cells, 8-bit converters) reaches a "
      "test RMSE of {:.4f} in iteration {}, exact arithmetic in iteration {} and goes on to {:.4f}",
      best->test_rmse, best->number, exact, runs[0].iterations.back().test_rmse);
}

}  // namespace

std::vector<RatingsCase> cases_of(const PublicClaims& claims, std::initializer_list<std::string_view> ids) {
  std::vector<RatingsCase> cases;
  for (const RatingsSize& size : claims.ratings)
    for (const double rank : claims.assumed.sizes)
      if (std::ranges::find(ids, size.id) != ids.end()) cases.push_back({size, rank});
  return cases;
}

double converters_s(const rram::PartCosts& parts) {
  return 1e-9 * (parts.dac_settling_ns + parts.adc_ns());
}

AuditReport audit_sun2026(const AuditOptions& options) {
  const PublicClaims claims = load_claims("claims/sun2026.toml");
  FactorisationSetting setting{claims, options, rram::load_part_costs("cost/bottom_up_40nm.toml"),
                               simulated_write(options.seed)};
  const double rank = claims.assumed.sizes[0];
  setting.two_banks_s = simulated_settling_s(RegressionKind::two_banks, rank, claims.assumed, options.seed);
  setting.compact_s = simulated_settling_s(RegressionKind::compact, rank, claims.assumed, options.seed);
  find_equal_rmse(setting);
  AuditReport report;
  report.paper = claims.paper;
  report.options = options;
  report.setting = fmt::format("not public: {}", claims.not_public);
  report.claims = {speed_claim(setting),   energy_claim(setting),   fpga_claim(setting),
                   storage_claim(setting), one_step_claim(setting), chip_claim(setting)};
  report.notes = {
      "Every number of a chip here is modelled: projected from assumed or simulated responses, never measured. The "
      "claim's own accounting is not public, so its row is empty.",
      fmt::format(
          "Simulated response: settling to 0.1 % of the circuits of ohmimo nnls, {:g} rows, rank {:g}, {:g} GHz "
          "op-amps: two banks {:.3g} ns, compact {:.3g} ns (median of 9). Assumed: {:g} ns, the response measured "
          "on the inversion chip of the same group.",
          claims.assumed.tile_rows, rank, 1e-9 * claims.assumed.gbwp_hz, 1e9 * setting.two_banks_s,
          1e9 * setting.compact_s, 1e9 * claims.assumed.solve_s),
      fmt::format(
          "Writing: {:.0f} pulses of 100 ns a row (assumed): {:.2g} times the solves. The simulated write-verify "
          "loop takes {:.3g} pulses, {:.3g} us and {:.3g} pJ a cell, drivers not counted.",
          1e7 * claims.assumed.write_s, claims.assumed.write_s / claims.assumed.solve_s, setting.write.pulses,
          1e6 * setting.write.time_s, 1e12 * setting.write.energy_J),
      fmt::format("Digital side: masked ANLS in single precision, 2 nnz (k^2 + 3 k) + (m + n) {:g} (k^3/3 + 2 k^2) "
                  "operations an iteration; data sheet of an H100 SXM.",
                  claims.assumed.trials),
      "Equal RMSE: " + setting.equal_rmse + ".",
      "All of this is masked: only rated rows are driven. Zeros in place of missing ratings would drive all rows and "
      "fit wrong statistics (ohmimo nmf --zero-filled).",
      "Energy of the arrays: 0.1 V across cells of 17.5 uS in driven rows, for the time of the response.",
      "Endurance: every cell is written once an iteration."};
  return report;
}

}  // namespace ohmimo::audit
