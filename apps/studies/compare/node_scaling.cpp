#include "apps/studies/compare/node_scaling.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace ohmimo::compare {
namespace {

void require_positive(std::string_view what, double value) {
  if (!(value > 0.0 && std::isfinite(value)))
    throw std::invalid_argument(fmt::format("{} must be > 0 and finite, got {}", what, value));
}

}  // namespace

NodeFactors node_factors(NodeRule rule, const NodeStep& step) {
  require_positive("source node in nm", step.source_nm);
  require_positive("target node in nm", step.target_nm);
  for (const std::optional<double>& supply : {step.source_V, step.target_V})
    if (supply) require_positive("supply in V", *supply);
  const double s = step.source_nm / step.target_nm;
  switch (rule) {
    case NodeRule::none:
      return {};
    case NodeRule::conservative:
      return {.area = 1.0 / (s * s)};
    case NodeRule::general:
      break;
  }
  const bool supplies = step.source_V && step.target_V;
  const double ratio_V = supplies ? *step.target_V / *step.source_V : 1.0;
  return {1.0 / (s * s), s, ratio_V * ratio_V / s, !supplies};
}

double stillmaker_energy_factor(const EnergyPolynomial& source, double source_V, const EnergyPolynomial& target,
                                double target_V) {
  const double from = source.at(source_V), to = target.at(target_V);
  require_positive("polynomial of the source node", from);
  require_positive("polynomial of the target node", to);
  return to / from;
}

}  // namespace ohmimo::compare
