// SplitMix64 (Steele, Lea and Flood 2014): the generator of the data sets here, so that any other program can make the
// same numbers from a few lines.
#pragma once
#include <armadillo>
#include <cstdint>
#include <optional>

namespace ohmimo::train {

class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();
  double uniform();                  // in [0, 1), of 53 bits
  double normal();                   // Box and Muller, cosine first; the sine waits for the next call
  std::size_t index(std::size_t n);  // below n
  arma::mat normals(arma::uword n_row, arma::uword n_col);  // row by row

 private:
  std::uint64_t state_;
  std::optional<double> waiting_;
};

}  // namespace ohmimo::train
