#include "rram/nnls/nnls_circuit.hpp"

#include <utility>

#include "rram/nnls/rectified_transient.hpp"
#include "rram/numbers/converters.hpp"

namespace ohmimo::rram {
namespace {

// DAC or ADC of one vector. A vector without elements below 0 is converted by codes 0 to 2^bits - 1: converters of both
// polarities exist, and the controller knows the sign.
arma::vec converted(const arma::vec& value, int bits) {
  const bool one_sign = value.min() >= 0.0;
  std::vector<Lanes> lanes(value.n_elem, Lanes{});
  for (arma::uword j = 0; j < value.n_elem; ++j) lanes[j].at[0] = value(j);
  convert(lanes, one_sign ? (1 << bits) - 1 : converter_codes(bits), lanes.data());
  arma::vec out(value.n_elem);
  for (arma::uword j = 0; j < value.n_elem; ++j) out(j) = lanes[j].at[0];
  return out;
}

bool settled(CircuitStatus status) {
  return status == CircuitStatus::settled || status == CircuitStatus::saturated;
}

// Programming errors make the sums of the rows of the compact circuit unequal.
bool is_ideal(const NnlsConfig& config) {
  const bool equal_sums = config.circuit == RegressionKind::two_banks || !config.fidelity.device;
  return !config.fidelity.analogue() && equal_sums && solves_least_squares(config);
}

}  // namespace

NnlsCircuit::NnlsCircuit(const NnlsArrays& written, UsedRows used, const NnlsConfig& config, const arma::vec& offset_V)
    : used_(std::move(used)), config_(config), k_(arrays().second.t() * arrays().first) {
  if (is_ideal(config) || arrays().exact.is_empty()) return;
  const RegressionCircuit circuit = draw_circuit(written, used_, config);
  network_ = make_network(circuit, config.analogue.wire_accuracy);
  if (!offset_V.is_empty()) {
    offset_V_ = offset_V.tail(network_->n_col);
    if (network_->n_bank > 0) offset_V_ = arma::join_cols(offset_V.elem(used_.source), offset_V_);
  }
  const double full_S = config.device.unit_S() * 7.0 / 8.0;
  double divider_S = circuit.model.g_feedback_S;
  if (config.circuit == RegressionKind::compact) {
    arma::vec sums = arma::sum(circuit.first_S, 1) + arma::sum(circuit.second_S, 1);
    if (!circuit.compensation_S.is_empty()) sums += circuit.compensation_S;
    divider_S = arma::mean(sums) + circuit.model.g_source_S + circuit.model.g_in_S;
  }
  column_S_ = full_S * full_S / divider_S;
}

arma::uword NnlsCircuit::amplifiers() const {
  return arrays().exact.n_cols + (config_.circuit == RegressionKind::two_banks ? arrays().exact.n_rows : 0);
}

CircuitOutput NnlsCircuit::solve_ideal(const CircuitInput& input) const {
  const arma::uword k = k_.n_cols;
  std::vector<arma::uword> used;
  for (arma::uword j = 0; j < k; ++j)
    if (input.off(j) == 0) used.push_back(j);
  const arma::uvec on(used);
  CircuitOutput output;
  output.d = input.lowest;
  output.above.zeros(k);
  // With d = lowest + y: K y - (q - K lowest) >= 0, y >= 0.
  const arma::vec q = (input.by_rows ? arma::vec(arrays().second.t() * input.right) : input.right) - k_ * input.lowest;
  const PivotResult pivots = solve_lcp(k_.submat(on, on), q.elem(on));
  output.trials = pivots.trials;
  if (!pivots.found) {
    output.d.zeros();
    return output;
  }
  output.status = CircuitStatus::settled;
  output.d.elem(on) += pivots.trial.value;
  for (arma::uword p = 0; p < on.n_elem; ++p) output.above(on(p)) = pivots.sides[p] == Side::free ? 1 : 0;
  return output;
}

RegressionDrive NnlsCircuit::drive(const CircuitInput& input, double volt) const {
  // No output goes below the clamp; where there is none, far enough below what the range is made for.
  const double floor_V = -std::min(network_->model.clamp_V, 100.0 * config_.output_V);
  RegressionDrive drive{.row_V = arma::vec(network_->n_row, arma::fill::zeros),
                        .column_A = {},
                        .lowest_V = arma::clamp(arma::vec(volt * input.lowest), floor_V, arma::datum::inf),
                        .offset_V = offset_V_,
                        .off = input.off};
  const double full_S = config_.device.unit_S() * 7.0 / 8.0;
  if (input.by_rows)
    drive.row_V = input.right * (volt * full_S / network_->model.g_source_S);
  else
    drive.column_A = input.right * (volt * column_S_);
  return drive;
}

void NnlsCircuit::solve_network(const CircuitInput& input, CircuitOutput& output) const {
  // Volts per unit of d, by ideal ranging: the controller knows how large outputs will be.
  const double largest = arma::abs(output.d).max();
  const double volt = config_.output_V / (largest > 0.0 ? largest : 1.0);
  const RectifiedLoop loop(*network_, drive(input, volt));
  const RectifiedPoint point = rectified_point(loop, config_.stability || config_.settling);
  output = CircuitOutput{.status = point.status, .d = arma::vec(k_.n_cols, arma::fill::zeros), .above = {}};
  output.above.zeros(k_.n_cols);
  output.trials = point.trials;
  output.slowest_rate_per_s = point.slowest_rate_per_s;
  if (!settled(point.status)) return;
  arma::vec x_V = point.x_V;
  if (config_.fidelity.transient) {
    const RectifiedTrace trace(loop, config_.analogue.inverse_read_s);
    if (!trace.complete()) {
      output.status = CircuitStatus::undetermined;
      return;
    }
    x_V = trace.output_V(config_.analogue.inverse_read_s).tail(network_->n_col);
  }
  output.d = x_V / volt;
  output.clamped = point.at_upper_limit();
  for (arma::uword j = 0; j < k_.n_cols; ++j) {
    const double lowest_V = loop.lowest_V()(network_->n_bank + j);
    const bool at_clamp = lowest_V > volt * input.lowest(j);  // and not at the level where x is 0
    output.above(j) = x_V(j) > lowest_V || at_clamp ? 1 : 0;
    if (at_clamp && x_V(j) == lowest_V && input.off(j) == 0) ++output.clamped;
  }
  if (config_.settling) output.settling_s = settling_time_s(loop, point, 1e-3);
}

CircuitOutput NnlsCircuit::solve(const CircuitInput& given) const {
  CircuitInput input = given;
  if (config_.fidelity.converter) input.right = converted(given.right, config_.dac_bits);
  if (!arma::any(input.right != 0.0)) {  // nothing is left to solve, and nothing is applied
    const arma::uword k = k_.n_cols;
    return {.status = CircuitStatus::settled,
            .d = arma::vec(k, arma::fill::zeros),
            .above = input.lowest < 0.0,
            .trials = 0};
  }
  CircuitOutput output = solve_ideal(input);
  if (network_) solve_network(input, output);
  if (config_.fidelity.converter) output.d = converted(output.d, config_.adc_bits);
  return output;
}

}  // namespace ohmimo::rram
