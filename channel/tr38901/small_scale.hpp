// Clusters and rays of a link: steps 5 to 11 of clause 7.5.
#pragma once
#include <vector>

#include "channel/tr38901/drop_geometry.hpp"
#include "channel/tr38901/large_scale.hpp"
#include "channel/tr38901/ray_sum.hpp"
#include "channel/tr38901/user_motion.hpp"

namespace ohmimo {

struct Cluster {
  double delay_s = 0.0;  // as the channel has it: with line of sight over C_tau (7.5-4)
  double power = 0.0;    // of all clusters 1; without the line of sight
  double aod_deg = 0.0, zod_deg = 0.0, aoa_deg = 0.0, zoa_deg = 0.0;
};

// What the clusters of a link are drawn from.
struct LinkLaw {
  const LargeScaleLaw& law;
  LargeScale large_scale;
  DropLink link;
  double zsd_mean = 0.0, zod_offset_deg = 0.0;
};

// Steps 5 to 7, in the order of delays. Clusters 25 dB below the strongest (7.5-6) are removed, the power of the others
// fills up 1. Memory is kept.
void draw_clusters(const LinkLaw& link, RngStream& stream, std::vector<Cluster>& clusters);

// Paths of a link, total power 1: the line of sight, or nothing; three sub-clusters of each of the two strongest
// clusters; the other clusters. Paths beyond them have no rays.
struct DropPaths {
  std::vector<double> delay_s;
  RayPaths rays;
};
std::size_t n_drop_path(std::size_t n_cluster);

// Steps 8 to 11. line_turns: phase of the line of sight over 2 pi, distance over wavelength. paths has its size
// already.
void draw_drop_rays(const LinkLaw& link, const std::vector<Cluster>& clusters, const Motion& motion, double line_turns,
                    RngStream& stream, DropPaths& paths);

}  // namespace ohmimo
