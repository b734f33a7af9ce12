#include "rram/inversion/programmed_circuit.hpp"

#include <stdexcept>

namespace ohmimo::rram {
namespace {

TileDrawing program_bias(const Dense& a, const CircuitPlan& plan, CellWriter& writer) {
  const TileMapping mapping = map_tile(a.view(), {});
  Dense cells(a.n_row, a.n_col);
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_col; ++j) cells(i, j) = writer.write(mapping.cell(a(i, j), i == j));
  return draw_inverse(cells, mapping, plan.setting);
}

TileDrawing program_signs(const Dense& a, const CircuitPlan& plan, CellWriter& writer) {
  const CellPairs cells = write_pairs(a.view(), writer);
  TileDrawing drawing = draw_product(cells, plan.setting);
  drawing.circuit.arrays.paired = plan.signs == SignScheme::pairs;
  drawing.circuit.kind = plan.kind;
  // G = unit A / scale, v = -g_source G^-1 x
  if (plan.kind == CircuitKind::inverse)
    drawing.factor = -plan.setting.unit_S / (cells.scale * drawing.circuit.model.g_source_S);
  return drawing;
}

}  // namespace

TileDrawing program_circuit(const arma::mat& a, const CircuitPlan& plan, CellWriter& writer) {
  if (a.is_empty() || !a.is_finite() || arma::abs(a).max() == 0.0)
    throw std::invalid_argument("the matrix of a circuit must be finite and not empty or all zeros");
  if (plan.signs != SignScheme::bias) return program_signs(to_dense(a), plan, writer);
  if (plan.kind == CircuitKind::product)
    throw std::invalid_argument("arrays must be two or pairs for kind mvm, got bias");
  return program_bias(to_dense(a), plan, writer);
}

}  // namespace ohmimo::rram
