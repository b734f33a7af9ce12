#include <doctest/doctest.h>

#include "rram/wires/wire_relaxation.hpp"
#include "tests/rram/circuit/circuit_case.hpp"

namespace test_wires {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::circuit_test;

// The oracle takes differences of numbers of size 1/r; dense elimination of 2 n m nodes loses a small multiple of
// (n + m) roundings of them. Ours has none of that.
double oracle_error(const arma::mat& g_S, const WireModel& wire, const arma::mat& y) {
  const double wires_S = 1.0 / std::min(wire.r_row_ohm, wire.r_col_ohm);
  return 8.0 * static_cast<double>(g_S.n_rows + g_S.n_cols) * 0x1p-52 * wires_S / arma::abs(y).max();
}

const std::vector<WireModel> wires = {{1.0, 1.0}, {5.0, 0.5}, {0.3, 7.0}, {100.0, 2.0}, {1e-3, 1e-2}};

TEST_CASE("one cell between two wires is three resistors in series") {
  const WiredArray array = reduce_ports(one_cell(1e-3), {30.0, 70.0});
  const double series_S = 1.0 / (1000.0 + 30.0 + 70.0);
  CHECK(array.g_eff(0, 0) == about(series_S, 1e-15));
  CHECK(array.y_rr(0, 0) == about(series_S, 1e-15));
  CHECK(array.y_cc(0, 0) == about(series_S, 1e-15));
}

TEST_CASE("two cells on one row, by hand: the second cell sits behind both row segments") {
  // Columns at 0 V, row terminal at 1 V: node 0 sees R1 + r_col to ground and, through r_row, R2 + r_col.
  const double r1 = 1e3, r2 = 2e3, r_row = 10.0, r_col = 20.0;
  const double g1 = 1.0 / (r1 + r_col), g2 = 1.0 / (r_row + r2 + r_col);
  const double seen = 1.0 / (r_row + 1.0 / (g1 + g2)), node_V = 1.0 - r_row * seen;
  const WiredArray array = reduce_ports(arma::mat(arma::rowvec{1.0 / r1, 1.0 / r2}), {r_row, r_col});
  CHECK(array.y_rr(0, 0) == about(seen, 1e-14));
  CHECK(array.g_eff(0, 0) == about(node_V * g1, 1e-14));
  CHECK(array.g_eff(0, 1) == about(node_V * g2, 1e-14));
  // Rows and columns exchanged give the transpose, with the wires exchanged.
  const WiredArray turned = reduce_ports(arma::mat(arma::vec{1.0 / r1, 1.0 / r2}), {r_col, r_row});
  CHECK(difference(turned.g_eff, array.g_eff.t()) < 1e-14);
  CHECK(difference(reduce_ports(arma::mat(arma::vec{1.0 / r1, 1.0 / r2}), {r_row, r_col}).g_eff, array.g_eff.t()) >
        1e-4);
}

TEST_CASE("port reduction equals the Schur complement of the whole Laplacian, also for unequal wires and zero cells") {
  RngStream draws = stream(1);
  for (const arma::uvec& shape : {arma::uvec{1, 1}, {1, 6}, {5, 1}, {2, 3}, {7, 4}, {6, 11}, {12, 12}})
    for (const WireModel& wire : wires) {
      const arma::mat g_S = random_cells(draws, shape(0), shape(1), arma::prod(shape) > 6 ? 0.3 : 0.0);
      const arma::mat y = whole(reduce_ports(g_S, wire)), oracle = laplacian_ports(g_S, wire);
      const double tolerance = oracle_error(g_S, wire, oracle);
      CHECK(arma::abs(y - oracle).max() <= tolerance * arma::abs(oracle).max());
      CHECK(arma::abs(arma::sum(y, 1)).max() <= 1e-14 * arma::abs(y).max() * y.n_rows);  // no path to ground
      if (shape(0) < 2 || shape(1) < 2) continue;
      const arma::mat swapped = whole(reduce_ports(g_S, {wire.r_col_ohm, wire.r_row_ohm}));
      if (wire.r_col_ohm != wire.r_row_ohm)
        CHECK(arma::abs(swapped - oracle).max() > 2.0 * tolerance * arma::abs(oracle).max());  // a planted error shows
    }
}

TEST_CASE("without wires the array is its conductances; small wires tend to that; one wire at 0 is the limit") {
  RngStream draws = stream(2);
  const arma::mat g_S = random_cells(draws, 6, 9);
  const WiredArray bare = reduce_ports(g_S, {0.0, 0.0});
  CHECK(arma::abs(bare.g_eff - g_S).max() == 0.0);
  CHECK(difference(bare.y_rr, arma::diagmat(arma::vec(arma::sum(g_S, 1)))) < 1e-15);
  CHECK(difference(bare.y_cc, arma::diagmat(arma::vec(arma::sum(g_S, 0).t()))) < 1e-15);
  // First order: at most r (n (n+1)/2 + m (m+1)/2) times the largest conductance, relative.
  for (const double r_ohm : {1e-3, 1e-6, 1e-9})
    CHECK(difference(reduce_ports(g_S, {r_ohm, r_ohm}).g_eff, g_S) < r_ohm * 66.0 * 100e-6 + 1e-14);
  CHECK(difference(whole(reduce_ports(g_S, {2.0, 1e-9})), whole(reduce_ports(g_S, {2.0, 0.0}))) < 1e-11);
  CHECK(difference(whole(reduce_ports(g_S, {1e-9, 2.0})), whole(reduce_ports(g_S, {0.0, 2.0}))) < 1e-11);
  CHECK(difference(whole(reduce_ports(g_S, {0.0, 2.0})), whole(reduce_ports(g_S, {2.0, 0.0}))) > 1e-5);
}

TEST_CASE("a symmetric array with equal wires stays symmetric") {
  RngStream draws = stream(3);
  arma::mat g_S = random_cells(draws, 8, 8);
  g_S = 0.5 * (g_S + g_S.t());
  const WiredArray array = reduce_ports(g_S, {5.0, 5.0});
  CHECK(difference(array.g_eff, array.g_eff.t()) < 1e-13);
}

TEST_CASE("line relaxation gives the currents of the port admittance, and its heat is the power that flows in") {
  RngStream draws = stream(4);
  for (const WireModel& wire : {WireModel{1.0, 1.0}, {5.0, 0.5}, {0.0, 3.0}, {3.0, 0.0}, {0.0, 0.0}}) {
    const arma::mat g_S = random_cells(draws, 9, 6, 0.2);
    const ArrayTerminals at{random_input(draws, 9), random_input(draws, 6)};
    const RelaxedArray relaxed = relax_array(g_S, wire, at, 1e-15);
    REQUIRE(relaxed.converged);
    const arma::vec terminal_V = arma::join_cols(at.row_V, at.col_V);
    const arma::vec current = whole(reduce_ports(g_S, wire)) * terminal_V;
    const arma::vec found = arma::join_cols(relaxed.row_current_A, relaxed.col_current_A);
    CHECK(difference(found, current) < 1e-12);  // nodes settle to 1e-15 V of 0.2 V, cells see up to 100 times less
    CHECK(dissipated_W(g_S, wire, at, relaxed) == about(arma::dot(terminal_V, current), 1e-11));
  }
  const arma::mat g_S = random_cells(draws, 128, 128);
  const ArrayTerminals at{arma::vec(128, arma::fill::zeros), arma::vec(128, arma::fill::value(0.1))};
  CHECK(relax_array(g_S, {5.0, 5.0}, at, 1e-9).sweeps < 40);
}

TEST_CASE("the error of the closed form lies within its bound and is what was measured elsewhere") {
  RngStream draws = stream(5);
  double tightest = INFINITY;
  for (const arma::uword n : {2, 5, 8, 16, 32})
    for (const double r_ohm : {0.2, 1.0, 5.0, 30.0})
      for (int repeat = 0; repeat < 6; ++repeat) {
        const arma::mat g_S = random_cells(draws, n, repeat % 2 == 0 ? n : n + 3, repeat < 3 ? 0.0 : 0.5);
        const WireModel wire{r_ohm, repeat < 2 ? r_ohm : 0.3 * r_ohm};
        const WiredArray close = closed_form(g_S, wire), exact = reduce_ports(g_S, wire);
        const arma::mat error = arma::abs(close.g_eff - exact.g_eff);
        const arma::mat bound = closed_form_error_bound(g_S, wire);
        CHECK(arma::all(arma::vectorise(error <= bound + 1e-13 * g_S.max())));
        const double relative = arma::norm(error, "fro") / arma::norm(close.g_eff, "fro");
        CHECK(relative <= close.error_bound + 1e-13);
        if (relative > 1e-10) tightest = std::min(tightest, arma::norm(bound, "fro") / arma::norm(error, "fro"));
        if (n > 8 || r_ohm > 1.0) continue;
        // A planted error: the drop of one segment too many on the first row.
        const arma::mat wrong =
            arma::abs(g_S / (g_S / close.g_eff + wire.r_row_ohm * arma::accu(g_S.row(0))) - exact.g_eff);
        CHECK_FALSE(arma::all(arma::vectorise(wrong <= bound)));
      }
  MESSAGE("closed form: smallest bound / error = " << tightest);
  CHECK(tightest < 3.0);  // the bound is of use where the wires are short
  // Error in percent, cells random in 1..100 uS, 1 ohm: 0.0015 at 16, 0.023 at 32. The spread of one draw is below 20
  // %.
  for (const auto& [n, percent] : {std::pair<arma::uword, double>{16, 0.0015}, {32, 0.023}}) {
    const arma::mat g_S = random_cells(draws, n, n);
    const arma::mat exact = reduce_ports(g_S, {1.0, 1.0}).g_eff;
    const double error = arma::norm(closed_form(g_S, {1.0, 1.0}).g_eff - exact, "fro") / arma::norm(exact, "fro");
    CHECK(100.0 * error == about(percent, 0.2));
  }
}

TEST_CASE("the closed form and its bound are the sums they are said to be") {
  RngStream draws = stream(8);
  const arma::mat g_S = random_cells(draws, 4, 7);
  const WireModel wire{3.0, 20.0};
  arma::mat s(4, 7, arma::fill::zeros);
  for (arma::uword i = 0; i < 4; ++i)
    for (arma::uword j = 0; j < 7; ++j) {
      for (arma::uword l = 0; l < 4; ++l)
        s(i, j) += wire.r_col_ohm * static_cast<double>(std::min(i, l) + 1) * g_S(l, j);
      for (arma::uword l = 0; l < 7; ++l)
        s(i, j) += wire.r_row_ohm * static_cast<double>(std::min(j, l) + 1) * g_S(i, l);
    }
  const WiredArray close = closed_form(g_S, wire);
  const arma::mat g_eff = g_S / (1.0 + s);
  const double kept = arma::norm(g_S % s % s / (1.0 + s), "fro");
  const double rest = s.max() * s.max() * std::sqrt(arma::sum(g_S, 1).max() * arma::accu(g_S));
  CHECK(difference(close.g_eff, g_eff) < 1e-13);
  CHECK(close.error_bound == about((kept + rest) / arma::norm(g_eff, "fro"), 1e-12));
}

TEST_CASE("the choice of the method keeps the accuracy asked for") {
  RngStream draws = stream(6);
  const arma::mat small = random_cells(draws, 8, 8), large = random_cells(draws, 48, 48);
  CHECK(wire_array(small, {1.0, 1.0}, 1e-3).method == WireMethod::closed_form);
  CHECK(wire_array(large, {5.0, 5.0}, 1e-3).method == WireMethod::exact);
  // In between the tighter bound decides.
  const WiredArray tight = wire_array(large, {0.3, 0.3}, 1e-3);
  CHECK(tight.method == WireMethod::closed_form);
  CHECK(tight.error_bound <= 1e-3);
  CHECK(closed_form(large, {0.3, 0.3}).error_bound > 1e-3);
  CHECK(wire_array(large, {1.0, 1.0}, 1e-4).method == WireMethod::exact);
  CHECK(wire_array(small, {1.0, 1.0}, 0.0).method == WireMethod::exact);
  CHECK(wire_array(small, {1.0, 1.0}, 0.0).error_bound == 0.0);
}

TEST_CASE("the methods used are counted over arrays, with the largest bound, and told in one line") {
  RngStream draws = stream(7);
  const arma::mat a = random_cells(draws, 8, 8) - 50e-6;
  Circuit circuit{CircuitKind::product, split(a), plain_model(1.0)};
  const WireUse exact = make_network(circuit).wires, close = make_network(circuit, 1e-2).wires;
  CHECK(wire_text(exact) == "wires: 2 array(s) by exact port reduction (rounding only)");
  CHECK(close.exact == 0);
  CHECK(close.approximate == 2);
  // The larger of the two bounds, whichever array it belongs to.
  const double first = closed_form(circuit.arrays.positive_S, circuit.model.wire).error_bound,
               second = closed_form(circuit.arrays.negative_S, circuit.model.wire).error_bound;
  CHECK(close.error_bound == std::max(first, second));
  CHECK(first != second);
  WireUse both{.exact = 1, .approximate = 2, .error_bound = 4.1e-5};
  both += {.exact = 2, .approximate = 0, .error_bound = 0.0};
  CHECK(wire_text(both) ==
        "wires: 3 array(s) by exact port reduction (rounding only), 2 array(s) by the closed form, conductances off by "
        "at most 4.1e-05 (relative, proven bound)");
  circuit.arrays.paired = true;
  CHECK(make_network(circuit).wires.exact == 1);
  CHECK(wire_text({}) == "wires: no array");
}

TEST_CASE("impossible arrays are refused by name") {
  CHECK_THROWS_WITH_AS(reduce_ports(one_cell(-1e-6), {}), "conductance must be >= 0 S and finite, got -1e-06",
                       std::invalid_argument);
  CHECK_THROWS_AS(reduce_ports(one_cell(NAN), {}), std::invalid_argument);
  CHECK_THROWS_WITH_AS(closed_form(one_cell(1e-6), {-1.0, 1.0}), "wire resistance must be >= 0 ohm and finite, got -1",
                       std::invalid_argument);
  CHECK_THROWS_AS(reduce_ports(arma::mat(), {}), std::invalid_argument);
  CHECK_THROWS_AS(relax_array(one_cell(1e-6), {}, {{0.0, 0.0}, {0.0}}, 1e-9), std::invalid_argument);
  CHECK_THROWS_AS(relax_array(one_cell(1e-6), {}, {{0.0}, {0.0}}, 0.0), std::invalid_argument);
}

}  // namespace test_wires
