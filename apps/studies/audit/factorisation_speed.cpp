// The claims on speed: one chain over digital hardware, with and without writing.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/studies/audit/factorisation_claims.hpp"
#include "apps/studies/audit/gpu_parts.hpp"

namespace ohmimo::audit {
namespace {

using rram::RegressionKind;

// Speed of one chain over digital hardware: one account a row.
void add_speed_rows(const RatingsCase& at, const FactorisationSetting& setting, AuditClaim& claim) {
  const Assumed& assumed = setting.claims.assumed;
  const IterationWork work = iteration_work(at.size, at.rank, assumed, RegressionKind::two_banks);
  const std::vector<GpuPart> hardware = gpu_parts(assumed.peak_share);
  const auto add = [&](const std::string& view, const ChipSpeed& speed, double more = 1.0) {
    AuditRow row{fmt::format("{}: {}", at.name(), view), {}};
    for (const GpuPart& digital : hardware)
      row.values.push_back(work.digital_flop / digital.flop_per_s / (more * iteration_s(work, speed)));
    claim.rows.push_back(row);
  };
  const double assumed_s = assumed.solve_s, two_s = setting.two_banks_s + converters_s(setting.parts),
               compact_s = setting.compact_s + converters_s(setting.parts);
  add(fmt::format("{:g} ns a solve (assumed), writing not counted", 1e9 * assumed_s), {assumed_s, 0.0});
  add(fmt::format("the same, a row of {:g} cells written in {:g} us (assumed)", 2.0 * at.rank, 1e6 * assumed.write_s),
      {assumed_s, assumed.write_s});
  add("the same, and iterations to equal RMSE", {assumed_s, assumed.write_s}, setting.more_iterations);
  add(fmt::format("simulated two banks, {:.3g} ns a solve, writing not counted", 1e9 * two_s), {two_s, 0.0});
  add(fmt::format("simulated compact, {:.3g} ns a solve, writing not counted", 1e9 * compact_s), {compact_s, 0.0});
  add(fmt::format("simulated two banks and write-verify loop, a row at once in {:.3g} us", 1e6 * setting.write.time_s),
      {two_s, setting.write.time_s});
}

// Chains for the claimed number, nothing written and everything written.
void add_chain_rows(const RatingsCase& at, double number, const FactorisationSetting& setting, AuditClaim& claim) {
  const Assumed& assumed = setting.claims.assumed;
  const IterationWork work = iteration_work(at.size, at.rank, assumed, RegressionKind::two_banks);
  for (const double write_s : {0.0, assumed.write_s}) {
    AuditRow row{fmt::format("{}: chains that {:g} times needs, {}", at.name(), number,
                             write_s > 0.0 ? "with writing" : "writing not counted"),
                 {}};
    const double own_s = iteration_s(work, {assumed.solve_s, write_s});
    for (const GpuPart& digital : gpu_parts(assumed.peak_share))
      row.values.push_back(std::ceil(number * own_s * digital.flop_per_s / work.digital_flop));
    claim.rows.push_back(row);
  }
}

}  // namespace

AuditClaim speed_claim(const FactorisationSetting& setting) {
  const PublicClaim& said = setting.claims.claim("speed");
  AuditClaim claim = claim_entry(said, "12 times faster", "times the digital hardware, one chain, one iteration",
                                 names_of(gpu_parts(setting.claims.assumed.peak_share)));
  for (const RatingsCase& at : cases_of(setting.claims, {"Netflix", "Yahoo Music"})) {
    add_speed_rows(at, setting, claim);
    add_chain_rows(at, said.number, setting, claim);
  }
  claim.assumptions = {
      "a rank, an array size and a response time, none of which is public",
      "tens of chains, each of thousands of row tiles, side by side, or a comparison with a part of a GPU",
      "factors that are in the arrays already: each half iteration writes one of them anew, cell by cell",
      "equal RMSE on both sides, which is not public either"};
  const auto& [card, with_writes] = std::pair{claim.rows[1].values[1], claim.rows[2].values[1]};
  claim.reason = fmt::format(
      "One chain at rank {:g} on Netflix is {:.3g} times an H100 at {:g} % of its peak, {:.3g} times with writing; "
      "{:.0f} chains give 12 times, {:.0f} with writing. Without rank, arrays and baseline the claim can neither be "
      "confirmed "
      "nor refuted.",
      setting.claims.assumed.sizes[0], card, 100.0 * setting.claims.assumed.peak_share, with_writes,
      std::ceil(said.number / card), std::ceil(said.number / with_writes));
  return claim;
}

AuditClaim fpga_claim(const FactorisationSetting& setting) {
  const PublicClaim &speed = setting.claims.claim("fpga_speed"), &energy = setting.claims.claim("fpga_energy");
  AuditClaim claim = claim_entry(speed, "212 times an FPGA on MovieLens 100k",
                                 "times the digital hardware, one chain, one iteration; no FPGA model is public",
                                 names_of(gpu_parts(setting.claims.assumed.peak_share)));
  claim.rests_on += fmt::format(" {} ({}): {}.", energy.text, energy.grade, energy.source);
  for (const RatingsCase& at : cases_of(setting.claims, {"MovieLens 100k"})) {
    add_speed_rows(at, setting, claim);
    add_chain_rows(at, speed.number, setting, claim);
  }
  claim.assumptions = {"an FPGA design, which is not named; GPUs stand here instead",
                       "launch latency ignored: at this size it, not arithmetic, decides on a GPU",
                       "a rank, an array size and a response time, none of which is public"};
  const IterationWork work = iteration_work(setting.claims.ratings[0], setting.claims.assumed.sizes[0],
                                            setting.claims.assumed, RegressionKind::two_banks);
  const double own_s = iteration_s(work, {setting.claims.assumed.solve_s, 0.0}),
               all_s = iteration_s(work, {setting.claims.assumed.solve_s, setting.claims.assumed.write_s});
  claim.reason = fmt::format(
      "One chain takes {:.3g} ms an iteration, {:.3g} ms with writing: an FPGA of {:.3g} GFLOP/s, {:.3g} with writing, "
      "would be 212 times slower. The two ratios together mean a power of 1/{:.0f} of the FPGA's.",
      1e3 * own_s, 1e3 * all_s, 1e-9 * work.digital_flop / own_s / speed.number,
      1e-9 * work.digital_flop / all_s / speed.number, energy.number / speed.number);
  return claim;
}

}  // namespace ohmimo::audit
