// What the modelled hardware of a configuration takes: time, energy, area, arrays, and what stands against building it.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "apps/config/config.hpp"

namespace ohmimo::sweep {

// By the bottom-up model of `ohmimo compare`, on i.i.d. Rayleigh channels of the same size, which it hardly depends on.
struct HardwareFigures {
  double latency_us = 0.0, nJ_per_vector = 0.0;       // of a vector, matched filter included, once the channel is there
  double programming_us = 0.0, nJ_per_channel = 0.0;  // of a new channel: its Gram product, and writing all cells
  double area_mm2 = 0.0;
  int arrays = 0, array_rows = 0;  // inversion arrays, and rows of the largest; of 8 rows they were demonstrated
  double wire_error = 0.0;  // of the inverse by the wires alone: Frobenius norm over that of the inverse, of the median
                            // channel
};

// What they depend on, as TOML of the fields that matter: the same for all modulations, channels and SNRs.
std::string hardware_setting(const Config& config, int cycle);

// Throws what `ohmimo compare` throws for a solver that cannot be priced.
HardwareFigures hardware_figures(const Config& config, int cycle);

// Share of the time that goes into programming, at that speed.
double programming_share(const HardwareFigures& figures, double speed_kmh, double carrier_GHz);

}  // namespace ohmimo::sweep
