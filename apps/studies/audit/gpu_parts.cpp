#include "apps/studies/audit/gpu_parts.hpp"

#include <fmt/format.h>

#include "apps/studies/compare/baseline.hpp"

namespace ohmimo::audit {

std::vector<GpuPart> gpu_parts(double peak_share) {
  const compare::Baseline& gpu = compare::published_baseline("ref_h100_sxm");
  const double peak = *gpu.peak_flop_per_s, watt = *gpu.power_mW() * 1e-3;
  const double sm = gpu.multiprocessors, cores = sm * gpu.cores_per_multiprocessor;
  const std::string share = fmt::format("{:g} % of peak", 100.0 * peak_share);
  return {{"H100 card, peak", peak, watt},
          {"H100 card, " + share, peak * peak_share, watt},
          {"one SM, " + share, peak * peak_share / sm, watt / sm},
          {"one CUDA core, " + share, peak * peak_share / cores, watt / cores}};
}

std::vector<std::string> names_of(const std::vector<GpuPart>& parts) {
  std::vector<std::string> names;
  for (const GpuPart& part : parts) names.push_back(part.name);
  return names;
}

}  // namespace ohmimo::audit
