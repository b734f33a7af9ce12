// A GPU card by its data sheet, at its peak and at a share of it, and parts of that card.
#pragma once
#include <string>
#include <vector>

namespace ohmimo::audit {

struct GpuPart {
  std::string name;
  double flop_per_s = 0.0, power_W = 0.0;
};

// H100 SXM: the card at its peak, then card, multiprocessor and core at peak_share of it.
std::vector<GpuPart> gpu_parts(double peak_share);
std::vector<std::string> names_of(const std::vector<GpuPart>& parts);

}  // namespace ohmimo::audit
