#include <doctest/doctest.h>

#include "rram/inversion/product_circuit.hpp"
#include "rram/product/bit_sliced_product.hpp"
#include "tests/about.hpp"
#include "tests/rram/rram_case.hpp"

namespace test_product {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

Dense random_dense(RngStream& stream, std::size_t rows, std::size_t cols) {
  Dense a(rows, cols);
  for (double& value : a.value) value = stream.normal();
  return a;
}

std::vector<Lanes> random_lanes(RngStream& stream, std::size_t n) {
  std::vector<Lanes> x(n);
  for (Lanes& element : x)
    for (double& value : element.at) value = stream.normal();
  return x;
}

bool same(const std::vector<Lanes>& a, const std::vector<Lanes>& b) {
  for (std::size_t j = 0; j < a.size(); ++j)
    if (!std::equal(std::begin(a[j].at), std::end(a[j].at), std::begin(b[j].at))) return false;
  return a.size() == b.size();
}

// Words with every code up to the largest allowed, 3 2^(word_bits - 1), on a grid of 2^-20.
std::vector<Lanes> random_codes(RngStream& stream, std::size_t n, int word_bits) {
  std::vector<Lanes> code(n);
  for (Lanes& element : code)
    for (double& value : element.at)
      value = std::round((2.0 * stream.uniform() - 1.0) * std::ldexp(3.0, word_bits - 1));
  return code;
}

Words on_grid(const std::vector<Lanes>& code) {
  Words words{.code = code.data(), .lsb = {}};
  for (double& lsb : words.lsb.at) lsb = 0x1p-20;
  return words;
}

TEST_CASE("lane products equal plain loops bit for bit, whatever the instruction set") {
  RngStream stream({8, 0, 0}, Purpose::channel);
  for (const std::size_t n_col : {1, 2, 3, 4, 5, 8, 11}) {
    const Dense a = random_dense(stream, 6, n_col);
    const std::vector<Lanes> x = random_lanes(stream, n_col);
    std::vector<Lanes> y(6), expected(6, Lanes{});
    multiply(a.view(), x.data(), y.data());
    for (std::size_t i = 0; i < 6; ++i)
      for (std::size_t j = 0; j < n_col; ++j)
        for (std::size_t l = 0; l < n_lane; ++l) expected[i].at[l] += a(i, j) * x[j].at[l];
    CHECK(same(y, expected));
  }
}

TEST_CASE("a converter of 4 bits: codes -7 to 7 on the largest magnitude of each vector") {
  RngStream stream({9, 0, 0}, Purpose::channel);
  std::vector<Lanes> signal = random_lanes(stream, 5);
  for (Lanes& element : signal) element.at[3] = 0.0;
  const std::vector<Lanes> before = signal;
  convert(signal, converter_codes(4), signal.data());
  for (std::size_t l = 0; l < n_lane; ++l) {
    double magnitude = 0.0;
    for (const Lanes& element : before) magnitude = std::max(magnitude, std::abs(element.at[l]));
    for (std::size_t j = 0; j < 5; ++j) {
      const double error = std::abs(signal[j].at[l] - before[j].at[l]);
      CHECK(error <= magnitude / 14.0 * (1.0 + 1e-12));  // half a code
      if (magnitude > 0.0) CHECK(std::abs(std::remainder(signal[j].at[l] / magnitude * 7.0, 1.0)) < 1e-12);
    }
  }
  CHECK(signal[0].at[3] == 0.0);  // a zero vector stays zero
}

TEST_CASE("words: the lsb is a power of two that fills the word, and rounding stays within half of it") {
  RngStream stream({10, 0, 0}, Purpose::channel);
  std::vector<Lanes> value = random_lanes(stream, 4);
  for (std::size_t j = 0; j < 4; ++j) {
    value[j].at[0] = j == 2 ? 1.0 : 0.25;               // a power of two
    value[j].at[1] = j == 2 ? -(2.0 - 0x1p-40) : 0.25;  // rounds up to one code too many: clipped
    value[j].at[2] = 0.0;
  }
  std::vector<Lanes> code(4);
  const Words words = to_words(value, 12, code.data());
  CHECK(words.lsb.at[0] == 0x1p-10);
  CHECK(code[2].at[0] == 1024.0);
  CHECK(code[2].at[1] == -2047.0);
  CHECK(code[2].at[2] == 0.0);
  for (std::size_t l = 2; l < n_lane; ++l) {
    double largest_code = 0.0;
    for (std::size_t j = 0; j < 4; ++j) {
      CHECK(std::abs(code[j].at[l] * words.lsb.at[l] - value[j].at[l]) <= 0.5 * words.lsb.at[l]);
      largest_code = std::max(largest_code, std::abs(code[j].at[l]));
    }
    if (l > 2) CHECK(largest_code >= 1024.0);
  }
}

TEST_CASE("the HP copy rounds magnitudes to the word on a power-of-two scale") {
  Dense a(1, 3);
  a.value = {0.75, -0.3, 1.0 - 0x1p-30};
  const BitSlicedMatrix copy(a.view(), {.quantise = true, .word_bits = 12});
  CHECK(copy.values()(0, 0) == 0.75);
  CHECK(std::abs(copy.values()(0, 1) + 0.3) <= 0x1p-13);
  CHECK(copy.values()(0, 2) == 1.0 - 0x1p-12);  // 4096 does not fit 12 bits
  CHECK(copy.cells() == 2 * 4 * 3);
  CHECK(copy.frobenius_norm() == about(arma::norm(to_arma(copy.values()), "fro")));
  const BitSlicedMatrix paper(to_dense(paper_matrix()).view(), {.quantise = true, .word_bits = 12});
  CHECK(same_bits(to_arma(paper.values()), paper_matrix()));  // its 12 bits fit exactly
}

TEST_CASE("bit planes and slices give the integer product exactly, whole and in blocks") {
  RngStream stream({11, 0, 0}, Purpose::channel);
  for (const int word_bits : {6, 12, 24})
    for (const int slice_bits : {2, 3}) {
      const Dense a = random_dense(stream, 5, 7);
      const HpFormat format{.quantise = true, .word_bits = word_bits, .slice_bits = slice_bits};
      HpFormat by_slices = format;
      by_slices.slices = true;
      const BitSlicedMatrix integers(a.view(), format);
      const BitSlicedMatrix slices(a.view(), by_slices);
      for (const SubArray& part : {SubArray{0, 0, 5, 7}, SubArray{1, 2, 3, 4}, SubArray{4, 6, 1, 1}}) {
        std::vector<Lanes> code = random_codes(stream, part.n_col, word_bits);
        std::vector<Lanes> direct(part.n_row), joined(part.n_row);
        integers.multiply(part, on_grid(code), direct.data());
        slices.multiply(part, on_grid(code), joined.data());
        CHECK(same(direct, joined));
        code[0].at[5] += 1.0;  // one lsb in one of the 16 vectors must show
        slices.multiply(part, on_grid(code), joined.data());
        CHECK_FALSE(same(direct, joined));
      }
    }
}

TEST_CASE("products beyond 2^53 are summed in 64-bit integers and agree with the slices") {
  RngStream stream({12, 0, 0}, Purpose::channel);
  Dense a(2, 40);
  for (double& value : a.value) value = 0.9 + 0.1 * stream.uniform();  // a row sum near 2^29.3 after scaling
  HpFormat format{.quantise = true, .word_bits = 24};
  const BitSlicedMatrix integers(a.view(), format);
  format.slices = true;
  const BitSlicedMatrix slices(a.view(), format);
  std::vector<Lanes> code(40);
  for (Lanes& element : code)
    for (double& value : element.at) value = 3.0 * 0x1p23 - std::floor(8.0 * stream.uniform());
  std::vector<Lanes> direct(2), joined(2), in_double(2);
  integers.multiply(integers.whole(), on_grid(code), direct.data());
  slices.multiply(integers.whole(), on_grid(code), joined.data());
  CHECK(same(direct, joined));
  integers.multiply_ideal(integers.whole(), code.data(), in_double.data());
  for (Lanes& element : in_double)
    for (double& value : element.at) value *= 0x1p-20;
  CHECK_FALSE(same(direct, in_double));  // doubles alone would have lost bits here
}

TEST_CASE("a 3-bit product array: error at most half a level per element") {
  RngStream stream({13, 0, 0}, Purpose::channel);
  RngStream draws = device_stream(0);
  const Dense a = random_dense(stream, 3, 5);
  CellWriter writer{.quantise = true, .stream = draws};
  const ProductCircuit circuit(a.view(), writer);
  CHECK(writer.written == 2 * 3 * 5);
  const std::vector<Lanes> x = random_lanes(stream, 5);
  std::vector<Lanes> y(3), exact(3), scratch(5);
  circuit.multiply(x.data(), y.data(), {}, scratch.data());
  multiply(a.view(), x.data(), exact.data());
  for (std::size_t l = 0; l < n_lane; ++l) {
    double bound = 0.0;
    for (const Lanes& element : x) bound += std::abs(element.at[l]) * largest_magnitude(a.view()) / 14.0;
    for (std::size_t i = 0; i < 3; ++i) CHECK(std::abs(y[i].at[l] - exact[i].at[l]) <= bound * (1.0 + 1e-12));
  }
}

}  // namespace test_product
