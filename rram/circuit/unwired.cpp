#include "rram/circuit/unwired.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace ohmimo::rram {
namespace {

void add_cells(const SignedArrays& arrays, bool inverse, UnwiredRows& rows) {
  const std::size_t n = rows.n, m = rows.n_input;
  const bool two = !arrays.negative_S.is_empty();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j) {
      const double positive_S = arrays.positive_S(i, j), negative_S = two ? arrays.negative_S(i, j) : 0.0;
      rows.row_S(i) += positive_S + negative_S;
      if (inverse) rows.output_S(i, j) -= positive_S;
      if (inverse && two) rows.output_S(i, n + j) -= negative_S;
      if (!inverse) rows.input_S(i, j) -= positive_S - negative_S;
    }
}

void add_resistors(const Circuit& circuit, UnwiredRows& rows) {
  const CircuitModel& model = circuit.model;
  const bool inverse = circuit.kind == CircuitKind::inverse;
  const double bias_S = static_cast<double>(rows.n) * circuit.arrays.bias_S;
  const double to_output_S = inverse ? circuit.arrays.diagonal_S : model.g_feedback_S;
  for (std::size_t i = 0; i < rows.n; ++i) {
    rows.row_S(i) += model.g_in_S + to_output_S + bias_S + (inverse ? model.g_source_S : 0.0);
    rows.output_S(i, i) -= to_output_S;
    if (inverse) rows.input_S(i, i) -= model.g_source_S;
    if (bias_S > 0.0) rows.output_S(i, rows.n) -= bias_S;
  }
}

// Weight of output v_j at the input of inverter k: one inverts the mean of all, or each has its own.
double mean_of(const UnwiredRows& rows, std::size_t k, std::size_t j) {
  if (rows.n_inverter == 1) return 1.0 / static_cast<double>(rows.n);
  return k == j ? 1.0 : 0.0;
}

// What output v_j adds to row i by way of the inverters, per volt they follow: output_w mean.
double inverted_S(const UnwiredRows& rows, std::size_t i, std::size_t j) {
  const std::size_t n = rows.n;
  if (rows.n_inverter == 0) return 0.0;
  if (rows.n_inverter == 1) return rows.output_S(i, n) / static_cast<double>(n);
  return rows.output_S(i, n + j);  // mean is the unit matrix
}

// One row of [matrix | right side of every input | that of the offsets].
void set_equation(const UnwiredRows& rows, const Offsets& offsets, std::size_t i, double* equation) {
  const std::size_t n = rows.n, m = rows.n_input;
  const double kappa = 1.0 / (1.0 + 2.0 / rows.model.inverter.gain);
  for (std::size_t j = 0; j < n; ++j) equation[j] = rows.output_S(i, j) - kappa * inverted_S(rows, i, j);
  equation[i] -= rows.row_S(i) / rows.model.amplifier.gain;
  for (std::size_t j = 0; j < m; ++j) equation[n + j] = -rows.input_S(i, j);
  equation[n + m] = offsets.amplifier_V.is_empty() ? 0.0 : -rows.row_S(i) * offsets.amplifier_V(i);
  for (std::size_t k = 0; k < offsets.inverter_V.n_elem; ++k)
    equation[n + m] -= 2.0 * kappa * rows.output_S(i, n + k) * offsets.inverter_V(k);
}

// -f of the amplifiers v, then w, where time has the unit 1 / w_t; below it two rows, for the units of the states and
// their inverses: divisions are what takes time here.
Dense decay_of(const UnwiredRows& rows) {
  const std::size_t n = rows.n, outputs = rows.n_output();
  const double w = rows.model.inverter.gbwp_hz / rows.model.amplifier.gbwp_hz;
  Dense decay(outputs + 2, outputs);
  for (std::size_t i = 0; i < n; ++i) {
    const double row_ohm = 1.0 / rows.row_S(i);
    for (std::size_t j = 0; j < outputs; ++j) decay(i, j) = -rows.output_S(i, j) * row_ohm;
    decay(i, i) += 1.0 / rows.model.amplifier.gain;
  }
  for (std::size_t k = n; k < outputs; ++k) {
    for (std::size_t j = 0; j < n; ++j) decay(k, j) = 0.5 * w * mean_of(rows, k - n, j);
    decay(k, k) = w * (0.5 + 1.0 / rows.model.inverter.gain);
  }
  return decay;
}

// Units of the states in which f of a symmetric array with a bias column is symmetric. An inverter that drives next to
// nothing would need a unit without bounds; it gets 16 times the largest of the amplifiers.
void set_units(const UnwiredRows& rows, std::span<double> unit) {
  const double w = rows.model.inverter.gbwp_hz / rows.model.amplifier.gbwp_hz;
  double most = 0.0;
  for (std::size_t i = 0; i < rows.n; ++i) {
    unit[i] = 1.0 / std::sqrt(rows.row_S(i));
    most = std::max(most, 16.0 * unit[i]);
  }
  for (std::size_t k = rows.n; k < unit.size(); ++k) {
    double in_S = 0.0;  // from the inverter into all rows
    for (std::size_t i = 0; i < rows.n; ++i) in_S += std::abs(rows.output_S(i, k));
    unit[k] = std::min(std::sqrt(0.5 * w / in_S), most);
  }
}

// Cholesky factorisation in place of the upper rows, lower half.
bool is_positive_definite(Dense& a) {
  for (std::size_t k = 0; k < a.n_col; ++k) {
    if (!(a(k, k) > 0.0) || !std::isfinite(a(k, k))) return false;
    const double inverse = 1.0 / a(k, k);
    for (std::size_t i = k + 1; i < a.n_col; ++i) {
      const double factor = a(i, k) * inverse;
      for (std::size_t j = k + 1; j <= i; ++j) a(i, j) -= factor * a(j, k);
    }
  }
  return true;
}

}  // namespace

bool is_unwired(const CircuitModel& model) {
  return model.wire.r_row_ohm == 0.0 && model.wire.r_col_ohm == 0.0 && model.r_out_ohm == 0.0 && model.c_row_F == 0.0;
}

UnwiredRows unwired_rows(const Circuit& circuit) {
  const bool inverse = circuit.kind == CircuitKind::inverse, two = !circuit.arrays.negative_S.is_empty();
  validate(circuit);
  validate(circuit.arrays.positive_S, circuit.model.wire);
  if (two) validate(circuit.arrays.negative_S, circuit.model.wire);
  UnwiredRows rows{.model = circuit.model,
                   .n = circuit.arrays.positive_S.n_rows,
                   .n_inverter = 0,
                   .n_input = circuit.arrays.positive_S.n_cols,
                   .factor_S = {}};
  if (inverse) rows.n_inverter = two ? rows.n : (circuit.arrays.bias_S > 0.0 ? 1 : 0);
  rows.factor_S = Dense(rows.n, 1 + rows.n_output() + rows.n_input);
  add_cells(circuit.arrays, inverse, rows);
  add_resistors(circuit, rows);
  return rows;
}

StaticResponse unwired_response(const UnwiredRows& rows, const Offsets& offsets) {
  const std::size_t n = rows.n, m = rows.n_input;
  validate_offsets(offsets.amplifier_V, n);
  validate_offsets(offsets.inverter_V, rows.n_inverter);
  Dense work(n, n + m + 1);
  for (std::size_t i = 0; i < n; ++i) set_equation(rows, offsets, i, &work(i, 0));
  StaticResponse response;
  response.ok = solve_beside(work, 0.0);
  if (!response.ok) return response;
  response.gain.set_size(n, m);
  response.offset_V.set_size(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) response.gain(i, j) = work(i, n + j);
    response.offset_V(i) = work(i, n + m);
  }
  response.ok = response.gain.is_finite() && response.offset_V.is_finite();
  return response;
}

bool surely_stable(const UnwiredRows& rows) {
  Dense decay = decay_of(rows);
  const std::size_t n_state = rows.n_output();
  const std::span<double> unit(&decay(n_state, 0), n_state), inverse(&decay(n_state + 1, 0), n_state);
  set_units(rows, unit);
  const auto [least, most] = std::minmax_element(unit.begin(), unit.end());
  if (!(*most < 0x1p10 * *least)) return false;  // rounding would count for more
  for (std::size_t k = 0; k < n_state; ++k) inverse[k] = 1.0 / unit[k];
  double largest = 0.0;
  for (std::size_t i = 0; i < n_state; ++i)
    for (std::size_t j = 0; j <= i; ++j) {  // the symmetric part, lower half
      decay(i, j) = 0.5 * (decay(i, j) * unit[j] * inverse[i] + decay(j, i) * unit[i] * inverse[j]);
      largest = std::max(largest, std::abs(decay(i, j)));
    }
  for (std::size_t i = 0; i < n_state; ++i) decay(i, i) -= 0x1p-30 * largest;
  return is_positive_definite(decay);
}

}  // namespace ohmimo::rram
