#include "apps/studies/compare/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/studies/compare/node_scaling.hpp"
#include "apps/studies/penalty/penalty_report.hpp"
#include "phy/modulation/constellation.hpp"

namespace ohmimo::compare {
namespace {

using Number = std::optional<double>;

Number times(const Number& value, double factor) {
  return value ? Number(*value * factor) : std::nullopt;
}

Number ratio(const Number& value, const Number& by) {
  return value && by ? Number(*value / *by) : std::nullopt;
}

int bits_per_vector(const LinkSection& link) {
  return link.n_user * make_constellation(link.modulation).bits_per_symbol;
}

std::string system_name(const Baseline& row) {
  if (!row.n_rx && !row.n_user) return "not stated";
  const auto word = [](const std::optional<int>& count) { return count ? std::to_string(*count) : std::string("?"); };
  return fmt::format("{}x{}{}{}", word(row.n_rx), word(row.n_user), row.modulation.empty() ? "" : " ", row.modulation);
}

// What vectors/s would need beside a throughput.
std::string_view missing_for_vectors(const Baseline& row) {
  if (row.n_user) return "modulation";
  return row.bits_per_symbol > 0 ? "users" : "users and modulation";
}

void scale_to_node(const Baseline& from, double node_nm, ComparisonRow& row) {
  if (!from.node_nm) {
    row.note = row.note.empty() ? "node not stated: not scaled" : row.note + "; node not stated: not scaled";
    return;
  }
  const NodeStep step{*from.node_nm, node_nm, from.supply_V, std::nullopt};
  const NodeFactors general = node_factors(NodeRule::general, step);
  const NodeFactors conservative = node_factors(NodeRule::conservative, step);
  row.general_pJ_per_bit = times(row.pJ_per_bit, general.energy);
  row.general_Gbps_per_mm2 = times(row.Gbps_per_mm2, general.rate / general.area);
  row.conservative_pJ_per_bit = times(row.pJ_per_bit, conservative.energy);
  row.conservative_Gbps_per_mm2 = times(row.Gbps_per_mm2, conservative.rate / conservative.area);
}

ComparisonRow published_row(const CompareConfig& config, const Baseline& from) {
  ComparisonRow row;
  row.kind = FigureKind::published;
  row.name = from.id;
  row.design = from.design();
  row.scope = fmt::format("{}, channel work {}", kind_name(from.kind),
                          from.preprocessing == "yes"      ? "included"
                          : from.preprocessing == "no"     ? "left out"
                          : from.preprocessing == "partly" ? "partly included"
                                                           : "unknown");
  row.system = system_name(from);
  row.grade = grade_name(from.grade);
  row.same_size = from.n_rx == config.system.link.n_rx && from.n_user == config.system.link.n_user;
  row.Mvectors_per_s = times(from.vectors_per_s(), 1e-6);
  row.Gbps = from.throughput_Gbps;
  row.nJ_per_vector = from.nJ_per_vector();
  row.pJ_per_bit = from.energy_pJ_per_bit();
  row.area_mm2 = from.area_mm2;
  row.Gbps_per_mm2 = from.Gbps_per_mm2();
  row.note = from.note;
  if (!row.Mvectors_per_s) row.note += fmt::format("; per bit only, {} not stated", missing_for_vectors(from));
  scale_to_node(from, config.node_nm, row);
  return row;
}

// Why a row cannot be compared at all; empty if it can.
std::string reason_against(const Baseline& row) {
  if (row.kind == Baseline::Kind::analogue)
    return "its own benchmark counts matrix equations; it is the solver modelled here";
  if (!row.throughput_Gbps) return "no throughput stated";
  if (row.output == "full PHY" || row.output == "lower PHY")
    return "its throughput is of a whole physical layer, not of a detector";
  if (row.vectors_per_s() || row.power_mW() || row.area_mm2) return "";
  return fmt::format("neither {} (for vectors/s) nor power nor area stated", missing_for_vectors(row));
}

// One CUDA core or stream processor, one multiprocessor, the whole card.
struct DevicePart {
  std::string scope;
  double share;
};

std::vector<DevicePart> device_parts(const Baseline& gpu) {
  const double units = gpu.multiprocessors;
  return {{"one core", 1.0 / (units * gpu.cores_per_multiprocessor)},
          {"one multiprocessor", 1.0 / units},
          {"whole card", 1.0}};
}

ComparisonRow bound_row(const CompareConfig& config, const Baseline& gpu, const DevicePart& part, double n_reuse) {
  const LinkSection& link = config.system.link;
  const ZeroForcingWork work = zero_forcing_flops(link.n_rx, link.n_user);
  const double per_s = *gpu.peak_flop_per_s * part.share / (work.per_vector + work.per_channel / n_reuse);
  ComparisonRow row;
  row.kind = FigureKind::peak_bound;
  row.name = row.design = gpu.device;
  row.scope = fmt::format("{}, channel work {}", part.scope, std::isinf(n_reuse) ? "left out" : "included");
  row.system = fmt::format("{}x{} {}", link.n_rx, link.n_user, link.modulation);
  row.grade = grade_name(gpu.grade);
  row.same_size = true;
  row.Mvectors_per_s = per_s * 1e-6;
  row.Gbps = per_s * bits_per_vector(link) * 1e-9;
  row.nJ_per_vector = times(gpu.power_mW(), part.share * 1e6 / per_s);
  row.pJ_per_bit = ratio(times(row.nJ_per_vector, 1e3), bits_per_vector(link));
  row.area_mm2 = times(gpu.area_mm2, part.share);
  row.Gbps_per_mm2 = ratio(row.Gbps, row.area_mm2);
  row.note =
      "peak of the data sheet over the operations of zero forcing: no GPU reaches it on small matrices; power and "
      "area of the card in proportion; not scaled: no rule reaches across nodes that far apart";
  return row;
}

}  // namespace

std::string_view figure_kind_name(FigureKind kind) {
  switch (kind) {
    case FigureKind::modelled:
      return "modelled hardware";
    case FigureKind::published:
      return "published figure";
    default:
      return "bound from data sheet";
  }
}

ZeroForcingWork zero_forcing_flops(int n_rx, int n_user) {
  const rram::DigitalWork digital = digital_work(n_rx, n_user);
  const double users = n_user;
  return {2.0 * digital.matched_filter + 8.0 * users * users, 2.0 * digital.gram + 4.0 / 3.0 * users * users * users};
}

ComparisonRow modelled_row(const CompareConfig& config, const SolverCost& solver, double n_reuse) {
  const double bits = bits_per_vector(config.system.link);
  const double per_s = config.parallel * 1e9 / solver.cost.ns_per_vector(n_reuse);
  ComparisonRow row;
  row.name = row.design = solver.name;
  row.scope = fmt::format("{} in parallel, channel work {}", config.parallel,
                          std::isinf(n_reuse) ? std::string("left out") : fmt::format("over {:g} vectors", n_reuse));
  row.system =
      fmt::format("{}x{} {}", config.system.link.n_rx, config.system.link.n_user, config.system.link.modulation);
  row.grade = "model";
  row.same_size = true;
  row.Mvectors_per_s = per_s * 1e-6;
  row.Gbps = per_s * bits * 1e-9;
  row.nJ_per_vector = solver.cost.pJ_per_vector(n_reuse) * 1e-3;
  row.pJ_per_bit = solver.cost.pJ_per_vector(n_reuse) / bits;
  if (solver.cost.has_area) {
    row.area_mm2 = config.parallel * solver.cost.area_mm2();
    row.Gbps_per_mm2 = ratio(row.Gbps, row.area_mm2);
  } else {
    row.note = "the closed form has no area";
  }
  row.general_pJ_per_bit = row.conservative_pJ_per_bit = row.pJ_per_bit;
  row.general_Gbps_per_mm2 = row.conservative_Gbps_per_mm2 = row.Gbps_per_mm2;
  return row;
}

void note_penalty(const penalty::PenaltyResult& result, const penalty::PenaltyRule& rule, ComparisonTable& table) {
  table.penalty = fmt::format("SNR penalty at {} {:g}, simulated, fidelity {}: {}", rule.rate, rule.target_ber,
                              table.config.system.solver.fidelity, penalty::penalty_text(result, rule));
  for (ComparisonRow& row : table.rows)
    if (row.kind == FigureKind::modelled && result.status == penalty::PenaltyResult::Status::reached) {
      row.penalty_db = result.penalty_db;
      row.penalty_low_db = result.low_db;
      row.penalty_high_db = result.high_db;
    }
}

ComparisonTable compare(const CompareConfig& config, const SolverCosts& costs, const std::vector<Baseline>& baselines) {
  ComparisonTable table{.config = config, .rows = {}, .left_out = {}, .penalty = {}};
  const auto is_left_out = [&](const Baseline& row) {
    return row.grade == Baseline::Grade::memory && !config.unconfirmed;
  };
  table.n_unconfirmed = static_cast<std::size_t>(std::ranges::count_if(baselines, is_left_out));
  for (const double n_reuse : {double(INFINITY), config.n_reuse})
    for (const SolverCost& solver : costs.models) table.rows.push_back(modelled_row(config, solver, n_reuse));
  for (const Baseline& row : baselines) {
    if (row.kind == Baseline::Kind::gpu_peak || is_left_out(row)) continue;
    const std::string reason = reason_against(row);
    if (reason.empty())
      table.rows.push_back(published_row(config, row));
    else
      table.left_out.push_back({row.id, row.design(), reason});
  }
  for (const Baseline& gpu : baselines) {
    if (gpu.kind != Baseline::Kind::gpu_peak || is_left_out(gpu)) continue;
    for (const DevicePart& part : device_parts(gpu))
      for (const double n_reuse : {double(INFINITY), config.n_reuse})
        table.rows.push_back(bound_row(config, gpu, part, n_reuse));
  }
  return table;
}

}  // namespace ohmimo::compare
