// The claims on detection: vectors per second beside detectors of the same size, and equality with floating point.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/config/config_file.hpp"
#include "apps/published/golden.hpp"
#include "apps/studies/audit/audit.hpp"
#include "apps/studies/compare/comparison.hpp"
#include "apps/studies/loss/channel_loss.hpp"

namespace ohmimo::audit {
namespace {

constexpr double target_ber = 1e-3, loss_db = 0.1;

struct Parity {
  std::string title, config;  // a built-in experiment
  std::string figure;
  int claimed_cycles;
};

loss::LossConfig parity_loss(const Parity& parity, const AuditOptions& options) {
  Config config = load_config(parity.config);
  config.run.seed = options.seed;
  config.run.threads = options.threads;
  loss::LossConfig loss = loss::loss_config(make_run(config), target_ber);
  loss.loss_db = loss_db;
  loss.n_channel = options.n_channel;
  loss.interrupt = options.interrupt;
  loss.progress = options.progress;
  return loss;
}

double at_share(std::vector<double> cycles, double share) {
  std::ranges::sort(cycles);
  return cycles[static_cast<std::size_t>(std::lround(share * static_cast<double>(cycles.size() - 1)))];
}

// What the published points themselves can tell: where the claimed cycle lies highest above the last one shown.
std::string published_evidence(const Parity& parity) {
  const auto curve = [&](int cycle) {
    std::vector<GoldenPoint> found = golden_points("golden/zuo2025_fig4.csv");
    std::erase_if(found, [&](const GoldenPoint& point) {
      return point.figure != parity.figure || point.modulation != "256qam" ||
             point.curve != fmt::format("cycle {}", cycle);
    });
    return found;
  };
  const std::vector<GoldenPoint> claimed = curve(parity.claimed_cycles), last = curve(4);
  std::size_t worst = 0;
  for (std::size_t k = 1; k < claimed.size(); ++k)
    if (claimed[k].ber * last[worst].ber > claimed[worst].ber * last[k].ber) worst = k;
  const double bits = static_cast<double>(claimed[worst].bits.value_or(0));
  const double a = std::round(claimed[worst].ber * bits), b = std::round(last[worst].ber * bits);
  return fmt::format(
      "In the paper's own points cycle {} lies highest above cycle 4 at {:g} dB: {:g} and {:g} errors, {:.2g} standard "
      "deviations apart.",
      parity.claimed_cycles, claimed[worst].snr_rx_db, a, b, std::abs(a - b) / std::sqrt(a + b));
}

// Nothing after an interrupt.
std::optional<AuditClaim> parity_claim(const Parity& parity, const AuditOptions& options) {
  const loss::LossConfig config = parity_loss(parity, options);
  std::vector<double> cycles;
  for (const loss::ChannelLoss& channel : loss::channel_losses(config)) cycles.push_back(channel.cycles);
  const std::optional<loss::EnsembleLoss> average = loss::ensemble_loss(config);
  if (!average) return std::nullopt;
  const double ensemble = average->cycles;
  AuditClaim claim;
  claim.title = parity.title;
  claim.claim = fmt::format("Detection equals 32-bit floating point after {} cycles.", parity.claimed_cycles);
  claim.rests_on = "Bit error rates of Fig. 4d (1,600 bits per point) and 4e (640 bits per point), one channel each.";
  claim.assumptions = {"one channel stands for all", "a difference that so few bits cannot show is none"};
  claim.unit = fmt::format("cycles for a loss below {:g} dB at BER {:g}; {} = more than {}", loss_db, target_ber,
                           config.max_cycles + 1, config.max_cycles);
  claim.columns = {"claimed", "median channel", "worst decile", "worst channel", "ensemble average"};
  claim.rows = {
      {fmt::format("simulated, {} channels with devices of their own", options.n_channel),
       {double(parity.claimed_cycles), at_share(cycles, 0.5), at_share(cycles, 0.9), at_share(cycles, 1.0), ensemble}}};
  const auto within = std::ranges::count_if(cycles, [&](double needed) { return needed <= parity.claimed_cycles; });
  claim.verdict = ensemble <= parity.claimed_cycles ? Verdict::holds
                  : within > 0                      ? Verdict::holds_only_if
                                                    : Verdict::does_not_hold;
  claim.reason = fmt::format("{} of {} channels meet it; the average over channels needs {} cycles. {}", within,
                             options.n_channel, ensemble, published_evidence(parity));
  return claim;
}

}  // namespace

AuditClaim detector_claim(const std::vector<PricedConfig>& solvers) {
  const Config& system = solvers[0].config.system;
  AuditClaim claim;
  claim.title = "faster than detectors, in vectors per second";
  claim.claim = "More received vectors per second than a detector chip of the same size.";
  claim.rests_on = "Not a published number: the claim restated without counting operations.";
  claim.assumptions = {
      fmt::format("{}x{}, {} cycles, {}-bit words, one solver against one chip, nothing pipelined", system.link.n_rx,
                  system.link.n_user, system.solver.cycles.back(), system.solver.word_bits),
      fmt::format("circuits of 20/10 ns, and one inversion array of {} rows: the largest built has 8",
                  2 * system.link.n_user),
      "the channel costs nothing, neither programming nor Gram product"};
  claim.unit = "modelled solver over published detector";
  std::vector<const compare::Baseline*> detectors;
  for (const char* id : {"peng2018_weji", "prabhu2017"}) {
    detectors.push_back(&compare::published_baseline(id));
    claim.columns.push_back(fmt::format("{} rate", id));
    claim.columns.push_back(fmt::format("{} energy per vector", id));
  }
  double best = 0.0, best_with_channel = 0.0;
  for (const PricedConfig& solver : solvers)
    for (const double n_reuse : {double(INFINITY), solver.config.n_reuse})
      for (const compare::SolverCost& model : solver.costs.models) {
        const compare::ComparisonRow row = compare::modelled_row(solver.config, model, n_reuse);
        AuditRow out{fmt::format("{}, arrays of {} rows, {}", row.name, solver.config.tile, row.scope), {}};
        for (const compare::Baseline* detector : detectors) {
          out.values.push_back(*row.Mvectors_per_s * 1e6 / *detector->vectors_per_s());
          out.values.push_back(*row.nJ_per_vector / *detector->nJ_per_vector());
          double& fastest = std::isinf(n_reuse) ? best : best_with_channel;
          fastest = std::max(fastest, out.values[out.values.size() - 2]);
        }
        claim.rows.push_back(out);
      }
  claim.verdict = best_with_channel >= 1.0 ? Verdict::holds
                  : best >= 1.0            ? Verdict::holds_only_if
                                           : Verdict::does_not_hold;
  claim.reason = fmt::format(
      "At best {:.3g} times the slower of the two chips without the work per channel, {:.3g} times with it; parallel "
      "solvers multiply rate and area alike and leave the energy per vector as it is.",
      best, best_with_channel);
  return claim;
}

std::vector<AuditClaim> detection_claims(const AuditOptions& options) {
  std::vector<AuditClaim> claims;
  for (const Parity& parity :
       {Parity{"floating-point parity in 2 cycles, 16x4", "zuo2025_fig4d_256qam_ensemble", "4d", 2},
        Parity{"floating-point parity in 3 cycles, 128x8", "zuo2025_fig4e_ensemble", "4e", 3}})
    if (std::optional<AuditClaim> claim = parity_claim(parity, options)) claims.push_back(std::move(*claim));
  return claims;
}

}  // namespace ohmimo::audit
