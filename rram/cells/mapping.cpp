#include "rram/cells/mapping.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rram/cells/device.hpp"

namespace ohmimo::rram {
namespace {

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return low > high; }
  double spread() const { return empty() ? 0.0 : high - low; }
};

TileMapping fit(const MatrixView& a) {
  Range diagonal, other;
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_col; ++j) (i == j ? diagonal : other).include(a(i, j));
  constexpr double largest_resistor = 64.0;  // in conductances of level 7
  const double spread = std::max({diagonal.spread(), other.spread(), largest_magnitude(a) / largest_resistor});
  TileMapping mapping;
  mapping.scale = spread * n_level / (n_level - 1);  // level 7 of A_p is 7/8
  mapping.m = other.empty() ? 0.0 : -other.low / mapping.scale;
  mapping.n = diagonal.low / mapping.scale + mapping.m;
  return mapping;
}

TileMapping centre(const MatrixView& a, const MappingConfig& config) {
  TileMapping mapping{.scale = 1.0, .m = config.m, .n = config.n};
  if (config.scale) {
    mapping.scale = *config.scale;
    return mapping;
  }
  double mean_diagonal = 0.0;
  for (std::size_t i = 0; i < a.n_row; ++i) mean_diagonal += a(i, i) / static_cast<double>(a.n_row);
  mapping.scale = mean_diagonal / (config.n - config.m + 0.5);
  if (mapping.scale == 0.0) mapping.scale = largest_magnitude(a);  // no diagonal to go by
  return mapping;
}

}  // namespace

arma::mat embed_complex(const arma::cx_mat& a) {
  const arma::uword n = a.n_rows, m = a.n_cols;
  arma::mat embedded(2 * n, 2 * m);
  for (arma::uword j = 0; j < m; ++j)
    for (arma::uword i = 0; i < n; ++i) {
      embedded(i, j) = embedded(n + i, m + j) = a(i, j).real();
      embedded(n + i, j) = a(i, j).imag();
      embedded(i, m + j) = -a(i, j).imag();
    }
  return embedded;
}

TileMapping map_tile(const MatrixView& a, const MappingConfig& config) {
  return config.kind == MappingKind::fitted ? fit(a) : centre(a, config);
}

}  // namespace ohmimo::rram
