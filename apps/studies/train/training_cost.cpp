#include "apps/studies/train/training_cost.hpp"

#include <stdexcept>

#include "rram/cost/cost_bottom_up.hpp"
#include "rram/cost/paper_cost.hpp"

namespace ohmimo::train {
namespace {

// One matrix and its right-hand sides, of which two are run.
void add_cost(const Curvature& curvature, const CurvatureSetting& setting, const rram::PartCosts& parts,
              std::uint64_t seed, TrainingCost& total) {
  const WrittenForm written = written_form(curvature.last, setting);
  arma::mat b(2, curvature.last.n_rows);
  RngStream draws({seed, 0, 0}, Purpose::right_hand_side);
  for (double& value : b) value = draws.normal();
  const rram::SolverWork work =
      rram::measure_work(written.matrix, b, written.config, {parts.supply_V, FrameId{seed, 0, 0}});
  const rram::HardwareCost cost = rram::bottom_up_cost(work, parts, {});
  const double solves = static_cast<double>(curvature.count.solves),
               matrices = static_cast<double>(curvature.count.matrices);
  total.solve_s += solves * cost.per_vector.latency_ns() * 1e-9;
  total.solve_J += solves * cost.per_vector.energy_pJ() * 1e-12;
  total.write_s += matrices * cost.per_matrix.latency_ns() * 1e-9;
  total.write_J += matrices * cost.per_matrix.energy_pJ() * 1e-12;
  if (setting.solver.stages > 0) return;  // its closed form takes powers of two only
  rram::PaperCostModel paper = rram::load_paper_cost("cost/zuo2025.toml", "measured");
  paper.iterations = setting.solver.cycles;
  if (setting.solver.refinement == rram::RefinementKind::fcg) paper.residual_products = 2.0;
  const int n = static_cast<int>(curvature.last.n_rows);
  total.paper_s += solves * rram::paper_cost(paper, n, n).latency_ns * 1e-9;
}

}  // namespace

TrainingCost training_cost(const Trace& trace, const CurvatureSetting& setting, std::uint64_t seed) {
  TrainingCost total;
  if (setting.exact || !setting.solver.device.write) return total;
  const rram::PartCosts parts = rram::load_part_costs("cost/bottom_up_40nm.toml");
  try {
    for (const Curvature& curvature : trace.curvatures)
      if (!curvature.last.empty()) add_cost(curvature, setting, parts, seed, total);
  } catch (const std::runtime_error&) {
    return {};  // an array of this draw has no steady state
  }
  return total;
}

}  // namespace ohmimo::train
