// The tiles of a programmed system as circuits, made anew from their conductances by plain nodal analysis: every node
// of op-amps and inverters is an unknown, poles are the eigenvalues of what is left when the nodes without memory are
// eliminated. Nothing of rram/network, state_space or static_circuit is used.
#pragma once
#include "tests/rram/circuit/circuit_case.hpp"
#include "tests/rram/rram_case.hpp"

namespace ohmimo::rram_test {

// G = positive - negative - bias J + diagonal I of an inversion array, or the two arrays of a product.
struct TileConductances {
  std::string name = {};
  bool inverse = true, paired = false;         // paired: both cells of an element side by side in one array
  arma::mat positive_S = {}, negative_S = {};  // negative_S empty: none
  double bias_S = 0.0, diagonal_S = 0.0;       // bias_S >= 0 through one inverter of the mean; only without negative_S
};

// What the dump of an inversion array stands for: parts below 0 S go through an inverter for every column.
inline TileConductances inverse_tile(const std::string& name, const arma::mat& g_S, double bias_S, double diagonal_S) {
  TileConductances tile{.name = name, .positive_S = g_S, .bias_S = bias_S, .diagonal_S = diagonal_S};
  if (bias_S >= 0.0 && diagonal_S >= 0.0 && tile.positive_S.min() >= 0.0) return tile;
  const arma::uword n = g_S.n_rows;
  const arma::mat resistors = arma::eye(n, n) * std::abs(diagonal_S), ones = arma::ones(n, n) * std::abs(bias_S);
  tile.negative_S = circuit_test::positive_part(-tile.positive_S);
  tile.positive_S = circuit_test::positive_part(tile.positive_S);
  (bias_S > 0.0 ? tile.negative_S : tile.positive_S) += ones;
  (diagonal_S > 0.0 ? tile.positive_S : tile.negative_S) += resistors;
  tile.bias_S = tile.diagonal_S = 0.0;
  return tile;
}

inline std::vector<TileConductances> tiles_of(const std::vector<rram::ProgrammedArray>& arrays) {
  std::vector<TileConductances> tiles;
  for (std::size_t k = 0; k < arrays.size(); ++k) {
    if (arrays[k].kind == "inverse")
      tiles.push_back(inverse_tile(arrays[k].name, arrays[k].g_S, arrays[k + 1].g_S(0), arrays[k + 2].g_S(0)));
    if (arrays[k].kind == "product+")
      tiles.push_back({.name = arrays[k].name,
                       .inverse = false,
                       .positive_S = circuit_test::positive_part(arrays[k].g_S),
                       .negative_S = circuit_test::positive_part(arrays[k + 1].g_S)});
  }
  return tiles;
}

// The matrix an inversion array inverts, in S.
inline arma::mat inverted_S(const TileConductances& tile) {
  arma::mat g = tile.positive_S - tile.bias_S;
  if (!tile.negative_S.is_empty()) g -= tile.negative_S;
  g.diag() += tile.diagonal_S;
  return g;
}

// The model with the rungs that are off made ideal, as Fidelity describes them.
inline rram::CircuitModel model_of(const rram::SolverConfig& config) {
  rram::CircuitModel model = config.analogue.circuit;
  if (!config.fidelity.wires) model.wire = {0.0, 0.0};
  if (config.fidelity.circuit) return model;
  model.amplifier.gain = model.inverter.gain = INFINITY;
  model.amplifier.offset_sigma_V = model.inverter.offset_sigma_V = 0.0;
  model.clamp_V = INFINITY;
  model.g_in_S = model.r_out_ohm = 0.0;
  return model;
}

// Port admittance [rows, columns] of one array: wires by the Laplacian of all their nodes for up to 10 lines; larger or
// approximate ones by wire_array(), which test_rram_wires holds against that Laplacian.
inline arma::mat array_ports(const arma::mat& g_S, const rram::WireModel& wire, double accuracy) {
  const arma::uword n = g_S.n_rows, m = g_S.n_cols;
  if (wire.r_row_ohm > 0.0 && wire.r_col_ohm > 0.0) {
    if (accuracy == 0.0 && std::max(n, m) <= 10) return circuit_test::laplacian_ports(g_S, wire);
    return circuit_test::whole(rram::wire_array(g_S, wire, accuracy));
  }
  arma::mat ports(n + m, n + m, arma::fill::zeros);
  ports.submat(0, n, arma::size(n, m)) = -g_S;
  ports.submat(n, 0, arma::size(m, n)) = -g_S.t();
  ports.diag() = -arma::sum(ports, 1);
  return ports;
}

// Nodes in the order u (rows), v (op-amp outputs), w (inverter outputs), p (inverter inputs), x (inputs of the tile).
struct TileNodes {
  arma::uword n = 0, n_inverter = 0, n_input = 0;
  arma::mat y = {};  // nodal admittance, S

  arma::uword u(arma::uword i) const { return i; }
  arma::uword v(arma::uword i) const { return n + i; }
  arma::uword w(arma::uword k) const { return 2 * n + k; }
  arma::uword p(arma::uword k) const { return 2 * n + n_inverter + k; }
  arma::uword x(arma::uword j) const { return 2 * n + 2 * n_inverter + j; }

  void resistor(double g_S, arma::uword a, arma::uword b) {
    y(a, a) += g_S;
    y(b, b) += g_S;
    y(a, b) -= g_S;
    y(b, a) -= g_S;
  }
  // Rows at u, column j at node column(j). sign -1: driven by the negative of the voltage there, which only ideal
  // inputs can be; what they deliver is then not asked for.
  void array(const arma::mat& ports, const arma::uvec& column, const arma::vec& sign) {
    y.submat(0, 0, arma::size(n, n)) += ports.submat(0, 0, arma::size(n, n));
    for (arma::uword j = 0; j < column.n_elem; ++j) {
      y.submat(0, column(j), arma::size(n, 1)) += sign(j) * ports.submat(0, n + j, arma::size(n, 1));
      if (sign(j) < 0.0) continue;
      y.submat(column(j), 0, arma::size(1, n)) += ports.submat(n + j, 0, arma::size(1, n));
      for (arma::uword k = 0; k < column.n_elem; ++k) y(column(j), column(k)) += ports(n + j, n + k);
    }
  }
};

inline void write_arrays(const TileConductances& tile, const rram::WireModel& wire, double accuracy, TileNodes& nodes) {
  const arma::uword m = nodes.n_input;
  const auto nodes_of = [m](arma::uword first) { return arma::uvec(arma::regspace<arma::uvec>(first, first + m - 1)); };
  const arma::uvec direct = nodes_of(tile.inverse ? nodes.v(0) : nodes.x(0));
  const arma::vec plus = arma::ones(m), minus = tile.inverse ? plus : arma::vec(-plus);
  if (tile.negative_S.is_empty()) return nodes.array(array_ports(tile.positive_S, wire, accuracy), direct, plus);
  const arma::uvec inverted = nodes_of(tile.inverse ? nodes.w(0) : nodes.x(0));
  if (!tile.paired) {
    nodes.array(array_ports(tile.positive_S, wire, accuracy), direct, plus);
    return nodes.array(array_ports(tile.negative_S, wire, accuracy), inverted, minus);
  }
  const arma::uvec even = 2 * arma::regspace<arma::uvec>(0, m - 1);
  arma::mat cells_S(nodes.n, 2 * m);
  arma::uvec column(2 * m);
  arma::vec sign(2 * m);
  cells_S.cols(even) = tile.positive_S;
  cells_S.cols(even + 1) = tile.negative_S;
  column(even) = direct;
  column(even + 1) = inverted;
  sign(even) = plus;
  sign(even + 1) = minus;
  nodes.array(array_ports(cells_S, wire, accuracy), column, sign);
}

inline TileNodes tile_nodes(const TileConductances& tile, const rram::CircuitModel& model, double wire_accuracy) {
  const bool bias = tile.inverse && tile.negative_S.is_empty() && tile.bias_S > 0.0;
  TileNodes nodes{.n = tile.positive_S.n_rows, .n_input = tile.positive_S.n_cols};
  const arma::uword n = nodes.n;
  if (tile.inverse) nodes.n_inverter = bias ? 1 : tile.negative_S.is_empty() ? 0 : n;
  const arma::uword count = nodes.x(nodes.n_input);
  nodes.y.zeros(count, count);
  write_arrays(tile, model.wire, wire_accuracy, nodes);
  for (arma::uword i = 0; i < n; ++i) {
    nodes.y(i, i) += model.g_in_S;
    if (tile.inverse) {
      nodes.resistor(model.g_source_S, nodes.u(i), nodes.x(i));
      nodes.resistor(tile.diagonal_S, nodes.u(i), nodes.v(i));
      if (bias) nodes.resistor(static_cast<double>(n) * tile.bias_S, nodes.u(i), nodes.w(0));
      if (bias) nodes.resistor(model.g_inverter_S / static_cast<double>(n), nodes.v(i), nodes.p(0));
    } else {
      nodes.resistor(model.g_feedback_S, nodes.u(i), nodes.v(i));
    }
  }
  for (arma::uword k = 0; k < nodes.n_inverter; ++k) {
    nodes.resistor(model.g_inverter_S, nodes.w(k), nodes.p(k));
    if (!bias) nodes.resistor(model.g_inverter_S, nodes.v(k), nodes.p(k));
  }
  return nodes;
}

// With the nodes q = [u v w p] and the states s of the amplifiers behind their output resistance:
//   rows and p:  sum of currents = 0 (rows with capacitance: -c du/dt)     outputs:  q + r_out current = s
//   ds/dt = -2 pi gbwp (input + s / gain)
struct TileSystem {
  arma::mat nodes;  // [q][q] times q
  arma::mat drive;  // [q][n_input] times the input voltages
  arma::uvec held;  // nodes whose equation a state enters: outputs with +1
  arma::vec gbwp_rad, gain;
  arma::uvec input;  // node an amplifier looks at
};

inline TileSystem tile_system(const TileNodes& nodes, const rram::CircuitModel& model) {
  const arma::uword n = nodes.n, m = nodes.n_inverter, q = nodes.x(0);
  TileSystem system;
  system.nodes = nodes.y.submat(0, 0, arma::size(q, q));
  system.drive = nodes.y.submat(0, q, arma::size(q, nodes.n_input));
  const double scale = system.nodes.diag().max();
  system.held = arma::regspace<arma::uvec>(n, 2 * n + m - 1);
  for (arma::uword k = 0; k < q; ++k) {
    const bool output = k >= n && k < 2 * n + m;
    system.nodes.row(k) *= output ? model.r_out_ohm : 1.0 / scale;
    system.drive.row(k) *= output ? model.r_out_ohm : 1.0 / scale;
    if (output) system.nodes(k, k) += 1.0;
  }
  system.input = arma::join_cols(arma::regspace<arma::uvec>(0, n - 1), arma::uvec(m));
  system.gbwp_rad = arma::vec(n + m, arma::fill::value(2.0 * M_PI * model.amplifier.gbwp_hz));
  system.gain = arma::vec(n + m, arma::fill::value(model.amplifier.gain));
  for (arma::uword k = 0; k < m; ++k) {
    system.input(n + k) = nodes.p(k);
    system.gbwp_rad(n + k) = 2.0 * M_PI * model.inverter.gbwp_hz;
    system.gain(n + k) = model.inverter.gain;
  }
  return system;
}

// The largest real part of the poles over the largest magnitude of the state matrix: below 0 is stable, within about
// 1e-12 of 0 nobody can tell. NaN if there are no equations to solve.
inline double tile_growth(const TileNodes& nodes, const rram::CircuitModel& model) {
  TileSystem system = tile_system(nodes, model);
  const arma::uword n = nodes.n, q = system.nodes.n_rows, outputs = system.held.n_elem;
  const arma::uword capacitors = model.c_row_F > 0.0 ? n : 0, states = outputs + capacitors;
  arma::mat by_state(q, states, arma::fill::zeros);
  for (arma::uword k = 0; k < outputs; ++k) by_state(system.held(k), k) = 1.0;
  for (arma::uword i = 0; i < capacitors; ++i) {  // u_i is a state: its equation says so
    system.nodes.row(i).zeros();
    system.nodes(i, i) = by_state(i, outputs + i) = 1.0;
  }
  arma::mat node_V;
  if (!arma::solve(node_V, system.nodes, by_state)) return NAN;
  arma::mat f(states, states, arma::fill::zeros);
  for (arma::uword k = 0; k < outputs; ++k) {
    f.row(k) = -system.gbwp_rad(k) * node_V.row(system.input(k));
    f(k, k) -= system.gbwp_rad(k) / system.gain(k);
  }
  for (arma::uword i = 0; i < capacitors; ++i)
    f.row(outputs + i) = -nodes.y.submat(i, 0, arma::size(1, q)) * node_V / model.c_row_F;
  arma::cx_vec pole;
  if (!f.is_finite() || !arma::eig_gen(pole, f)) return NAN;
  return arma::real(pole).max() / arma::norm(f, 1);
}

// Output voltages v of the tile at rest for input voltages, the clamp and offsets aside; empty if singular.
inline arma::vec tile_output_V(const TileNodes& nodes, const rram::CircuitModel& model, const arma::vec& input_V) {
  TileSystem system = tile_system(nodes, model);
  const arma::uword q = system.nodes.n_rows, outputs = system.held.n_elem;
  // Unknowns q and s; at rest input + s / gain = 0.
  arma::mat all(q + outputs, q + outputs, arma::fill::zeros);
  all.submat(0, 0, arma::size(q, q)) = system.nodes;
  for (arma::uword k = 0; k < outputs; ++k) {
    all(system.held(k), q + k) = -1.0;
    all(q + k, system.input(k)) = 1.0;
    all(q + k, q + k) = 1.0 / system.gain(k);
  }
  arma::vec right(q + outputs, arma::fill::zeros), node_V;
  right.head(q) = -system.drive * input_V;
  if (!arma::solve(node_V, all, right, arma::solve_opts::fast) || !node_V.is_finite()) return {};
  return node_V.subvec(nodes.n, arma::size(nodes.n, 1));
}

}  // namespace ohmimo::rram_test
