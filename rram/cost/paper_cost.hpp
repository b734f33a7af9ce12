// Time and energy of one solve by the closed form behind the paper's benchmark (data/cost): one right-hand side, tiles
// one after the other, no programming and no Gram product.
#pragma once
#include <string_view>

#include "rram/cost/cost_report.hpp"

namespace ohmimo::rram {

struct PaperCostModel {
  double inv_ns = 0.0, mvm_ns = 0.0;   // response of one LP-INV and one HP-MVM
  double converter_ns = 0.0;           // DAC and ADC per operation
  double row_pJ = 0.0, cell_pJ = 0.0;  // per iteration and array
  double inv_energy_share = 0.0;       // of LP-INV; the rest is HP-MVM
  int iterations = 0;
  double residual_products = 1.0;  // whole products per iteration beyond those of BlockAMC; 2 with fcg
};

// preset: "measured" or "assumed". Throws std::invalid_argument naming table and key.
PaperCostModel load_paper_cost(std::string_view table_name, std::string_view preset);

struct SolveCost {
  double latency_ns = 0.0;
  double energy_pJ = 0.0;
  double equivalent_ops = 0.0;  // of a digital solve: n^3/3 + 5 n^2/2 + n/6 (Cholesky and two triangular solves)

  double ops_per_s() const { return equivalent_ops / (latency_ns * 1e-9); }
  double ops_per_s_per_W() const { return equivalent_ops / (energy_pJ * 1e-12); }
};

// A real system of n rows on arrays of `tile` rows, n = tile 2^stages with stages >= 0: per iteration 3^stages LP-INV
// and 3 4^stages - 2 3^stages HP-MVM operations, 4^stages of which are the product for the residual. Throws
// std::invalid_argument on other sizes.
SolveCost paper_cost(const PaperCostModel& model, int n, int tile);

// The same as items. Time: response of LP-INV, response of HP-MVM, and converters. Energy: LP-INV and HP-MVM, each with
// its converters, which the closed form does not tell apart. No area.
HardwareCost paper_hardware(const PaperCostModel& model, int n, int tile);

}  // namespace ohmimo::rram
