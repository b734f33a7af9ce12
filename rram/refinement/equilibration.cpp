#include "rram/refinement/equilibration.hpp"

#include <cmath>

namespace ohmimo::rram {

std::vector<double> equilibrate(Dense& a) {
  constexpr double rounding = 1.0 + 0x1p-20;
  std::vector<double> factor;
  for (std::size_t i = 0; i < a.n_row; ++i) {
    if (!(a(i, i) > 0.0)) return {};
    factor.push_back(std::sqrt((1.0 - 0x1p-24) / a(i, i)));
  }
  Dense scaled = a;
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_row; ++j) {
      scaled(i, j) = i == j ? 1.0 - 0x1p-24 : a(i, j) * (factor[i] * factor[j]);
      if (!(std::abs(scaled(i, j)) < rounding)) return {};
    }
  a = scaled;
  return factor;
}

}  // namespace ohmimo::rram
