#include "channel/tr38901/ray_sum.hpp"

#include <algorithm>

#include "channel/tr38901/ray_loops.hpp"

namespace ohmimo {
namespace {

constexpr std::size_t most_rays = 2 * ray_padding;

double mean_power(const AntennaArray& array, const ArrayView& view, const Ray& ray) {
  const double theta = ray.amplitude_theta * ray.amplitude_theta, phi = ray.amplitude_phi * ray.amplitude_phi;
  double power = 0.0;
  for (std::size_t p = 0; p < static_cast<std::size_t>(array.n_polarisation); ++p)
    power += theta * view.field[p].theta * view.field[p].theta + phi * view.field[p].phi * view.field[p].phi;
  return power / array.n_polarisation;
}

}  // namespace

double mean_power(const AntennaArray& array, const Ray& ray) {
  return mean_power(array, array_view(array, ray.at_base_station), ray);
}

RaySum::RaySum(const AntennaArray& array) : array_(array) {
  const std::size_t n_element = array.n_element(), stride = padded(array.n_antenna());
  y_.assign(padded(n_element), 0.0);
  z_.assign(padded(n_element), 0.0);
  for (std::size_t e = 0; e < n_element; ++e) {
    y_[e] = array.y_wavelengths(e);
    z_[e] = array.z_wavelengths(e);
  }
  turns_.resize(y_.size());
  wave_re_.resize(y_.size());
  wave_im_.resize(y_.size());
  response_re_.assign(most_rays * stride, 0.f);
  response_im_.assign(most_rays * stride, 0.f);
  ray_turns_.assign(most_rays, 0.0);
  for (std::vector<float>* of_rays : {&theta_re_, &theta_im_, &phi_re_, &phi_im_}) of_rays->assign(most_rays, 0.f);
}

void RaySum::set_times(std::span<const double> time_s, bool moving) {
  time_s_.assign(time_s.begin(), time_s.end());
  moving_ = moving;
  const std::size_t n_time = padded(std::max<std::size_t>(1, moving ? time_s.size() : 1));
  phasor_re_.assign(n_time * most_rays, moving ? 0.f : 1.f);
  phasor_im_.assign(n_time * most_rays, 0.f);
}

// The response of every antenna to ray m, its initial phases included.
double RaySum::respond(const Ray& ray, std::size_t m) {
  const ArrayView view = array_view(array_, ray.at_base_station);
  const std::size_t n_element = array_.n_element();
  for (std::size_t e = 0; e < turns_.size(); ++e) turns_[e] = y_[e] * view.y + z_[e] * view.z;
  unit_phasors(turns_.data(), turns_.size(), wave_re_.data(), wave_im_.data());
  for (std::size_t p = 0; p < static_cast<std::size_t>(array_.n_polarisation); ++p) {
    const float theta = static_cast<float>(ray.amplitude_theta * view.field[p].theta);
    const float phi = static_cast<float>(ray.amplitude_phi * view.field[p].phi);
    const float re = theta * theta_re_[m] + phi * phi_re_[m], im = theta * theta_im_[m] + phi * phi_im_[m];
    float* __restrict to_re = response_re_.data() + m * padded(array_.n_antenna()) + p * n_element;
    float* __restrict to_im = response_im_.data() + m * padded(array_.n_antenna()) + p * n_element;
    const float* __restrict wave_re = wave_re_.data();
    const float* __restrict wave_im = wave_im_.data();
    for (std::size_t e = 0; e < n_element; ++e) {
      to_re[e] = re * wave_re[e] - im * wave_im[e];
      to_im[e] = re * wave_im[e] + im * wave_re[e];
    }
  }
  return mean_power(array_, view, ray);
}

double RaySum::gains(std::span<const Ray> rays, std::complex<float>* gains, std::size_t time_stride) {
  const auto phasors = [&](auto turns, float* re, float* im) {
    for (std::size_t m = 0; m < rays.size(); ++m) ray_turns_[m] = turns(rays[m]);
    unit_phasors(ray_turns_.data(), padded(rays.size()), re, im);
  };
  phasors([](const Ray& ray) { return ray.turns_theta; }, theta_re_.data(), theta_im_.data());
  phasors([](const Ray& ray) { return ray.turns_phi; }, phi_re_.data(), phi_im_.data());
  double power = 0.0;
  for (std::size_t m = 0; m < rays.size(); ++m) power += respond(rays[m], m);
  if (moving_)
    for (std::size_t t = 0; t < time_s_.size(); ++t)
      phasors([&](const Ray& ray) { return ray.doppler_hz * time_s_[t]; }, phasor_re_.data() + t * most_rays,
              phasor_im_.data() + t * most_rays);
  const std::size_t n_antenna = array_.n_antenna(), n_time = time_s_.size();
  const RaySums sums = {response_re_.data(),
                        response_im_.data(),
                        phasor_re_.data(),
                        phasor_im_.data(),
                        rays.size(),
                        n_antenna,
                        moving_ ? n_time : std::min<std::size_t>(n_time, 1),
                        padded(n_antenna),
                        most_rays};
  sum_rays(sums, gains, time_stride);
  for (std::size_t t = sums.n_time; t < n_time; ++t) std::copy_n(gains, n_antenna, gains + t * time_stride);
  return power;
}

}  // namespace ohmimo
