#include "rram/programmed_circuit.hpp"

#include <algorithm>
#include <stdexcept>

namespace ohmimo::rram {
namespace {

Dense rows_of(const arma::mat& a) {
  Dense dense(a.n_rows, a.n_cols);
  for (std::size_t i = 0; i < a.n_rows; ++i)
    for (std::size_t j = 0; j < a.n_cols; ++j) dense(i, j) = a(i, j);
  return dense;
}

TileDrawing program_bias(const Dense& a, const CircuitPlan& plan, CellWriter& writer) {
  const TileMapping mapping = map_tile(a.view(), {});
  Dense cells(a.n_row, a.n_col);
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_col; ++j) cells(i, j) = writer.write(mapping.cell(a(i, j), i == j));
  return draw_inverse(cells, mapping, plan.setting);
}

TileDrawing program_signs(const Dense& a, const CircuitPlan& plan, CellWriter& writer) {
  // The largest magnitude is the highest level, 7/8 whatever the number of levels.
  const double scale = largest_magnitude(a.view()) * 8.0 / 7.0;
  Dense positive(a.n_row, a.n_col), negative(a.n_row, a.n_col);
  for (std::size_t k = 0; k < a.value.size(); ++k) {
    positive.value[k] = writer.write(std::max(a.value[k], 0.0) / scale);
    negative.value[k] = writer.write(std::max(-a.value[k], 0.0) / scale);
  }
  TileDrawing drawing = draw_product({positive, negative, scale}, plan.setting);
  drawing.circuit.arrays.paired = plan.signs == SignScheme::pairs;
  drawing.circuit.kind = plan.kind;
  // G = unit A / scale, v = -g_source G^-1 x
  if (plan.kind == CircuitKind::inverse)
    drawing.factor = -plan.setting.unit_S / (scale * drawing.circuit.model.g_source_S);
  return drawing;
}

}  // namespace

TileDrawing program_circuit(const arma::mat& a, const CircuitPlan& plan, CellWriter& writer) {
  if (a.is_empty() || !a.is_finite() || arma::abs(a).max() == 0.0)
    throw std::invalid_argument("the matrix of a circuit must be finite and not empty or all zeros");
  if (plan.signs != SignScheme::bias) return program_signs(rows_of(a), plan, writer);
  if (plan.kind == CircuitKind::product)
    throw std::invalid_argument("arrays must be two or pairs for kind mvm, got bias");
  return program_bias(rows_of(a), plan, writer);
}

}  // namespace ohmimo::rram
