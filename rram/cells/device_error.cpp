#include "rram/cells/device_error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace ohmimo::rram {

DeviceModel with_gaussian_error(const DeviceModel& device, double sigma_S) {
  if (!(sigma_S > 0.0 && std::isfinite(sigma_S)))
    throw std::invalid_argument(fmt::format("programming error must be > 0 S, got {:g}", sigma_S));
  DeviceModel other = device;
  other.law = LawKind::gaussian;
  other.sigma = {};
  other.sigma.coefficient_S[0] = sigma_S;
  other.valid_min_S = device.zero_S;
  other.valid_max_S = device.target_S(device.level.size() - 1);
  for (LevelLaw& level : other.level) level.sigma_S = sigma_S;
  other.write.reset();  // its windows are those of the law replaced
  return other;
}

double programming_error_S(const DeviceModel& device) {
  double squares = 0.0;
  for (std::size_t k = 0; k < device.level.size(); ++k) {
    if (device.law == LawKind::gaussian) {
      squares += device.level[k].sigma_S * device.level[k].sigma_S;
      continue;
    }
    // The law is piecewise linear in the probability, in tenths: the midpoint rule errs by 1e-4 at most.
    constexpr int n_point = 1000;
    for (int i = 0; i < n_point; ++i) {
      const double error_S = device.level[k].conductance_S((i + 0.5) / n_point) - device.target_S(k);
      squares += error_S * error_S / n_point;
    }
  }
  return std::sqrt(squares / static_cast<double>(device.level.size()));
}

}  // namespace ohmimo::rram
