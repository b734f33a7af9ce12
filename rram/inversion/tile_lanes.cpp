#include "rram/inversion/tile_lanes.hpp"

#include "rram/numbers/small_tile.hpp"

namespace ohmimo::rram {
namespace {

template <class Item, class View>
LaneMatrix lanes_of(std::span<const Item* const> of, View view) {
  std::vector<MatrixView> matrix;
  for (const Item* item : of) matrix.push_back(view(*item));
  return LaneMatrix(matrix);
}

}  // namespace

TileLanes::TileLanes(std::span<const TileCircuit* const> of)
    : tile_(of.begin(), of.end()),
      gain_(lanes_of(of, [](const TileCircuit& tile) { return tile.gain_.view(); })),
      offset_(gain_.n_row) {
  for (std::size_t l = 0; l < of.size(); ++l) {
    clamp_.at[l] = of[l]->clamp_of_one_V();
    for (std::size_t i = 0; i < gain_.n_row; ++i) offset_[i].at[l] = of[l]->offset_[i];
  }
}

void TileLanes::apply(const Lanes* in, Lanes* out, Lanes* clamped) const {
  multiply(gain_.view(), in, out);
  if (clamped == nullptr) return;
  OutputLanes lanes{out, {}, {}};
  largest(in, gain_.n_col, lanes.per_volt);
  add_offsets(OutputStage<Lanes>{offset_, clamp_, tile_.front()->setting_.model.full_scale_V}, lanes);
  for (std::size_t l = 0; l < tile_.size(); ++l)
    if (lanes.beyond.at[l] != 0.0 && lanes.per_volt.at[l] != 0.0) tile_[l]->hold_at_clamp(in, l, lanes, *clamped);
}

OperatorLanes::OperatorLanes(std::span<const ArrayOperator* const> of)
    : ideal_(lanes_of(of, [](const ArrayOperator& array) { return array.ideal.view(); })) {
  if (of.front()->tile == nullptr) return;
  std::vector<const TileCircuit*> tiles;
  for (const ArrayOperator* array : of) tiles.push_back(array->tile.get());
  tile_.emplace(tiles);
}

void OperatorLanes::apply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const {
  const LaneMatrixView matrix = ideal_.view();
  if (!tile_ && is_small(matrix)) return rram::apply(SmallArrayOf<Lanes>{matrix, codes.dac, codes.adc}, in, out);
  if (codes.dac > 0) convert({in, ideal_.n_col}, codes.dac, scratch);
  const Lanes* driven = codes.dac > 0 ? scratch : in;
  if (tile_)
    tile_->apply(driven, out, codes.clamped);
  else
    multiply(matrix, driven, out);
  if (codes.adc > 0) convert({out, ideal_.n_row}, codes.adc, out);
}

}  // namespace ohmimo::rram
