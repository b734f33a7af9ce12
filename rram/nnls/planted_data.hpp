// Problems that any program can draw again: numbers of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), arrays row by
// row, so that results may be compared with those of other programs digit by digit.
#pragma once
#include <armadillo>
#include <cstdint>
#include <optional>

namespace ohmimo::rram {

class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  double uniform();                                       // [0, 1), 53 bits
  double normal();                                        // Box-Muller; every second one takes no draw
  arma::mat uniform(arma::uword rows, arma::uword cols);  // row by row

 private:
  std::uint64_t state_;
  std::optional<double> kept_ = std::nullopt;  // the second normal of a pair
};

// A non-negative least squares problem of integers 0 to 7 whose right-hand side is that of a sparse x, with noise of a
// tenth of its rms, cut off below 0.
struct PlantedNnls {
  arma::mat a;
  arma::vec b;
};
PlantedNnls planted_nnls(SplitMix64& draws, arma::uword m, arma::uword k);

// R = W H, [60][40] of rank 4.
arma::mat planted_product();

// A drawn picture of 64 x 64 grey levels 0 to 255: a ramp, a disc, a ring, stripes.
arma::mat planted_picture();

// Ratings 1 to 5 of 200 users and 150 items: some 30 % to learn from, 5 % to test with.
struct PlantedRatings {
  arma::mat rating;
  arma::umat train, test;  // 1 where rated
};
PlantedRatings planted_ratings();

}  // namespace ohmimo::rram
