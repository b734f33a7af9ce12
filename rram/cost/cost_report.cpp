#include "rram/cost/cost_report.hpp"

namespace ohmimo::rram {
namespace {

double sum(const std::vector<CostItem>& items, double CostItem::*value) {
  double total = 0.0;
  for (const CostItem& item : items) total += item.*value;
  return total;
}

}  // namespace

double CostReport::latency_ns() const {
  return sum(items, &CostItem::latency_ns);
}

double CostReport::energy_pJ() const {
  return sum(items, &CostItem::energy_pJ);
}

double CostReport::area_um2() const {
  return sum(items, &CostItem::area_um2);
}

double HardwareCost::ns_per_vector(double n_reuse) const {
  return per_vector.latency_ns() + per_matrix.latency_ns() / n_reuse;
}

double HardwareCost::pJ_per_vector(double n_reuse) const {
  return per_vector.energy_pJ() + per_matrix.energy_pJ() / n_reuse;
}

}  // namespace ohmimo::rram
