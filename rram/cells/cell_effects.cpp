#include "rram/cells/cell_effects.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "rram/numbers/require.hpp"

namespace ohmimo::rram {
namespace {

enum Part : std::uint32_t { relaxation, stuck };  // streams of one family

}  // namespace

void validate(const CellEffects& effects, const DeviceModel& device) {
  require(effects.age_s == 0.0 || (effects.age_s >= 1.0 && std::isfinite(effects.age_s)), "age must be 0 or >= 1 s",
          effects.age_s);
  require(effects.age_s == 0.0 || !device.relaxation.point.empty(),
          "age must be 0 s for a device without a relaxation law", effects.age_s);
  require(effects.stuck_min >= 0.0 && effects.stuck_min <= 1.0, "stuck-at-min share must be 0 to 1", effects.stuck_min);
  require(effects.stuck_max >= 0.0 && effects.stuck_max <= 1.0, "stuck-at-max share must be 0 to 1", effects.stuck_max);
  require(effects.stuck_min + effects.stuck_max <= 1.0, "stuck shares must add up to at most 1",
          effects.stuck_min + effects.stuck_max);
  require(!effects.zero_off || device.zero_S == 0.0, "cells can be off only where 0 uS stands for zero",
          device.zero_S * 1e6);
  if (effects.write_verify && !device.write)
    throw std::invalid_argument("write-verify must be off for a device without write pulses, got on");
  const bool noisy = device.read_noise.relative > 0.0 || device.read_noise.logarithmic_S > 0.0;
  if (effects.read_noise && !noisy)
    throw std::invalid_argument("read noise must be off for a device without a read noise law, got on");
}

FrameId draw_name(RngStream& stream) {
  alignas(64) std::array<std::uint32_t, n_lane> word;
  stream.fill_u32(word);
  return {std::uint64_t{word[0]} << 32 | word[1], word[2], word[3]};
}

CellAging::CellAging(const DeviceModel& device, const CellEffects& effects, const RngStream& stream)
    : device_(device), effects_(effects) {
  RngStream copy = stream;
  const FrameId name = draw_name(copy);
  if (effects.age_s > 0.0) relaxation_.emplace(name, Purpose::device_program, Part::relaxation);
  if (effects.stuck_min + effects.stuck_max > 0.0) stuck_.emplace(name, Purpose::device_program, Part::stuck);
}

double CellAging::conductance_S(std::size_t k, double g_S) {
  if (relaxation_) {
    const RelaxationLaw& law = device_.relaxation;
    const double sigma_S = law.sigma_S(device_.target_S(k), effects_.age_s);
    g_S = std::max(g_S + law.shift_S(effects_.age_s) + sigma_S * relaxation_->normal(), 0.0);
  }
  if (stuck_) {
    const double u = stuck_->uniform();
    if (u < effects_.stuck_min) g_S = device_.min_S;
    if (u > 1.0 - effects_.stuck_max) g_S = device_.max_S;
  }
  return effects_.zero_off && k == 0 ? 0.0 : g_S;
}

double CellReader::conductance_S(double g_S) {
  return std::max(g_S + device.read_noise.sigma_S(g_S, age_s) * stream.normal(), 0.0);
}

double CellReader::cell(double value) {
  const double unit_S = device.unit_S();
  return (conductance_S(device.zero_S + value * unit_S) - device.zero_S) / unit_S;
}

}  // namespace ohmimo::rram
