// One tile of the solver as a physical circuit. An inversion array (INV) or a pair of product arrays (MVM) applies an
// operator that is not quite the ideal one: gain and settling time are finite, and there are offsets, a clamp and
// wires.
#pragma once
#include <memory>

#include "rram/cells/mapping.hpp"
#include "rram/cells/programming.hpp"
#include "rram/circuit/static_circuit.hpp"
#include "rram/inversion/output_stage.hpp"
#include "rram/numbers/dense.hpp"
#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {

// How tiles are simulated.
struct TileSetting {
  AnalogueModel model;     // with ideal values for the rungs that are off
  bool transient = false;  // read at the times of the model, otherwise at rest
  double unit_S = 0.0;     // conductance of cell value 1 above that of cell value 0
  double zero_S = 0.0;
};

// Conductances [n_row][n_col] of cell values. Rounding may turn a cell of 0 S into a small conductance of either sign:
// what is within 2^-45 unit_S of 0 becomes 0.
arma::mat conductances_S(const Dense& cells, double zero_S, double unit_S);

// A circuit, the meaning of its output voltages v, result = factor v, and the time at which they are read.
struct TileDrawing {
  Circuit circuit;
  double factor = 0.0;
  double read_s = INFINITY;
};

// The inverse of scale (cells - m J + n I): v = -g_source G^-1 x. A bias column subtracts m and the conductance of cell
// value 0, resistors on the diagonal add n. If one of them would have to be negative, a second array behind an inverter
// for every column takes all that is subtracted.
TileDrawing draw_inverse(const Dense& cells, const TileMapping& mapping, const TileSetting& setting);

// The arrays of that circuit from the conductances of its cells, its bias column and the resistors on the diagonal.
SignedArrays inverse_arrays(arma::mat g_S, double bias_S, double diagonal_S);

// The product of the matrix that the cells stand for: y = -G x / g_feedback.
TileDrawing draw_product(const CellPairs& cells, const TileSetting& setting);

class TileCircuit {
 public:
  // Offsets are drawn from the stream if the model has any.
  TileCircuit(TileDrawing drawing, const TileSetting& setting, RngStream& offsets);

  // The same amplifiers around other cells.
  TileCircuit redrawn(TileDrawing drawing) const;

  const TileSetting& setting() const { return setting_; }
  bool stable() const { return stable_; }
  bool usable() const { return usable_; }  // stable, and the operator is finite
  const WireUse& wires() const { return wires_; }
  MatrixView gain() const { return gain_.view(); }  // [n_row][n_col] result per input, if it is usable

  // out [n_row] = result of the circuit for in [n_col], not overlapping. A lane of zeros gives zeros.
  //   clamped null   the linear operator alone
  //   clamped given  offsets are added and outputs stop at the clamp; counts the outputs at the clamp, lane by lane
  // An output at the clamp moves the others, which is solved: exactly at rest (settled_point), in 64 steps where
  // outputs are read earlier (clamped_transient.hpp). Each is clamped by itself in two cases: read early behind an
  // output resistance, or of a tile whose point at rest is not found. That is 1 in 300 clamped random matrices, none of
  // them positive definite.
  void apply(const Lanes* in, Lanes* out, Lanes* clamped) const;

 private:
  friend class TileStages;
  void build();
  StaticResponse response();  // also finds out whether the circuit is stable
  std::shared_ptr<const Network> network() const;
  double clamp_of_one_V() const;  // result at the clamp where 1 V stands for the number 1
  // Outputs of a lane that stop at the clamp; counts them.
  void hold_at_clamp(const Lanes* in, std::size_t lane, const OutputLanes& lanes, Lanes& clamped) const;
  bool settle_clamped(const Lanes* in, std::size_t lane, Lanes* out, Lanes& clamped) const;  // false: undetermined

  TileSetting setting_;
  TileDrawing drawing_;
  Offsets offsets_;
  std::shared_ptr<const Network> network_;  // null: made where it is needed, which is seldom without wires
  WireUse wires_;
  Dense gain_;                  // result per input
  std::vector<double> offset_;  // result of the offsets where 1 V stands for the number 1
  bool stable_ = false;
  bool usable_ = false;
};

// What tiles are made with while a system is programmed.
struct TileMaker {
  TileSetting setting;
  RngStream offsets;
};

}  // namespace ohmimo::rram
