// Fuzz target: device tables.
#include <cmath>

#include "rram/cells/device.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace ohmimo;

namespace {

bool is_conductance(double g_S) {
  return std::isfinite(g_S) && g_S >= 0.0;
}

// Laws of a table that was taken give numbers at every level and age.
void require_sound(const rram::DeviceModel& device) {
  fuzz::require(device.level.size() >= 2 && device.level.size() <= 256, "a device has 2 to 256 levels");
  fuzz::require(std::isfinite(device.step_S) && device.step_S > 0.0, "levels are apart");
  fuzz::require(is_conductance(device.min_S) && is_conductance(device.max_S) && device.min_S <= device.max_S,
                "a device has a range");
  fuzz::require(is_conductance(device.target_S(device.level.size() - 1)), "the highest level has a target");
  RngStream stream({1, 2, 3}, Purpose::device_program);
  for (const std::size_t k : {std::size_t{0}, device.level.size() - 1}) {
    const double g_S = device.programmed_S(k, stream);
    fuzz::require(is_conductance(g_S), "a programmed cell has a conductance");
    for (const double age_s : {1.0, 1e3, 1e12}) {
      fuzz::require(std::isfinite(device.relaxation.shift_S(age_s)), "relaxation shifts by a number");
      fuzz::require(is_conductance(device.relaxation.sigma_S(g_S, age_s)), "relaxation spreads by a number >= 0");
      fuzz::require(is_conductance(device.read_noise.sigma_S(g_S, age_s)), "read noise is a number >= 0");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    require_sound(rram::parse_device(fuzz::text_of(data, size), "a.toml"));
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  }
  return 0;
}
