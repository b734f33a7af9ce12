#include <doctest/doctest.h>

#include "rram/inversion/inverse_circuit.hpp"
#include "tests/about.hpp"
#include "tests/rram/rram_case.hpp"

namespace test_mapping {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

arma::mat stored(const arma::mat& a, const MappingConfig& config, CellWriter& writer) {
  return to_arma(InverseCircuit(to_dense(a).view(), config, writer).conductance());
}

double contraction(const arma::mat& a, const arma::mat& realised) {
  const arma::mat iteration = arma::eye(arma::size(a)) - a * arma::inv(realised);
  return arma::abs(arma::eig_gen(iteration)).max();
}

TEST_CASE("the real form of a complex matrix multiplies like the complex one") {
  RngStream stream({5, 0, 0}, Purpose::channel);
  const arma::cx_mat a(random_mat(stream, 3, 3), random_mat(stream, 3, 3));
  const arma::cx_vec z(random_mat(stream, 3, 1), random_mat(stream, 3, 1));
  const arma::cx_vec product = a * z;
  const arma::vec real_product = embed_complex(a) * arma::join_cols(arma::real(z), arma::imag(z));
  const arma::vec expected = arma::join_cols(arma::real(product), arma::imag(product));
  CHECK(arma::abs(real_product - expected).max() < 1e-14);  // a handful of roundings of numbers near 1
}

TEST_CASE(
    "the array of the worked example holds the rounded matrix, which converges four times faster than a cut one") {
  RngStream stream = device_stream(0);
  CellWriter writer{.quantise = true, .stream = stream};
  const arma::mat a = paper_matrix();
  const arma::mat rounded = stored(a, paper_config("quantised", 1).mapping, writer);
  // The array printed in Fig. 3a of the paper, except element (2,2), which belongs to another matrix there.
  const arma::mat printed = {{4, 2, 0, 0}, {0, 3, 5, 0}, {1, 2, 7, 1}, {0, 1, 0, 2}};
  CHECK(same_bits(rounded * 8, printed));
  CHECK(writer.clipped == 0);
  // Both figures by an independent calculation, to three digits.
  CHECK(std::abs(contraction(a, rounded) - 0.125) < 0.0005);
  CHECK(std::abs(contraction(a, arma::floor(a * 8) / 8) - 0.505) < 0.0005);
}

TEST_CASE("fitted: an element is stored within half a level, a level being a seventh of the larger spread") {
  RngStream stream({6, 0, 0}, Purpose::channel);
  RngStream draws = device_stream(0);
  for (const arma::uword n : {2, 3, 4, 7}) {
    const arma::mat a = random_mat(stream, n, n) + 5.0 * arma::eye(n, n);
    CellWriter writer{.quantise = true, .stream = draws};
    const arma::mat error = stored(a, {}, writer) - a;
    const arma::vec diagonal = a.diag();
    const arma::vec other = a.elem(arma::find(arma::eye(n, n) == 0.0));
    const double spread = std::max(arma::range(diagonal), arma::range(other));
    CHECK(writer.clipped == 0);
    CHECK(writer.written == n * n);
    CHECK(map_tile(to_dense(a).view(), {}).scale == about(spread * 8.0 / 7.0));  // level 7 of 8 stands for the spread
    CHECK(arma::abs(error).max() <= spread / 14.0 * (1.0 + 1e-12));
    CHECK_FALSE(arma::abs(error).max() <= spread / 70.0);  // the check would see a finer or an unrounded array
  }
}

TEST_CASE("a single element, a constant tile and a diagonal tile are stored exactly: resistors carry them") {
  RngStream draws = device_stream(0);
  for (const arma::mat& a : {arma::mat(1, 1, arma::fill::value(-0.3)), arma::mat(3.0 * arma::eye(4, 4)),
                             arma::mat(2.0 * arma::eye(3, 3) - 0.5)}) {
    CellWriter writer{.quantise = true, .stream = draws};
    CHECK(arma::abs(stored(a, {}, writer) - a).max() < 1e-14);  // m, n and back: a few roundings of numbers up to 64
  }
}

TEST_CASE("fixed: the mean diagonal comes to mid range and what does not fit is clipped") {
  const arma::mat a = {{1.0, 0.9}, {-0.1, 1.0}};
  const TileMapping mapping = map_tile(to_dense(a).view(), {.kind = MappingKind::fixed});
  CHECK(mapping.cell(1.0, true) == about(0.5));
  CHECK(mapping.scale == about(1.0 / 2.1));
  CHECK(mapping.cell(-0.1, false) == about(-0.1 * 2.1 + 0.4));
  CHECK(mapping.element(mapping.cell(0.9, false), false) == about(0.9));
  RngStream draws = device_stream(0);
  CellWriter writer{.quantise = true, .stream = draws};
  const arma::mat reached = stored(a, {.kind = MappingKind::fixed}, writer);
  CHECK(writer.clipped == 1);  // 0.9 asks for 2.29
  CHECK(reached(0, 1) == about((7.0 / 8 - 0.4) / 2.1));
}

}  // namespace test_mapping
