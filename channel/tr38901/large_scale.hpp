// Large-scale parameters of a link: Table 7.5-6 and step 4 of clause 7.5.
#pragma once
#include <array>
#include <cstddef>
#include <string>

#include "channel/tr38901/scenario.hpp"
#include "phy/rng.hpp"

namespace ohmimo {

// Order of the cross-correlation matrix (step 4).
namespace lsp {
inline constexpr std::size_t sf = 0, k = 1, ds = 2, asd = 3, asa = 4, zsd = 5, zsa = 6, count = 7;
}

// Laws for one condition, edition and carrier. Spreads as log10 of seconds or degrees, sf and k in dB.
struct LargeScaleLaw {
  bool line_of_sight = false;
  std::array<double, lsp::count> mean{}, deviation{};             // mean of zsd: see zenith_spread.hpp
  std::array<std::array<double, lsp::count>, lsp::count> root{};  // lower Cholesky factor of the correlation
  double xpr_mean_db = 0.0, xpr_deviation_db = 0.0, delay_scaling = 0.0, cluster_shadowing_db = 0.0;
  std::size_t n_cluster = 0;
  double c_ds_s = 0.0, c_asd_deg = 0.0, c_asa_deg = 0.0, c_zsa_deg = 0.0;
  double c_phi = 0.0, c_theta = 0.0;  // without line of sight (Tables 7.5-2, 7.5-4)
};

// edition: v18 or v19. Throws std::invalid_argument otherwise.
LargeScaleLaw large_scale_law(const Scenario& scenario, bool line_of_sight, const std::string& edition,
                              double carrier_hz);

struct LargeScale {
  double shadowing_db = 0.0;  // more than 0: more power than path loss says (note of the table)
  double k_db = 0.0;          // with line of sight
  double ds_s = 0.0, asd_deg = 0.0, asa_deg = 0.0, zsd_deg = 0.0, zsa_deg = 0.0;
};

// normal: independent N(0, 1), in the order of the matrix. zsd_mean depends on the distance.
using Normals = std::array<double, lsp::count>;
Normals draw_normals(RngStream& stream);
LargeScale large_scale(const LargeScaleLaw& law, double zsd_mean, const Normals& normal);

}  // namespace ohmimo
