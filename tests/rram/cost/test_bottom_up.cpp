// The bottom-up cost model: settling against closed forms, items by hand, counts of real solves, damaged tables.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "data/data.hpp"
#include "rram/cost/cost_bottom_up.hpp"
#include "rram/cost/settling.hpp"
#include "tests/about.hpp"
#include "tests/rram/rram_case.hpp"

namespace test_bottom_up {

using namespace ohmimo;
using namespace ohmimo::rram;

constexpr std::string_view table = "cost/bottom_up_40nm.toml";

arma::mat gram16() {
  RngStream stream({3, 0, 0}, Purpose::channel);
  return rram_test::random_gram(stream, 64, 8);
}

arma::mat vectors(arma::uword count) {
  RngStream stream({4, 0, 0}, Purpose::right_hand_side);
  return rram_test::random_mat(stream, count, 16);
}

SolverConfig config16() {
  SolverConfig config;
  config.fidelity = fidelity_from_name("converter");
  config.stages = 2;
  config.cycles = 3;
  return config;
}

// A small machine with round numbers.
SolverWork round_work() {
  SolverWork work;
  work.config.dac_bits = work.config.adc_bits = 4;
  work.config.cycles = 3;
  work.config.analogue.circuit.amplifier.gbwp_hz = work.config.analogue.circuit.inverter.gbwp_hz = 1e9;
  work.n_row = 4;
  work.n_matrix = 1;
  work.n_vector = 10;
  work.ops.lp_inv = 30;
  work.ops.dac = work.ops.adc = 120;
  work.hp_reads.drives = 200;
  work.hp_reads.reads = 12800;
  work.programming.cells_programmed = 300;
  work.writing.time_s = 1e-3;
  work.writing.energy_J = 2e-9;
  work.inverse = {4, 1, 4.0, 1.0, 10e-9, 1e-5, 2e-5};
  work.slice = {64, 5e-9, 20e-6};
  return work;
}

const CostItem& item(const CostReport& report, std::string_view part) {
  for (const CostItem& found : report.items)
    if (found.part == part) return found;
  FAIL("no item " << part);
  return report.items[0];
}

TEST_CASE("settling: one cell by hand, twice as long with half the bandwidth") {
  CircuitModel model;
  model.wire = {0.0, 0.0};
  model.amplifier = {1e4, 500e6, 0.0};
  const double g = 20e-6;
  const arma::mat cell_S(1, 1, arma::fill::value(g));
  const Circuit circuit{CircuitKind::inverse, {.positive_S = cell_S}, model};
  const double eps = converter_tolerance(4);
  CHECK(eps == 1.0 / 32);
  const double lambda = g / (g + model.g_source_S) + 1e-4;  // S^-1 G + 1 / A0
  const double t = settling_time_s(make_network(circuit), eps);
  CHECK(t * 2 * M_PI * 500e6 * lambda == about(std::log(32.0), 1e-12));
  for (const double tolerance : {0.0, 1.0, double(NAN)})
    CHECK_THROWS_AS(settling_time_s(make_network(circuit), tolerance), std::invalid_argument);
  const Circuit unstable{
      CircuitKind::inverse, {.positive_S = arma::mat(1, 1, arma::fill::zeros), .negative_S = cell_S}, model};
  CHECK(std::isinf(settling_time_s(make_network(unstable), eps)));
}

TEST_CASE("cells switched off are 0 S to the last bit: no array falls in two for want of a sign") {
  for (std::uint32_t k = 0; k < 500; ++k) {
    RngStream draws({5, 0, k}, Purpose::channel), device = rram_test::device_stream(k);
    SolverConfig config = config16();
    config.cells.zero_off = true;
    const arma::mat a = rram_test::random_gram(draws, 20 + k % 40, 1 + k % 6);
    for (const ProgrammedArray& array : program(a, config, device).arrays())
      if (array.kind == "inverse") CHECK(array.g_S.min() >= 0.0);
  }
}

TEST_CASE("half the bandwidth doubles every settling time and nothing else of the circuits") {
  SolverConfig config = config16();
  const SolverWork fast = measure_work(gram16(), vectors(3), config, {});
  config.analogue.circuit.amplifier.gbwp_hz /= 2.0;
  config.analogue.circuit.inverter.gbwp_hz /= 2.0;
  const SolverWork slow = measure_work(gram16(), vectors(3), config, {});
  // Eigenvalues of a scaled matrix: equal to rounding, some 1e-13 here.
  CHECK(slow.inverse.settling_s / fast.inverse.settling_s == about(2.0, 1e-9));
  CHECK(slow.slice.settling_s / fast.slice.settling_s == about(2.0, 1e-9));
  CHECK(slow.hp_reads.reads == fast.hp_reads.reads);
  const PartCosts parts = load_part_costs(table);
  const double ns = item(bottom_up_cost(fast, parts, {}).per_vector, "op-amps").latency_ns;
  CHECK(item(bottom_up_cost(slow, parts, {}).per_vector, "op-amps").latency_ns == about(2.0 * ns, 1e-9));
}

TEST_CASE("counts are those of the solve: 16 rows on arrays of 4, three cycles") {
  const SolverWork work = measure_work(gram16(), vectors(5), config16(), {});
  CHECK(work.ops.lp_inv == 5 * 3 * 9);
  CHECK(work.ops.hp_mvm == 5 * 3 * 30);
  CHECK(work.programming.cells_programmed == 2 * 8 * 256 + 2 * 16);  // slices of both signs; Re(A) serves both halves
  CHECK(work.writing.cells == work.programming.cells_programmed);
  CHECK(work.slice.lines == 2 * 8 * 16);
  CHECK(work.inverse.rows == 8);
  CHECK(work.inverse.mean_rows == 4.0);
  // Per cycle 6 products of 4 inputs, 2 of 8 and the residual's 16: of 23 planes in 2 polarities those are driven in
  // which an input of that sign has a 1, 1 - (3/4)^n; words below full scale lack leading planes too.
  const auto driven = [](int inputs) { return 46.0 * (1.0 - std::pow(0.75, inputs)); };
  const double most = 5 * 3 * (6 * driven(4) + 2 * driven(8) + driven(16));
  CHECK(work.hp_reads.drives < most);
  CHECK(work.hp_reads.drives > 0.8 * most);
  CHECK(work.hp_reads.reads <= work.hp_reads.drives * 256);
  CHECK(work.inverse.resistive_W > 0.0);
  CHECK(work.inverse.output_W > 0.0);
}

TEST_CASE("work of one cell by hand: settling, powers and the mean of the slices") {
  SolverConfig config = config16();
  config.stages = 0;
  config.analogue.circuit.wire = {0.0, 0.0};
  const WorkSetting setting{.supply_V = 1.1, .draws = {8, 0, 0}};
  const SolverWork work = measure_work(arma::mat{2.0}, arma::mat{1.0}, config, setting);
  config.fidelity.device = config.cells.write_verify = true;
  config.hp_path = HpPath::analogue;
  RngStream device(setting.draws, Purpose::device_program);
  const std::vector<ProgrammedArray> arrays = program(arma::mat{2.0}, config, device).arrays();
  const CircuitModel& model = config.analogue.circuit;
  const double w_t = 2.0 * M_PI * model.amplifier.gbwp_hz, leak = 1.0 / model.amplifier.gain;
  // g v + g_source x = (g + g_source) u, v = -u / leak, the largest input at full scale.
  const double g = arrays[0].g_S(0) + arrays[2].g_S(0), source = model.g_source_S, x = config.analogue.full_scale_V;
  REQUIRE(arrays[1].g_S(0) == 0.0);
  const double u = source * x / (g / leak + g + source), v = -u / leak;
  CHECK(work.inverse.resistive_W == about(source * (x - u) * (x - u) + g * (u - v) * (u - v), 1e-12));
  CHECK(work.inverse.output_W == about(1.1 * g * (u - v) - v * g * (v - u), 1e-12));
  CHECK(work.inverse.settling_s == about(std::log(32.0) / (w_t * (g / (g + source) + leak)), 1e-12));
  double mean_S = 0.0, slowest_s = 0.0, count = 0.0;
  for (const ProgrammedArray& array : arrays) {
    if (!array.name.starts_with("slice")) continue;
    const double feedback = model.g_feedback_S, cell_S = array.g_S(0);
    mean_S += cell_S;
    count += 1.0;
    slowest_s = std::max(slowest_s, std::log(std::ldexp(1.0, config.hp_array.adc_bits + 1)) /
                                        (w_t * (feedback / (feedback + cell_S) + leak)));
  }
  CHECK(count == 16.0);
  CHECK(work.slice.mean_S == about(mean_S / count, 1e-12));
  CHECK(work.slice.settling_s == about(slowest_s, 1e-12));
}

TEST_CASE("work of two matrices: counts add, the slowest settling rules, powers are means") {
  const SolverWork one = measure_work(gram16(), vectors(2), config16(), {.draws = {1, 0, 0}});
  const SolverWork two = measure_work(gram16() + 0.2 * arma::eye(16, 16), vectors(4), config16(), {.draws = {1, 0, 1}});
  SolverWork both = one;
  both += two;
  CHECK(both.n_vector == 6);
  CHECK(both.ops.lp_inv == 6 * 27);
  CHECK(both.hp_reads.reads == one.hp_reads.reads + two.hp_reads.reads);
  CHECK(both.inverse.settling_s == std::max(one.inverse.settling_s, two.inverse.settling_s));
  CHECK(both.slice.mean_S * 1e6 == about((one.slice.mean_S + two.slice.mean_S) * 0.5e6, 1e-12));
  const PartCosts parts = load_part_costs(table);
  const auto pulses = [&](const SolverWork& work) {
    return item(bottom_up_cost(work, parts, {}).per_matrix, "programming pulses").latency_ns;
  };
  CHECK(pulses(both) == about((pulses(one) + pulses(two)) / 2, 1e-12));
}

TEST_CASE("items by hand, totals are their sums exactly") {
  const PartCosts parts = load_part_costs(table);
  CHECK(parts.amplifier_W(1e9) * 1e3 == about(0.184, 0.002));
  CHECK(parts.adc_pJ(8) == about(6.4));
  const HardwareCost cost = bottom_up_cost(round_work(), parts, {4096.0, 512000.0});
  const CostReport& vector = cost.per_vector;
  // Per vector 3 inversions, 20 drives, 1280 reads, 12 conversions each way at 4 bits.
  CHECK(item(vector, "op-amps").latency_ns == about(3 * 10 + 20 * 5));
  CHECK(item(vector, "ADC").latency_ns == about(23 / 1.2));
  CHECK(item(vector, "ADC").energy_pJ == about(12 * 0.4 + 1280 * 6.4));
  CHECK(item(vector, "DAC").latency_ns == about(3.0));
  CHECK(item(vector, "DAC").energy_pJ == about(12 * 0.3 / 16 + 20 * 4 * 0.42));
  const double inverse_ns = 10 + 1 / 1.2, read_ns = 5 + 1 / 1.2, op_amp_mW = parts.amplifier_W(1e9) * 1e3;
  CHECK(item(vector, "cells").energy_pJ == about(3 * 0.01 * inverse_ns + 1280 * 0.04 * 20e-3 * 2 * read_ns));
  CHECK(item(vector, "op-amps").energy_pJ ==
        about(3 * (4 * op_amp_mW + 0.02) * inverse_ns + 1280 * op_amp_mW * read_ns));
  CHECK(item(vector, "inverters").energy_pJ == about(3 * op_amp_mW * inverse_ns));
  CHECK(item(vector, "shift-add").energy_pJ == about((1280 + 24) * 0.1));
  CHECK(item(vector, "matched filter").latency_ns == about(4096 / 256.0 * 2));
  CHECK(item(cost.per_matrix, "Gram product").energy_pJ == about(512000 * 0.88));
  CHECK(item(cost.per_matrix, "programming pulses").latency_ns == about(1e6));
  CHECK(item(cost.per_matrix, "programming pulses").energy_pJ == about(2000));
  CHECK(item(vector, "cells").area_um2 == about(300 * 0.1));
  CHECK(item(vector, "op-amps").area_um2 == about((4 + 64) * 200));
  CHECK(item(vector, "inverters").area_um2 == about(200));
  CHECK(item(vector, "DAC").area_um2 == about(4 * 450 / 16.0 + 4 * 0.27));
  CHECK(item(vector, "ADC").area_um2 == about(4 * 1875 / std::pow(parts.adc_area_per_bit, 4) + 64 * 1875));
  CHECK(item(vector, "shift-add").area_um2 == about(64 * 137));
  CHECK(item(vector, "matched filter").area_um2 == about(256 * 1011));
  double ns = 0.0, pJ = 0.0, um2 = 0.0;
  for (const CostItem& part : vector.items) {
    ns += part.latency_ns;
    pJ += part.energy_pJ;
    um2 += part.area_um2;
  }
  CHECK(vector.latency_ns() == ns);
  CHECK(vector.energy_pJ() == pJ);
  CHECK(vector.area_um2() == um2);
  CHECK(cost.ns_per_vector(1000) == ns + cost.per_matrix.latency_ns() / 1000);
  CHECK(cost.ns_per_vector(INFINITY) == ns);
  CHECK(vector.power_mW() == pJ / ns);
}

TEST_CASE("wide words and few rows per read cost more") {
  SolverConfig config = config16();
  const PartCosts parts = load_part_costs(table);
  const auto pJ = [&] {
    return bottom_up_cost(measure_work(gram16(), vectors(3), config, {}), parts, {}).per_vector.energy_pJ();
  };
  const double wide = pJ();
  config.word_bits = 12;
  const double narrow = pJ();
  CHECK(wide > 2.0 * narrow);  // slices and bit planes both halve
  config.hp_array.rows_per_read = 2;
  CHECK(pJ() > 1.5 * narrow);
}

TEST_CASE("constants without value, source or grade are refused by name") {
  const std::string text(data::text(table));
  const auto damaged = [&](const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return std::string(text).replace(at, from.size(), to);
  };
  CHECK_NOTHROW(parse_part_costs(text, "t"));
  CHECK_THROWS_WITH_AS(parse_part_costs(damaged("[adc_MSps]", "[adc_rate]"), "t"), "cost table t: adc_MSps is missing",
                       std::invalid_argument);
  CHECK_THROWS_WITH(parse_part_costs(damaged("value = 1200", "value = -1200"), "t"),
                    "cost table t: adc_MSps must have a value > 0");
  CHECK_THROWS_WITH(parse_part_costs(damaged("grade = \"assumed\"", "grade = \"sure\""), "t"),
                    "cost table t: supply_V must have the grade confirmed, derived, memory or assumed");
  CHECK_THROWS_WITH(parse_part_costs(damaged("source = \"usual core supply at 40 nm\"", "source = \"\""), "t"),
                    "cost table t: supply_V must name its source");
  CHECK_THROWS_WITH(parse_part_costs(text + "[more]\nvalue = 1\n", "t"), "cost table t: must hold 23 values, got 24");
}

}  // namespace test_bottom_up
