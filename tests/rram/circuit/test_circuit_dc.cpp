#include <doctest/doctest.h>

#include "rram/circuit/static_circuit.hpp"
#include "rram/circuit/unwired.hpp"
#include "rram/wires/wire_relaxation.hpp"
#include "tests/rram/circuit/circuit_case.hpp"

namespace test_circuit_dc {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::circuit_test;

// The closed formula of one or two arrays, v = -(A+ - kappa A- + S/A0)^-1 (i - S v_os + 2 kappa A- v_osi).
arma::vec formula(const arma::mat& a, const CircuitModel& model, const Drive& drive) {
  const SignedArrays arrays = split(a);
  const double kappa = 1.0 / (1.0 + 2.0 / model.inverter.gain);
  const arma::vec s = model.g_source_S + model.g_in_S + arma::sum(arma::abs(a), 1);
  arma::mat k = arrays.positive_S - kappa * arrays.negative_S;
  k.diag() += s / model.amplifier.gain;
  arma::vec i = model.g_source_S * drive.input_V;
  if (!drive.offsets.amplifier_V.is_empty()) i -= s % drive.offsets.amplifier_V;
  if (!drive.offsets.inverter_V.is_empty()) i += 2.0 * kappa * arrays.negative_S * drive.offsets.inverter_V;
  return -arma::solve(k, i);
}

double balance(const OperatingPoint& point) {
  return std::abs(point.delivered_W - point.dissipated_W) / point.dissipated_W;
}

TEST_CASE("1x1 inverse by hand") {
  // One cell 50 uS, source 0.1 V behind 100 uS, G_in 25 uS, gain 1000, offset 1 mV: S = 175 uS,
  // v = -(50 + 0.175)^-1 (10 - 0.175) = -9.825 / 50.175 V.
  CircuitModel model = plain_model();
  model.amplifier.gain = 1000.0;
  model.g_in_S = 25e-6;
  const Circuit circuit{CircuitKind::inverse, {.positive_S = one_cell(50e-6)}, model};
  const OperatingPoint point = operating_point(make_network(circuit), {arma::vec{0.1}, {arma::vec{1e-3}, {}}});
  CHECK(point.status == CircuitStatus::settled);
  CHECK(point.v_V(0) == about(-9.825 / 50.175, 1e-13));
  CHECK(point.u_V(0) == about(1e-3 + 9.825 / 50.175 / 1000.0, 1e-12));
  CHECK(point.input_A(0) == about(100e-6 * (0.1 - point.u_V(0)), 1e-12));
  // The output resistance loads the amplifier: v (1 + r_out 50 uS) - r_out 50 uS u = 1000 (1 mV - u).
  model.r_out_ohm = 2000.0;
  const OperatingPoint loaded = operating_point(make_network({CircuitKind::inverse, circuit.arrays, model}),
                                                {arma::vec{0.1}, {arma::vec{1e-3}, {}}});
  // u = (10 + 50 v)/175, hence v (1.1 + 900 50/175) = 1 - 999.9 10/175 with 1000 - 0.1 = 999.9.
  CHECK(loaded.v_V(0) == about((1.0 - 999.9 * 10.0 / 175.0) / (1.1 + 999.9 * 50.0 / 175.0), 1e-12));
  CHECK(std::abs(loaded.v_V(0) - point.v_V(0)) > 1e-5);
}

TEST_CASE("2x3 product by hand, ideal and with finite gain") {
  const arma::mat plus = {{10e-6, 20e-6, 0.0}, {40e-6, 0.0, 5e-6}}, minus = {{0.0, 5e-6, 10e-6}, {0.0, 30e-6, 0.0}};
  CircuitModel model = plain_model();
  model.amplifier.gain = INFINITY;
  Circuit circuit{CircuitKind::product, {.positive_S = plus, .negative_S = minus}, model};
  const Drive drive{arma::vec{0.1, -0.2, 0.3}, {}};
  // y = -(A+ - A-) x / 100 uS: rows 10 0.1 - 15 0.2 - 10 0.3 = -5 and 40 0.1 + 30 0.2 + 5 0.3 = 11.5 uS V.
  const OperatingPoint ideal = operating_point(make_network(circuit), drive);
  CHECK(ideal.v_V(0) == about(0.05, 1e-13));
  CHECK(ideal.v_V(1) == about(-0.115, 1e-13));
  // S = 145 and 175 uS; at gain 100: y = -(100 + S/100)^-1 (sum - S v_os).
  circuit.model.amplifier.gain = 100.0;
  const OperatingPoint finite = operating_point(make_network(circuit), {drive.input_V, {arma::vec{1e-3, -2e-3}, {}}});
  CHECK(finite.v_V(0) == about((5.0 + 0.145) / 101.45, 1e-13));
  CHECK(finite.v_V(1) == about((-11.5 - 0.35) / 101.75, 1e-13));
  CHECK(balance(finite) < 1e-12);
}

TEST_CASE("gain and offsets follow the closed formula over a sweep, for every way to make the signs") {
  RngStream draws = stream(11);
  const arma::mat a = gram_S(draws, 4, 32, 0.05);
  for (const double gain : {30.0, 1e3, 1e5, 1e300})
    for (const double offset_V : {0.0, 1e-3, 5e-3})
      for (const double g_in_S : {0.0, 300e-6}) {
        CircuitModel model = plain_model();
        model.amplifier.gain = model.inverter.gain = gain;
        model.g_in_S = g_in_S;
        Drive drive{random_input(draws, 8), {}};
        if (offset_V > 0.0)
          drive.offsets = {offset_V * 5.0 * random_input(draws, 8), offset_V * 5.0 * random_input(draws, 8)};
        const arma::vec expected = formula(a, model, drive);
        for (const bool paired : {false, true}) {
          SignedArrays arrays = split(a);
          arrays.paired = paired;
          const OperatingPoint point = operating_point(make_network({CircuitKind::inverse, arrays, model}), drive);
          CHECK(difference(point.v_V, expected) < 1e-12);
          CHECK(balance(point) < 1e-10);
        }
        if (offset_V > 0.0 || gain > 1e100) continue;
        model.inverter.gain = 0.9 * gain;  // another kappa shows
        CHECK(difference(formula(a, model, drive), expected) > 1e-7);
      }
}

TEST_CASE("bias column: its amplifier inverts the mean, at finite gain by 1/(1 + 2/A0i)") {
  RngStream draws = stream(12);
  const arma::mat a = gram_S(draws, 3, 24, 0.05);
  const SignedArrays arrays = signed_ways(a)[2];
  REQUIRE(arrays.bias_S > 0.0);
  REQUIRE(arrays.diagonal_S > 0.0);
  CircuitModel model = plain_model();
  model.amplifier.gain = model.inverter.gain = INFINITY;
  const Drive drive{random_input(draws, 6), {}};
  const OperatingPoint ideal = operating_point(make_network({CircuitKind::inverse, arrays, model}), drive);
  CHECK(difference(ideal.v_V, -arma::solve(a, model.g_source_S * drive.input_V)) < 1e-12);
  model.inverter.gain = 50.0;
  const double kappa = 1.0 / (1.0 + 2.0 / 50.0);
  const arma::mat real = a + (1.0 - kappa) * arrays.bias_S;
  const OperatingPoint point = operating_point(make_network({CircuitKind::inverse, arrays, model}), drive);
  CHECK(difference(point.v_V, -arma::solve(real, model.g_source_S * drive.input_V)) < 1e-12);
  CHECK(point.w_V(0) == about(-kappa * arma::mean(point.v_V), 1e-12));
  CHECK(balance(point) < 1e-10);
}

TEST_CASE(
    "with wires: the heat in every cell and segment is the power delivered, and r to 0 gives the wireless answer") {
  RngStream draws = stream(13);
  const arma::mat a = gram_S(draws, 4, 32, 0.05);
  CircuitModel model = plain_model();
  model.wire = {2.0, 5.0};
  model.g_in_S = 10e-6;
  const Circuit circuit{CircuitKind::inverse, split(a), model};
  const Drive drive{random_input(draws, 8), {0.01 * random_input(draws, 8), {}}};
  const OperatingPoint point = operating_point(make_network(circuit), drive);
  double heat_W =
      arma::accu(model.g_source_S * arma::square(drive.input_V - point.u_V) + model.g_in_S * arma::square(point.u_V));
  const arma::vec p = 0.5 * (point.v_V + point.w_V);
  heat_W += model.g_inverter_S * arma::accu(arma::square(point.v_V - p) + arma::square(point.w_V - p));
  arma::vec row_A = -model.g_source_S * (drive.input_V - point.u_V) + model.g_in_S * point.u_V;
  for (const bool negative : {false, true}) {
    const arma::mat& g_S = negative ? circuit.arrays.negative_S : circuit.arrays.positive_S;
    const ArrayTerminals at{point.u_V, negative ? point.w_V : point.v_V};
    const RelaxedArray inside = relax_array(g_S, model.wire, at, 1e-15);
    heat_W += dissipated_W(g_S, model.wire, at, inside);
    row_A += inside.row_current_A;
  }
  CHECK(heat_W == about(point.delivered_W, 1e-10));
  CHECK(heat_W == about(point.dissipated_W, 1e-10));
  CHECK(arma::abs(row_A).max() < 1e-10 * arma::abs(drive.input_V).max() * model.g_source_S);  // Kirchhoff at the rows
  const arma::vec bare = formula(a, model, drive);
  const double far = difference(point.v_V, bare);
  CHECK(far > 1e-4);
  Circuit thin = circuit;
  for (const double factor : {1e-3, 1e-6, 1e-9}) {
    thin.model.wire = {2.0 * factor, 5.0 * factor};
    CHECK(difference(operating_point(make_network(thin), drive).v_V, bare) < 1.1 * factor * far + 1e-12);
  }
}

TEST_CASE("static errors of an 8-user inverse: gain, wires and offsets as measured on random channels") {
  // ||v - v_ideal|| / ||v_ideal||, 8 users, 64 antennas, reg 0.01: A0 1e4 0.050 %, wires 1 ohm 0.250 %, offsets of
  // 1 mV 1.21 %, r_out 100 ohm at 1e4 0.055 % in all. Means of 40 channels; single channels scatter by a third.
  RngStream draws = stream(14);
  arma::vec error(5, arma::fill::zeros);
  constexpr int channels = 40;
  for (int k = 0; k < channels; ++k) {
    const arma::mat a = gram_S(draws, 8, 64, 0.01);
    const Drive drive{random_input(draws, 16), {}};
    Drive with_offsets = drive;
    with_offsets.offsets = {5e-3 * random_input(draws, 16), 5e-3 * random_input(draws, 16)};  // within +-1 mV
    const arma::vec ideal_V = -arma::solve(a, 100e-6 * drive.input_V);
    CircuitModel ideal = plain_model();
    ideal.amplifier.gain = ideal.inverter.gain = INFINITY;
    CircuitModel gain = plain_model(), low_gain = plain_model(), wires = ideal, r_out = plain_model();
    low_gain.amplifier.gain = low_gain.inverter.gain = 100.0;
    wires.wire = {1.0, 1.0};
    r_out.r_out_ohm = 100.0;
    const auto add = [&](int which, const CircuitModel& model, const Drive& at) {
      const OperatingPoint point = operating_point(make_network({CircuitKind::inverse, split(a), model}), at);
      error(which) += arma::norm(point.v_V - ideal_V) / arma::norm(ideal_V) / channels;
    };
    add(0, gain, drive);
    add(1, low_gain, drive);
    add(2, wires, drive);
    add(3, ideal, with_offsets);
    add(4, r_out, drive);
  }
  CHECK(100.0 * error(0) == about(0.050, 0.2));
  CHECK(100.0 * error(1) == about(4.68, 0.2));
  CHECK(100.0 * error(2) == about(0.250, 0.2));
  CHECK(100.0 * error(3) == about(1.21, 0.35));
  CHECK(100.0 * error(4) == about(0.055, 0.2));
  CHECK(error(4) > error(0));
}

TEST_CASE("outputs at the clamp are found and named, and the others follow the equations that remain") {
  RngStream draws = stream(15);
  const arma::mat a = gram_S(draws, 4, 32, 0.05);
  CircuitModel model = plain_model(1.0);
  const Drive drive{random_input(draws, 8), {}};
  const OperatingPoint free = operating_point(make_network({CircuitKind::inverse, split(a), model}), drive);
  model.clamp_V = 0.6 * arma::abs(free.v_V).max();
  const Network network = make_network({CircuitKind::inverse, split(a), model});
  const OperatingPoint point = operating_point(network, drive);
  CHECK(point.status == CircuitStatus::saturated);
  CHECK(arma::abs(point.v_V).max() <= model.clamp_V * (1.0 + 1e-12));
  REQUIRE(point.saturated.n_elem > 0);
  arma::uword clamped = 0;
  for (arma::uword j = 0; j < 8; ++j) {
    const double open = -model.amplifier.gain * point.u_V(j);  // what the amplifier wants to give
    if (arma::any(point.saturated == j)) {
      CHECK(std::abs(point.v_V(j)) == about(model.clamp_V, 1e-12));
      CHECK(open / point.v_V(j) >= 1.0);
      ++clamped;
    } else {
      CHECK(open == about(point.v_V(j), 1e-9));
    }
  }
  CHECK(clamped > 0);
  CHECK(balance(point) < 1e-10);
  // A clamp just above the largest output changes nothing.
  model.clamp_V = 1.0001 * std::max(arma::abs(free.v_V).max(), arma::abs(free.w_V).max());
  const OperatingPoint same = operating_point(make_network({CircuitKind::inverse, split(a), model}), drive);
  CHECK(same.status == CircuitStatus::settled);
  CHECK(same.saturated.is_empty());
  CHECK(arma::all(same.v_V == free.v_V));
}

TEST_CASE("whatever is clamped, every output obeys its amplifier or pushes into the clamp, and the rows balance") {
  RngStream draws = stream(17);
  int saturated = 0;
  for (int k = 0; k < 300; ++k) {
    const arma::mat a = gram_S(draws, 4, 12, 0.02);
    CircuitModel model = plain_model();
    model.clamp_V = 0.05 + 0.3 * draws.uniform();
    const Network network =
        make_network({CircuitKind::inverse, signed_ways(a)[static_cast<std::size_t>(k % 3)], model});
    const arma::vec x = 2.0 * random_input(draws, 8);
    const OperatingPoint point = operating_point(network, {x, {}});
    REQUIRE((point.status == CircuitStatus::settled || point.status == CircuitStatus::saturated));
    saturated += point.status == CircuitStatus::saturated;
    CHECK(balance(point) < 1e-9);
    const arma::vec out = arma::join_cols(point.v_V, point.w_V);
    const arma::vec p = network.n_inverter > 0 ? arma::vec(0.5 * (network.mean * point.v_V + point.w_V)) : arma::vec();
    const arma::vec open = -model.amplifier.gain * arma::join_cols(point.u_V, p);
    CHECK(difference(arma::clamp(open, -model.clamp_V, model.clamp_V), out) < 1e-8);
    const arma::vec row_A = network.rows_u() * point.u_V + network.rows_output() * out + network.rows_input() * x;
    CHECK(arma::abs(row_A).max() < 1e-16);
  }
  CHECK(saturated > 100);
}

TEST_CASE("an unstable loop is reported, never solved as settled; so is a singular one") {
  const arma::mat indefinite = {{50e-6, -90e-6}, {-90e-6, 50e-6}};
  const CircuitModel model = plain_model();
  const Network network = make_network({CircuitKind::inverse, split(indefinite), model});
  CHECK(static_response(network, {}).ok);  // the static equations have an answer all the same
  const OperatingPoint point = operating_point(network, {arma::vec{0.1, 0.1}, {}});
  CHECK(point.status == CircuitStatus::unstable);
  CHECK(point.v_V.has_nan());
  CircuitModel infinite = model;
  infinite.amplifier.gain = infinite.inverter.gain = INFINITY;
  const arma::mat singular(2, 2, arma::fill::value(50e-6));
  const OperatingPoint none =
      operating_point(make_network({CircuitKind::inverse, split(singular), infinite}), {arma::vec{0.1, 0.2}, {}});
  CHECK((none.status == CircuitStatus::unstable || none.status == CircuitStatus::undetermined));
}

TEST_CASE("the static response is the operating point for every input") {
  RngStream draws = stream(16);
  for (const SignedArrays& arrays : signed_ways(gram_S(draws, 3, 24, 0.05)))
    for (const double r_out_ohm : {0.0, 100.0}) {
      CircuitModel model = plain_model(2.0);
      model.amplifier.gain = 200.0;
      model.inverter.gain = 70.0;
      model.r_out_ohm = r_out_ohm;
      const Network network = make_network({CircuitKind::inverse, arrays, model});
      const Offsets offsets{0.01 * random_input(draws, 6), 0.01 * random_input(draws, network.n_inverter)};
      const StaticResponse response = static_response(network, offsets);
      REQUIRE(response.ok);
      for (int k = 0; k < 3; ++k) {
        const arma::vec x = random_input(draws, 6);
        const OperatingPoint point = operating_point(network, {x, offsets});
        CHECK(difference(response.gain * x + response.offset_V, arma::join_cols(point.v_V, point.w_V)) < 1e-12);
      }
    }
}

TEST_CASE("without wires the cells alone give the response of the network") {
  RngStream draws = stream(18);
  const arma::mat gram = gram_S(draws, 3, 24, 0.05), block = gram.submat(0, 0, 3, 5);
  CircuitModel model = plain_model();
  model.inverter.gain = 70.0;
  model.g_in_S = 3e-6;
  std::vector<Circuit> circuits;
  for (const double gain : {200.0, 1e4, static_cast<double>(INFINITY)}) {
    model.amplifier.gain = gain;
    for (const SignedArrays& arrays : signed_ways(gram)) circuits.push_back({CircuitKind::inverse, arrays, model});
    SignedArrays pairs = split(block);
    circuits.push_back({CircuitKind::product, pairs, model});
    pairs.paired = true;
    circuits.push_back({CircuitKind::product, pairs, model});
  }
  for (const Circuit& circuit : circuits) {
    const Network network = make_network(circuit);
    const Offsets offsets{0.01 * random_input(draws, network.n), 0.01 * random_input(draws, network.n_inverter)};
    const StaticResponse whole = static_response(network, offsets);
    const StaticResponse response = unwired_response(unwired_rows(circuit), offsets);
    REQUIRE(response.ok);
    REQUIRE(response.gain.n_rows == network.n);
    CHECK(difference(response.gain, whole.gain.head_rows(network.n)) < 1e-12);
    CHECK(difference(response.offset_V, whole.offset_V.head(network.n)) < 1e-12);
  }
  circuits.front().arrays.positive_S(0, 0) = NAN;
  CHECK_THROWS_AS(unwired_rows(circuits.front()), std::invalid_argument);
}

TEST_CASE("impossible circuits and drives are refused by name") {
  CircuitModel model = plain_model();
  const SignedArrays square{.positive_S = arma::mat(2, 2, arma::fill::value(1e-5))};
  const Network network = make_network({CircuitKind::inverse, square, model});
  CHECK_THROWS_WITH_AS(operating_point(network, {arma::vec{0.1}, {}}), "input must be 2 finite voltages, got 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(operating_point(network, {arma::vec{0.1, NAN}, {}}), "input must be finite voltages, got nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(operating_point(network, {arma::vec{0.1, 0.1}, {arma::vec{1e-3}, {}}}),
                       "offsets must be 2 finite values, got 1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(make_network({CircuitKind::inverse, {.positive_S = arma::mat(2, 3)}, model}),
                       "array of an inverse must be square, got 2x3", std::invalid_argument);
  model.amplifier.gain = 0.0;
  CHECK_THROWS_WITH_AS(make_network({CircuitKind::inverse, square, model}), "circuit amplifier gain must be > 0, got 0",
                       std::invalid_argument);
  model = plain_model();
  model.inverter.gbwp_hz = INFINITY;
  CHECK_THROWS_WITH_AS(make_network({CircuitKind::inverse, square, model}),
                       "circuit inverter gbwp must be > 0 Hz and finite, got inf", std::invalid_argument);
}

}  // namespace test_circuit_dc
