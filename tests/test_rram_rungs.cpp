// The rungs circuit, wires and transient of the solver: what they do to a tile, and that each is only itself.
#include <doctest/doctest.h>

#include "rram/transient.hpp"
#include "tests/circuit_case.hpp"
#include "tests/rram_case.hpp"

namespace {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

SolverConfig rung_config(std::string_view fidelity, int cycles) {
  SolverConfig config;
  config.fidelity = fidelity_from_name(fidelity);
  config.cycles = cycles;
  return config;
}

// A model without any error: what is left of a rung is rounding.
AnalogueModel faultless() {
  AnalogueModel model;
  for (AmplifierModel* amplifier : {&model.circuit.amplifier, &model.circuit.inverter}) amplifier->gain = INFINITY;
  model.circuit.clamp_V = INFINITY;
  model.circuit.wire = {0.0, 0.0};
  model.inverse_read_s = model.product_read_s = 1e-3;
  return model;
}

struct Solved {
  SolveReport report;
  arma::mat x;
};

Solved solve(const arma::mat& a, const arma::mat& b, const SolverConfig& config) {
  RngStream device = device_stream(3);
  Solved solved;
  solved.report = program(a, config, device).solve(b, solved.x);
  return solved;
}

}  // namespace

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

TEST_CASE("one tile is the circuit it draws: operator, offsets and clamp") {
  RngStream draws({93, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(draws, 12, 2);
  AnalogueModel model;
  model.circuit.amplifier = {.gain = 300.0, .gbwp_hz = 500e6, .offset_sigma_V = 2e-3};
  model.circuit.inverter = model.circuit.amplifier;
  model.circuit.clamp_V = 0.25;
  const TileSetting setting{model, false, default_device().unit_S(), default_device().zero_S};
  Dense view(4, 4), cells(4, 4);
  for (std::size_t k = 0; k < 16; ++k) view.value[k] = a(k / 4, k % 4);
  const TileMapping mapping = map_tile(view.view(), {});
  for (std::size_t k = 0; k < 16; ++k) cells.value[k] = mapping.cell(view.value[k], k % 5 == 0);
  const TileDrawing drawing = draw_inverse(cells, mapping, setting);
  CHECK(drawing.circuit.arrays.negative_S.is_empty());  // bias column and resistors suffice
  RngStream offsets = device_stream(1), again = device_stream(1);
  const TileCircuit tile(drawing, setting, offsets);
  REQUIRE(tile.usable());
  const Network network = make_network(drawing.circuit);
  const Offsets same = draw_offsets(network, again);

  std::vector<Lanes> in(4), out(4), linear(4);
  for (Lanes& element : in)
    for (std::size_t l = 1; l < n_rhs_lane; ++l) element.at[l] = draws.normal();
  Lanes clamped{};
  tile.apply(in.data(), out.data(), &clamped);
  tile.apply(in.data(), linear.data(), nullptr);
  int met = 0;
  for (std::size_t l = 0; l < n_rhs_lane; ++l) {
    arma::vec x(4);
    for (std::size_t j = 0; j < 4; ++j) x(j) = in[j].at[l];
    const double per_volt = arma::abs(x).max() / model.full_scale_V;
    if (per_volt == 0.0) {
      for (std::size_t i = 0; i < 4; ++i) CHECK(out[i].at[l] == 0.0);
      continue;
    }
    const OperatingPoint point = operating_point(network, {x / per_volt, same});
    const arma::vec no_offset = static_response(network, {}).gain.head_rows(4) * x;
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(out[i].at[l] == circuit_test::about(drawing.factor * per_volt * point.v_V(i), 1e-9));
      CHECK(linear[i].at[l] == circuit_test::about(drawing.factor * no_offset(i), 1e-9));
    }
    CHECK(clamped.at[l] == static_cast<double>(point.saturated.n_elem));
    met += point.status == CircuitStatus::saturated;
  }
  CHECK(met > 0);
  CHECK(met < 15);
}

TEST_CASE("a mapping that needs negative resistors gets them through inverters") {
  RngStream draws({94, 0, 0}, Purpose::channel);
  arma::mat a = random_gram(draws, 12, 2);
  a = a % a + 0.1;  // no negative element: the bias adds instead
  a.diag() += 1.0;
  const arma::mat b = random_mat(draws, 3, 4);
  SolverConfig config = rung_config("device", 1);
  config.stages = 0;
  const Solved below = solve(a, b, config);
  config.analogue = faultless();
  config.fidelity.circuit = true;
  CHECK(relative_error(solve(a, b, config).x, below.x) < 1e-6);
  config.mapping = {.kind = MappingKind::fixed, .m = -0.1, .n = -0.2, .scale = 1.5 * a.max()};
  config.fidelity.circuit = false;
  const Solved fixed = solve(a, b, config);
  config.fidelity.circuit = true;
  CHECK(relative_error(solve(a, b, config).x, fixed.x) < 1e-6);
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

TEST_CASE("an unstable loop is reported, with x = 0, where lower rungs would have solved") {
  arma::mat a = {{1.0, 1.8, 0.1, 0.0}, {1.8, 1.0, 0.0, 0.2}, {0.1, 0.0, 1.2, 0.3}, {0.0, 0.2, 0.3, 0.9}};  // indefinite
  RngStream draws({97, 0, 0}, Purpose::channel);
  const arma::mat b = random_mat(draws, 3, 4);
  SolverConfig config = rung_config("exact", 2);
  config.stages = 0;
  CHECK(relative_error(solve(a, b, config).x, solve_rows(a, b)) < 1e-10);
  for (int mask = 1; mask < 8; ++mask) {
    config.fidelity.circuit = mask & 1;
    config.fidelity.wires = mask & 2;
    config.fidelity.transient = mask & 4;
    const Solved here = solve(a, b, config);
    CHECK(here.report.status == SolveReport::Status::unstable);
    CHECK(here.report.vector_status == std::vector<SolveReport::Status>(3, SolveReport::Status::unstable));
    CHECK(arma::all(arma::vectorise(here.x == 0.0)));
  }
  CHECK(status_name(SolveReport::Status::unstable) == "unstable");
  a.diag() += 3.0;
  CHECK(solve(a, b, config).report.status == SolveReport::Status::cycle_limit);
}

TEST_CASE("outputs at the clamp are counted and the vectors that met it are named, one by one") {
  RngStream draws({98, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(draws, 32, 4), b = random_mat(draws, 40, 8);
  for (const char* fidelity : {"circuit", "transient"}) {
    SolverConfig config = rung_config(fidelity, 3);
    CHECK(solve(a, b, config).report.clamped_outputs == 0);
    config.analogue.circuit.clamp_V = 0.03;
    const Solved tight = solve(a, b, config);
    CHECK(tight.report.status == SolveReport::Status::saturated);
    CHECK(tight.report.clamped_outputs > 0);
    CHECK(tight.x.is_finite());
    std::uint64_t sum = 0;
    for (arma::uword v = 0; v < b.n_rows; ++v) {
      const Solved one = solve(a, b.row(v), config);
      CHECK(same_bits(one.x, tight.x.row(v)));
      CHECK(one.report.status == tight.report.vector_status[v]);
      CHECK((one.report.clamped_outputs > 0) == (one.report.status == SolveReport::Status::saturated));
      sum += one.report.clamped_outputs;
    }
    CHECK(sum == tight.report.clamped_outputs);
    // A vector that comes within the tolerance all the same has converged.
    config.cycles = 60;
    config.tolerance = 1e-3;
    const Solved patient = solve(a, b, config);
    CHECK(patient.report.clamped_outputs > 0);
    sum = 0;  // a vector that has converged is not counted while its neighbours go on
    for (arma::uword v = 0; v < b.n_rows; ++v) sum += solve(a, b.row(v), config).report.clamped_outputs;
    CHECK(sum == patient.report.clamped_outputs);
    for (const SolveReport::Status status : patient.report.vector_status)
      CHECK((status == SolveReport::Status::converged || status == SolveReport::Status::saturated));
  }
}

TEST_CASE("offsets belong to the tile: the same at every reading, another at every programming") {
  RngStream draws({99, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(draws, 24, 4), b = random_mat(draws, 2, 8);
  SolverConfig config = rung_config("device", 1);
  config.fidelity.circuit = true;
  config.analogue = faultless();
  const Solved none = solve(a, b, config);
  config.analogue.circuit.amplifier.offset_sigma_V = 1e-3;
  RngStream device = device_stream(3);
  const ProgrammedSystem system = program(a, config, device);
  arma::mat first, second;
  (void)system.solve(b, first);
  (void)system.solve(b, second);
  CHECK(same_bits(first, second));
  CHECK(relative_error(first, none.x) > 1e-4);
  CHECK(relative_error(first, none.x) < 0.5);
  const arma::mat other_b = 2.0 * b;  // every vector is scaled to full scale: offsets scale with it
  (void)system.solve(other_b, second);
  CHECK(same_bits(second, 2.0 * first));
  const ProgrammedSystem other = program(a, config, device);
  (void)other.solve(b, second);
  CHECK_FALSE(same_bits(first, second));
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
