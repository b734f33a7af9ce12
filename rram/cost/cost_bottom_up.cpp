#include "rram/cost/cost_bottom_up.hpp"

#include <cmath>

namespace ohmimo::rram {
namespace {

constexpr double ns_per_s = 1e9, pJ_per_J = 1e12, mW_per_W = 1e3;

double mac_ns(double macs, const PartCosts& parts) {
  return macs / (parts.mac_units * parts.mac_MHz) * 1e3;
}

double halved_per_bit(double at_8_bits, int bits) {
  return std::ldexp(at_8_bits, bits - 8);
}

double adc_um2(const PartCosts& parts, int bits) {
  return parts.adc_8bit_um2 * std::pow(parts.adc_area_per_bit, bits - 8);
}

// Counts of one vector, and how long one use of an array takes.
struct VectorUse {
  double lp_inv, drives, reads, dac, adc, digital_macs;
  double inverse_ns, read_ns;  // settling and conversion

  VectorUse(const SolverWork& work, const PartCosts& parts) {
    const auto per_vector = [&](std::uint64_t count) { return static_cast<double>(count) / work.n_vector; };
    lp_inv = per_vector(work.ops.lp_inv);
    drives = per_vector(work.hp_reads.drives);
    reads = per_vector(work.hp_reads.reads);
    dac = per_vector(work.ops.dac);
    adc = per_vector(work.ops.adc);
    digital_macs = per_vector(work.ops.digital_dot + work.ops.digital_axpy) * work.n_row;
    inverse_ns = work.inverse.settling_s * ns_per_s + parts.adc_ns();
    read_ns = work.slice.settling_s * ns_per_s + parts.adc_ns();
  }
};

CostItem cells(const SolverWork& work, const PartCosts& parts, const VectorUse& use) {
  const int group = work.config.hp_array.rows_per_read;
  const double driven = 0.5 * (group > 0 ? std::min(group, work.n_row) : work.n_row);
  const double line_mW = parts.read_V * parts.read_V * work.slice.mean_S * driven * mW_per_W;
  return {"cells", 0.0,
          use.lp_inv * work.inverse.resistive_W * mW_per_W * use.inverse_ns + use.reads * line_mW * use.read_ns,
          static_cast<double>(work.programming.cells_programmed) / work.n_matrix * parts.cell_um2};
}

CostItem op_amps(const SolverWork& work, const PartCosts& parts, const VectorUse& use) {
  const double gbwp_hz = work.config.analogue.circuit.amplifier.gbwp_hz;
  const double each_mW = parts.amplifier_W(gbwp_hz) * mW_per_W;
  const double inverse_mW = work.inverse.mean_rows * each_mW + work.inverse.output_W * mW_per_W;
  // What settles: LP-INV, then each drive of the bit-sliced lines.
  return {"op-amps", (use.lp_inv * work.inverse.settling_s + use.drives * work.slice.settling_s) * ns_per_s,
          use.lp_inv * inverse_mW * use.inverse_ns + use.reads * each_mW * use.read_ns,
          (work.inverse.rows + work.slice.lines) * parts.amplifier_um2_per_GHz * gbwp_hz * 1e-9};
}

CostItem inverters(const SolverWork& work, const PartCosts& parts, const VectorUse& use) {
  const double gbwp_hz = work.config.analogue.circuit.inverter.gbwp_hz;
  return {"inverters", 0.0,
          use.lp_inv * work.inverse.mean_inverters * parts.amplifier_W(gbwp_hz) * mW_per_W * use.inverse_ns,
          work.inverse.inverters * parts.amplifier_um2_per_GHz * gbwp_hz * 1e-9};
}

CostItem dac(const SolverWork& work, const PartCosts& parts, const VectorUse& use) {
  const int bits = work.config.dac_bits;
  return {"DAC", use.lp_inv * parts.dac_settling_ns,
          use.dac * halved_per_bit(parts.dac_8bit_pJ, bits) + use.drives * work.n_row * parts.driver_pJ,
          work.inverse.rows * halved_per_bit(parts.dac_8bit_um2, bits) + work.n_row * parts.driver_um2};
}

CostItem adc(const SolverWork& work, const PartCosts& parts, const VectorUse& use) {
  const int bits = work.config.adc_bits, hp_bits = work.config.hp_array.adc_bits;
  return {"ADC", (use.lp_inv + use.drives) * parts.adc_ns(),
          use.adc * parts.adc_pJ(bits) + use.reads * parts.adc_pJ(hp_bits),
          work.inverse.rows * adc_um2(parts, bits) + work.slice.lines * adc_um2(parts, hp_bits)};
}

// Each read of a line is added up by an adder behind its ADC. The sums of x and of r, n each per cycle, are made one
// after another with the rest of the digital work.
CostItem shift_add(const SolverWork& work, const PartCosts& parts, const VectorUse& use) {
  const double sums = 2.0 * work.n_row * work.config.cycles;
  return {"shift-add", mac_ns(sums, parts), (use.reads + sums) * parts.adder_pJ, work.slice.lines * parts.adder_um2};
}

}  // namespace

double PartCosts::amplifier_W(double gbwp_hz) const {
  return amplifier_branches * supply_V * 2.0 * M_PI * gbwp_hz * amplifier_load_fF * 1e-15 / amplifier_gm_per_A;
}

CostItem matched_filter_cost(const PartCosts& parts, const DigitalWork& digital) {
  return {"matched filter", mac_ns(digital.matched_filter, parts), digital.matched_filter * parts.mac_pJ,
          parts.mac_units * parts.mac_um2};
}

CostReport matrix_cost(const SolverWork& work, const PartCosts& parts, const DigitalWork& digital) {
  const double time_s = work.writing.time_s / work.n_matrix, energy_J = work.writing.energy_J / work.n_matrix;
  return {{{"Gram product", mac_ns(digital.gram, parts), digital.gram * parts.mac_pJ, 0.0},  // on the same multipliers
           {"programming pulses", time_s * ns_per_s / parts.cells_written_at_once, energy_J * pJ_per_J, 0.0}}};
}

HardwareCost bottom_up_cost(const SolverWork& work, const PartCosts& parts, const DigitalWork& digital) {
  const VectorUse use(work, parts);
  HardwareCost cost;
  cost.model = "bottom-up";
  cost.per_vector.items = {
      cells(work, parts, use), op_amps(work, parts, use),   inverters(work, parts, use),        dac(work, parts, use),
      adc(work, parts, use),   shift_add(work, parts, use), matched_filter_cost(parts, digital)};
  if (use.digital_macs > 0.0)
    cost.per_vector.items.push_back(
        {"refinement sums", mac_ns(use.digital_macs, parts), use.digital_macs * parts.mac_pJ, 0.0});
  cost.per_matrix = matrix_cost(work, parts, digital);
  cost.left_out = {
      "Clocks, registers, references, wiring and the auto-ranging of converters are not itemised.",
      "Bit planes without a driven input are passed over at no cost, of products of 4 inputs about a third.",
      "Amplifiers draw power only while their array is used; write drivers and select transistors draw "
      "none, and have no area."};
  return cost;
}

}  // namespace ohmimo::rram
