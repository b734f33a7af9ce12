// How a matrix becomes conductances. An inversion array stores A = scale (A_p + n I - m J), J all ones: A_p in [0, 1)
// sits in the cells, n and m are resistors on the diagonal and in a bias column and carry no programming error (Zuo et
// al. 2025, Fig. 3a: m = 0.4, n = 2).
#pragma once
#include <armadillo>
#include <optional>

#include "phy/enum_words.hpp"
#include "rram/numbers/dense.hpp"

namespace ohmimo::rram {

// The real form [Re -Im; Im Re] of a complex matrix [k][k], size 2k; with z in [Re; Im] order it is the same product.
arma::mat embed_complex(const arma::cx_mat& a);

enum class MappingKind {
  fitted,  // scale, m and n from the elements of each tile: the eight levels span what the tile needs
  fixed    // the given m and n
};
inline constexpr EnumWord<MappingKind> mapping_words[] = {{"fitted", MappingKind::fitted},
                                                          {"fixed", MappingKind::fixed}};

struct MappingConfig {
  MappingKind kind = MappingKind::fitted;
  double m = 0.4;  // of fixed
  double n = 2.0;  // of fixed
  // Of fixed, > 0; none = the mean diagonal of a tile comes to mid range, n - m + 0.5.
  std::optional<double> scale = std::nullopt;
};

struct TileMapping {
  double scale = 1.0;
  double m = 0.0;
  double n = 0.0;

  // Element i, j of A_p for the element a of A, and back.
  double cell(double a, bool diagonal) const { return a / scale + m - (diagonal ? n : 0.0); }
  double element(double cell, bool diagonal) const { return scale * (cell - m + (diagonal ? n : 0.0)); }
};

// The mapping of one square tile (finite, not all zero). fitted: with R the larger of the spreads of the diagonal and
// of the other elements, one level is R / 7, the smallest of each kind is level 0; R is at least max|a| / 64, which
// bounds the resistors. Elements that fall outside the levels (fixed only) are clipped when programmed.
TileMapping map_tile(const MatrixView& a, const MappingConfig& config);

}  // namespace ohmimo::rram
