#include "rram/inversion/tile_circuit.hpp"

#include <algorithm>

#include "rram/circuit/clamped_transient.hpp"
#include "rram/circuit/transient.hpp"
#include "rram/numbers/require.hpp"

namespace ohmimo::rram {

arma::mat conductances_S(const Dense& cells, double zero_S, double unit_S) {
  arma::mat g_S(cells.n_row, cells.n_col);
  for (std::size_t i = 0; i < cells.n_row; ++i)
    for (std::size_t j = 0; j < cells.n_col; ++j) g_S(i, j) = zero_S + cells(i, j) * unit_S;
  const double rounding = 0x1p-45 * unit_S;
  return g_S.transform([rounding](double g) { return std::abs(g) < rounding ? 0.0 : g; });
}

TileDrawing draw_inverse(const Dense& cells, const TileMapping& mapping, const TileSetting& setting) {
  const double bias_S = mapping.m * setting.unit_S + setting.zero_S, diagonal_S = mapping.n * setting.unit_S;
  TileDrawing drawing;
  drawing.circuit.model = setting.model.circuit;
  drawing.factor = -setting.unit_S / (mapping.scale * drawing.circuit.model.g_source_S);
  if (setting.transient) drawing.read_s = setting.model.inverse_read_s;
  drawing.circuit.arrays = inverse_arrays(conductances_S(cells, setting.zero_S, setting.unit_S), bias_S, diagonal_S);
  return drawing;
}

SignedArrays inverse_arrays(const arma::mat& g_S, double bias_S, double diagonal_S) {
  if (bias_S >= 0.0 && diagonal_S >= 0.0 && g_S.min() >= 0.0)
    return {.positive_S = g_S, .bias_S = bias_S, .diagonal_S = diagonal_S};
  SignedArrays arrays;
  arrays.positive_S = arma::clamp(g_S, 0.0, arma::datum::inf) + std::max(-bias_S, 0.0);
  arrays.positive_S.diag() += std::max(diagonal_S, 0.0);
  arrays.negative_S = arma::clamp(arma::mat(-g_S), 0.0, arma::datum::inf) + std::max(bias_S, 0.0);
  arrays.negative_S.diag() += std::max(-diagonal_S, 0.0);
  return arrays;
}

TileDrawing draw_product(const CellPairs& cells, const TileSetting& setting) {
  TileDrawing drawing;
  drawing.circuit.kind = CircuitKind::product;
  drawing.circuit.model = setting.model.circuit;
  const auto array_S = [&setting](const Dense& cell) {
    return arma::mat(arma::clamp(conductances_S(cell, setting.zero_S, setting.unit_S), 0.0, arma::datum::inf));
  };
  drawing.circuit.arrays.positive_S = array_S(cells.positive);
  drawing.circuit.arrays.negative_S = array_S(cells.negative);
  drawing.factor = -cells.scale * drawing.circuit.model.g_feedback_S / setting.unit_S;
  if (setting.transient) drawing.read_s = setting.model.product_read_s;
  return drawing;
}

TileCircuit::TileCircuit(const TileDrawing& drawing, const TileSetting& setting, RngStream& offsets)
    : setting_(setting) {
  network_ = std::make_shared<Network>(make_network(drawing.circuit, setting.model.wire_accuracy));
  offsets_ = draw_offsets(*network_, offsets);
  build(drawing);
}

TileCircuit TileCircuit::redrawn(const TileDrawing& drawing) const {
  TileCircuit tile = *this;
  tile.network_ = std::make_shared<Network>(make_network(drawing.circuit, setting_.model.wire_accuracy));
  tile.build(drawing);
  return tile;
}

void TileCircuit::build(const TileDrawing& drawing) {
  factor_ = drawing.factor;
  read_s_ = drawing.read_s;
  stable_ = surely_stable(*network_) || is_stable(state_space(*network_));
  usable_ = false;
  if (!stable_) return;
  const StaticResponse response =
      !std::isfinite(read_s_) ? static_response(*network_, offsets_) : response_at(*network_, offsets_, read_s_);
  if (!response.ok) return;
  const std::size_t n = network_->n, m = network_->n_input;
  gain_ = Dense(n, m);
  offset_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) gain_(i, j) = factor_ * response.gain(i, j);
    offset_[i] = factor_ * response.offset_V(i);
  }
  usable_ = true;
}

void TileCircuit::apply(const Lanes* in, Lanes* out, Lanes* clamped) const {
  multiply(gain_.view(), in, out);
  if (clamped == nullptr) return;
  OutputLanes lanes{out, {}, {}};
  largest(in, gain_.n_col, lanes.per_volt);
  const double clamp = clamp_of_one_V();
  add_offsets(OutputStage<double>{offset_, clamp, setting_.model.full_scale_V}, lanes);
  for (std::size_t l = 0; l < n_lane; ++l)
    if (lanes.beyond.at[l] != 0.0 && lanes.per_volt.at[l] != 0.0) hold_at_clamp(in, l, lanes, *clamped);
}

double TileCircuit::clamp_of_one_V() const {
  return std::abs(factor_) * network_->model.clamp_V;
}

void TileCircuit::hold_at_clamp(const Lanes* in, std::size_t lane, const OutputLanes& lanes, Lanes& clamped) const {
  if (settle_clamped(in, lane, lanes.out, clamped)) return;
  clamped.at[lane] += lanes.beyond.at[lane];
  const double most = clamp_of_one_V() * lanes.per_volt.at[lane];
  for (std::size_t i = 0; i < gain_.n_row; ++i) lanes.out[i].at[lane] = std::clamp(lanes.out[i].at[lane], -most, most);
}

bool TileCircuit::settle_clamped(const Lanes* in, std::size_t lane, Lanes* out, Lanes& clamped) const {
  Drive drive{arma::vec(gain_.n_col), offsets_};
  double magnitude = 0.0;
  for (std::size_t j = 0; j < gain_.n_col; ++j) magnitude = std::max(magnitude, std::abs(in[j].at[lane]));
  const double per_volt = magnitude / setting_.model.full_scale_V;
  for (std::size_t j = 0; j < gain_.n_col; ++j) drive.input_V(j) = in[j].at[lane] / per_volt;
  const OperatingPoint point =
      std::isfinite(read_s_) ? clamped_point_at(*network_, drive, read_s_) : settled_point(*network_, drive);
  if (point.status == CircuitStatus::undetermined) return false;
  for (std::size_t i = 0; i < gain_.n_row; ++i) out[i].at[lane] = factor_ * point.v_V(i) * per_volt;
  clamped.at[lane] += static_cast<double>(point.saturated.n_elem);
  return true;
}

}  // namespace ohmimo::rram
