#include "rram/inverse_circuit.hpp"

#include <algorithm>

namespace ohmimo::rram {

InverseCircuit::InverseCircuit(const MatrixView& a, const MappingConfig& config, CellWriter& writer, TileMaker* tiles)
    : conductance_(a.n_row, a.n_col) {
  if (largest_magnitude(a) == 0.0) return;
  mapping_ = map_tile(a, config);
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_col; ++j) {
      const double reached = writer.write(mapping_.cell(a(i, j), i == j));
      conductance_(i, j) = mapping_.element(reached, i == j);
    }
  usable_ = invert(conductance_.view(), inverse_);
  if (tiles == nullptr || !usable_) return;
  setting_ = tiles->setting;
  tile_ = std::make_shared<TileCircuit>(draw_inverse(cells(), mapping_, setting_), setting_, tiles->offsets);
  usable_ = tile_->usable();
}

Dense InverseCircuit::cells() const {
  Dense cell(conductance_.n_row, conductance_.n_col);
  for (std::size_t i = 0; i < cell.n_row; ++i)
    for (std::size_t j = 0; j < cell.n_col; ++j) cell(i, j) = mapping_.cell(conductance_(i, j), i == j);
  return cell;
}

InverseCircuit InverseCircuit::reread(CellReader& reader) const {
  InverseCircuit read = *this;
  if (!usable_) return read;
  for (std::size_t i = 0; i < conductance_.n_row; ++i)
    for (std::size_t j = 0; j < conductance_.n_col; ++j) {
      const double cell = reader.cell(mapping_.cell(conductance_(i, j), i == j));
      read.conductance_(i, j) = mapping_.element(cell, i == j);
    }
  read.usable_ = invert(read.conductance_.view(), read.inverse_);
  if (tile_ == nullptr || !read.usable_) return read;
  read.tile_ = std::make_shared<TileCircuit>(tile_->redrawn(draw_inverse(read.cells(), mapping_, setting_)));
  read.usable_ = read.tile_->usable();
  return read;
}

void InverseCircuit::solve(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const {
  const std::size_t n = inverse_.n_row;
  const Lanes* driven = in;
  if (codes.dac > 0) {
    convert({in, n}, codes.dac, scratch);
    driven = scratch;
  }
  if (tile_ != nullptr)
    tile_->apply(driven, out, codes.clamped);
  else
    multiply(inverse_.view(), driven, out);
  if (codes.adc > 0) convert({out, n}, codes.adc, out);
}

}  // namespace ohmimo::rram
