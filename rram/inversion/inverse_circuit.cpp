#include "rram/inversion/inverse_circuit.hpp"

#include <utility>

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
  usable_ = has_inverse(tiles != nullptr);
  if (tiles == nullptr || !usable_) return;
  TileDrawing drawing = draw_inverse(cells(), mapping_, tiles->setting);
  operator_.tile = std::make_shared<TileCircuit>(std::move(drawing), tiles->setting, tiles->offsets);
  usable_ = operator_.usable();
}

bool InverseCircuit::has_inverse(bool physical) {
  return physical ? !is_singular(conductance_) : invert(conductance_.view(), operator_.ideal);
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
  const TileCircuit* tile = operator_.tile.get();
  read.usable_ = read.has_inverse(tile != nullptr);
  if (tile == nullptr || !read.usable_) return read;
  TileDrawing drawing = draw_inverse(read.cells(), mapping_, tile->setting());
  read.operator_.tile = std::make_shared<TileCircuit>(tile->redrawn(std::move(drawing)));
  read.usable_ = read.operator_.usable();
  return read;
}

void InverseCircuit::solve(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const {
  operator_.apply(in, out, codes, scratch);
}

}  // namespace ohmimo::rram
