#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "phy/rng.hpp"
#include "rram/numbers/converters.hpp"
#include "rram/numbers/small_tile.hpp"

namespace test_small_tile {

using namespace ohmimo;
using namespace ohmimo::rram;

using Vectors = std::vector<Lanes>;

// Normal numbers, lane l times 2^(8 l - 64), so that the scales of the vectors are far apart; lane 3 all zero.
Vectors random_vectors(RngStream& stream, std::size_t n) {
  Vectors x(n);
  for (Lanes& element : x)
    for (std::size_t l = 0; l < n_lane; ++l)
      element.at[l] = l == 3 ? 0.0 : std::ldexp(stream.normal(), 8 * static_cast<int>(l) - 64);
  return x;
}

Dense random_integers(RngStream& stream, std::size_t n) {
  Dense a(n, n);
  for (double& value : a.value) value = std::round((2.0 * stream.uniform() - 1.0) * 0x1p24);
  return a;
}

std::size_t n_different(const Vectors& a, const Vectors& b) {
  std::size_t count = 0;
  for (std::size_t j = 0; j < a.size(); ++j)
    for (std::size_t l = 0; l < n_lane; ++l) count += a[j].at[l] != b[j].at[l] ? 1 : 0;
  return count;
}

TEST_CASE("a small array in registers gives what converter, product and converter give") {
  RngStream stream({21, 0, 0}, Purpose::channel);
  for (std::size_t n = 1; n <= most_small_rows; ++n)
    for (const int dac : {0, 1, 7})
      for (const int adc : {0, 7, 255}) {
        Dense a(n, n);
        for (double& value : a.value) value = stream.normal();
        const Vectors in = random_vectors(stream, n);
        Vectors out(n), driven = in, expected(n);
        const MatrixView view = a.view();
        apply(SmallArray{view, dac, adc}, in.data(), out.data());
        if (dac > 0) convert(in, dac, driven.data());
        multiply(view, driven.data(), expected.data());
        if (adc > 0) convert(expected, adc, expected.data());
        CHECK(n_different(out, expected) == 0);
        expected[0].at[5] = std::nextafter(expected[0].at[5], 1e9);  // the comparison sees the last bit of one lane
        CHECK(n_different(out, expected) == 1);
      }
}

TEST_CASE("a small product in registers gives what words, product and difference give") {
  RngStream stream({22, 0, 0}, Purpose::channel);
  for (std::size_t n = 1; n <= most_small_rows; ++n)
    for (const int word_bits : {6, 12, 24}) {
      const Dense a = random_integers(stream, n);
      const Vectors in = random_vectors(stream, n), minuend = random_vectors(stream, n);
      Vectors out(n), code(n), expected(n);
      const MatrixView view = a.view();
      apply(SmallProduct{view, 0x1p-24, word_bits, minuend.data()}, in.data(), out.data());
      const Words words = to_words(in, word_bits, code.data());
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t l = 0; l < n_lane; ++l) {
          double sum = 0.0;  // exact: 4 2^24 2^23 < 2^53
          for (std::size_t j = 0; j < n; ++j) sum += a(i, j) * words.code[j].at[l];
          expected[i].at[l] = minuend[i].at[l] - sum * (0x1p-24 * words.lsb.at[l]);
        }
      CHECK(n_different(out, expected) == 0);
    }
}

TEST_CASE("the step of a converter is the magnitude divided by the codes, to the last bit") {
  RngStream stream({23, 0, 0}, Purpose::channel);
  for (int bits = 2; bits <= 16; ++bits) {
    const double codes = converter_codes(bits);
    for (int k = 0; k < 300; ++k) {
      const Vectors in = random_vectors(stream, 5);
      Vectors out(5);
      convert(in, converter_codes(bits), out.data());
      std::size_t wrong = 0;
      for (std::size_t l = 0; l < n_lane; ++l) {
        double magnitude = 0.0;
        for (const Lanes& element : in) magnitude = std::fmax(magnitude, std::abs(element.at[l]));
        if (magnitude == 0.0) magnitude = 1.0;
        const double step = magnitude / codes, per_step = codes / magnitude;
        for (std::size_t j = 0; j < in.size(); ++j)
          wrong += out[j].at[l] != std::nearbyint(in[j].at[l] * per_step) * step ? 1 : 0;
      }
      REQUIRE(wrong == 0);
    }
  }
}

TEST_CASE("words of tiny and of huge numbers: lsb a power of two, codes within a word") {
  for (const double magnitude : {0.0, 0x1p-1060, 0x1p-901, 0x1.8p-899, 1.0, 0x1.fp900, 0x1p1020}) {
    Vectors value(3), code(3);
    for (std::size_t l = 0; l < n_lane; ++l) value[1].at[l] = l % 2 == 0 ? magnitude : -magnitude;
    const Words words = to_words(value, 24, code.data());
    for (std::size_t l = 0; l < n_lane; ++l) {
      CHECK(words.lsb.at[l] == power_of_two_above(magnitude) * 0x1p-23);
      CHECK(words.code[1].at[l] * words.lsb.at[l] == (magnitude > 0x1p-900 ? value[1].at[l] : 0.0));
      CHECK(words.code[0].at[l] == 0.0);
    }
  }
}

}  // namespace test_small_tile
