#include <algorithm>
#include <array>
#include <cmath>

#include "channel/tr38901/small_scale.hpp"
#include "phy/units.hpp"

namespace ohmimo {
namespace {

constexpr std::size_t most_clusters = 32;
using Values = std::array<double, most_clusters>;

double cubic(const std::array<double, 4>& c, double x) {
  return c[0] + x * (c[1] + x * (c[2] + x * c[3]));
}

// Step 5, without (7.5-4).
void draw_delays(const LinkLaw& of, RngStream& stream, std::vector<Cluster>& clusters) {
  for (Cluster& cluster : clusters)
    cluster.delay_s = -of.law.delay_scaling * of.large_scale.ds_s * std::log(stream.uniform());
  std::ranges::sort(clusters, {}, &Cluster::delay_s);
  const double first_s = clusters.front().delay_s;
  for (Cluster& cluster : clusters) cluster.delay_s -= first_s;
}

// Step 6: (7.5-5) and (7.5-6).
void draw_powers(const LinkLaw& of, RngStream& stream, std::vector<Cluster>& clusters) {
  const double r = of.law.delay_scaling, decay_per_s = (r - 1.0) / (r * of.large_scale.ds_s);
  double sum = 0.0;
  for (Cluster& cluster : clusters) {
    const double shadowing_db = of.law.cluster_shadowing_db * stream.normal();
    cluster.power = std::exp(-cluster.delay_s * decay_per_s) * linear_from_db(-shadowing_db);
    sum += cluster.power;
  }
  for (Cluster& cluster : clusters) cluster.power /= sum;
}

// ln(P_n / max P) with the line of sight in the first cluster (7.5-8).
Values log_powers(const LinkLaw& of, const std::vector<Cluster>& clusters) {
  const double k = of.law.line_of_sight ? linear_from_db(of.large_scale.k_db) : 0.0;
  Values value{};
  double most = 0.0;
  for (std::size_t n = 0; n < clusters.size(); ++n) {
    value[n] = (clusters[n].power + (n == 0 ? k : 0.0)) / (k + 1.0);
    most = std::max(most, value[n]);
  }
  for (std::size_t n = 0; n < clusters.size(); ++n) value[n] = std::log(value[n] / most);
  return value;
}

// Step 7 for one kind of angle: clusters at random sign times away + N(0, (spread/7)^2), round the centre or, with line
// of sight, shifted so that the first lies on it (7.5-11, 7.5-12, 7.5-16, 7.5-17).
struct Round {
  double spread_deg, centre_deg;
  double Cluster::*angle_deg;
};
void draw_angles(const LinkLaw& of, const Round& round, const Values& away_deg, RngStream& stream,
                 std::vector<Cluster>& clusters) {
  for (std::size_t n = 0; n < clusters.size(); ++n) {
    const double sign = stream.uniform() < 0.5 ? -1.0 : 1.0;
    clusters[n].*round.angle_deg = sign * away_deg[n] + round.spread_deg / 7.0 * stream.normal();
  }
  const double shift_deg = round.centre_deg - (of.law.line_of_sight ? clusters.front().*round.angle_deg : 0.0);
  for (Cluster& cluster : clusters) cluster.*round.angle_deg += shift_deg;
}

void draw_azimuths(const LinkLaw& of, const Round& round, const Values& log_power, RngStream& stream,
                   std::vector<Cluster>& clusters) {
  const double k_db = of.large_scale.k_db;
  const double c_phi = of.law.c_phi * (of.law.line_of_sight ? cubic({1.1035, -0.028, -0.002, 0.0001}, k_db) : 1.0);
  Values away_deg{};
  for (std::size_t n = 0; n < clusters.size(); ++n)
    away_deg[n] = 2.0 * (round.spread_deg / 1.4) * std::sqrt(-log_power[n]) / c_phi;  // 7.5-9
  draw_angles(of, round, away_deg, stream, clusters);
}

void draw_zeniths(const LinkLaw& of, const Round& round, const Values& log_power, RngStream& stream,
                  std::vector<Cluster>& clusters) {
  const double k_db = of.large_scale.k_db;
  const double c_theta = of.law.c_theta * (of.law.line_of_sight ? cubic({1.3086, 0.0339, -0.0077, 0.0002}, k_db) : 1.0);
  Values away_deg{};
  for (std::size_t n = 0; n < clusters.size(); ++n) away_deg[n] = -round.spread_deg * log_power[n] / c_theta;  // 7.5-14
  draw_angles(of, round, away_deg, stream, clusters);
}

void remove_weak(std::vector<Cluster>& clusters) {
  const double least = std::ranges::max(clusters, {}, &Cluster::power).power * linear_from_db(-25.0);
  std::erase_if(clusters, [&](const Cluster& cluster) { return cluster.power < least; });
  double sum = 0.0;
  for (const Cluster& cluster : clusters) sum += cluster.power;
  for (Cluster& cluster : clusters) cluster.power /= sum;
}

}  // namespace

void draw_clusters(const LinkLaw& of, RngStream& stream, std::vector<Cluster>& clusters) {
  clusters.assign(std::min(of.law.n_cluster, most_clusters), {});
  draw_delays(of, stream, clusters);
  draw_powers(of, stream, clusters);
  const Values log_power = log_powers(of, clusters);
  const LargeScale& spread = of.large_scale;
  const DropLink& link = of.link;
  draw_azimuths(of, {spread.asd_deg, link.aod_deg, &Cluster::aod_deg}, log_power, stream, clusters);
  draw_azimuths(of, {spread.asa_deg, link.aoa_deg, &Cluster::aoa_deg}, log_power, stream, clusters);
  draw_zeniths(of, {spread.zsd_deg, link.zod_deg + of.zod_offset_deg, &Cluster::zod_deg}, log_power, stream, clusters);
  draw_zeniths(of, {spread.zsa_deg, link.zoa_deg, &Cluster::zoa_deg}, log_power, stream, clusters);
  if (of.law.line_of_sight) {
    const double c_tau = cubic({0.7705, -0.0433, 0.0002, 0.000017}, spread.k_db);  // 7.5-3
    for (Cluster& cluster : clusters) cluster.delay_s /= c_tau;
  }
  remove_weak(clusters);
}

}  // namespace ohmimo
