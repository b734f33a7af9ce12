// Bringing figures of one technology node to another. Let s = source node / target node.
//   general       area / s^2, rate x s, energy per operation / s, and x (V_target / V_source)^2 where both supplies are
//                 known: E = C V^2 with C ~ 1/s. Without supplies they are taken as equal, which the result says.
//   conservative  area / s^2; rate and energy as reported
//   Stillmaker    energy by the fitted polynomials of A. Stillmaker, B. Baas, Integration 58, 74 (2017),
//                 doi 10.1016/j.vlsi.2017.02.002: E_target = E_source F_target(V_target) / F_source(V_source). The
//                 program holds no table of their coefficients: the caller brings them.
// Constant-field scaling (V ~ 1/s) is left out: supplies stopped shrinking below 65 nm.
#pragma once
#include <optional>

namespace ohmimo::compare {

enum class NodeRule { none, general, conservative };

struct NodeStep {
  double source_nm = 0.0, target_nm = 0.0;
  std::optional<double> source_V = std::nullopt, target_V = std::nullopt;  // heeded by general if both are given
};

struct NodeFactors {
  double area = 1.0, rate = 1.0, energy = 1.0;  // multiply the reported figure
  bool equal_supply_assumed = false;
};

// Throws std::invalid_argument unless nodes (and supplies, where given) are > 0.
NodeFactors node_factors(NodeRule rule, const NodeStep& step);

// F(V) = a2 V^2 + a1 V + a0.
struct EnergyPolynomial {
  double a2 = 0.0, a1 = 0.0, a0 = 0.0;
  double at(double supply_V) const { return (a2 * supply_V + a1) * supply_V + a0; }
};
double stillmaker_energy_factor(const EnergyPolynomial& source, double source_V, const EnergyPolynomial& target,
                                double target_V);

}  // namespace ohmimo::compare
