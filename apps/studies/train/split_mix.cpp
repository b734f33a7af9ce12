#include "apps/studies/train/split_mix.hpp"

#include <cmath>

namespace ohmimo::train {

std::uint64_t SplitMix::next() {
  state_ += 0x9E3779B97F4A7C15;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

double SplitMix::uniform() {
  return std::ldexp(static_cast<double>(next() >> 11), -53);
}

double SplitMix::normal() {
  if (waiting_) {
    const double value = *waiting_;
    waiting_.reset();
    return value;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform())), angle = 2.0 * M_PI * uniform();
  waiting_ = radius * std::sin(angle);
  return radius * std::cos(angle);
}

std::size_t SplitMix::index(std::size_t n) {
  return static_cast<std::size_t>(uniform() * static_cast<double>(n));
}

arma::mat SplitMix::normals(arma::uword n_row, arma::uword n_col) {
  arma::mat matrix(n_row, n_col);
  for (arma::uword i = 0; i < n_row; ++i)
    for (arma::uword j = 0; j < n_col; ++j) matrix(i, j) = normal();
  return matrix;
}

}  // namespace ohmimo::train
