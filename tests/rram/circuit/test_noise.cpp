#include <doctest/doctest.h>

#include "rram/circuit/thermal_noise.hpp"
#include "tests/rram/circuit/circuit_case.hpp"

namespace test_noise {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::circuit_test;

constexpr double k_t = 1.380649e-23 * 300.15;

TEST_CASE("one symmetric array at infinite gain: covariance k T w_t G^-1, over gbwp, temperature and wires") {
  RngStream draws = stream(31);
  arma::mat g_S = random_cells(draws, 5, 5);
  g_S = 0.5 * (g_S + g_S.t());
  g_S.diag() += 300e-6;
  for (const double gbwp_hz : {1e8, 1e9})
    for (const double wire_ohm : {0.0, 5.0}) {
      CircuitModel model = plain_model(wire_ohm);
      model.amplifier.gain = INFINITY;
      model.amplifier.gbwp_hz = gbwp_hz;
      const arma::mat g_eff = reduce_ports(g_S, model.wire).g_eff;
      const arma::mat expected = k_t * 2.0 * M_PI * gbwp_hz * arma::inv(g_eff);
      const Network network = make_network({CircuitKind::inverse, {.positive_S = g_S}, model});
      CHECK(difference(thermal_noise(network), expected) < 1e-9);
      model.temperature_K *= 1.01;
      const arma::mat warm = thermal_noise(make_network({CircuitKind::inverse, {.positive_S = g_S}, model}));
      CHECK(difference(warm, 1.01 * expected) < 1e-9);
      CHECK(difference(warm, expected) > 1e-3);
    }
}

TEST_CASE("row capacitance: one cell holds k T w_t / G whatever C, at infinite gain") {
  // Integral of 4 k T S |H|^2 over frequency for s^2 C/S + s + w_t lambda: independent of C.
  for (const double c_row_F : {1e-15, 1e-13, 1e-12}) {
    CircuitModel model = plain_model();
    model.amplifier.gain = INFINITY;
    model.c_row_F = c_row_F;
    const arma::mat noise = thermal_noise(make_network({CircuitKind::inverse, {.positive_S = one_cell(50e-6)}, model}));
    CHECK(noise(0, 0) == about(k_t * 2.0 * M_PI * 1e9 / 50e-6, 1e-8));
  }
}

TEST_CASE("a transimpedance row: k T w_t S / (Gf (S/Gf)) (1 + ...) by its single pole") {
  // One pole at w_t (Gf/S + 1/A0), white source 2 k T w_t^2 / S: variance k T w_t^2 / S / pole.
  CircuitModel model = plain_model();
  model.amplifier.gain = 100.0;
  const arma::mat plus = arma::rowvec{10e-6, 20e-6, 30e-6};
  const double s = 160e-6, w_t = 2.0 * M_PI * 1e9;
  const arma::mat noise = thermal_noise(make_network({CircuitKind::product, {.positive_S = plus}, model}));
  CHECK(noise(0, 0) == about(k_t * w_t / s / (100.0 / 160.0 + 0.01), 1e-10));
}

TEST_CASE("an inverter adds its resistors: one row of two signs at infinite gain, solved by hand") {
  // dv/dt = -a v - b w, dw/dt = -c (v + w) with a, b = w_t G+-/S and c = w_ti/2, driven by q_v = 2 k T w_t^2 / S and
  // q_w = k T w_ti^2 / g. F X + X F^T + Q = 0: X_vw = -(c q_v / 2a + b q_w / 2c) / ((a - b)(1 + c/a)),
  // X_vv = (q_v / 2 - b X_vw) / a.
  CircuitModel model = plain_model();
  model.amplifier.gain = model.inverter.gain = INFINITY;
  model.inverter.gbwp_hz = 3e8;
  const double plus_S = 80e-6, minus_S = 30e-6, s = model.g_source_S + plus_S + minus_S;
  const double w_t = 2.0 * M_PI * 1e9, w_ti = 2.0 * M_PI * 3e8;
  const double a = w_t * plus_S / s, b = w_t * minus_S / s, c = 0.5 * w_ti;
  const double q_v = 2.0 * k_t * w_t * w_t / s, q_w = k_t * w_ti * w_ti / model.g_inverter_S;
  const auto variance = [&](double of_inverter) {
    const double x_vw = -(c * q_v / (2.0 * a) + b * of_inverter / (2.0 * c)) / ((a - b) * (1.0 + c / a));
    return (0.5 * q_v - b * x_vw) / a;
  };
  const SignedArrays arrays{.positive_S = one_cell(plus_S), .negative_S = one_cell(minus_S)};
  const arma::mat noise = thermal_noise(make_network({CircuitKind::inverse, arrays, model}));
  CHECK(noise(0, 0) == about(variance(q_w), 1e-9));
  CHECK(noise(0, 0) != about(variance(1.001 * q_w), 1e-6));
}

TEST_CASE("8 users, 64 antennas: 0.18, 0.57 and 1.79 mV rms at 0.1, 1 and 10 GHz, as the square root of gbwp") {
  RngStream draws = stream(32);
  arma::vec rms_mV(3, arma::fill::zeros);
  const arma::vec gbwp_hz = {1e8, 1e9, 1e10};
  for (int k = 0; k < 10; ++k) {
    const arma::mat a = gram_S(draws, 8, 64, 0.01);
    for (arma::uword f = 0; f < 3; ++f) {
      CircuitModel model = plain_model();
      model.amplifier.gbwp_hz = model.inverter.gbwp_hz = gbwp_hz(f);
      const arma::mat noise = thermal_noise(make_network({CircuitKind::inverse, split(a), model}));
      CHECK(difference(noise, noise.t()) < 1e-9);
      CHECK(noise.diag().min() > 0.0);
      rms_mV(f) += 1e3 * std::sqrt(arma::mean(arma::vec(noise.diag()))) / 10.0;
    }
  }
  MESSAGE("noise mV rms " << rms_mV(0) << " " << rms_mV(1) << " " << rms_mV(2));
  CHECK(rms_mV(1) == about(0.57, 0.25));
  CHECK(rms_mV(1) == about(std::sqrt(10.0) * rms_mV(0), 1e-9));
  CHECK(rms_mV(2) == about(10.0 * rms_mV(0), 1e-9));
}

TEST_CASE("no noise figure for an unstable loop or an output resistance") {
  const arma::mat indefinite = {{50e-6, -90e-6}, {-90e-6, 50e-6}};
  CircuitModel model = plain_model();
  CHECK(thermal_noise(make_network({CircuitKind::inverse, split(indefinite), model})).has_nan());
  model.r_out_ohm = 10.0;
  const Network network = make_network({CircuitKind::inverse, {.positive_S = one_cell(50e-6)}, model});
  CHECK_THROWS_WITH_AS(thermal_noise(network), "output resistance must be 0 ohm for thermal noise, got 10",
                       std::invalid_argument);
}

}  // namespace test_noise
