// The tiles of the solver as circuits: operator, resistors, offsets, loops without a steady state, and the clamp.
#include "rram/circuit/transient.hpp"
#include "rram/inversion/tile_circuit.hpp"
#include "tests/rram/circuit/circuit_case.hpp"
#include "tests/rram/rung_case.hpp"

namespace test_tiles {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

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
  again = device_stream(1);
  for (const double offset_V : same.amplifier_V) CHECK(offset_V == about(2e-3 * again.normal()));
  for (const double offset_V : same.inverter_V) CHECK(offset_V == about(2e-3 * again.normal()));

  std::vector<Lanes> in(4), out(4), linear(4);
  for (Lanes& element : in)
    for (std::size_t l = 1; l < n_lane; ++l) element.at[l] = draws.normal();
  Lanes clamped{};
  tile.apply(in.data(), out.data(), &clamped);
  tile.apply(in.data(), linear.data(), nullptr);
  int met = 0;
  for (std::size_t l = 0; l < n_lane; ++l) {
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
      CHECK(out[i].at[l] == about(drawing.factor * per_volt * point.v_V(i), 1e-9));
      CHECK(linear[i].at[l] == about(drawing.factor * no_offset(i), 1e-9));
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

TEST_CASE("outputs at the clamp: read after a long time the rung transient gives what the rung wires gives") {
  RngStream channel({73, 0, 0}, Purpose::channel);
  std::uint64_t clamped = 0;
  for (std::uint32_t k = 0; k < 20; ++k) {
    const arma::mat a = random_gram(channel, 16, 4), b = random_mat(channel, 4, 8);
    SolverConfig config;
    config.fidelity = fidelity_from_name("wires");
    config.stages = 1;
    config.cycles = 2;
    config.analogue.circuit.clamp_V = 0.2;
    config.analogue.inverse_read_s = config.analogue.product_read_s = 1e-3;
    RngStream device = device_stream(k), again = device_stream(k);
    arma::mat at_rest, late;
    clamped += program(a, config, device).solve(b, at_rest).clamped_outputs;
    config.fidelity = fidelity_from_name("transient");
    (void)program(a, config, again).solve(b, late);
    // Rounding of the two solutions; no ADC code falls to the other side here.
    CHECK(relative_error(late, at_rest) < 1e-6);
  }
  CHECK(clamped > 100);
}

}  // namespace test_tiles
