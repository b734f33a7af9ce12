#include "apps/studies/verify/cdl_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "channel/tr38901/cdl.hpp"
#include "channel/tr38901/cdl_rays.hpp"
#include "phy/units.hpp"

namespace ohmimo::verify {
namespace {

constexpr double pi = std::numbers::pi;
using Complex = std::complex<double>;

class Average {
 public:
  void add(double x) {
    ++n_;
    sum_ += x;
    square_ += x * x;
  }
  Mean mean() const {
    const double mean = sum_ / n_, variance = std::max(0.0, square_ / n_ - mean * mean);
    return {mean, std::sqrt(variance / n_)};
  }

 private:
  double n_ = 0.0, sum_ = 0.0, square_ = 0.0;
};

struct ComplexAverage {
  Average re, im;
  void add(Complex x) {
    re.add(x.real());
    im.add(x.imag());
  }
  ComplexMean mean() const { return {re.mean(), im.mean()}; }
};

// Rows fade independently: errors of their powers add up in squares, each with its weight.
Mean delay_spread_of(const CdlTable& table, double scale_s, const std::vector<Mean>& power) {
  double total = 0.0, first = 0.0, second = 0.0, variance = 0.0;
  for (std::size_t n = 0; n < power.size(); ++n) {
    const double delay_s = table.profile.rows[n].delay * scale_s;
    total += power[n].value;
    first += power[n].value * delay_s;
    second += power[n].value * delay_s * delay_s;
  }
  const double mean_s = first / total, spread_s = std::sqrt(second / total - mean_s * mean_s);
  for (std::size_t n = 0; n < power.size(); ++n) {
    const double away_s = table.profile.rows[n].delay * scale_s - mean_s;
    const double slope = (away_s * away_s - spread_s * spread_s) / (2.0 * spread_s * total);
    variance += slope * slope * power[n].error * power[n].error;
  }
  return {spread_s, std::sqrt(variance)};
}

// The first row against the others, whether it is a line of sight or only taken for one.
Mean k_of(const std::vector<Mean>& power) {
  double others = 0.0, variance = 0.0;
  for (std::size_t n = 1; n < power.size(); ++n) {
    others += power[n].value;
    variance += power[n].error * power[n].error;
  }
  const double k = power[0].value / others;
  return {k, k * std::hypot(power[0].error / power[0].value, std::sqrt(variance) / others)};
}

Scene scene_of(const CdlCase& on) {
  Scene scene;
  scene.array = "panel:1x2x2";
  scene.element = "isotropic";
  scene.delay_spread_s = on.delay_spread_s;
  scene.user_angles = "same";
  scene.keep_gain = true;
  return scene;
}

// The slants of +45 and -45 degree of column 0 or 1 as vertical and horizontal field.
struct VerticalHorizontal {
  Complex v, h;
};
VerticalHorizontal turned_back(std::span<const std::complex<float>> gain, std::size_t column) {
  const Complex plus = gain[column], minus = gain[2 + column];
  return {(plus + minus) / std::numbers::sqrt2, (plus - minus) / std::numbers::sqrt2};
}

void measure_paths(const CdlTable& table, const CdlCase& on, std::uint64_t seed, int n_draw, CdlMoments& moments) {
  constexpr int n_user = 50;
  const auto model = cdl_model(table, {4, n_user}, scene_of(on));
  std::vector<Average> power(table.profile.rows.size());
  ComplexAverage frequency, space;
  Average cross;
  PathSet paths;
  const double start_s[] = {0.0};
  for (int frame = 0; frame < n_draw / n_user; ++frame) {
    model->draw({seed, 0, static_cast<std::uint32_t>(frame)}, start_s, paths);
    for (std::size_t u = 0; u < n_user; ++u) {
      Complex h, h_beside, h_above, h_cross;
      for (std::size_t n = 0; n < paths.n_path; ++n) {
        const VerticalHorizontal first = turned_back(paths.gains(0, u, n), 0);
        power[n].add(std::norm(first.v));
        h += first.v;
        h_cross += first.h;
        h_beside += turned_back(paths.gains(0, u, n), 1).v;
        h_above += first.v * std::polar(1.0, -2.0 * pi * on.frequency_step_hz * paths.delay_s[paths.row(u, n)]);
      }
      frequency.add(h * std::conj(h_above));
      space.add(h * std::conj(h_beside));
      cross.add(std::norm(h_cross));
    }
  }
  for (const Average& row : power) moments.row_power.push_back(row.mean());
  moments.frequency = frequency.mean();
  moments.space = space.mean();
  moments.cross_power = cross.mean();
}

// A model turns every user another way; here all have one heading, so that signs show.
ComplexMean measured_time(const CdlTable& table, const CdlCase& on, std::uint64_t seed, int n_draw) {
  Scene scene = scene_of(on);
  scene.array = "ula:1";
  RaySum sum(antenna_array(scene, 1));
  const double time_s[] = {0.0, on.time_step_s};
  sum.set_times(time_s, true);
  const std::vector<double> power = normalised_powers(table.profile);
  const CdlUser user = {0.0, {on.max_doppler_hz, on.heading_deg * degree}};
  RayPaths rays;
  ComplexAverage time;
  for (int k = 0; k < n_draw; ++k) {
    RngStream stream({seed, 1, static_cast<std::uint32_t>(k)}, Purpose::channel);
    draw_cdl_rays(table, power, user, stream, rays);
    Complex before, after;
    for (const std::vector<Ray>& path : rays) {
      std::complex<float> gain[2];
      sum.gains(path, gain, 1);
      before += gain[0];
      after += gain[1];
    }
    time.add(after * std::conj(before));
  }
  return time.mean();
}

// Of exp(j 2 pi turns(azimuth, zenith)) over the rays of a row in every coupling; power is that of the row.
template <class Turns>
Complex over_rays(const ProfileRow& row, double c_azimuth_deg, double c_zenith_deg, double azimuth_deg,
                  double zenith_deg, const Turns& turns) {
  if (row.line_of_sight) return std::polar(1.0, 2.0 * pi * turns(azimuth_deg * degree, zenith_deg * degree));
  Complex sum = 0.0;
  for (const double a : ray_offsets().offset)
    for (const double z : ray_offsets().offset)
      sum += std::polar(
          1.0, 2.0 * pi * turns((azimuth_deg + c_azimuth_deg * a) * degree, (zenith_deg + c_zenith_deg * z) * degree));
  return sum / (1.0 * n_ray * n_ray);
}

ComplexMean exact(Complex value) {
  return {{value.real(), 0.0}, {value.imag(), 0.0}};
}

}  // namespace

CdlMoments measured_moments(const CdlTable& table, const CdlCase& on, std::uint64_t seed, int n_draw) {
  CdlMoments moments;
  measure_paths(table, on, seed, n_draw, moments);
  moments.delay_spread_s = delay_spread_of(table, on.delay_spread_s, moments.row_power);
  moments.k = k_of(moments.row_power);
  moments.time = measured_time(table, on, seed, n_draw);
  return moments;
}

CdlMoments exact_moments(const CdlTable& table, const CdlCase& on) {
  CdlMoments moments;
  const std::vector<double> power = normalised_powers(table.profile);
  Complex frequency, space, time;
  double cross = 0.0;
  for (std::size_t n = 0; n < power.size(); ++n) {
    const ProfileRow& row = table.profile.rows[n];
    moments.row_power.push_back({power[n], 0.0});
    frequency += std::polar(power[n], 2.0 * pi * on.frequency_step_hz * row.delay * on.delay_spread_s);
    const auto beside = [](double azimuth, double zenith) { return -0.5 * std::sin(zenith) * std::sin(azimuth); };
    space += power[n] * over_rays(row, table.c_asd_deg, table.c_zsd_deg, row.aod_deg, row.zod_deg, beside);
    const auto moved = [&](double azimuth, double zenith) {
      return on.max_doppler_hz * on.time_step_s * std::sin(zenith) * std::cos(azimuth - on.heading_deg * degree);
    };
    time += power[n] * over_rays(row, table.c_asa_deg, table.c_zsa_deg, row.aoa_deg, row.zoa_deg, moved);
    if (!row.line_of_sight) cross += power[n] / linear_from_db(table.xpr_db);
  }
  moments.delay_spread_s = delay_spread_of(table, on.delay_spread_s, moments.row_power);
  moments.k = k_of(moments.row_power);
  moments.frequency = exact(frequency);
  moments.space = exact(space);
  moments.time = exact(time);
  moments.cross_power = {cross, 0.0};
  return moments;
}

}  // namespace ohmimo::verify
