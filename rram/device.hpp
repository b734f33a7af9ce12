// What one programmed RRAM cell conducts: eight levels (3 bits), each with a bounded law given by five quantiles.
#pragma once
#include <array>
#include <string_view>

namespace ohmimo::rram {

inline constexpr int n_level = 8;  // 3 bits per cell

// Conductance after programming one level, by the quantiles 0, 0.1, 0.5, 0.9, 1.
struct LevelLaw {
  std::array<double, 5> quantile_S{};

  // Inverse of the piecewise linear distribution function through the quantiles; u in [0, 1].
  double conductance_S(double u) const;
};

struct DeviceModel {
  double step_S = 0.0;  // nominal distance of two levels: level k aims at k step_S
  std::array<LevelLaw, n_level> level{};
};

// Reads a device table of data/, for example "devices/taox_zuo2025.toml". Throws std::invalid_argument naming table,
// key and value when a key is missing, a number is not finite and >= 0, quantiles decrease, or there are not eight
// levels.
DeviceModel load_device(std::string_view table_name);

// The same for the text of a table; name is used in messages.
DeviceModel parse_device(std::string_view text, std::string_view name);

// The TaOx cell of Zuo et al. 2025, read once.
const DeviceModel& default_device();

}  // namespace ohmimo::rram
