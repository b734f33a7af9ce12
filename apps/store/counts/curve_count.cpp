#include "apps/store/counts/curve_count.hpp"

namespace ohmimo::counts {
namespace {

template <auto member>
std::uint64_t& own(CurveCount& count) {
  return count.*member;
}

template <auto member>
std::uint64_t& of_errors(CurveCount& count) {
  return count.errors.*member;
}

}  // namespace

const std::array<CountColumn, n_count_column>& count_columns() {
  using C = CurveCount;
  using E = ErrorCount;
  static constexpr std::array<CountColumn, n_count_column> columns = {{
      {"bits", of_errors<&E::bits>},
      {"bit_errors", of_errors<&E::bit_errors>},
      {"symbols", of_errors<&E::symbols>},
      {"symbol_errors", of_errors<&E::symbol_errors>},
      {"vectors", of_errors<&E::vectors>},
      {"vector_errors", of_errors<&E::vector_errors>},
      {"frames", of_errors<&E::frames>},
      {"frame_errors", of_errors<&E::frame_errors>},
      {"independent_units", of_errors<&E::units>},
      {"bad_units", of_errors<&E::unit_errors>},
      {"sum_sq_unit", of_errors<&E::sum_sq_errors>},
      {"sum_sq_frame", own<&C::sum_sq_frame>},
      {"sum_product_frame", own<&C::sum_product_frame>},
      {"solver_vectors", own<&C::solver_vectors>},
      {"solver_diverged", own<&C::solver_diverged>},
      {"solver_saturated", own<&C::solver_saturated>},
      {"solver_unstable", own<&C::solver_unstable>},
      {"solver_not_finite", own<&C::solver_not_finite>},
  }};
  return columns;
}

CurveCount& CurveCount::operator+=(const CurveCount& other) {
  CurveCount copy = other;
  for (const CountColumn& column : count_columns()) column.value(*this) += column.value(copy);
  return *this;
}

}  // namespace ohmimo::counts
