#include "rram/circuit/static_circuit.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "rram/circuit/state_space.hpp"

namespace ohmimo::rram {
namespace {

// matrix [u; v; w] = input x + offset: one equation for each row node and each amplifier. Those of row nodes are
// divided by the largest row admittance, so that all are of order one.
struct StaticEquations {
  arma::mat matrix, input;
  arma::vec offset;

  StaticEquations(const Network& network, const Offsets& offsets) {
    const arma::uword n = network.n, outputs = network.n_output(), size = n + outputs;
    const double scale = arma::abs(network.rows_u().diag()).max();
    arma::vec per_gain(outputs);
    per_gain.head(n).fill(1.0 / network.model.amplifier.gain);
    per_gain.tail(network.n_inverter).fill(1.0 / network.model.inverter.gain);
    const arma::vec droop = network.model.r_out_ohm * per_gain;
    matrix.zeros(size, size);
    matrix.head_rows(n) = network.y.submat(0, 0, arma::size(n, size)) / scale;
    matrix.tail_rows(outputs) = arma::diagmat(droop) * network.y.submat(n, 0, arma::size(outputs, size));
    matrix.submat(n, 0, arma::size(n, n)) += arma::eye(n, n);
    matrix.submat(n, n, arma::size(outputs, outputs)) += arma::diagmat(per_gain);
    if (network.n_inverter > 0) {
      matrix.submat(2 * n, n, arma::size(network.mean)) += 0.5 * network.mean;
      matrix.submat(2 * n, 2 * n, arma::size(network.n_inverter, network.n_inverter)).diag() += 0.5;
    }
    input = arma::join_cols(-network.rows_input() / scale, -arma::diagmat(droop) * network.outputs_input());
    offset = arma::join_cols(arma::vec(n, arma::fill::zeros), offset_vector(network, offsets));
  }
};

// side_V: voltage of each output that is at the clamp, +-clamp_V, which replaces its amplifier equation; 0 for the
// others. Returns false for a singular system.
bool solve_clamped(const StaticEquations& equations, const arma::vec& right, const arma::vec& side_V, arma::vec& z) {
  const arma::uword first = z.n_elem - side_V.n_elem;
  arma::mat matrix = equations.matrix;
  arma::vec rhs = right;
  for (arma::uword k = 0; k < side_V.n_elem; ++k) {
    if (side_V(k) == 0.0) continue;
    matrix.row(first + k).zeros();
    matrix(first + k, first + k) = 1.0;
    rhs(first + k) = side_V(k);
  }
  return arma::solve(z, matrix, rhs, arma::solve_opts::fast) && z.is_finite();
}

// The next guess: outputs beyond the clamp go into it. An output stays in it while its amplifier still pushes outwards,
// that is, while the residual of its own equation has the sign of the side.
arma::vec next_sides(const StaticEquations& equations, const arma::vec& right, const arma::vec& z,
                     const arma::vec& side_V, double clamp_V) {
  const arma::uword first = z.n_elem - side_V.n_elem;
  const arma::vec push = right - equations.matrix * z;
  arma::vec next(side_V.n_elem, arma::fill::zeros);
  for (arma::uword k = 0; k < side_V.n_elem; ++k) {
    const double v = z(first + k);
    if (side_V(k) != 0.0)
      next(k) = push(first + k) * side_V(k) >= 0.0 ? side_V(k) : 0.0;
    else if (std::abs(v) > clamp_V)
      next(k) = std::copysign(clamp_V, v);
  }
  return next;
}

// Without output resistance u = v_os - v/A0 and w = kappa (2 v_osi - mean v), kappa = 1/(1 + 2/A0i), which leaves
//   (y_uv - y_uu/A0 - kappa y_uw mean) v = -y_ux x - y_uu v_os - 2 kappa y_uw v_osi
// z: columns of [v; w] for every input, then for the offsets.
bool solve_closed(const Network& network, const arma::vec& offset_V, arma::mat& z) {
  const arma::uword n = network.n, inverters = network.n_inverter;
  const double kappa = 1.0 / (1.0 + 2.0 / network.model.inverter.gain);
  const arma::mat y_uu = network.rows_u(), y_uw = network.block(0, n, 2 * n, inverters);
  const arma::vec inverter_V = 2.0 * kappa * offset_V.tail(inverters);
  arma::mat matrix = network.block(0, n, n, n) - y_uu / network.model.amplifier.gain, right(n, network.n_input + 1), v;
  right.head_cols(network.n_input) = -network.rows_input();
  right.col(network.n_input) = -y_uu * offset_V.head(n);
  if (inverters > 0) {
    if (inverters == n)  // mean is the unit matrix
      matrix -= kappa * y_uw;
    else
      matrix -= kappa * y_uw * network.mean;
    right.col(network.n_input) -= y_uw * inverter_V;
  }
  if (!arma::solve(v, matrix, right, arma::solve_opts::fast)) return false;
  z.set_size(n + inverters, v.n_cols);
  z.head_rows(n) = v;
  if (inverters == 0) return true;
  if (inverters == n)
    z.tail_rows(n) = -kappa * v;
  else
    z.tail_rows(inverters) = -kappa * network.mean * v;
  z.submat(n, network.n_input, arma::size(inverters, 1)) += inverter_V;
  return true;
}

void fill_currents(const Network& network, const arma::vec& x, OperatingPoint& point) {
  const arma::vec terminal_V = arma::join_cols(arma::join_cols(point.u_V, point.v_V), arma::join_cols(point.w_V, x));
  const arma::vec terminal_A = network.y * terminal_V;
  point.output_A = terminal_A.subvec(network.n, arma::size(network.n_output(), 1));
  point.input_A = terminal_A.tail(network.n_input);
  point.delivered_W = arma::dot(arma::join_cols(point.v_V, point.w_V), point.output_A) + arma::dot(x, point.input_A);
  point.dissipated_W = arma::dot(terminal_V, terminal_A);
}

void set_voltages(const Network& network, const arma::vec& z, OperatingPoint& point) {
  point.u_V = z.head(network.n);
  point.v_V = z.subvec(network.n, arma::size(network.n, 1));
  point.w_V = z.tail(network.n_inverter);
}

}  // namespace

void validate(const Network& network, const Drive& drive) {
  if (drive.input_V.n_elem != network.n_input)
    throw std::invalid_argument(
        fmt::format("input must be {} finite voltages, got {}", network.n_input, drive.input_V.n_elem));
  for (const double input_V : drive.input_V)
    if (!std::isfinite(input_V))
      throw std::invalid_argument(fmt::format("input must be finite voltages, got {}", input_V));
}

void validate_offsets(const arma::vec& offset_V, arma::uword count) {
  if (!offset_V.is_empty() && (offset_V.n_elem != count || !offset_V.is_finite()))
    throw std::invalid_argument(fmt::format("offsets must be {} finite values, got {}", count, offset_V.n_elem));
}

arma::vec offset_vector(const Network& network, const Offsets& offsets) {
  arma::vec all(network.n_output(), arma::fill::zeros);
  const auto put = [&all](const arma::vec& some, arma::uword first, arma::uword count) {
    validate_offsets(some, count);
    if (some.is_empty()) return;
    all.subvec(first, arma::size(some)) = some;
  };
  put(offsets.amplifier_V, 0, network.n);
  put(offsets.inverter_V, network.n, network.n_inverter);
  return all;
}

Offsets draw_offsets(const Network& network, RngStream& stream) {
  const auto draw = [&stream](arma::uword count, double sigma_V) {
    arma::vec offset_V(sigma_V > 0.0 ? count : 0);
    for (double& value : offset_V) value = sigma_V * stream.normal();
    return offset_V;
  };
  Offsets offsets;
  offsets.amplifier_V = draw(network.n, network.model.amplifier.offset_sigma_V);
  offsets.inverter_V = draw(network.n_inverter, network.model.inverter.offset_sigma_V);
  return offsets;
}

OperatingPoint operating_point(const Network& network, const Drive& drive) {
  if (is_stable(state_space(network))) return settled_point(network, drive);
  validate(network, drive);
  OperatingPoint point;
  set_voltages(network, arma::vec(network.n + network.n_output(), arma::fill::value(NAN)), point);
  point.status = CircuitStatus::unstable;
  return point;
}

OperatingPoint settled_point(const Network& network, const Drive& drive) {
  validate(network, drive);
  const StaticEquations equations(network, drive.offsets);
  const arma::vec right = equations.input * drive.input_V + equations.offset;
  arma::vec z(right.n_elem, arma::fill::value(NAN));
  OperatingPoint point;
  set_voltages(network, z, point);
  arma::vec side_V(network.n_output(), arma::fill::zeros);
  const arma::uword tries = 10 + 4 * network.n_output();
  for (arma::uword k = 0; k < tries; ++k) {
    if (!solve_clamped(equations, right, side_V, z)) return point;
    const arma::vec next = next_sides(equations, right, z, side_V, network.model.clamp_V);
    if (arma::all(next == side_V)) {
      point.saturated = arma::find(side_V);
      point.status = point.saturated.is_empty() ? CircuitStatus::settled : CircuitStatus::saturated;
      set_voltages(network, z, point);
      fill_currents(network, drive.input_V, point);
      return point;
    }
    side_V = next;
  }
  return point;
}

StaticResponse static_response(const Network& network, const Offsets& offsets) {
  StaticResponse response;
  arma::mat z;
  if (network.model.r_out_ohm == 0.0) {
    response.ok = solve_closed(network, offset_vector(network, offsets), z);
  } else {
    const StaticEquations equations(network, offsets);
    response.ok =
        arma::solve(z, equations.matrix, arma::join_rows(equations.input, equations.offset), arma::solve_opts::fast);
    if (response.ok) z.shed_rows(0, network.n - 1);
  }
  response.ok = response.ok && z.is_finite();
  if (!response.ok) return response;
  response.gain = z.head_cols(network.n_input);
  response.offset_V = z.col(network.n_input);
  return response;
}

}  // namespace ohmimo::rram
