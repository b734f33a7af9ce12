// Random matrices of every sort in the circuits of program_circuit(), however signs are made: the cells against the
// matrix, the poles against nodal analysis (robust_tiles.hpp), and the voltages found by Kirchhoff's law at every node
// and the equation of every amplifier.
#pragma once
#include "rram/inversion/programmed_circuit.hpp"
#include "tests/rram/robust_check.hpp"

namespace ohmimo::rram_test {

struct CircuitCase {
  std::uint32_t number = 0;
  Sort sort = Sort::positive;
  arma::mat a = {};                // inverse: square; product: of any shape
  rram::SolverConfig config = {};  // its rungs, analogue model and device
  rram::CircuitPlan plan = {};
};

inline CircuitCase random_circuit_case(std::uint32_t number) {
  RngStream stream({93, 0, number}, Purpose::channel);
  CircuitCase c{.number = number};
  c.config.fidelity = random_fidelity(stream);
  c.config.analogue = random_analogue(stream);
  c.plan.kind = stream.uniform() < 0.7 ? rram::CircuitKind::inverse : rram::CircuitKind::product;
  c.plan.signs = static_cast<rram::SignScheme>(pick(stream, 3));
  c.plan.setting = {c.config.analogue, false, c.config.device.unit_S(), c.config.device.zero_S};
  c.plan.setting.model.circuit = model_of(c.config);
  c.sort = stream.uniform() < 0.6 ? static_cast<Sort>(pick(stream, 2))
                                  : static_cast<Sort>(pick(stream, static_cast<int>(Sort::count)));
  const int n = 1 + pick(stream, 10);
  c.a = random_matrix(stream, c.sort, static_cast<arma::uword>(n));
  if (c.plan.kind == rram::CircuitKind::product) c.a = c.a.head_rows(static_cast<arma::uword>(1 + pick(stream, n)));
  const int reach = stream.uniform() < 0.95 ? 400 : 980;
  c.a *= std::ldexp(1.0, pick(stream, 2 * reach + 1) - reach);
  return c;
}

// A circuit, its operating point, and the nodes that are to judge it.
struct CircuitRun {
  CircuitCase c;
  rram::TileDrawing drawing;
  rram::Drive drive;
  rram::OperatingPoint point;
  TileNodes nodes;
};

inline CircuitRun run_circuit(const CircuitCase& c) {
  RngStream device = device_stream(c.number), draws({94, 0, c.number}, Purpose::channel);
  rram::CellWriter writer{.quantise = c.config.fidelity.quantise,
                          .device = c.config.fidelity.device ? &c.config.device : nullptr,
                          .stream = device};
  CircuitRun run{c, rram::program_circuit(c.a, c.plan, writer), {}, {}, {}};
  const double accuracy = c.config.analogue.wire_accuracy;
  const rram::Network network = rram::make_network(run.drawing.circuit, accuracy);
  run.drive = {0.2 * arma::normalise(random_mat(draws, c.a.n_cols, 1)), rram::draw_offsets(network, draws)};
  run.point = rram::operating_point(network, run.drive);
  const rram::SignedArrays& arrays = run.drawing.circuit.arrays;
  run.nodes = tile_nodes({.inverse = c.plan.kind == rram::CircuitKind::inverse,
                          .paired = arrays.paired,
                          .positive_S = arrays.positive_S,
                          .negative_S = arrays.negative_S,
                          .bias_S = arrays.bias_S,
                          .diagonal_S = arrays.diagonal_S},
                         run.drawing.circuit.model, accuracy);
  return run;
}

// Whether the cells hold the matrix: G = -factor g_source A of an inverse, -A g_feedback / factor of a product, to
// rounding, to half a step where cells are quantised, and to the widest window of a level for each cell of a pair.
inline std::string cell_fault(const CircuitRun& run) {
  const rram::Circuit& circuit = run.drawing.circuit;
  const rram::SignedArrays& arrays = circuit.arrays;
  arma::mat g_S = arrays.positive_S - arrays.bias_S;
  if (!arrays.negative_S.is_empty()) g_S -= arrays.negative_S;
  g_S.diag() += arrays.diagonal_S;
  const bool inverse = circuit.kind == rram::CircuitKind::inverse;
  const arma::mat wanted_S = inverse ? arma::mat(run.c.a * -run.drawing.factor * circuit.model.g_source_S)
                                     : arma::mat(run.c.a / -run.drawing.factor * circuit.model.g_feedback_S);
  const rram::DeviceModel& device = run.c.config.device;
  double window_S = 0.0;
  for (std::size_t k = 0; k < device.level.size(); ++k)
    for (const double end_S : {device.level[k].quantile_S.front(), device.level[k].quantile_S.back()})
      window_S = std::max(window_S, std::abs(end_S - device.target_S(k)));
  double allowed_S = 1e-12 * arma::abs(wanted_S).max();
  if (run.c.config.fidelity.quantise) allowed_S += 0.5 * device.step_S;
  if (run.c.config.fidelity.device) allowed_S += (run.c.plan.signs == rram::SignScheme::bias ? 1.0 : 2.0) * window_S;
  return arma::abs(g_S - wanted_S).max() <= allowed_S ? "" : "cells do not hold the matrix";
}

// Voltages of u, v, w, p and x; p from the currents into it.
inline arma::vec node_voltages(const CircuitRun& run) {
  const TileNodes& nodes = run.nodes;
  arma::vec all_V = arma::join_cols(arma::join_cols(run.point.u_V, run.point.v_V), run.point.w_V);
  all_V = arma::join_cols(all_V, arma::vec(nodes.n_inverter, arma::fill::zeros), run.drive.input_V);
  for (arma::uword k = 0; k < nodes.n_inverter; ++k)
    all_V(nodes.p(k)) = -arma::dot(nodes.y.row(nodes.p(k)), all_V) / nodes.y(nodes.p(k), nodes.p(k));
  return all_V;
}

// Whether the voltages are those of the circuit. The equations are solved by elimination of at most 30 unknowns, whose
// backward error is some 30 eps times a growth factor of that order: 1e-11 of the largest terms leaves ten times that.
inline std::string voltage_fault(const CircuitRun& run) {
  const TileNodes& nodes = run.nodes;
  const rram::CircuitModel& model = run.drawing.circuit.model;
  const arma::vec all_V = node_voltages(run), current_A = nodes.y * all_V;
  if (!all_V.is_finite()) return "voltages are not finite";
  const double largest_S = arma::abs(nodes.y).max(), rounding_V = 1e-11 * arma::abs(all_V).max();
  if (arma::abs(current_A.head(nodes.n)).max() > largest_S * rounding_V) return "currents into a row do not balance";
  const auto offset_V = [&](arma::uword k) {
    const bool of_row = k < nodes.n;
    const arma::vec& some = of_row ? run.drive.offsets.amplifier_V : run.drive.offsets.inverter_V;
    return some.is_empty() ? 0.0 : some(of_row ? k : k - nodes.n);
  };
  for (arma::uword k = 0; k < nodes.n + nodes.n_inverter; ++k) {
    const bool of_row = k < nodes.n, held = arma::any(run.point.saturated == k);
    const double gain = (of_row ? model.amplifier : model.inverter).gain, out_V = all_V(nodes.v(k));
    const double input_V = all_V(of_row ? nodes.u(k) : nodes.p(k - nodes.n));
    // What the amplifier would give beyond what it gives, over its gain.
    const double push_V = offset_V(k) - input_V - (out_V + model.r_out_ohm * current_A(nodes.v(k))) / gain;
    const double allowed_V = rounding_V * (1.0 + model.r_out_ohm * largest_S / gain);
    if (std::abs(out_V) > model.clamp_V + rounding_V) return "an output beyond the clamp";
    if (!held && std::abs(push_V) > allowed_V) return "an amplifier does not follow its input";
    if (held && std::abs(std::abs(out_V) - model.clamp_V) > rounding_V) return "held where there is no clamp";
    if (held && push_V * out_V < -allowed_V * std::abs(out_V)) return "held without a push";
  }
  return "";
}

// The first thing that is wrong about a circuit; empty if it is right.
inline std::string circuit_fault(const CircuitRun& run) {
  using rram::CircuitStatus;
  if (const std::string fault = cell_fault(run); !fault.empty()) return fault;
  const CircuitStatus status = run.point.status;
  const double growth = tile_growth(run.nodes, run.drawing.circuit.model);
  if (growth > near_unstable && status != CircuitStatus::unstable) return "a pole in the right half plane unnoticed";
  if (growth < -near_unstable && status == CircuitStatus::unstable) return "called unstable without such a pole";
  // Sides of the clamp may go round in circles for matrices that are not positive definite (tile_circuit.hpp).
  if (status == CircuitStatus::undetermined)
    return growth < -near_unstable && !std::isfinite(run.drawing.circuit.model.clamp_V) ? "no point of a stable circuit"
                                                                                        : "";
  if (status == CircuitStatus::unstable) return run.point.v_V.has_nan() ? "" : "voltages of an unstable circuit";
  if ((status == CircuitStatus::saturated) == run.point.saturated.is_empty()) return "status and held outputs differ";
  return voltage_fault(run);
}

inline bool is_refused(const CircuitCase& c) {
  const bool product_of_bias = c.plan.kind == rram::CircuitKind::product && c.plan.signs == rram::SignScheme::bias;
  return product_of_bias || !c.a.is_finite() || arma::abs(c.a).max() == 0.0;
}

inline void check_circuit_range(std::uint32_t first, std::uint32_t count) {
  std::map<rram::CircuitStatus, std::uint32_t> tally;
  std::map<std::pair<rram::CircuitKind, rram::SignScheme>, std::uint32_t> ways;
  std::uint32_t refused = 0;
  for (std::uint32_t number = first; number < first + count; ++number) {
    const CircuitCase c = random_circuit_case(number);
    CAPTURE(number);
    CAPTURE(static_cast<int>(c.sort));
    CAPTURE(static_cast<int>(c.plan.signs));
    if (is_refused(c)) {
      ++refused;
      CHECK_THROWS_AS(run_circuit(c), std::invalid_argument);
      continue;
    }
    const CircuitRun run = run_circuit(c);
    ++tally[run.point.status];
    ++ways[{c.plan.kind, c.plan.signs}];
    CHECK(circuit_fault(run) == "");
  }
  using rram::CircuitStatus;
  MESSAGE(count << " circuits: settled " << tally[CircuitStatus::settled] << ", saturated "
                << tally[CircuitStatus::saturated] << ", unstable " << tally[CircuitStatus::unstable]
                << ", undetermined " << tally[CircuitStatus::undetermined] << ", refused " << refused);
  CHECK(ways.size() == 5);  // all but the product of a bias column
  for (const CircuitStatus status : {CircuitStatus::settled, CircuitStatus::saturated, CircuitStatus::unstable})
    CHECK(tally[status] > count / 50);
  CHECK(tally[CircuitStatus::undetermined] <= 1 + count / 100);
  CHECK(refused > 0);
}

}  // namespace ohmimo::rram_test
