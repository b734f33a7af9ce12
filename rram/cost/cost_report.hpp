// Time, energy and area of modelled hardware, part by part.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo::rram {

struct CostItem {
  std::string_view part;
  double latency_ns = 0.0;  // added to the path from the first input to the last output
  double energy_pJ = 0.0;
  double area_um2 = 0.0;
};

// Totals are the sums of the items, nothing else.
struct CostReport {
  std::vector<CostItem> items;

  double latency_ns() const;
  double energy_pJ() const;
  double area_um2() const;
  double power_mW() const { return energy_pJ() / latency_ns(); }  // mean while it works; pJ/ns = mW
};

// The cost of one machine: for every vector, and for every new matrix. Nothing is pipelined: a vector enters when the
// one before is done.
struct HardwareCost {
  std::string model;
  CostReport per_vector, per_matrix;
  bool has_area = true;               // false: the model says nothing about area
  std::vector<std::string> left_out;  // what the model does not itemise, one sentence each

  double area_mm2() const { return (per_vector.area_um2() + per_matrix.area_um2()) * 1e-6; }
  // With the work per matrix spread over n_reuse vectors; n_reuse = infinity leaves it out.
  double ns_per_vector(double n_reuse) const;
  double pJ_per_vector(double n_reuse) const;
};

}  // namespace ohmimo::rram
