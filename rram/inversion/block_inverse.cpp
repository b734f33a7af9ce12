#include "rram/inversion/block_inverse.hpp"

#include <algorithm>

#include "rram/inversion/block_steps.hpp"
#include "rram/numbers/small_tile.hpp"

namespace ohmimo::rram {
namespace {

void note_visit(const InverseCircuit& array, const Lanes* in, const Lanes* out, std::vector<TileVisit>& visits) {
  TileVisit visit{&array, {}, {}};
  for (std::size_t i = 0; i < array.conductance().n_row; ++i) {
    visit.in.push_back(in[i].at[0]);
    visit.out.push_back(out[i].at[0]);
  }
  visits.push_back(std::move(visit));
}

}  // namespace

BlockInverse::BlockInverse(const Source& source, int stages, TreeBuilder& builder) : n_(source.a.n_row) {
  if (stages == 0 || n_ == 1) {
    array_ = std::make_shared<InverseCircuit>(source.a, builder.config.mapping, builder.writer, builder.tiles);
    usable_ = array_->usable();
    stable_ = array_->stable();
  } else {
    split(source, stages, builder);
  }
}

void BlockInverse::split(const Source& source, int stages, TreeBuilder& builder) {
  const std::size_t n1 = n_ - n_ / 2;
  const std::size_t n2 = n_ / 2;
  const Source upper{source.a.part({0, 0, n1, n1}), source.copy, source.corner};
  const Source lower{source.a.part({n1, n1, n2, n2}), source.copy, source.corner + n1};
  m1_ = std::make_shared<BlockInverse>(upper, stages - 1, builder);
  if (builder.config.schur == Schur::exact) {
    m4_ = schur_inverse(source, stages, builder);
  } else {
    m4_ = equal(upper.a, lower.a) ? m1_ : std::make_shared<BlockInverse>(lower, stages - 1, builder);
  }
  m2_ = make_quarter(source, {0, n1, n1, n2}, builder);
  m3_ = make_quarter(source, {n1, 0, n2, n1}, builder);
  note_parts();
}

void BlockInverse::note_parts() {
  usable_ = usable_ && m1_->usable() && m4_->usable();
  stable_ = m1_->stable() && m4_->stable();
  for (const Quarter* quarter : {&m2_, &m3_}) {
    if (!quarter->low) continue;
    usable_ = usable_ && quarter->low->usable();
    stable_ = stable_ && quarter->low->stable();
  }
}

// The Schur complement is computed digitally before programming. Products with its quarters need a bit-sliced copy.
std::shared_ptr<const BlockInverse> BlockInverse::schur_inverse(const Source& source, int stages,
                                                                TreeBuilder& builder) {
  const std::size_t n1 = n_ - n_ / 2;
  const std::size_t n2 = n_ / 2;
  Dense inverse(n1, n1);
  usable_ = invert(source.a.part({0, 0, n1, n1}), inverse);
  const Dense complement = minus_product(source.a.part({n1, n1, n2, n2}), source.a.part({n1, 0, n2, n1}),
                                         inverse.view(), source.a.part({0, n1, n1, n2}));
  Source lower{complement.view(), nullptr, 0};
  if (stages > 1 && n2 > 1) {
    lower.copy = std::make_shared<BitSlicedMatrix>(lower.a, source.copy->format(), builder.high);
    if (builder.config.block_product == BlockProduct::high) builder.high_cells += lower.copy->cells();
  }
  return std::make_shared<BlockInverse>(lower, stages - 1, builder);
}

BlockInverse::Quarter BlockInverse::make_quarter(const Source& source, const SubArray& place, TreeBuilder& builder) {
  Quarter quarter{
      source.copy, {source.corner + place.row, source.corner + place.col, place.n_row, place.n_col}, nullptr};
  if (builder.config.block_product == BlockProduct::low)
    quarter.low = std::make_shared<ProductCircuit>(source.a.part(place), builder.writer, builder.tiles);
  else
    source.copy->prepare(quarter.part);
  return quarter;
}

std::shared_ptr<const BlockInverse> BlockInverse::reread(CellReader& reader) const {
  const auto read = std::make_shared<BlockInverse>(*this);
  if (array_) {
    read->array_ = std::make_shared<InverseCircuit>(array_->reread(reader));
    read->usable_ = read->array_->usable();
    read->stable_ = read->array_->stable();
    return read;
  }
  read->m1_ = m1_->reread(reader);
  read->m4_ = m4_ == m1_ ? read->m1_ : m4_->reread(reader);
  read->m2_ = reread(m2_, reader);
  read->m3_ = reread(m3_, reader);
  read->note_parts();
  return read;
}

BlockInverse::Quarter BlockInverse::reread(const Quarter& quarter, CellReader& reader) {
  Quarter read = quarter;
  if (quarter.low) read.low = std::make_shared<ProductCircuit>(quarter.low->reread(reader));
  return read;
}

void BlockInverse::Quarter::subtract_product(const Operands& of, const Precision& precision, Lanes* out,
                                             Lanes* scratch) const {
  if (!low && precision.word_bits > 0) {
    const MatrixView integers = copy->exact_part(part);
    if (integers.data != nullptr && is_small(integers))
      return apply(SmallProduct{integers, copy->lsb(), precision.word_bits, of.minuend}, of.vector, out);
    const Words words = to_words({of.vector, part.n_col}, precision.word_bits, scratch);
    return copy->subtract_product(part, words, {of.minuend, precision.reader}, out);
  }
  if (low)
    low->multiply(of.vector, out, precision.codes, scratch);
  else
    copy->multiply_ideal(part, of.vector, out);
  subtract_from(of.minuend, part.n_row, out);
}

void BlockInverse::solve(const Lanes* in, Lanes* out, const Precision& precision, Lanes* scratch) const {
  if (array_) {
    array_->solve(in, out, precision.codes, scratch);
    if (precision.visits != nullptr) note_visit(*array_, in, out, *precision.visits);
    return;
  }
  solve_blocks(Blocks<BlockInverse, Quarter>{*m1_, *m4_, m2_, m3_}, in, out, precision, scratch);
}

void BlockInverse::list(const std::string& name, std::vector<NamedArray>& out) const {
  const std::string inside = name == "m" ? name : name + ".m";
  if (array_) {
    out.push_back({name, array_.get(), nullptr});
    return;
  }
  m1_->list(inside + "1", out);
  if (m2_.low) out.push_back({inside + "2", nullptr, m2_.low.get()});
  if (m3_.low) out.push_back({inside + "3", nullptr, m3_.low.get()});
  if (m4_ != m1_) m4_->list(inside + "4", out);
}

std::size_t BlockInverse::scratch_size() const {
  if (array_) return n_;
  return m1_->n_ + std::max({m1_->n_, m1_->scratch_size(), m4_->scratch_size()});
}

OperationCount BlockInverse::operations() const {
  OperationCount count;
  if (array_) {
    count.lp_inv = 1;
    count.dac = count.adc = n_;
    return count;
  }
  count += m1_->operations();
  count += m1_->operations();
  count += m4_->operations();
  const std::uint64_t tiles = 2 * m1_->tiles_per_side() * m4_->tiles_per_side();  // of M2 and M3
  (m2_.low ? count.lp_mvm : count.hp_mvm) += tiles;
  if (m2_.low) {
    count.dac += n_;  // n1 inputs of M3 and n2 of M2
    count.adc += n_;
  }
  return count;
}

}  // namespace ohmimo::rram
