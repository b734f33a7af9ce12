#include <fmt/format.h>

#include "apps/published/paper_points.hpp"
#include "apps/studies/verify/rram_checks.hpp"
#include "rram/cost/paper_cost.hpp"

namespace ohmimo::verify {
namespace {

// Largest relative difference between the closed form and the points of one figure, all presets and array sizes.
double worst_difference(std::string_view figure, double (rram::SolveCost::*figure_of_merit)() const) {
  const std::vector<PaperPoint> points = paper_points(figure);
  double worst = 0.0;
  for (const char* preset : {"measured", "assumed"}) {
    const rram::PaperCostModel model = rram::load_paper_cost("cost/zuo2025.toml", preset);
    for (const bool single : {false, true})
      for (const PaperPoint& point : curve_points(points, fmt::format("{}{}", preset, single ? " single" : ""))) {
        const int n = static_cast<int>(point.x);
        const rram::SolveCost cost = rram::paper_cost(model, n, single ? n : std::min(n, 32));
        worst = worst_of(worst, std::abs((cost.*figure_of_merit)() / point.y - 1.0));
      }
  }
  return worst;
}

}  // namespace

std::vector<Check> cost_checks(const VerifyOptions&) {
  return {{"16 throughput points, worst relative difference", worst_difference("5c", &rram::SolveCost::ops_per_s),
           Expectation::at_most(0.01), "Zuo 2025, Fig. 5c"},
          {"16 efficiency points, worst relative difference", worst_difference("5d", &rram::SolveCost::ops_per_s_per_W),
           Expectation::at_most(0.03), "Zuo 2025, Fig. 5d"}};
}

}  // namespace ohmimo::verify
