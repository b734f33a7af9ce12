#include "apps/config/golden_figure.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace ohmimo {

std::vector<GoldenPoint> golden_figure(const BerConfig& config) {
  if (config.golden.empty()) return {};
  const std::size_t colon = config.golden.find(':');
  const std::string figure = config.golden.substr(colon + 1);
  // "zuo2025:4d" is panel d of figure 4: table golden/zuo2025_fig4.csv.
  const std::string table = fmt::format("golden/{}_fig{}.csv", config.golden.substr(0, colon), figure.substr(0, 1));
  std::vector<GoldenPoint> points = golden_points(table);
  std::erase_if(points, [&](const GoldenPoint& point) {
    return point.figure != figure || point.n_rx != config.rx || point.n_user != config.users ||
           point.modulation != config.modulation;
  });
  if (points.empty())
    throw std::invalid_argument(fmt::format("golden must show the system of the run, {} has no points for {}x{} {}",
                                            config.golden, config.rx, config.users, config.modulation));
  return points;
}

}  // namespace ohmimo
