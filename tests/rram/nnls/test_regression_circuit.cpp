// Steady states of the regression circuits: closed forms, the digital reference, and numbers of an independent program.
#include <doctest/doctest.h>

#include "rram/nnls/digital_nnls.hpp"
#include "rram/nnls/rectified_point.hpp"
#include "tests/rram/nnls/nnls_case.hpp"

namespace test_regression_circuit {

using namespace ohmimo::rram;
using namespace ohmimo::nnls_test;

constexpr auto two_banks = RegressionKind::two_banks, compact = RegressionKind::compact;

// In units of x.
arma::vec solution(const Bench& bench, const arma::mat& a, const arma::vec& b) {
  const RegressionNetwork network = make_network(bench.circuit(a));
  const RectifiedPoint point = rectified_point(RectifiedLoop(network, bench.drive(b)));
  return point.x_V / bench.output_V;
}

double distance(const arma::vec& a, const arma::vec& b) {
  return arma::abs(a - b).max();
}

TEST_CASE(
    "ideal circuits solve the worked example, and the uncompensated and the clamped compact one another problem") {
  CHECK(distance(solution({two_banks}, example_a, example_b), example_x) <= 1e-12);
  CHECK(distance(solution({two_banks, Rectifier::precision}, example_a, example_b), example_x) <= 1e-12);
  CHECK(distance(solution({two_banks, Rectifier::diode}, example_a, example_b), example_x) <= 1e-12);
  CHECK(distance(solution({compact, Rectifier::precision}, example_a, example_b), example_x) <= 1e-12);
  Bench bench{compact, Rectifier::precision};
  bench.compensated = false;
  CHECK(distance(solution(bench, example_a, example_b), {0.0, 5.0 / 22.0, 17.0 / 4.0}) <= 1e-12);
  CHECK(distance(solution({compact, Rectifier::clamp}, example_a, example_b), {0.0, 0.476, 3.464}) <= 5e-4);
  CHECK(distance(compensation_S(5e-6 * example_a, 5e-6 * example_a), arma::vec{40e-6, 0.0, 20e-6, 80e-6}) <= 1e-18);
}

TEST_CASE("finite gain and clamp alone: the worked example of an independent program") {
  struct Row {
    double gain;
    arma::vec two, rectified, clamped;
  };
  const Row rows[] = {
      {1e5, {0, 0.500598011, 3.498105472}, {0, 0.500814106, 3.497472462}, {0, 0.476828, 3.461515}},
      {1e4, {0, 0.505936392, 3.481175066}, {0, 0.508061389, 3.474943980}, {0, 0.484203825, 3.439364491}},
      {1e3, {0, 0.555288675, 3.322975203}, {0, 0.573366515, 3.269409067}, {0, 0.550803, 3.237331}}};
  for (const Row& row : rows) {
    CHECK(distance(solution({two_banks, Rectifier::clamp, row.gain}, example_a, example_b), row.two) <= 1e-9);
    CHECK(distance(solution({compact, Rectifier::precision, row.gain}, example_a, example_b), row.rectified) <= 1e-9);
    CHECK(distance(solution({compact, Rectifier::clamp, row.gain}, example_a, example_b), row.clamped) <= 1e-6);
  }
}

TEST_CASE("a diode inside the loop is an offset of drop / gain, whatever the circuit") {
  for (const RegressionKind kind : {two_banks, compact}) {
    const Bench bench{kind, Rectifier::diode, 1e4}, clamp{kind, Rectifier::clamp, 1e4};
    const RegressionNetwork network = make_network(bench.circuit(example_a)),
                            plain = make_network(clamp.circuit(example_a));
    const RectifiedPoint with = rectified_point(RectifiedLoop(network, bench.drive(example_b)));
    RegressionDrive drive = clamp.drive(example_b);
    drive.offset_V.zeros(plain.n());
    drive.offset_V.tail(3).fill(kind == two_banks ? 0.6e-4 : -0.6e-4);
    CHECK(distance(with.x_V, rectified_point(RectifiedLoop(plain, drive)).x_V) <= 1e-15);
    CHECK(distance(with.x_V, rectified_point(RectifiedLoop(plain, clamp.drive(example_b))).x_V) > 1e-5);
  }
}

TEST_CASE("ideal circuits equal the digital reference on random problems; unequal copies solve A2^T A1") {
  SplitMix64 draws(21);
  double worst = 0.0;
  for (const auto& [m, k, count] : {std::tuple{16, 4, 200}, {64, 8, 200}, {128, 16, 20}})
    for (int trial = 0; trial < count; ++trial) {
      const PlantedNnls problem = planted_nnls(draws, m, k);
      const arma::vec x = solve_nnls(problem.a, problem.b).x;
      for (const Bench& bench : {Bench{two_banks}, Bench{compact, Rectifier::precision}})
        worst = std::max(worst, arma::norm(solution(bench, problem.a, problem.b) - x) / arma::norm(x));
    }
  CHECK(worst <= 1e-12);
  MESSAGE("worst relative difference: " << worst);

  const arma::mat first = arma::floor(8.0 * draws.uniform(16, 4)), second = first + 0.3 * draws.uniform(16, 4);
  const arma::vec b = 7.0 * draws.uniform(16, 1).as_col();
  Bench bench;
  bench.output_V = 0.01;
  const RegressionNetwork network = make_network(bench.circuit(first, second));
  const arma::vec x = rectified_point(RectifiedLoop(network, bench.drive(b))).x_V / bench.output_V;
  CHECK(distance(x, solve_lcp(second.t() * first, second.t() * b).trial.value) <= 1e-12);
}

TEST_CASE("offsets, gain and column currents act as the closed forms say") {
  SplitMix64 draws(22);
  const PlantedNnls problem = planted_nnls(draws, 16, 4);
  const arma::mat g_S = 5e-6 * problem.a;
  const double source_S = 35e-6, feedback_S = 100e-6, gain = 500.0;
  const arma::vec one = draws.uniform(16, 1).as_col() * 1e-3, two = draws.uniform(4, 1).as_col() * 1e-3;
  const arma::vec current_A = draws.uniform(4, 1).as_col() * 1e-6;
  const Bench bench{two_banks, Rectifier::clamp, gain};
  const RegressionNetwork network = make_network(bench.circuit(problem.a));
  RegressionDrive drive = bench.drive(problem.b);
  drive.offset_V = arma::join_cols(one, two);
  drive.column_A = current_A;
  // ( A2^T Df A1 + S2/A0 ) x = A2^T Df (G0 Vb + S1 v1) - S2 v2 + i,    Df = (Gf + S1/A0)^-1
  const arma::mat s1 = arma::diagmat(arma::sum(g_S, 1) + source_S + feedback_S), s2 = arma::diagmat(arma::sum(g_S, 0));
  const arma::mat carried = g_S.t() * arma::inv(feedback_S * arma::eye(16, 16) + s1 / gain);
  const arma::mat k = carried * g_S + s2 / gain;
  const arma::vec q = carried * (source_S * drive.row_V + s1 * one) - s2 * two + current_A;
  const RectifiedPoint point = rectified_point(RectifiedLoop(network, drive));
  CHECK(distance(point.x_V, solve_lcp(k, q).trial.value) <= 1e-12);

  const Bench other{compact, Rectifier::precision, gain};
  const RegressionCircuit circuit = other.circuit(problem.a);
  const RegressionNetwork shared = make_network(circuit);
  drive.offset_V = two;
  const arma::mat d = arma::diagmat(2.0 * arma::sum(g_S, 1) + source_S + circuit.compensation_S);
  const arma::mat n = s2 - g_S.t() * arma::inv(d) * g_S;
  const arma::vec right = g_S.t() * arma::inv(d) * (source_S * drive.row_V) + n * two + current_A;
  CHECK(distance(rectified_point(RectifiedLoop(shared, drive)).x_V,
                 solve_lcp(g_S.t() * arma::inv(d) * g_S + n / gain, right).trial.value) <= 1e-12);
}

TEST_CASE("a box of the outputs: held at the clamp, the others solve for the rest") {
  Bench bench;
  bench.clamp_V = 0.3;
  const RegressionNetwork network = make_network(bench.circuit(example_a));
  const RectifiedPoint point = rectified_point(RectifiedLoop(network, bench.drive(example_b)));
  // x3 = 3: least squares over x2 of b - 3 a3.
  const arma::vec rest = example_b - 3.0 * example_a.col(2);
  const double x2 = arma::dot(example_a.col(1), rest) / arma::dot(example_a.col(1), example_a.col(1));
  CHECK(point.status == CircuitStatus::saturated);
  CHECK(point.at_upper_limit() == 1);
  CHECK(distance(point.x_V, {0.0, 0.1 * x2, 0.3}) <= 1e-13);
  CHECK(distance(arma::conv_to<arma::vec>::from(point.active()), {1.0, 2.0}) == 0.0);
}

TEST_CASE(
    "thermal noise of the compact circuit is k T w K^-1 over the free columns; that of two banks solves Lyapunov") {
  const Bench bench{compact, Rectifier::precision};
  const RegressionCircuit circuit = bench.circuit(example_a);
  const RegressionNetwork network = make_network(circuit);
  const RectifiedLoop loop(network, bench.drive(example_b));
  const RectifiedPoint point = rectified_point(loop);
  const arma::mat covariance = thermal_noise(loop, point);
  const arma::mat g_S = circuit.first_S.cols(1, 2);
  const double d = 35e-6 + 100e-6;
  const double k_t_w = 1.380649e-23 * 300.15 * 2.0 * M_PI * 1e9;
  const arma::mat expected = k_t_w * arma::inv(g_S.t() * g_S / d);
  CHECK(arma::abs(covariance.submat(1, 1, 2, 2) - expected).max() <= 1e-10 * arma::abs(expected).max());
  CHECK(covariance(0, 0) == 0.0);

  // Two banks of one amplifier each, one cell of 20 uS in either copy; Lyapunov's equation solved by hand.
  const RegressionCircuit small = Bench{}.circuit(arma::mat(1, 1, arma::fill::value(4.0)));
  const RegressionNetwork two = make_network(small);
  const RectifiedLoop two_loop(two, {arma::vec{0.1}, {}, {}, {}});
  const double a_S = 20e-6, s1_S = 155e-6, feedback_S = 100e-6;
  const double x_V2 = k_t_w / a_S * (2.0 * s1_S / feedback_S + feedback_S / a_S);
  CHECK(thermal_noise(two_loop, rectified_point(two_loop))(0, 0) == doctest::Approx(x_V2).epsilon(1e-10));
}

TEST_CASE("what does not fit is refused in one sentence") {
  RegressionCircuit circuit = Bench{}.circuit(example_a);
  circuit.second_S.shed_col(0);
  CHECK_THROWS_WITH_AS(make_network(circuit), "second array must be 4x3 and not empty, got 4x2", std::invalid_argument);
  circuit = Bench{}.circuit(example_a);
  circuit.compensation_S = arma::vec(4, arma::fill::ones);
  CHECK_THROWS_WITH_AS(make_network(circuit), "compensation belongs to the compact circuit, got 1",
                       std::invalid_argument);
  circuit.kind = compact;
  circuit.compensation_S = arma::vec(3, arma::fill::ones);
  CHECK_THROWS_WITH_AS(make_network(circuit), "compensation must be one conductance per row, got 3",
                       std::invalid_argument);
  circuit = Bench{}.circuit(example_a);
  circuit.model.c_row_F = 1e-15;
  CHECK_THROWS_WITH_AS(make_network(circuit), "row capacitance must be 0 F in an NNLS circuit, got 1e-15",
                       std::invalid_argument);
  circuit = Bench{}.circuit(example_a);
  circuit.first_S(1, 1) = NAN;
  CHECK_THROWS_AS(make_network(circuit), std::invalid_argument);
  const RegressionNetwork network = make_network(Bench{}.circuit(example_a));
  CHECK_THROWS_WITH_AS(RectifiedLoop(network, {arma::vec(3, arma::fill::zeros), {}, {}, {}}),
                       "row inputs must be 4 finite values, got 3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(RectifiedLoop(network, {arma::vec{0.0, NAN, 0.0, 0.0}, {}, {}, {}}),
                       "row inputs must be finite, got nan", std::invalid_argument);
}

}  // namespace test_regression_circuit
