#include "rram/inversion/tile_circuit.hpp"

#include <algorithm>
#include <utility>

#include "rram/circuit/clamped_transient.hpp"
#include "rram/circuit/state_space.hpp"
#include "rram/circuit/transient.hpp"
#include "rram/circuit/unwired.hpp"
#include "rram/numbers/require.hpp"

namespace ohmimo::rram {
namespace {

Offsets drawn_offsets(const Circuit& circuit, RngStream& stream) {
  const bool any = circuit.model.amplifier.offset_sigma_V > 0.0 || circuit.model.inverter.offset_sigma_V > 0.0;
  return any ? draw_offsets(empty_network(circuit), stream) : Offsets{};
}

}  // namespace

arma::mat conductances_S(const Dense& cells, double zero_S, double unit_S) {
  arma::mat g_S(cells.n_row, cells.n_col);
  const double rounding = 0x1p-45 * unit_S;
  for (std::size_t i = 0; i < cells.n_row; ++i)
    for (std::size_t j = 0; j < cells.n_col; ++j) {
      const double g = zero_S + cells(i, j) * unit_S;
      g_S(i, j) = std::abs(g) < rounding ? 0.0 : g;
    }
  return g_S;
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

SignedArrays inverse_arrays(arma::mat g_S, double bias_S, double diagonal_S) {
  if (bias_S >= 0.0 && diagonal_S >= 0.0 && g_S.min() >= 0.0)
    return {.positive_S = std::move(g_S), .bias_S = bias_S, .diagonal_S = diagonal_S};
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

TileCircuit::TileCircuit(TileDrawing drawing, const TileSetting& setting, RngStream& offsets)
    : setting_(setting), drawing_(std::move(drawing)), offsets_(drawn_offsets(drawing_.circuit, offsets)) {
  build();
}

TileCircuit TileCircuit::redrawn(TileDrawing drawing) const {
  TileCircuit tile = *this;
  tile.drawing_ = std::move(drawing);
  tile.build();
  return tile;
}

void TileCircuit::build() {
  const StaticResponse response = this->response();
  usable_ = stable_ && response.ok;
  if (!usable_) return;
  const std::size_t n = drawing_.circuit.arrays.positive_S.n_rows, m = drawing_.circuit.arrays.positive_S.n_cols;
  gain_ = Dense(n, m);
  offset_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) gain_(i, j) = drawing_.factor * response.gain(i, j);
    offset_[i] = drawing_.factor * response.offset_V(i);
  }
}

StaticResponse TileCircuit::response() {
  const Circuit& circuit = drawing_.circuit;
  const bool at_rest = !std::isfinite(drawing_.read_s);
  network_ = nullptr;
  wires_ = WireUse{.exact = circuit.arrays.negative_S.is_empty() || circuit.arrays.paired ? 1 : 2};
  stable_ = false;
  if (is_unwired(circuit.model)) {
    const UnwiredRows rows = unwired_rows(circuit);
    stable_ = surely_stable(rows);
    if (stable_ && at_rest) return unwired_response(rows, offsets_);
  }
  network_ = network();
  wires_ = network_->wires;
  stable_ = stable_ || is_stable(state_space(*network_));
  if (!stable_) return {};
  return at_rest ? static_response(*network_, offsets_) : response_at(*network_, offsets_, drawing_.read_s);
}

std::shared_ptr<const Network> TileCircuit::network() const {
  if (network_) return network_;
  return std::make_shared<Network>(make_network(drawing_.circuit, setting_.model.wire_accuracy));
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
  return std::abs(drawing_.factor) * drawing_.circuit.model.clamp_V;
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
  const std::shared_ptr<const Network> network = this->network();
  const double read_s = drawing_.read_s;
  const OperatingPoint point =
      std::isfinite(read_s) ? clamped_point_at(*network, drive, read_s) : settled_point(*network, drive);
  if (point.status == CircuitStatus::undetermined) return false;
  for (std::size_t i = 0; i < gain_.n_row; ++i) out[i].at[lane] = drawing_.factor * point.v_V(i) * per_volt;
  clamped.at[lane] += static_cast<double>(point.saturated.n_elem);
  return true;
}

}  // namespace ohmimo::rram
