#include "apps/config/golden_figure.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace ohmimo {

std::vector<GoldenPoint> golden_figure(const Config& config) {
  if (config.output.golden.empty()) return {};
  const std::size_t colon = config.output.golden.find(':');
  const std::string figure = config.output.golden.substr(colon + 1);
  // "zuo2025:4d" is panel d of figure 4: table golden/zuo2025_fig4.csv.
  const std::string table =
      fmt::format("golden/{}_fig{}.csv", config.output.golden.substr(0, colon), figure.substr(0, 1));
  std::vector<GoldenPoint> points = golden_points(table);
  std::erase_if(points, [&](const GoldenPoint& point) {
    return point.figure != figure || point.n_rx != config.link.n_rx || point.n_user != config.link.n_user ||
           point.modulation != config.link.modulation;
  });
  if (points.empty())
    throw std::invalid_argument(fmt::format("golden must show the system of the run, {} has no points for {}x{} {}",
                                            config.output.golden, config.link.n_rx, config.link.n_user,
                                            config.link.modulation));
  return points;
}

}  // namespace ohmimo
