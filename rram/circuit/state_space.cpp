#include "rram/circuit/state_space.hpp"

namespace ohmimo::rram {
namespace {

// Terminal voltages [u; v; w] as linear functions of the states and of the inputs.
struct Terminals {
  arma::mat by_state, by_input;
};

// Solves the algebraic equations. Outputs are o = s - r_out (y_ou u + y_oo o + y_ox x) with s the amplifier states. The
// currents into a row add up to zero (c_row = 0), or its voltage is a state itself.
Terminals terminals(const Network& network) {
  const arma::uword n = network.n, outputs = network.n_output(),
                    states = outputs + (network.model.c_row_F > 0.0 ? n : 0);
  const double r_out = network.model.r_out_ohm, scale = arma::abs(network.rows_u().diag()).max();
  arma::mat matrix(n + outputs, n + outputs), state(n + outputs, states, arma::fill::zeros);
  arma::mat input(n + outputs, network.n_input, arma::fill::zeros);
  if (network.model.c_row_F > 0.0) {
    matrix.head_rows(n) = arma::join_rows(arma::eye(n, n), arma::zeros(n, outputs));
    state.submat(0, outputs, arma::size(n, n)).eye();
  } else {
    matrix.head_rows(n) = arma::join_rows(network.rows_u(), network.rows_output()) / scale;
    input.head_rows(n) = -network.rows_input() / scale;
  }
  matrix.tail_rows(outputs) =
      arma::join_rows(r_out * network.outputs_u(), arma::eye(outputs, outputs) + r_out * network.outputs());
  state.submat(n, 0, arma::size(outputs, outputs)).eye();
  input.tail_rows(outputs) = -r_out * network.outputs_input();
  arma::mat both;
  if (!arma::solve(both, matrix, arma::join_rows(state, input), arma::solve_opts::fast))
    both = arma::mat(n + outputs, states + network.n_input, arma::fill::value(NAN));
  return {both.head_cols(states), both.tail_cols(network.n_input)};
}

}  // namespace

StateSpace state_space(const Network& network) {
  const arma::uword n = network.n, outputs = network.n_output(), inverters = network.n_inverter;
  const double w_t = 2.0 * M_PI * network.model.amplifier.gbwp_hz, w_ti = 2.0 * M_PI * network.model.inverter.gbwp_hz;
  const Terminals terminal = terminals(network);
  const arma::uword states = terminal.by_state.n_cols;
  StateSpace system;
  system.n_output = outputs;
  system.c = terminal.by_state.tail_rows(outputs);
  system.d = terminal.by_input.tail_rows(outputs);
  // Amplifiers integrate -u, inverters -p = -(mean v + w)/2.
  arma::mat seen(outputs, n + outputs, arma::fill::zeros);
  seen.submat(0, 0, arma::size(n, n)).eye();
  if (inverters > 0) {
    seen.submat(n, n, arma::size(inverters, n)) = 0.5 * network.mean;
    seen.submat(n, 2 * n, arma::size(inverters, inverters)) = 0.5 * arma::eye(inverters, inverters);
  }
  arma::vec rate(outputs, arma::fill::value(w_t)), leak(outputs, arma::fill::value(w_t / network.model.amplifier.gain));
  rate.tail(inverters).fill(w_ti);
  leak.tail(inverters).fill(w_ti / network.model.inverter.gain);
  system.f.zeros(states, states);
  system.b.zeros(states, network.n_input);
  system.b_offset.zeros(states, outputs);
  system.f.head_rows(outputs) = -arma::diagmat(rate) * seen * terminal.by_state;
  system.f.submat(0, 0, arma::size(outputs, outputs)) -= arma::diagmat(leak);
  system.b.head_rows(outputs) = -arma::diagmat(rate) * seen * terminal.by_input;
  system.b_offset.head_rows(outputs) = arma::diagmat(rate);
  if (network.model.c_row_F > 0.0) {
    const arma::mat rows = -arma::join_rows(network.rows_u(), network.rows_output()) / network.model.c_row_F;
    system.f.tail_rows(n) = rows * terminal.by_state;
    system.b.tail_rows(n) = rows * terminal.by_input - network.rows_input() / network.model.c_row_F;
  }
  return system;
}

double slowest_rate(const StateSpace& system) {
  arma::cx_vec pole;
  if (!system.f.is_finite() || !arma::eig_gen(pole, system.f)) return NAN;
  return -arma::real(pole).max();
}

bool is_stable(const StateSpace& system) {
  const double rounding = static_cast<double>(system.f.n_rows) * 0x1p-52 * arma::norm(system.f, 1);
  return slowest_rate(system) > rounding;
}

}  // namespace ohmimo::rram
