#include "rram/inversion/inverse_lanes.hpp"

#include "rram/inversion/block_steps.hpp"
#include "rram/numbers/small_tile.hpp"

namespace ohmimo::rram {

bool InverseLanes::fits(const BlockInverse& inverse) {
  if (!inverse.usable()) return false;
  if (inverse.array_) return true;
  for (const BlockInverse::Quarter* quarter : {&inverse.m2_, &inverse.m3_})
    if (quarter->low || !SlicedLanes::fits(*quarter->copy)) return false;
  return fits(*inverse.m1_) && fits(*inverse.m4_);
}

InverseLanes::InverseLanes(std::span<const BlockInverse* const> of, Copies& copies) : n_(of.front()->n_) {
  if (of.front()->array_) {
    std::vector<const ArrayOperator*> arrays;
    for (const BlockInverse* inverse : of) arrays.push_back(&inverse->array_->inverse());
    array_.emplace(arrays);
    return;
  }
  std::vector<const BlockInverse*> upper, lower;
  for (const BlockInverse* inverse : of) {
    upper.push_back(inverse->m1_.get());
    lower.push_back(inverse->m4_.get());
  }
  m1_ = std::make_shared<InverseLanes>(upper, copies);
  m4_ = upper == lower ? m1_ : std::make_shared<InverseLanes>(lower, copies);
  m2_ = quarter(of, &BlockInverse::m2_, copies);
  m3_ = quarter(of, &BlockInverse::m3_, copies);
}

InverseLanes::Quarter InverseLanes::quarter(std::span<const BlockInverse* const> of,
                                            BlockInverse::Quarter BlockInverse::*which, Copies& copies) {
  const BlockInverse::Quarter& first = of.front()->*which;
  std::shared_ptr<const SlicedLanes>& lanes = copies[first.copy.get()];
  if (!lanes) {
    std::vector<const BitSlicedMatrix*> copy;
    for (const BlockInverse* inverse : of) copy.push_back((inverse->*which).copy.get());
    lanes = std::make_shared<SlicedLanes>(copy);
  }
  return {lanes, first.part};
}

void InverseLanes::Quarter::subtract_product(const Operands& of, const Precision& precision, Lanes* out,
                                             Lanes* scratch) const {
  const LaneMatrixView integers = copy->exact_part(part);
  if (is_small(integers))
    return apply(SmallProductOf<Lanes>{integers, copy->lsb(), precision.word_bits, of.minuend}, of.vector, out);
  const Words words = to_words({of.vector, part.n_col}, precision.word_bits, scratch);
  copy->subtract_product(part, words, {of.minuend}, out);
}

void InverseLanes::solve(const Lanes* in, Lanes* out, const Precision& precision, Lanes* scratch) const {
  if (array_) return array_->apply(in, out, precision.codes, scratch);
  solve_blocks(Blocks<InverseLanes, Quarter>{*m1_, *m4_, m2_, m3_}, in, out, precision, scratch);
}

}  // namespace ohmimo::rram
