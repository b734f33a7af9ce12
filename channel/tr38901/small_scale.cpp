#include "channel/tr38901/small_scale.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "channel/tr38901/shuffle.hpp"
#include "phy/units.hpp"

namespace ohmimo {
namespace {

constexpr int n_subcluster = 3;

// Steps 7 to 11 of some rays of a cluster.
struct RayLaw {
  const LinkLaw& of;
  const Motion& motion;
  double ray_power = 0.0;
};

Ray draw_ray(const RayLaw& law, const Cluster& cluster, const std::array<double, 4>& offset, RngStream& stream) {
  const LargeScaleLaw& table = law.of.law;
  const double c_zsd_deg = 0.375 * std::pow(10.0, law.of.zsd_mean);  // 7.5-20
  Ray ray;
  ray.at_base_station = {folded_zenith_deg(cluster.zod_deg + c_zsd_deg * offset[1]) * degree,
                         (cluster.aod_deg + table.c_asd_deg * offset[0]) * degree};
  ray.doppler_hz = doppler_hz(law.motion, cluster.aoa_deg + table.c_asa_deg * offset[2],
                              cluster.zoa_deg + table.c_zsa_deg * offset[3]);
  const double xpr_db = table.xpr_mean_db + table.xpr_deviation_db * stream.normal();  // step 9
  ray.amplitude_theta = std::sqrt(law.ray_power);
  ray.amplitude_phi = ray.amplitude_theta * std::sqrt(linear_from_db(-xpr_db));
  ray.turns_theta = stream.uniform();
  ray.turns_phi = stream.uniform();
  return ray;
}

// The rays of one sub-cluster, or of the whole cluster where it is 0; angles are coupled among them (step 8).
void draw_rays(const RayLaw& law, const Cluster& cluster, int subcluster, RngStream& stream, std::vector<Ray>& rays) {
  const RayOffsets& table = ray_offsets();
  std::array<std::size_t, n_ray> aod{};
  std::size_t n = 0;
  for (std::size_t m = 0; m < n_ray; ++m)
    if (subcluster == 0 || table.subcluster[m] == subcluster) aod[n++] = m;
  std::array<std::size_t, n_ray> zod = aod, aoa = aod, zoa = aod;
  for (std::array<std::size_t, n_ray>* order : {&zod, &aoa, &zoa}) shuffle({order->data(), n}, stream);
  rays.clear();
  for (std::size_t m = 0; m < n; ++m)
    rays.push_back(draw_ray(law, cluster,
                            {table.offset[aod[m]], table.offset[zod[m]], table.offset[aoa[m]], table.offset[zoa[m]]},
                            stream));
}

// (7.5-29) for a vertical terminal antenna.
Ray line_of_sight(const DropLink& link, double power, const Motion& motion, double line_turns) {
  Ray ray;
  ray.at_base_station = {link.zod_deg * degree, link.aod_deg * degree};
  ray.amplitude_theta = std::sqrt(power);
  ray.turns_theta = -line_turns;
  ray.doppler_hz = doppler_hz(motion, link.aoa_deg, link.zoa_deg);
  return ray;
}

// The two strongest clusters; of fewer than two the first again.
std::array<std::size_t, 2> strongest_two(const std::vector<Cluster>& clusters) {
  std::array<std::size_t, 2> of = {0, 0};
  for (std::size_t n = 0; n < clusters.size(); ++n)
    if (clusters[n].power > clusters[of[0]].power) of[0] = n;
  of[1] = of[0] == 0 && clusters.size() > 1 ? 1 : 0;
  for (std::size_t n = 0; n < clusters.size(); ++n)
    if (n != of[0] && clusters[n].power > clusters[of[1]].power) of[1] = n;
  return of;
}

}  // namespace

std::size_t n_drop_path(std::size_t n_cluster) {
  return 1 + 2 * n_subcluster + (n_cluster - 2);
}

void draw_drop_rays(const LinkLaw& of, const std::vector<Cluster>& clusters, const Motion& motion, double line_turns,
                    RngStream& stream, DropPaths& paths) {
  const double k = of.law.line_of_sight ? linear_from_db(of.large_scale.k_db) : 0.0;
  for (std::vector<Ray>& rays : paths.rays) rays.clear();
  std::ranges::fill(paths.delay_s, 0.0);
  if (of.law.line_of_sight) paths.rays[0].push_back(line_of_sight(of.link, k / (k + 1.0), motion, line_turns));
  const std::array<std::size_t, 2> strongest = strongest_two(clusters);
  std::size_t path = 1;
  for (std::size_t n = 0; n < clusters.size(); ++n) {
    const RayLaw law = {of, motion, clusters[n].power / (k + 1.0) / n_ray};
    const bool split = n == strongest[0] || n == strongest[1];
    for (int part = split ? 1 : 0; part <= (split ? n_subcluster : 0); ++part, ++path) {
      const double late = 1.28 * std::max(0, part - 1);  // 7.5-26
      paths.delay_s[path] = clusters[n].delay_s + late * of.law.c_ds_s;
      draw_rays(law, clusters[n], part, stream, paths.rays[path]);
    }
  }
}

}  // namespace ohmimo
