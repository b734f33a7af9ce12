#include <doctest/doctest.h>

#include "rram/circuit/clamped_transient.hpp"
#include "rram/circuit/transient.hpp"
#include "tests/rram/circuit/circuit_case.hpp"

namespace test_clamped_transient {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::circuit_test;

// Explicit steps of 1/400 of the fastest time constant, outputs cut to the clamp after each: v, then w.
arma::vec by_small_steps(const Network& network, const Drive& drive, double t_s) {
  const StateSpace system = state_space(network);
  const double h = t_s / std::ceil(400.0 * t_s * arma::norm(system.f));
  const arma::vec force = system.b * drive.input_V;
  arma::vec z(system.f.n_rows, arma::fill::zeros);
  for (double t = 0.0; t < t_s - 0.5 * h; t += h) {
    z += h * (system.f * z + force);
    for (arma::uword k = 0; k < system.n_output; ++k)
      z(k) = std::clamp(z(k), -network.model.clamp_V, network.model.clamp_V);
  }
  return z.head(system.n_output);
}

struct Clamped {
  Network network;
  Drive drive;
};

// Gram matrices of 4 to 8 rows, driven so that the largest output at rest would be 1.5 to 3 times the clamp.
Clamped clamped_case(std::uint32_t number) {
  RngStream draws = stream(number);
  CircuitModel model = plain_model();
  model.amplifier.gain = model.inverter.gain = 1e4;
  model.clamp_V = 0.4;
  const arma::mat a = gram_S(draws, 2 + number % 3, 8, 0.0);
  Clamped made{make_network({CircuitKind::inverse, signed_ways(a)[number % 3], model}), {}};
  made.drive.input_V.set_size(a.n_rows);
  for (double& value : made.drive.input_V) value = draws.normal();
  const StaticResponse response = static_response(made.network, {});
  const arma::vec free_V = response.gain * made.drive.input_V;
  made.drive.input_V *= (1.5 + 1.5 * draws.uniform()) * model.clamp_V / arma::abs(free_V.head(a.n_rows)).max();
  return made;
}

double worst(const OperatingPoint& point, const arma::vec& wanted) {
  return arma::abs(point.v_V - wanted.head(point.v_V.n_elem)).max();
}

TEST_CASE("outputs that clamp while settling: small steps, and the steady state for long times") {
  double cut_worst = 0.0;
  int clamped = 0;
  for (std::uint32_t number = 0; number < 30; ++number) {
    const Clamped made = clamped_case(number);
    const double slow_s = 1.0 / slowest_rate(state_space(made.network)), clamp_V = made.network.model.clamp_V;
    for (const double times : {0.3, 1.0, 3.0}) {
      const OperatingPoint point = clamped_point_at(made.network, made.drive, times * slow_s);
      REQUIRE(point.status != CircuitStatus::undetermined);
      const arma::vec wanted = by_small_steps(made.network, made.drive, times * slow_s);
      // A step of t / 64 is how late an output is held: it moves the others by a few per cent of the clamp at most.
      CHECK(worst(point, wanted) < 0.04 * clamp_V);
      const StaticResponse free = response_at(made.network, {}, times * slow_s);
      const arma::vec free_V = free.gain * made.drive.input_V;
      cut_worst = std::max(cut_worst, arma::abs(arma::clamp(free_V, -clamp_V, clamp_V) - wanted).max() / clamp_V);
      clamped += point.status == CircuitStatus::saturated;
    }
    const OperatingPoint rest = settled_point(made.network, made.drive);
    REQUIRE(rest.status == CircuitStatus::saturated);
    for (const double times : {50.0, 1e3, 1e6}) {
      const OperatingPoint late = clamped_point_at(made.network, made.drive, times * slow_s);
      CHECK(worst(late, rest.v_V) < 1e-6 * clamp_V);
      CHECK(late.saturated.n_elem == rest.saturated.n_elem);
    }
  }
  CHECK(clamped > 20);
  CHECK(cut_worst > 0.3);  // outputs cut one by one, which the bound tells apart
}

TEST_CASE(
    "without an output at the clamp the step response is that of the linear circuit; behind r_out it is not found") {
  Clamped made = clamped_case(1);
  made.drive.input_V *= 0.1;
  const double t_s = 1.0 / slowest_rate(state_space(made.network));
  const OperatingPoint point = clamped_point_at(made.network, made.drive, t_s);
  CHECK(point.status == CircuitStatus::settled);
  const arma::vec linear_V = StepResponse(made.network, made.drive).output_V(t_s);
  CHECK(worst(point, linear_V) < 1e-9 * made.network.model.clamp_V);
  made.network.model.r_out_ohm = 10.0;
  CHECK(clamped_point_at(made.network, made.drive, t_s).status == CircuitStatus::undetermined);
}

}  // namespace test_clamped_transient
