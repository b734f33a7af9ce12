// The rungs circuit, wires and transient of the solver: each is only itself, and refinement repairs what it may.
#include "tests/rram/rung_case.hpp"

namespace test_rungs {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

TEST_CASE("the names of the rungs are cumulative") {
  CHECK_FALSE(fidelity_from_name("converter").analogue());
  const Fidelity circuit = fidelity_from_name("circuit"), wires = fidelity_from_name("wires");
  CHECK((circuit.circuit && !circuit.wires && !circuit.transient && circuit.converter));
  CHECK((wires.circuit && wires.wires && !wires.transient));
  CHECK(fidelity_from_name("transient").transient);
}

TEST_CASE("a rung that is off leaves every bit alone, whatever its parameters") {
  RngStream draws({91, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(draws, 24, 4), b = random_mat(draws, 20, 8);
  for (const char* fidelity : {"exact", "quantised", "device", "converter"}) {
    SolverConfig config = rung_config(fidelity, 3);
    const Solved before = solve(a, b, config);
    config.analogue.circuit.amplifier = {.gain = 20.0, .gbwp_hz = 1e6, .offset_sigma_V = 0.01};
    config.analogue.circuit.wire = {50.0, 20.0};
    config.analogue.circuit.clamp_V = 1e-3;
    config.analogue.inverse_read_s = 1e-12;
    const Solved after = solve(a, b, config);
    CHECK(same_bits(after.x, before.x));
    CHECK(after.report.clamped_outputs == 0);
    config.fidelity.circuit = true;  // and the comparison sees a rung that is on
    CHECK_FALSE(same_bits(solve(a, b, config).x, before.x));
  }
  // The upper rungs among themselves: wires off and transient off do not heed their parameters.
  SolverConfig config = rung_config("circuit", 3);
  const Solved circuit = solve(a, b, config);
  config.analogue.circuit.wire = {50.0, 20.0};
  config.analogue.inverse_read_s = 1e-9;
  CHECK(same_bits(solve(a, b, config).x, circuit.x));
  config.fidelity.circuit = false;
  config.fidelity.wires = true;
  const Solved wires = solve(a, b, config);
  config.analogue.circuit.amplifier.gain = 3.0;
  config.analogue.circuit.amplifier.offset_sigma_V = 0.1;
  config.analogue.circuit.clamp_V = 1e-3;
  config.analogue.circuit.g_in_S = 1e-3;
  CHECK(same_bits(solve(a, b, config).x, wires.x));
}

TEST_CASE("a rung that is on without any error equals the rung below it to rounding") {
  RngStream draws({92, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(draws, 24, 4), b = random_mat(draws, 5, 8);
  for (const BlockProduct product : {BlockProduct::high, BlockProduct::low})
    for (int mask = 1; mask < 8; ++mask) {
      SolverConfig config = rung_config("device", 1);  // no converters: they would round differences up
      config.word_bits = 24;
      config.block_product = product;
      const Solved below = solve(a, b, config);
      config.analogue = faultless();
      config.fidelity.circuit = mask & 1;
      config.fidelity.wires = mask & 2;
      config.fidelity.transient = mask & 4;
      const Solved here = solve(a, b, config);
      // Words of 24 bits between the blocks may round the other way: some 2^-22.
      CHECK(relative_error(here.x, below.x) < 1e-6);
      CHECK(here.report.status == below.report.status);
      config.analogue.circuit.amplifier.gain = 500.0;
      if (mask & 1) CHECK(relative_error(solve(a, b, config).x, below.x) > 1e-5);
    }
}

TEST_CASE("small circuit errors cost no convergence: 24-bit words still end where the converters end") {
  RngStream draws({95, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(draws, 64, 4), b = random_mat(draws, 32, 8), exact = solve_rows(a, b);
  SolverConfig config = rung_config("converter", 10);
  const double below = relative_error(solve(a, b, config).x, exact);
  config = rung_config("transient", 10);
  config.analogue.circuit.amplifier.offset_sigma_V = config.analogue.circuit.inverter.offset_sigma_V = 1e-3;
  const Solved all = solve(a, b, config);
  CHECK(all.report.status == SolveReport::Status::cycle_limit);
  CHECK(below < 1e-6);
  CHECK(relative_error(all.x, exact) < 3e-6);
}

TEST_CASE("a tile read too early is wrong by what is still missing, and refinement repairs it") {
  RngStream draws({96, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(draws, 64, 4), b = random_mat(draws, 16, 8), exact = solve_rows(a, b);
  SolverConfig config = rung_config("exact", 1);
  config.stages = 0;
  config.analogue = faultless();
  config.fidelity.transient = true;
  double before = INFINITY;
  for (const double read_s : {0.3e-9, 1e-9, 3e-9, 10e-9, 30e-9, 1e-6}) {
    config.analogue.inverse_read_s = read_s;
    const double error = relative_error(solve(a, b, config).x, exact);
    CHECK(error < before);
    before = error;
  }
  CHECK(before < 1e-9);
  config.analogue.inverse_read_s = 3e-9;
  const double one = relative_error(solve(a, b, config).x, exact);
  config.cycles = 12;
  CHECK(relative_error(solve(a, b, config).x, exact) < 1e-3 * one);
}

TEST_CASE("impossible models are refused by name where a rung heeds them") {
  const arma::mat a(2, 2, arma::fill::eye);
  RngStream device = device_stream(0);
  SolverConfig config = rung_config("circuit", 1);
  config.analogue.full_scale_V = 0.0;
  CHECK_THROWS_WITH_AS(program(a, config, device), "dac full scale must be > 0 V and finite, got 0",
                       std::invalid_argument);
  config.analogue = {};
  config.analogue.inverse_read_s = -1.0;
  CHECK_THROWS_WITH_AS(program(a, config, device), "read time must be > 0 s and finite, got -1", std::invalid_argument);
  config.analogue = {};
  config.analogue.circuit.wire.r_col_ohm = NAN;
  CHECK_THROWS_WITH_AS(program(a, config, device), "circuit column wire must be >= 0 ohm and finite, got nan",
                       std::invalid_argument);
  config.fidelity = fidelity_from_name("converter");
  CHECK_NOTHROW(program(a, config, device));
}

TEST_CASE("wires reach the analogue product: wide resistance makes reads wrong, none leaves them as without the rung") {
  arma::mat a(8, 8, arma::fill::eye), x;
  a += 0.1;
  const arma::mat b(1, 8, arma::fill::ones);
  const auto wrong = [&](bool wires, double ohm) {
    SolverConfig config;
    config.fidelity = fidelity_from_name("device");
    config.fidelity.wires = wires;
    config.analogue.circuit.wire = {ohm, ohm};
    config.hp_path = HpPath::analogue;
    config.hp_array.rows_per_read = 2;  // right whatever the devices, without wires
    RngStream device({3, 0, 0}, Purpose::device_program), read({3, 0, 0}, Purpose::device_read);
    return program(a, config, device).solve(b, x, nullptr, &read).hp_reads.wrong;
  };
  CHECK(wrong(false, 1000.0) == 0);
  CHECK(wrong(true, 0.0) == 0);
  CHECK(wrong(true, 1000.0) > 0);
}

}  // namespace test_rungs
