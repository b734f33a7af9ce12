#include "rram/product_circuit.hpp"

#include <algorithm>

namespace ohmimo::rram {

ProductCircuit::ProductCircuit(const MatrixView& a, CellWriter& writer, TileMaker* tiles)
    : positive_(a.n_row, a.n_col), negative_(a.n_row, a.n_col), conductance_(a.n_row, a.n_col) {
  const double magnitude = largest_magnitude(a);
  scale_ = (magnitude > 0.0 ? magnitude : 1.0) * n_level / (n_level - 1);
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_col; ++j) {
      positive_(i, j) = writer.write(std::max(a(i, j), 0.0) / scale_);
      negative_(i, j) = writer.write(std::max(-a(i, j), 0.0) / scale_);
    }
  combine();
  if (tiles == nullptr) return;
  setting_ = tiles->setting;
  tile_ =
      std::make_shared<TileCircuit>(draw_product({positive_, negative_, scale_}, setting_), setting_, tiles->offsets);
}

void ProductCircuit::combine() {
  for (std::size_t k = 0; k < conductance_.value.size(); ++k)
    conductance_.value[k] = scale_ * (positive_.value[k] - negative_.value[k]);
}

ProductCircuit ProductCircuit::reread(CellReader& reader) const {
  ProductCircuit read = *this;
  for (double& cell : read.positive_.value) cell = reader.cell(cell);
  for (double& cell : read.negative_.value) cell = reader.cell(cell);
  read.combine();
  if (tile_ != nullptr)
    read.tile_ =
        std::make_shared<TileCircuit>(tile_->redrawn(draw_product({read.positive_, read.negative_, scale_}, setting_)));
  return read;
}

void ProductCircuit::multiply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const {
  const Lanes* driven = in;
  if (codes.dac > 0) {
    convert({in, conductance_.n_col}, codes.dac, scratch);
    driven = scratch;
  }
  if (tile_ != nullptr)
    tile_->apply(driven, out, codes.clamped);
  else
    rram::multiply(conductance_.view(), driven, out);
  if (codes.adc > 0) convert({out, conductance_.n_row}, codes.adc, out);
}

}  // namespace ohmimo::rram
