#include "rram/inversion/tile_lanes.hpp"

#include "rram/numbers/small_tile.hpp"

namespace ohmimo::rram {
namespace {

LaneMatrix lanes_of(std::span<const ArrayOperator* const> of) {
  std::vector<MatrixView> matrix;
  for (const ArrayOperator* array : of) matrix.push_back(array->matrix());
  return LaneMatrix(matrix);
}

}  // namespace

TileStages::TileStages(std::span<const TileCircuit* const> of)
    : tile_(of.begin(), of.end()), offset_(of.front()->offset_.size()) {
  for (std::size_t l = 0; l < of.size(); ++l) {
    clamp_.at[l] = of[l]->clamp_of_one_V();
    for (std::size_t i = 0; i < offset_.size(); ++i) offset_[i].at[l] = of[l]->offset_[i];
  }
}

void TileStages::finish(const Lanes* in, Lanes* out, Lanes& clamped) const {
  OutputLanes lanes{out, {}, {}};
  largest(in, tile_.front()->gain().n_col, lanes.per_volt);
  add_offsets(OutputStage<Lanes>{offset_, clamp_, tile_.front()->setting_.model.full_scale_V}, lanes);
  for (std::size_t l = 0; l < tile_.size(); ++l)
    if (lanes.beyond.at[l] != 0.0 && lanes.per_volt.at[l] != 0.0) tile_[l]->hold_at_clamp(in, l, lanes, clamped);
}

OperatorLanes::OperatorLanes(std::span<const ArrayOperator* const> of) : matrix_(lanes_of(of)) {
  if (of.front()->tile == nullptr) return;
  std::vector<const TileCircuit*> tiles;
  for (const ArrayOperator* array : of) tiles.push_back(array->tile.get());
  stages_.emplace(tiles);
}

void OperatorLanes::apply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const {
  const LaneMatrixView matrix = matrix_.view();
  if (!stages_ && is_small(matrix)) return rram::apply(SmallArrayOf<Lanes>{matrix, codes.dac, codes.adc}, in, out);
  if (codes.dac > 0) convert({in, matrix.n_col}, codes.dac, scratch);
  const Lanes* driven = codes.dac > 0 ? scratch : in;
  multiply(matrix, driven, out);
  if (stages_ && codes.clamped != nullptr) stages_->finish(driven, out, *codes.clamped);
  if (codes.adc > 0) convert({out, matrix.n_row}, codes.adc, out);
}

}  // namespace ohmimo::rram
