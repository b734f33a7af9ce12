#include <fmt/format.h>

#include <stdexcept>

#include "rram/array_dump.hpp"
#include "rram/numbers/scaling.hpp"
#include "rram/programmed_system.hpp"
#include "rram/refinement/right_hand_sides.hpp"

namespace ohmimo::rram {

const OperationCount& ProgrammedSystem::programming() const {
  return impl_->programming;
}

const WriteCount& ProgrammedSystem::writing() const {
  return impl_->writing;
}

std::vector<ProgrammedArray> ProgrammedSystem::arrays() const {
  if (!impl_->inverse) return {};
  std::vector<ProgrammedArray> dump = array_dump(*impl_->inverse, impl_->config.device);
  // Without the device rung the slices are integers.
  if (!impl_->config.fidelity.device) return dump;
  for (ProgrammedArray& slice : slice_dump(*impl_->copy, impl_->config.device)) dump.push_back(std::move(slice));
  return dump;
}

WireUse ProgrammedSystem::wires() const {
  WireUse use;
  std::vector<NamedArray> arrays;
  if (impl_->inverse) impl_->inverse->list("m", arrays);
  for (const NamedArray& array : arrays) use += array.inverse ? array.inverse->wires() : array.product->wires();
  return use;
}

std::vector<ArrayOperation> ProgrammedSystem::first_operations(const arma::rowvec& b) const {
  if (b.n_elem != impl_->n)
    throw std::invalid_argument(fmt::format("right-hand side must have {} columns, got {}", impl_->n, b.n_elem));
  if (!impl_->inverse_usable()) return {};
  Refinement state = make_state(*impl_);
  Batch batch{.first = 0, .count = 1, .factor = impl_->factor};
  load(b, impl_->precision().word_bits, batch, state);
  Precision precision = impl_->precision();
  Lanes clamped{};
  HpReader reader;  // counts reads that nobody asks for
  std::vector<TileVisit> visits;
  if (impl_->config.fidelity.analogue()) precision.codes.clamped = &clamped;
  precision.reader = &reader;
  precision.visits = &visits;
  impl_->inverse->solve(state.r, state.dx, precision, state.scratch);
  return visit_voltages(*impl_->inverse, visits, impl_->config);
}

arma::mat ProgrammedSystem::realised_inverse() const {
  if (!impl_->inverse_usable()) return arma::mat(impl_->n, impl_->n, arma::fill::value(NAN));
  const PowerOfTwo up(-impl_->exponent);
  arma::mat inverse = scaled_inverse(*impl_);
  const std::vector<double>& s = impl_->factor;
  for (std::size_t j = 0; j < impl_->n; ++j)
    for (std::size_t i = 0; i < impl_->n; ++i)
      inverse(i, j) = up.scale(s.empty() ? inverse(i, j) : inverse(i, j) * s[i] * s[j]);
  return inverse;
}

double ProgrammedSystem::spectral_radius() const {
  if (!impl_->inverse_usable()) return NAN;
  const arma::mat a = to_arma(impl_->copy->values()), iteration = arma::eye(arma::size(a)) - a * scaled_inverse(*impl_);
  arma::cx_vec eigenvalue;
  if (!arma::eig_gen(eigenvalue, iteration)) return NAN;
  return arma::abs(eigenvalue).max();
}

}  // namespace ohmimo::rram
