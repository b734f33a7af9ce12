// One tile of the solver as a physical circuit: the operator that finite gain, offsets, clamp, wires and a finite time
// to settle leave of an inversion array (INV) or of a pair of product arrays (MVM).
#pragma once
#include <memory>

#include "rram/cells/mapping.hpp"
#include "rram/cells/programming.hpp"
#include "rram/circuit/static_circuit.hpp"
#include "rram/numbers/dense.hpp"
#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {

// The model with the rungs that are off made ideal, and what a cell value stands for.
struct TileSetting {
  AnalogueModel model;
  bool transient = false;  // read at the times of the model, otherwise at rest
  double unit_S = 0.0;     // conductance of cell value 1 above that of cell value 0
  double zero_S = 0.0;
};

// Conductances [n_row][n_col] of cell values. A cell at 0 S comes back from its value with a rounding error of either
// sign: within 2^-45 unit_S of 0 it is 0.
arma::mat conductances_S(const Dense& cells, double zero_S, double unit_S);

// A circuit and what its output voltages mean: result = factor v.
struct TileDrawing {
  Circuit circuit;
  double factor = 0.0;
  double read_s = INFINITY;
};

// The inverse of scale (cells - m J + n I): v = -g_source G^-1 x. The bias column takes m and the conductance of cell
// value 0 away, resistors add n; what needs the other sign goes through an inverter for every column.
TileDrawing draw_inverse(const Dense& cells, const TileMapping& mapping, const TileSetting& setting);

// Its arrays, from the conductances of the cells, of the bias column and of the resistors on the diagonal.
SignedArrays inverse_arrays(const arma::mat& g_S, double bias_S, double diagonal_S);

// The product of the matrix that the cells stand for: y = -G x / g_feedback.
TileDrawing draw_product(const CellPairs& cells, const TileSetting& setting);

class TileCircuit {
 public:
  // Offsets are drawn from the stream where the model has any.
  TileCircuit(const TileDrawing& drawing, const TileSetting& setting, RngStream& offsets);

  // The same amplifiers on other cells.
  TileCircuit redrawn(const TileDrawing& drawing) const;

  const TileSetting& setting() const { return setting_; }
  bool stable() const { return stable_; }
  bool usable() const { return usable_; }  // stable, and the operator is finite
  WireUse wires() const { return network_->wires; }

  // out = result of the circuit for in; [n_col] and [n_row], not overlapping. With clamped given, the offsets are there
  // too and outputs stop at the clamp; the number of outputs at the clamp is added to it, lane by lane. At rest the
  // other outputs then follow exactly (settled_point); outputs read earlier are cut off one by one, and so are those of
  // the rare tile (1 in 300 clamped random matrices, none positive definite) whose point at rest is not found. Without
  // it the linear operator alone. A lane of zeros gives zeros: nothing is converted for it.
  void apply(const Lanes* in, Lanes* out, Lanes* clamped) const;

 private:
  void build(const TileDrawing& drawing);
  bool settle_clamped(const Lanes* in, std::size_t lane, Lanes* out, Lanes& clamped) const;  // false: undetermined

  TileSetting setting_;
  Offsets offsets_;
  std::shared_ptr<const Network> network_;
  Dense gain_;                  // result per input
  std::vector<double> offset_;  // result at inputs of full scale 1 V, to be scaled by the vector over full_scale_V
  double factor_ = 0.0;
  bool at_rest_ = true;
  bool stable_ = false;
  bool usable_ = false;
};

// Where tiles get their setting and their offsets from while a system is programmed.
struct TileMaker {
  TileSetting setting;
  RngStream offsets;
};

}  // namespace ohmimo::rram
