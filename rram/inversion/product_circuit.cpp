#include "rram/inversion/product_circuit.hpp"

#include <utility>

namespace ohmimo::rram {

ProductCircuit::ProductCircuit(const MatrixView& a, CellWriter& writer, TileMaker* tiles)
    : cells_(write_pairs(a, writer)) {
  if (tiles == nullptr) {
    combine();
    return;
  }
  TileDrawing drawing = draw_product(cells_, tiles->setting);
  operator_.tile = std::make_shared<TileCircuit>(std::move(drawing), tiles->setting, tiles->offsets);
}

void ProductCircuit::combine() {
  operator_.ideal = Dense(cells_.positive.n_row, cells_.positive.n_col);
  for (std::size_t k = 0; k < operator_.ideal.value.size(); ++k)
    operator_.ideal.value[k] = cells_.scale * (cells_.positive.value[k] - cells_.negative.value[k]);
}

ProductCircuit ProductCircuit::reread(CellReader& reader) const {
  ProductCircuit read = *this;
  for (double& cell : read.cells_.positive.value) cell = reader.cell(cell);
  for (double& cell : read.cells_.negative.value) cell = reader.cell(cell);
  if (const TileCircuit* tile = operator_.tile.get())
    read.operator_.tile = std::make_shared<TileCircuit>(tile->redrawn(draw_product(read.cells_, tile->setting())));
  else
    read.combine();
  return read;
}

void ProductCircuit::multiply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const {
  operator_.apply(in, out, codes, scratch);
}

}  // namespace ohmimo::rram
