// The bottom-up cost model: counts of a real solve (solver_work.hpp), settling times of its own circuits, converters
// from surveys, op-amps by first principles. Constants: data/cost.
//
// Simplifications in favour of the solver:
//   amplifiers draw power only while their array is used
//   converters work at full rate in any resolution
//   half of the inputs of a bit-sliced line are driven
//   a bit plane without a 1 costs nothing. Of n inputs that is a share of (3/4)^n per polarity: for 128x8 on arrays of
//   4, some 32 of the 46 planes of both polarities of a 24-bit word are driven in the mean auto-ranging of DAC and ADC,
//   clocks, registers, references and wiring are not itemised
// Simplifications against it: nothing is pipelined, and cells are written one after another unless the table says
// otherwise.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rram/cost/cost_report.hpp"
#include "rram/cost/solver_work.hpp"

namespace ohmimo::rram {

struct PartCosts {
  double supply_V, amplifier_branches, amplifier_gm_per_A, amplifier_load_fF, amplifier_um2_per_GHz;
  double adc_fJ_per_code, adc_MSps, adc_8bit_um2, adc_area_per_bit;
  double dac_8bit_pJ, dac_8bit_um2, dac_settling_ns, driver_pJ, driver_um2;
  double read_V, cell_um2;
  double mac_pJ, mac_um2, mac_MHz, mac_units, adder_pJ, adder_um2;
  double cells_written_at_once;

  double amplifier_W(double gbwp_hz) const;  // branches V_DD 2 pi GBWP C_load / (gm per A)
  double adc_pJ(int bits) const { return adc_fJ_per_code * static_cast<double>(1 << bits) * 1e-3; }
  double adc_ns() const { return 1e3 / adc_MSps; }
};

// Throws std::invalid_argument naming table, key and rule: every value needs to be > 0 and to name source and grade.
PartCosts load_part_costs(std::string_view table_name);
PartCosts parse_part_costs(std::string_view text, std::string_view name);

struct DigitalWork {            // real products and sums beside the solver
  double matched_filter = 0.0;  // per vector
  double gram = 0.0;            // per matrix
};

HardwareCost bottom_up_cost(const SolverWork& work, const PartCosts& parts, const DigitalWork& digital);

// The cost of writing the cells and of what is computed from the channel alone. The paper's closed form leaves both
// out.
CostReport matrix_cost(const SolverWork& work, const PartCosts& parts, const DigitalWork& digital);
CostItem matched_filter_cost(const PartCosts& parts, const DigitalWork& digital);

}  // namespace ohmimo::rram
