#include "rram/remedy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace ohmimo::rram {
namespace {

using Status = SolveReport::Status;

struct Change {
  std::string flags;
  void (*apply)(SolverConfig&);
  bool (*changes)(const SolverConfig&);  // whether it would
};

const Change fcg = {"--refinement fcg", [](SolverConfig& c) { c.refinement = RefinementKind::fcg; },
                    [](const SolverConfig& c) { return c.refinement != RefinementKind::fcg; }};
const Change equilibrated = {"--equilibrate", [](SolverConfig& c) { c.equilibrate = true; },
                             [](const SolverConfig& c) { return !c.equilibrate; }};
const Change one_array = {"--stages 0", [](SolverConfig& c) { c.stages = 0; },
                          [](const SolverConfig& c) { return c.stages > 0; }};
const Change exact_schur = {"--schur exact", [](SolverConfig& c) { c.schur = Schur::exact; },
                            [](const SolverConfig& c) { return c.stages > 0 && c.schur != Schur::exact; }};

struct Setting {
  std::string flags;
  SolverConfig config;
};

std::vector<Setting> settings_near(const SolverConfig& config) {
  std::vector<Setting> settings;
  const auto add = [&](const std::vector<Change>& changes) {
    Setting setting{"", config};
    for (const Change& change : changes) {
      if (!change.changes(setting.config)) return;
      change.apply(setting.config);
      setting.flags += (setting.flags.empty() ? "" : " ") + change.flags;
    }
    settings.push_back(setting);
  };
  for (const Change& change : {fcg, equilibrated, one_array, exact_schur}) add({change});
  for (const Change& change : {equilibrated, one_array, exact_schur}) add({fcg, change});
  for (const Change& change : {one_array, exact_schur}) add({equilibrated, change});
  const int more = std::min(10 * config.cycles, 1000);
  if (more <= config.cycles) return settings;
  settings.insert(settings.begin(), {"", config});
  const std::size_t count = settings.size();
  for (std::size_t k = 0; k < count; ++k) {
    Setting longer = settings[k];
    longer.config.cycles = more;
    longer.flags += fmt::format("{}--cycles {}", longer.flags.empty() ? "" : " ", more);
    settings.push_back(longer);
  }
  settings.erase(settings.begin());
  return settings;
}

}  // namespace

double worst_residual(const arma::mat& a, const arma::mat& b, const arma::mat& x) {
  const arma::mat r = b - x * a.t();
  if (!r.is_finite()) return INFINITY;
  double worst = 0.0;
  for (arma::uword v = 0; v < b.n_rows; ++v) {
    const double norm = arma::norm(r.row(v));
    if (norm > 0.0) worst = std::max(worst, norm / arma::norm(b.row(v)));
  }
  return worst;
}

std::optional<Remedy> try_setting(const Trouble& trouble, const SolverConfig& config) {
  RngStream device = trouble.device, read = trouble.read;
  Remedy result;
  const SolveReport report = program(trouble.a, config, device).solve(trouble.b, result.x, nullptr, &read);
  result.cycles = report.cycles;
  result.relative_residual = worst_residual(trouble.a, trouble.b, result.x);
  if (report.status != Status::converged && report.status != Status::cycle_limit && report.status != Status::saturated)
    return std::nullopt;
  const bool solved =
      config.tolerance > 0.0 ? report.status == Status::converged : result.relative_residual <= trouble.wanted;
  return solved ? std::optional(result) : std::nullopt;
}

std::optional<Remedy> find_remedy(const Trouble& trouble, const SolverConfig& config) {
  for (const Setting& setting : settings_near(config))
    if (std::optional<Remedy> remedy = try_setting(trouble, setting.config)) {
      remedy->flags = setting.flags;
      return remedy;
    }
  return std::nullopt;
}

}  // namespace ohmimo::rram
