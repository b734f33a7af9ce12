// The claims on energy, storage and "one pulse", and the chip that all of them need.
#include <fmt/format.h>

#include <cmath>

#include "apps/studies/audit/factorisation_claims.hpp"
#include "apps/studies/audit/gpu_parts.hpp"

namespace ohmimo::audit {

using rram::RegressionKind;

AuditClaim energy_claim(const FactorisationSetting& setting) {
  const Assumed& assumed = setting.claims.assumed;
  const PublicClaim& said = setting.claims.claim("energy");
  AuditClaim claim =
      claim_entry(said, "228 times the energy efficiency", "J of an iteration, by part; then times an H100",
                  {"DAC", "ADC", "op-amps", "array", "writes", "x, nothing written", "x, written",
                   "x, all op-amps always on", "op-amps of a chain, W"});
  for (const RatingsCase& at : cases_of(setting.claims, {"MovieLens 100k", "Netflix", "Yahoo Music"}))
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
      "{:.3g} with the cells written, {:.3g} and {:.3g} if all op-amps of a chain stay on: the sign is right, the "
      "number depends on what is left out and on unknown arrays.",
      claim.rows[5].values[5], claim.rows[6].values[5], assumed.sizes[0], claim.rows[5].values[6],
      claim.rows[6].values[6], claim.rows[5].values[7], claim.rows[6].values[7]);
  return claim;
}

AuditClaim chip_claim(const FactorisationSetting& setting) {
  AuditClaim claim;
  claim.title = "the chip that these claims need";
  claim.claim = "No size of a chip is public; the arrays of this group's closed-loop demonstrations have up to 8 rows.";
  claim.rests_on = "Arithmetic of the published sizes.";
  claim.unit = "one chain";
  claim.columns = {"row tiles", "cells", "op-amps", "DAC", "ADC", "solves/iteration", "cells written/iteration"};
  for (const RatingsCase& at : cases_of(setting.claims, {"MovieLens 100k", "Netflix", "Yahoo Music"}))
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

AuditClaim storage_claim(const FactorisationSetting& setting) {
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
      "of 64 x 64 is exactly one half; accuracy at that rank: ohmimo nmf.";
  return claim;
}

AuditClaim one_step_claim(const FactorisationSetting& setting) {
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
      "for each row and column, in each of several iterations, and writes a factor between.";
  return claim;
}

}  // namespace ohmimo::audit
