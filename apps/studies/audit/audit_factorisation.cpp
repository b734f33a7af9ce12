// The claims on the chip that factorises matrices: speed, energy, storage and "one step".
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/studies/audit/audit.hpp"
#include "apps/studies/audit/factorisation_cost.hpp"
#include "apps/studies/audit/gpu_parts.hpp"
#include "apps/studies/audit/public_claims.hpp"
#include "apps/studies/nmf/nmf_run.hpp"

namespace ohmimo::audit {
namespace {

using rram::RegressionKind;

struct Setting {
  const PublicClaims& claims;
  const AuditOptions& options;
  rram::PartCosts parts;
  CellWrite write;
  double two_banks_s, compact_s;  // simulated settling at the first rank
  double more_iterations;         // of the circuit over exact arithmetic, to equal test RMSE
  std::string equal_rmse;         // how that was found
};

// Test RMSE of exact arithmetic and of the circuit over iterations, planted ratings: how many iterations exact
// arithmetic needs for what the circuit reaches.
void find_equal_rmse(Setting& setting) {
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
      "test "
      "RMSE of {:.4f} in iteration {}, exact arithmetic in iteration {} and goes on to {:.4f}",
      best->test_rmse, best->number, exact, runs[0].iterations.back().test_rmse);
}

double converters_s(const rram::PartCosts& parts) {
  return 1e-9 * (parts.dac_settling_ns + parts.adc_ns());
}

struct Case {
  RatingsSize size;
  double rank;
  std::string name() const { return fmt::format("{}, rank {:g}", size.id, rank); }
};

std::vector<Case> cases_of(const PublicClaims& claims, std::initializer_list<std::string_view> ids) {
  std::vector<Case> cases;
  for (const RatingsSize& size : claims.ratings)
    for (const double rank : claims.assumed.sizes)
      if (std::ranges::find(ids, size.id) != ids.end()) cases.push_back({size, rank});
  return cases;
}

// Speed of one chain over digital hardware: one account a row.
void add_speed_rows(const Case& at, const Setting& setting, AuditClaim& claim) {
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
void add_chain_rows(const Case& at, double number, const Setting& setting, AuditClaim& claim) {
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

AuditClaim speed_claim(const Setting& setting) {
  const PublicClaim& said = setting.claims.claim("speed");
  AuditClaim claim = claim_entry(said, "12 times faster", "times the digital hardware, one chain, one iteration",
                                 names_of(gpu_parts(setting.claims.assumed.peak_share)));
  for (const Case& at : cases_of(setting.claims, {"Netflix", "Yahoo Music"})) {
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
      "{:.0f} "
      "chains give 12 times, {:.0f} with writing. Without rank, arrays and baseline the claim can neither be confirmed "
      "nor refuted.",
      setting.claims.assumed.sizes[0], card, 100.0 * setting.claims.assumed.peak_share, with_writes,
      std::ceil(said.number / card), std::ceil(said.number / with_writes));
  return claim;
}

AuditClaim fpga_claim(const Setting& setting) {
  const PublicClaim &speed = setting.claims.claim("fpga_speed"), &energy = setting.claims.claim("fpga_energy");
  AuditClaim claim = claim_entry(speed, "212 times an FPGA on MovieLens 100k",
                                 "times the digital hardware, one chain, one iteration; no FPGA model is public",
                                 names_of(gpu_parts(setting.claims.assumed.peak_share)));
  claim.rests_on += fmt::format(" {} ({}): {}.", energy.text, energy.grade, energy.source);
  for (const Case& at : cases_of(setting.claims, {"MovieLens 100k"})) {
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

AuditClaim energy_claim(const Setting& setting) {
  const Assumed& assumed = setting.claims.assumed;
  const PublicClaim& said = setting.claims.claim("energy");
  AuditClaim claim =
      claim_entry(said, "228 times the energy efficiency", "J of an iteration, by part; then times an H100",
                  {"DAC", "ADC", "op-amps", "array", "writes", "x, nothing written", "x, written",
                   "x, all op-amps always on", "op-amps of a chain, W"});
  for (const Case& at : cases_of(setting.claims, {"MovieLens 100k", "Netflix", "Yahoo Music"}))
    for (const RegressionKind circuit : {RegressionKind::two_banks, RegressionKind::compact}) {
      const IterationWork work = iteration_work(at.size, at.rank, assumed, circuit);
      const double response_s = circuit == RegressionKind::compact ? setting.compact_s : setting.two_banks_s;
      IterationEnergy energy = iteration_energy(work, at.rank, response_s, assumed.gbwp_hz, setting.parts);
      const double chain_W = work.chain.amplifiers * setting.parts.amplifier_W(assumed.gbwp_hz);
      const double own_s = iteration_s(work, {response_s + converters_s(setting.parts), 0.0});
      energy.writes = work.cells_written * setting.write.energy_J;
      const GpuPart card = gpu_parts(assumed.peak_share)[1];
      const double digital_J = work.digital_flop / card.flop_per_s * card.power_W;
      claim.rows.push_back(
          {fmt::format("{}, {}", at.name(), word_of_value(rram::regression_words, circuit)),
           {energy.dac, energy.adc, energy.amplifiers, energy.array, energy.writes, digital_J / energy.without_writes(),
            digital_J / energy.all(), digital_J / (energy.all() - energy.amplifiers + chain_W * own_s), chain_W}});
    }
  claim.assumptions = {
      "converters, op-amps and arrays alone: no clocks, registers, control, memory of the ratings, wiring or write "
      "drivers",
      fmt::format("op-amps of {:g} GHz that draw {:.2g} mW, and only while their row is driven", 1e-9 * assumed.gbwp_hz,
                  1e3 * setting.parts.amplifier_W(assumed.gbwp_hz)),
      fmt::format("an H100 at {:g} % of its peak and its full 700 W as the other side, at equal iterations",
                  100.0 * assumed.peak_share)};
  claim.reason = fmt::format(
      "228 / 12 = 19: chip and claim together mean a power of 1/19 of the digital side's. A bottom-up count of these "
      "parts gives {:.3g} times (two banks) and {:.3g} times (compact) an H100 on Netflix at rank {:g}, {:.3g} and "
      "{:.3g} with "
      "the cells written, {:.3g} and {:.3g} if all op-amps of a chain stay on: the sign is right, the number depends "
      "on "
      "what is left out and on unknown arrays.",
      claim.rows[5].values[5], claim.rows[6].values[5], assumed.sizes[0], claim.rows[5].values[6],
      claim.rows[6].values[6], claim.rows[5].values[7], claim.rows[6].values[7]);
  return claim;
}

AuditClaim chip_claim(const Setting& setting) {
  AuditClaim claim;
  claim.title = "the chip that these claims need";
  claim.claim = "No size of a chip is public; the arrays of this group's closed-loop demonstrations have up to 8 rows.";
  claim.rests_on = "Arithmetic of the published sizes.";
  claim.unit = "one chain";
  claim.columns = {"row tiles", "cells", "op-amps", "DAC", "ADC", "solves/iteration", "cells written/iteration"};
  for (const Case& at : cases_of(setting.claims, {"MovieLens 100k", "Netflix", "Yahoo Music"}))
    for (const RegressionKind circuit : {RegressionKind::two_banks, RegressionKind::compact}) {
      const IterationWork work = iteration_work(at.size, at.rank, setting.claims.assumed, circuit);
      const ChainSize& chain = work.chain;
      claim.rows.push_back(
          {fmt::format("{}, {}", at.name(), word_of_value(rram::regression_words, circuit)),
           {chain.tiles, chain.cells, chain.amplifiers, chain.dac, chain.adc, work.solves, work.cells_written}});
    }
  claim.assumptions = {
      "row tiles of 64 whose columns are shared: A^T A adds over them",
      "each iteration writes every cell once: a training of 100 iterations is 100 cycles of endurance"};
  claim.verdict = Verdict::not_reproducible;
  claim.reason = "So the speed and energy of sets of this size can be a projection only, not a measurement.";
  return claim;
}

AuditClaim storage_claim(const Setting& setting) {
  AuditClaim claim =
      claim_entry(setting.claims.claim("storage"), "half the storage", "numbers in W and H over numbers in R",
                  {"rank 8", "rank 16", "rank 32", "rank for half"});
  const auto add = [&claim](const std::string& view, double m, double n) {
    AuditRow row{view, {}};
    for (const double k : {8.0, 16.0, 32.0}) row.values.push_back(k * (m + n) / (m * n));
    row.values.push_back(m * n / (2.0 * (m + n)));
    claim.rows.push_back(row);
  };
  add("picture 64 x 64", 64, 64);
  add("picture 512 x 512", 512, 512);
  for (const RatingsSize& size : setting.claims.ratings)
    add(size.id + ", all of users x items", size.users, size.items);
  claim.assumptions = {
      "a rank that happens to give a half: 16 for a picture of 64 x 64",
      "factors kept in as many bits as the data: 3-bit cells hold the factors twice, at 8 bits converted"};
  claim.verdict = Verdict::holds_only_if;
  claim.reason =
      "Arithmetic of the rank, equal for any program that factorises: k (m + n) / (m n). At rank 16 the drawn picture "
      "of "
      "64 x 64 is exactly one half; accuracy at that rank: ohmimo nmf.";
  return claim;
}

AuditClaim one_step_claim(const Setting& setting) {
  AuditClaim claim = claim_entry(setting.claims.claim("one_step"), "one pulse", "analogue solves",
                                 {"one iteration", "10 iterations", "20 iterations", "half iterations that write"});
  for (const RatingsSize& size : setting.claims.ratings) {
    const double solves = size.users + size.items;
    claim.rows.push_back({size.id, {solves, 10.0 * solves, 20.0 * solves, 2.0}});
  }
  claim.assumptions = {"one problem of one row or column in place of the factorisation"};
  claim.verdict = Verdict::does_not_hold;
  claim.reason =
      "The circuit solves one non-negative least squares problem in one step, which holds. A factorisation takes one "
      "for "
      "each row and column, in each of several iterations, and writes a factor between.";
  return claim;
}

}  // namespace

AuditReport audit_sun2026(const AuditOptions& options) {
  const PublicClaims claims = load_claims("claims/sun2026.toml");
  Setting setting{
      claims, options, rram::load_part_costs("cost/bottom_up_40nm.toml"), simulated_write(options.seed), NAN, NAN,
      NAN,    ""};
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
      "fit "
      "wrong statistics (ohmimo nmf --zero-filled).",
      "Endurance: every cell is written once an iteration."};
  return report;
}

}  // namespace ohmimo::audit
