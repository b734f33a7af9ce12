// Constellations against the formula of TS 38.211, against liquid-dsp bit by bit, and soft bits against brute force.
#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <stdexcept>
#include <utility>
#include <vector>
// liquid's C header needs <complex> first
#include <liquid/liquid.h>

#include "phy/batch.hpp"
#include "phy/modulation/constellation.hpp"
#include "phy/rng.hpp"
#include "phy/simd/kernels.hpp"

namespace test_constellation {

using namespace ohmimo;

std::complex<float> random_point(RngStream& stream) {
  return {static_cast<float>(stream.normal()), static_cast<float>(stream.normal())};
}

// Log-likelihood ratios straight from the definition, over all points of the plane.
std::vector<double> brute_force_llr(const Constellation& c, std::complex<float> x, double var, bool exact) {
  std::vector<double> llr(c.bits_per_symbol);
  for (int i = 0; i < c.bits_per_symbol; ++i) {
    double sum[2] = {0, 0}, top[2] = {-1e300, -1e300};
    for (int label = 0; label < c.size(); ++label) {
      const int bit = (label >> (c.bits_per_symbol - 1 - i)) & 1;
      const double exponent = -std::norm(std::complex<double>(x) - std::complex<double>(c.points[label])) / var;
      sum[bit] += std::exp(exponent);
      top[bit] = std::max(top[bit], exponent);
    }
    llr[i] = exact ? std::log(sum[0] / sum[1]) : top[0] - top[1];
  }
  return llr;
}

TEST_CASE("points equal the formula of TS 38.211 clause 5.1 and have unit mean power") {
  for (std::string_view name : modulation_names()) {
    const Constellation c = make_constellation(name);
    double power = 0.0;
    for (int label = 0; label < c.size(); ++label) {
      CHECK(std::abs(std::complex<double>(c.points[label]) - nr_point(c.bits_per_symbol, label)) < 2e-7);
      power += std::norm(c.points[label]);
    }
    CHECK(power / c.size() == doctest::Approx(1.0).epsilon(1e-6));
  }
  // Spot values written out from the standard: QPSK 00 and 11; 16-QAM 1011 -> I = -(2-(1-2*1)) = -3, Q = 1*(2+1) = 3.
  CHECK(std::abs(nr_point(2, 0b00) - std::complex<double>(M_SQRT1_2, M_SQRT1_2)) < 1e-15);
  CHECK(std::abs(nr_point(2, 0b11) + std::complex<double>(M_SQRT1_2, M_SQRT1_2)) < 1e-15);
  CHECK(std::abs(nr_point(4, 0b1011) - std::complex<double>(-3, 3) / std::sqrt(10.0)) < 1e-15);
  CHECK(std::abs(nr_point(6, 0b010100) - std::complex<double>(3, 7 - 2 * 1.0) / std::sqrt(42.0)) >
        1e-3);  // a wrong point fails
}

TEST_CASE("neighbours on an axis differ in one bit") {
  for (int bits : {2, 4, 6, 8, 10})
    for (int a = 0; a < (1 << bits); ++a)
      for (int b = 0; b < a; ++b) {
        const double step = 2 / std::sqrt(2.0 * ((1 << bits) - 1) / 3.0);
        if (std::abs(std::abs(nr_point(bits, a) - nr_point(bits, b)) - step) < 1e-9)
          REQUIRE(__builtin_popcount(a ^ b) == 1);
      }
}

TEST_CASE("hard decisions equal liquid-dsp bit by bit") {
  const modulation_scheme schemes[] = {LIQUID_MODEM_QAM4, LIQUID_MODEM_QAM16, LIQUID_MODEM_QAM64, LIQUID_MODEM_QAM256};
  RngStream stream(FrameId{5, 0, 0}, Purpose::bits);
  for (int k = 0; k < 4; ++k) {
    const Constellation c = make_constellation(modulation_names()[k]);
    modemcf modem = modemcf_create(schemes[k]);
    const int m = c.bits_per_symbol / 2;
    for (int trial = 0; trial < 5000; ++trial) {
      std::complex<float> x = 0.8f * random_point(stream);
      unsigned int word = 0;
      modemcf_demodulate(modem, x, &word);
      const std::uint32_t flipped = word ^ ((1u << c.bits_per_symbol) - 1u);  // liquid: [I bits][Q bits], complemented
      const std::uint32_t axis = ((flipped >> m) << 8) | (flipped & ((1u << m) - 1u));
      REQUIRE(hard_decision(c, x) == nr_label_from_axis(c.bits_per_symbol, axis));
    }
    modemcf_destroy(modem);
  }
}

TEST_CASE("kernels map, slice and count as the constellation says, on every instruction set") {
  for (std::string_view name : modulation_names()) {
    const Constellation c = make_constellation(name);
    for (const simd::Isa isa : simd::all_isas) {
      const simd::Kernels* k = simd::kernels_of(isa);
      if (k == nullptr) continue;
      const std::size_t n = 200;
      std::vector<std::uint32_t> words(n * n_lane);
      RngStream(FrameId{6, 0, 0}, Purpose::bits).fill_u32(words);
      MatrixBatch x(n_lane, 1, n);
      std::vector<std::uint16_t> sent(n * n_lane), got(n * n_lane);
      k->map_symbols(words.data(), n, c.axis, x.block(0).data, sent.data());
      for (std::size_t v = 0; v < n; ++v)
        for (std::size_t lane = 0; lane < n_lane; ++lane) {
          const std::uint32_t nr = nr_label_from_axis(c.bits_per_symbol, sent[v * n_lane + lane]);
          REQUIRE(axis_label_from_nr(c.bits_per_symbol, nr) == sent[v * n_lane + lane]);
          REQUIRE(std::abs(x.get(lane, 0, v) - c.points[nr]) < 1e-6f);
        }
      RngStream noise(FrameId{7, 0, 0}, Purpose::noise);
      for (std::size_t v = 0; v < n; ++v)
        for (std::size_t lane = 0; lane < n_lane; ++lane)
          x.set(lane, 0, v, x.get(lane, 0, v) + 0.15f * random_point(noise));
      k->slice(x.block(0).data, n, c.axis, got.data());
      simd::LaneErrors errors, expected;
      k->count_errors(std::as_const(x).block(0), sent.data(), {0, 1, n}, c.axis, errors);
      for (std::size_t v = 0; v < n; ++v)
        for (std::size_t lane = 0; lane < n_lane; ++lane) {
          const std::uint32_t label = hard_decision(c, x.get(lane, 0, v));
          REQUIRE(axis_label_from_nr(c.bits_per_symbol, label) == got[v * n_lane + lane]);
          const int wrong = __builtin_popcount(got[v * n_lane + lane] ^ sent[v * n_lane + lane]);
          expected.bit[lane] += wrong;
          expected.symbol[lane] += wrong > 0;
          expected.vector[lane] += wrong > 0;
          expected.vector_squares[lane] += wrong * wrong;
        }
      for (std::size_t lane = 0; lane < n_lane; ++lane) {
        CHECK(errors.bit[lane] == expected.bit[lane]);
        CHECK(errors.symbol[lane] == expected.symbol[lane]);
        CHECK(errors.vector[lane] == expected.vector[lane]);
        CHECK(errors.vector_squares[lane] == expected.vector_squares[lane]);
      }
    }
  }
}

TEST_CASE("sums of squares of wrong bits go beyond 32 bits") {
  const Constellation c = make_constellation("1024qam");
  constexpr std::size_t n_user = 300, n_vector = 500;
  const MatrixBatch x(n_lane, n_user, n_vector);
  std::vector<std::uint16_t> labels(n_user * n_vector * n_lane);
  for (const simd::Isa isa : simd::all_isas) {
    const simd::Kernels* k = simd::kernels_of(isa);
    if (k == nullptr) continue;
    for (std::size_t u = 0; u < n_user; ++u)
      k->slice(x.block(0).data + u * x.block(0).stride, n_vector, c.axis, labels.data() + u * n_vector * n_lane);
    for (std::uint16_t& label : labels) label ^= 0x1f1f;  // all ten bits
    simd::LaneErrors errors;
    k->count_errors(x.block(0), labels.data(), {0, n_user, n_vector}, c.axis, errors);
    for (const std::uint64_t squares : errors.vector_squares) CHECK(squares == 500ull * 3000 * 3000);
  }
}

TEST_CASE("soft bits equal the definition, their sign is the hard decision, infinite variance gives 0") {
  RngStream stream(FrameId{8, 0, 0}, Purpose::bits);
  for (std::string_view name : modulation_names()) {
    const Constellation c = make_constellation(name);
    std::vector<float> exact(c.bits_per_symbol), max_log(c.bits_per_symbol);
    for (int trial = 0; trial < 40; ++trial) {
      const std::complex<float> x = 0.7f * random_point(stream);
      const double var = 0.02 + stream.uniform();
      llr_exact(c, x, static_cast<float>(var), exact);
      llr_max_log(c, x, static_cast<float>(var), max_log);
      const auto exact_reference = brute_force_llr(c, x, static_cast<float>(var), true);
      const auto max_log_reference = brute_force_llr(c, x, static_cast<float>(var), false);
      const std::uint32_t hard = hard_decision(c, x);
      for (int i = 0; i < c.bits_per_symbol; ++i) {
        // Points are single precision: the exponent moves by 2 |x - s| 1e-7/var, below 1e-4 for var >= 0.02.
        CHECK(exact[i] == doctest::Approx(exact_reference[i]).epsilon(1e-5).scale(100));
        CHECK(max_log[i] == doctest::Approx(max_log_reference[i]).epsilon(1e-5).scale(100));
        if (std::abs(max_log[i]) > 1e-3) CHECK((max_log[i] < 0) == (((hard >> (c.bits_per_symbol - 1 - i)) & 1u) != 0));
      }
    }
    llr_exact(c, {0.3f, 0.1f}, INFINITY, exact);
    llr_max_log(c, {0.3f, 0.1f}, INFINITY, max_log);
    for (int i = 0; i < c.bits_per_symbol; ++i) CHECK((exact[i] == 0.f && max_log[i] == 0.f));
  }
  // QPSK by hand: LLR(b0) = 4 Re(x)/(sqrt(2) var).
  std::vector<float> llr(2);
  llr_max_log(make_constellation("qpsk"), {0.5f, -0.25f}, 0.5f, llr);
  CHECK(llr[0] == doctest::Approx(4 * 0.5 / (std::sqrt(2.0) * 0.5)));
  CHECK(llr[1] == doctest::Approx(-4 * 0.25 / (std::sqrt(2.0) * 0.5)));
  CHECK_THROWS_AS(make_constellation("7qam"), std::invalid_argument);
}

}  // namespace test_constellation
