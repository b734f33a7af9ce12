// The claims on training by curvature: fewer epochs, and time and energy on a larger task.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/studies/audit/audit.hpp"
#include "apps/studies/audit/gpu_parts.hpp"
#include "apps/studies/audit/public_claims.hpp"
#include "apps/studies/train/train_run.hpp"
#include "apps/theory/quantiles.hpp"
#include "rram/cost/paper_cost.hpp"

namespace ohmimo::audit {
namespace {

using train::OptimiserResult;

constexpr std::array<double, 3> goals = {0.6, 0.3, 0.1};

// Median steps to each goal; infinite where most runs never get there.
std::array<double, 3> median_steps(const std::vector<OptimiserResult>& results, std::string_view optimiser) {
  const auto found = std::ranges::find(results, optimiser, &OptimiserResult::optimiser);
  std::array<double, 3> steps{};
  for (std::size_t g = 0; g < goals.size(); ++g) {
    std::vector<double> all;
    for (const train::Trace& trace : found->runs) {
      const int n = trace.steps_to_loss(goals[g], -2);
      all.push_back(n < 0 ? INFINITY : n);
    }
    std::ranges::sort(all);
    steps[g] = all[all.size() / 2];
  }
  return steps;
}

std::vector<OptimiserResult> trained(bool ill, const AuditOptions& options) {
  train::TrainPlan plan;
  plan.task = train::Task::network;
  plan.ill = ill;
  plan.optimisers = train::optimiser_names(plan.task);
  plan.refresh_every = 10;
  plan.most_steps = 600;
  plan.seed = options.seed;
  plan.curvature.solver.fidelity = rram::fidelity_from_name("converter");
  plan.curvature.solver.stages = 0;
  plan.curvature.solver.cycles = 1;
  plan.curvature.solver.dac_bits = plan.curvature.solver.adc_bits = 8;
  return train::run_training(plan, {options.interrupt});
}

struct Trained {
  std::string data;
  std::vector<OptimiserResult> results;
};

AuditClaim epochs_claim(const PublicClaim& said, std::string_view rival, std::string_view rival_name,
                        const std::vector<Trained>& sets) {
  AuditClaim claim =
      claim_entry(said, fmt::format("{:.0f} % fewer epochs than {}", 100.0 * said.number, rival_name),
                  fmt::format("steps saved over {}, share", rival_name), {"to loss 0.6", "to loss 0.3", "to loss 0.1"});
  std::array<double, 3> exact{}, arrays{};
  for (const Trained& set : sets) {
    const std::array<double, 3> slow = median_steps(set.results, rival);
    for (const std::string_view optimiser : {"kfac", "rram-kfac"}) {
      const std::array<double, 3> fast = median_steps(set.results, optimiser);
      AuditRow row{
          fmt::format("{}: K-FAC, {}", set.data,
                      optimiser == "kfac" ? "exact solves" : "solves on arrays (3-bit cells, 8-bit converters)"),
          {}};
      for (std::size_t g = 0; g < goals.size(); ++g) row.values.push_back(1.0 - fast[g] / slow[g]);
      if (&set == &sets.front())
        for (std::size_t g = 0; g < goals.size(); ++g) (optimiser == "kfac" ? exact : arrays)[g] = row.values[g];
      claim.rows.push_back(row);
    }
  }
  claim.assumptions = {
      fmt::format("learning rates of {} that are not public: a better one saves fewer steps", rival_name),
      "a network, data, curvature, damping and cadence, none of which is public",
      "a task ill-conditioned enough: with tame inputs curvature saves little or nothing",
      "epochs of equal cost: a step of K-FAC also solves, and writes at every refresh"};
  claim.reason = fmt::format(
      "Another network here: 8-16-4, on ill-conditioned inputs exact K-FAC saves {:.0f} % of the steps to a loss of "
      "0.3, on arrays {:.0f} %. Steps saved are the algorithm's: exact digital solves save as many, so nothing of it "
      "may be "
      "credited to the chip.",
      100.0 * exact[1], 100.0 * arrays[1]);
  return claim;
}

// One matrix factored for one right-hand side on both sides: 24 bits, on one set of arrays.
AuditClaim cost_claim(const PublicClaims& claims, std::string_view id, bool energy) {
  const PublicClaim& said = claims.claim(id);
  const Assumed& assumed = claims.assumed;
  const std::vector<GpuPart> list = gpu_parts(assumed.peak_share);
  AuditClaim claim = claim_entry(
      said, fmt::format("{:g} times {}", said.number, energy ? "the energy efficiency" : "the throughput"),
      fmt::format("times the digital side, by {}, one matrix and one right-hand side", energy ? "energy" : "time"),
      names_of(list));
  double best = 0.0, best_written = 0.0;
  for (const char* preset : {"measured", "assumed"}) {
    const rram::PaperCostModel model = rram::load_paper_cost("cost/zuo2025.toml", preset);
    for (const double n : assumed.sizes) {
      const rram::SolveCost cost = rram::paper_cost(model, static_cast<int>(n), static_cast<int>(assumed.tile_rows));
      const double flop = n * n * n / 3.0 + 2.0 * n * n;
      for (const bool written : {false, true}) {
        if (energy && written) continue;  // the paper's form has no energy of writing
        AuditRow row{
            fmt::format("{:g} rows, circuits {}{}", n, preset,
                        written ? fmt::format(", rows written one by one in {:g} us", 1e6 * assumed.write_s) : ""),
            {}};
        const double own_s = 1e-9 * cost.latency_ns + (written ? n * assumed.write_s : 0.0);
        for (const GpuPart& card : list) {
          const double digital_s = flop / card.flop_per_s;
          row.values.push_back(energy ? digital_s * card.power_W / (1e-12 * cost.energy_pJ) : digital_s / own_s);
        }
        double& most = written ? best_written : best;
        most = std::max(most, row.values[1]);
        claim.rows.push_back(row);
      }
    }
  }
  claim.assumptions = {
      fmt::format("arrays of {:g} rows and BlockAMC around them, one solver, 24 bits; nothing of it is public",
                  assumed.tile_rows),
      "few right-hand sides a matrix: a digital factor is used again at n^2 operations each",
      fmt::format("a GPU at {:g} % of its peak, launch latency ignored, or a part of one", 100.0 * assumed.peak_share),
      "matrices that stay in the arrays: K-FAC refreshes them every 1 to 100 steps"};
  claim.reason = fmt::format(
      "At best {:.3g} times an H100 at {:g} % of its peak{}: the number needs a stated baseline, number of tiles and "
      "of right-hand sides before it can be compared. The two ratios together mean a power of 1/{:.2f} of the digital "
      "side's.",
      best, 100.0 * assumed.peak_share, energy ? "" : fmt::format(", {:.3g} times with writing", best_written),
      claims.claim("efficiency").number / claims.claim("throughput").number);
  return claim;
}

}  // namespace

AuditReport audit_zhang2025(const AuditOptions& options) {
  const PublicClaims claims = load_claims("claims/zhang2025.toml");
  AuditReport report;
  report.paper = claims.paper;
  report.options = options;
  report.setting = fmt::format("not public: {}", claims.not_public);
  const std::vector<Trained> sets = {{"condition 512", trained(true, options)},
                                     {"condition 25", trained(false, options)}};
  if (options.interrupt == nullptr || !*options.interrupt) {
    report.claims.push_back(epochs_claim(claims.claim("sgd_epochs"), "sgd", "SGD with momentum", sets));
    report.claims.push_back(epochs_claim(claims.claim("adam_epochs"), "adam", "Adam", sets));
  } else {
    report.notes.push_back("Interrupted: the claims on epochs are missing.");
  }
  report.claims.push_back(cost_claim(claims, "throughput", false));
  report.claims.push_back(cost_claim(claims, "efficiency", true));
  const std::vector<std::string> notes = {
      "Every number of a chip here is modelled, never measured. The claim's own accounting is not public, so its row "
      "is empty.",
      "Steps: medians over 5 starts, data and network of ohmimo train --task network, at the learning rates that are "
      "its defaults (SGD 1, Adam 0.1, K-FAC 0.1), the best of three each.",
      "Time and energy of the circuits: the closed form that reproduces the benchmark of doi "
      "10.1038/s41928-025-01477-0 "
      "(measured: 120/60 ns; assumed: 20/10 ns), one right-hand side. Digital side: n^3/3 + 2 n^2 operations."};
  report.notes.insert(report.notes.end(), notes.begin(), notes.end());
  return report;
}

}  // namespace ohmimo::audit
