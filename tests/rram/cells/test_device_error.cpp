// The programming error of a device as one number, and a Gaussian one in the place of its law.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <stdexcept>

#include "rram/cells/device_error.hpp"
#include "tests/about.hpp"

using namespace ohmimo;
using namespace ohmimo::rram;

namespace {
constexpr double uS = 1e-6;
}

TEST_CASE("programming error: root mean square distance from the targets") {
  // All levels 1 uS too high: error 1 uS. Uniform within +-1 uS: 1/sqrt(3) uS; quantiles at 0, 0.1, 0.5, 0.9, 1.
  DeviceModel device = default_device();
  for (std::size_t k = 0; k < device.level.size(); ++k) device.level[k].quantile_S.fill(device.target_S(k) + 1 * uS);
  CHECK(programming_error_S(device) == about(1 * uS, 1e-12));  // sums of 8000 numbers
  for (std::size_t k = 0; k < device.level.size(); ++k)
    for (std::size_t i = 0; i < 5; ++i)
      device.level[k].quantile_S[i] = device.target_S(k) + (2.0 * std::array{0.0, 0.1, 0.5, 0.9, 1.0}[i] - 1.0) * uS;
  CHECK(programming_error_S(device) == about(uS / std::sqrt(3.0), 1e-6));  // 1000 midpoints: 5e-7
  // Against draws of the measured law: 80000 cells, the error of a root mean square is below 1 %.
  RngStream stream({4, 0, 1}, Purpose::device_program);
  double squares = 0.0;
  for (int i = 0; i < 80000; ++i) {
    const auto k = static_cast<std::size_t>(i % 8);
    squares += std::pow(default_device().programmed_S(k, stream) - default_device().target_S(k), 2);
  }
  CHECK(std::sqrt(squares / 80000) == about(programming_error_S(default_device()), 0.01));
}

TEST_CASE("programming error: a Gaussian one in the place of measured levels, which then can be others") {
  const DeviceModel gaussian = with_gaussian_error(default_device(), 0.7 * uS);
  CHECK(programming_error_S(gaussian) == about(0.7 * uS));
  CHECK(gaussian.step_S == default_device().step_S);
  const DeviceModel finer = with_levels(gaussian, {29, 0.0, 35 * uS});
  CHECK(finer.step_S == about(1.25 * uS));
  CHECK(programming_error_S(finer) == about(0.7 * uS));
  CHECK_THROWS_WITH_AS(with_gaussian_error(default_device(), 0.0), "programming error must be > 0 S, got 0",
                       std::invalid_argument);
}
