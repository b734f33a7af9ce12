#include <doctest/doctest.h>

#include "rram/system_lanes.hpp"
#include "tests/rram/rram_case.hpp"

namespace test_system_lanes {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

struct Case {
  std::vector<ProgrammedSystem> systems;
  arma::mat b;  // a row for each
};

// Matrices of magnitudes far apart: each lane has scales of its own.
Case random_case(std::size_t count, arma::uword n_user, const SolverConfig& config) {
  RngStream stream({43, 0, static_cast<std::uint32_t>(n_user)}, Purpose::channel);
  Case result;
  for (std::size_t k = 0; k < count; ++k) {
    RngStream device = device_stream(static_cast<std::uint32_t>(k));
    const double scale = std::pow(10.0, static_cast<double>(k % 5));
    result.systems.push_back(program(scale * random_gram(stream, 3 * n_user, n_user), config, device));
  }
  result.b = random_mat(stream, count, 2 * n_user);
  return result;
}

CycleLog log_of(std::vector<int> cycles) {
  CycleLog log;
  log.keep = std::move(cycles);
  return log;
}

// Each row side by side is that of its system alone.
void check_same(const Case& c) {
  CycleLog log = log_of({1, 3});
  arma::mat x, alone;
  const SolveReport report = SystemLanes(c.systems).solve(c.b, x, &log);
  std::uint64_t clamped = 0;
  for (std::size_t k = 0; k < c.systems.size(); ++k) {
    CycleLog single = log_of({1, 3});
    const SolveReport expected = c.systems[k].solve(c.b.row(k), alone, &single);
    CHECK(same_bits(alone, x.row(k)));
    CHECK(report.vector_status[k] == expected.vector_status[0]);
    clamped += expected.clamped_outputs;
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(same_bits(single.x[i], log.x[i].row(k)));
      CHECK(same_bits(single.residual[i], log.residual[i].row(k)));
    }
  }
  CHECK(report.clamped_outputs == clamped);
  alone(0, 1) = std::nextafter(alone(0, 1), 1e300);
  CHECK_FALSE(same_bits(alone, x.row(c.systems.size() - 1)));  // the comparison sees one last bit
}

TEST_CASE("systems side by side give what each gives alone, bit for bit") {
  for (const char* fidelity : {"quantised", "device", "converter", "circuit", "transient"})
    for (const Schur schur : {Schur::reuse, Schur::exact})
      for (const int stages : {0, 1, 2}) {
        SolverConfig config;
        config.fidelity = fidelity_from_name(fidelity);
        config.analogue.circuit.amplifier.offset_sigma_V = 1e-3;
        config.analogue.circuit.clamp_V = 0.2;  // some outputs stop there
        config.schur = schur;
        config.stages = stages;
        if (config.fidelity.transient) {  // takes its time
          if (stages == 2) check_same(random_case(3, 5, config));
          continue;
        }
        for (const std::size_t count : {1, 5, 16}) check_same(random_case(count, 5, config));
      }
}

TEST_CASE("a system that cannot stand in a lane says so") {
  const auto fits = [](const SolverConfig& config, const arma::mat& a) {
    RngStream device = device_stream(1);
    return SystemLanes::fits(program(a, config, device));
  };
  RngStream stream({44, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(stream, 16, 4);
  SolverConfig config;
  CHECK_FALSE(fits(config, a));  // not in words
  config.fidelity = fidelity_from_name("converter");
  CHECK(fits(config, a));
  CHECK_FALSE(fits(config, arma::zeros(8, 8)));
  SolverConfig other = config;
  other.refinement = RefinementKind::fcg;
  CHECK_FALSE(fits(other, a));
  other = config;
  other.equilibrate = true;
  CHECK_FALSE(fits(other, a));
  other = config;
  other.block_product = BlockProduct::low;
  CHECK_FALSE(fits(other, a));
  other = config;
  other.hp_path = HpPath::analogue;
  CHECK_FALSE(fits(other, a));
  other = config;
  other.device = load_device("devices/hfo2_milo2021.toml");
  other.cells.read_noise = true;
  CHECK_FALSE(fits(other, a));
}

}  // namespace test_system_lanes
