// Vectorised soft bits against the double-precision search of constellation.hpp, with derived error bounds; the same
// bits on every instruction set; bad numbers; calibration against the bits that were sent.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "phy/modulation/soft_bits.hpp"
#include "phy/rng.hpp"
#include "phy/simd/kernels.hpp"

namespace test_soft_bits {

using namespace ohmimo;

constexpr double u = 0x1p-24;  // half an ulp of 1: one rounding

// Received values inside and outside the constellation, on levels and between them, at error variances from far below
// to far above the level distance, each symbol with its own.
struct Sweep {
  explicit Sweep(const Constellation& c, std::size_t n_entry = 300) : x(n_lane, 1, n_entry), var(n_lane, 1, n_entry) {
    RngStream stream(FrameId{21, static_cast<std::uint32_t>(c.bits_per_symbol), 0}, Purpose::noise);
    const auto value = [&] {
      const double level = std::floor((c.axis.levels + 4) * stream.uniform()) - c.axis.levels / 2 - 2;
      return static_cast<float>(c.axis.scale *
                                (stream.uniform() < 0.2 ? level : 1.5 * c.axis.levels * stream.normal()));
    };
    for (std::size_t e = 0; e < n_entry; ++e)
      for (std::size_t lane = 0; lane < n_lane; ++lane) {
        x.set(lane, 0, e, {value(), value()});
        var.at(0, 0, e)[lane] = static_cast<float>(std::pow(10.0, 2.0 - 7.0 * stream.uniform()));
      }
  }
  MatrixBatch x;
  RealBatch var;
};

// With y = x/scale and c = scale^2/var, both 2 roundings off, r levels of m bits per axis.
// Max-log: fk carries the error of y and m roundings, (m + 2) u R with R = max(|y|, r); the advantage (|fk|+|g|)
// (|fk|-|g|+2) moves by 2 (R + 1) times that per factor and rounds by 8 u (R + 1)^2 at most, c and the product by 4
// more.
double max_log_bound(double y, double c, int m) {
  const double reach = std::max(std::abs(y), std::exp2(m)) + 1.0;
  return u * c * (4.0 * (m + 2) + 12.0) * reach * reach;
}
// Exact: an exponent c (a - a*)(2y - a* - a) has 2 r as its first factor at most, 2 (|y| + r) as its second; y, the
// second factor and 6 more roundings move it by u c r (36 |y| + 26 r), and ln sum exp moves by no more than its
// exponents. A power of two is 3 u off, a sum of r/2 terms r/2 u, twice; the quotient u; its logarithm, at most ln r +
// 1, 4 u of itself; adding N ln 2 and the reference round the soft bit once each.
double exact_bound(double y, double c, int m, double llr) {
  const double r = std::exp2(m);
  return u * (c * r * (36.0 * std::abs(y) + 26.0 * r) + r + 7.0 + 4.0 * (std::log(r) + 1.0) + 2.0 * std::abs(llr));
}

using Reference = void (*)(const Constellation&, std::complex<float>, float, std::span<float>);

// Largest error in units of its bound; the reference sees var times `planted`.
double worst_error(const Constellation& c, SoftBitRule rule, Reference reference, float planted = 1.f) {
  const Sweep s(c);
  RealBatch llr;
  soft_bits(rule, c, s.x, s.var, llr);
  std::vector<float> expected(c.bits_per_symbol);
  double worst = 0.0;
  for (std::size_t e = 0; e < s.x.cols(); ++e)
    for (std::size_t lane = 0; lane < n_lane; ++lane) {
      const std::complex<float> x = s.x.get(lane, 0, e);
      const double scale = c.axis.scale, exponent = scale * scale / s.var.get(lane, 0, e);
      reference(c, x, planted * s.var.get(lane, 0, e), expected);
      for (int i = 0; i < c.bits_per_symbol; ++i) {
        const double y = (i % 2 == 0 ? x.real() : x.imag()) / scale;
        const double bound = rule == SoftBitRule::max_log ? max_log_bound(y, exponent, c.axis.bits)
                                                          : exact_bound(y, exponent, c.axis.bits, expected[i]);
        const double error = std::abs(static_cast<double>(llr.get(lane, i, e)) - expected[i]);
        worst = std::isfinite(error) ? std::max(worst, error / bound) : INFINITY;
      }
    }
  return worst;
}

TEST_CASE("soft bits equal the search in double precision, all orders, 70 dB of variances") {
  for (std::string_view name : modulation_names()) {
    CAPTURE(name);
    const Constellation c = make_constellation(name);
    const double max_log = worst_error(c, SoftBitRule::max_log, llr_max_log);
    const double exact = worst_error(c, SoftBitRule::exact, llr_exact);
    CHECK(max_log < 1.0);
    CHECK(exact < 1.0);
    CHECK(max_log > 0.01);  // the bounds are near what happens
    CHECK(exact > 0.01);
    // Planted: a variance 1e-4 off, and the other rule (the same for one bit per axis).
    CHECK(worst_error(c, SoftBitRule::max_log, llr_max_log, 1.0001f) > 1.0);
    CHECK(worst_error(c, SoftBitRule::exact, llr_exact, 1.0001f) > 1.0);
    if (c.axis.bits > 1) CHECK(worst_error(c, SoftBitRule::exact, llr_max_log) > 1.0);
  }
}

TEST_CASE("soft bits are the same bits on every instruction set, bad numbers included") {
  const simd::Kernels& oracle = *simd::kernels_of(simd::Isa::scalar);
  for (std::string_view name : modulation_names()) {
    const Constellation c = make_constellation(name);
    Sweep s(c, 101);
    const float bad[] = {NAN, INFINITY, -INFINITY, 0.f, -1.f, 1e-30f, 1e30f, -0.f};
    for (std::size_t k = 0; k < 8; ++k) {
      s.x.set(k, 0, 3, {bad[k], 0.1f});
      s.x.set(k, 0, 4, {0.1f, bad[k]});
      s.var.at(0, 0, 5)[k] = bad[k];
    }
    const std::size_t size = c.bits_per_symbol * s.x.cols() * n_lane;
    const simd::SoftBitRow row = {s.x.block(0).data, s.var.at(0, 0, 0), s.x.cols()};
    for (const simd::Isa isa : {simd::Isa::avx2, simd::Isa::avx512}) {
      const simd::Kernels* k = simd::kernels_of(isa);
      if (k == nullptr) {
        MESSAGE("not on this processor or not in this build: " << simd::isa_name(isa));
        continue;
      }
      std::vector<float> expected(size), got(size);
      oracle.max_log_soft_bits(row, c.axis, expected.data());
      k->max_log_soft_bits(row, c.axis, got.data());
      CHECK(std::memcmp(expected.data(), got.data(), size * sizeof(float)) == 0);
      oracle.exact_soft_bits(row, c.axis, expected.data());
      k->exact_soft_bits(row, c.axis, got.data());
      CHECK(std::memcmp(expected.data(), got.data(), size * sizeof(float)) == 0);
      got[size / 2] = std::nextafter(got[size / 2], 1e9f);  // planted
      CHECK(std::memcmp(expected.data(), got.data(), size * sizeof(float)) != 0);
    }
  }
}

TEST_CASE("unusable symbols give 0, their neighbours are untouched, small and negative variances count as 2^-64") {
  for (std::string_view name : modulation_names())
    for (SoftBitRule rule : {SoftBitRule::max_log, SoftBitRule::exact}) {
      const Constellation c = make_constellation(name);
      Sweep s(c, 2);
      RealBatch clean, llr;
      soft_bits(rule, c, s.x, s.var, clean);
      s.x.set(0, 0, 0, {NAN, 0.5f});
      s.x.set(1, 0, 0, {0.5f, INFINITY});
      s.x.set(2, 0, 0, {-0x1p30f, 0.5f});
      s.var.at(0, 0, 0)[3] = INFINITY;
      s.var.at(0, 0, 0)[4] = NAN;
      const float tiny[] = {0.f, -1.f, 1e-38f, 0x1p-64f};
      for (int k = 0; k < 4; ++k) {
        s.x.set(5 + k, 0, 0, {0.31f, 900.f});
        s.var.at(0, 0, 0)[5 + k] = tiny[k];
      }
      soft_bits(rule, c, s.x, s.var, llr);
      for (int i = 0; i < c.bits_per_symbol; ++i) {
        for (std::size_t lane = 0; lane < 5; ++lane) CHECK(llr.get(lane, i, 0) == 0.f);
        for (std::size_t lane = 5; lane < 9; ++lane) {
          CHECK(std::isfinite(llr.get(lane, i, 0)));
          CHECK(llr.get(lane, i, 0) == llr.get(8, i, 0));
        }
        CHECK(llr.get(8, i, 0) != 0.f);
        for (std::size_t lane = 9; lane < n_lane; ++lane) CHECK(llr.get(lane, i, 0) == clean.get(lane, i, 0));
        CHECK(llr.get(0, i, 1) == clean.get(0, i, 1));
      }
    }
}

TEST_CASE("the sign of a soft bit is the hard decision") {
  for (std::string_view name : modulation_names()) {
    const Constellation c = make_constellation(name);
    const Sweep s(c);
    RealBatch llr;
    soft_bits(SoftBitRule::max_log, c, s.x, s.var, llr);
    std::size_t compared = 0;
    for (std::size_t e = 0; e < s.x.cols(); ++e)
      for (std::size_t lane = 0; lane < n_lane; ++lane) {
        const std::uint32_t label = hard_decision(c, s.x.get(lane, 0, e));
        for (int i = 0; i < c.bits_per_symbol; ++i) {
          const double y = (i % 2 == 0 ? s.x.get(lane, 0, e).real() : s.x.get(lane, 0, e).imag()) / c.axis.scale;
          const double exponent = c.axis.scale * c.axis.scale / s.var.get(lane, 0, e);
          if (std::abs(llr.get(lane, i, e)) < max_log_bound(y, exponent, c.axis.bits)) continue;  // on the fence
          ++compared;
          REQUIRE((llr.get(lane, i, e) < 0) == (((label >> (c.bits_per_symbol - 1 - i)) & 1u) != 0));
        }
      }
    CHECK(compared > s.x.cols() * n_lane * c.bits_per_symbol * 3 / 4);  // 20 % of the sweep is on levels or fences
  }
}

// If llr is ln P(0)/P(1), a bit is 1 with probability p = 1/(1 + e^llr), so the sum of llr (b - p) has mean 0 and
// variance sum llr^2 p (1 - p). `factor` scales what is believed.
static double calibration_score(const Constellation& c, const RealBatch& llr, const std::vector<std::uint16_t>& sent,
                                double factor) {
  double sum = 0.0, variance = 0.0;
  for (std::size_t e = 0; e < llr.cols(); ++e)
    for (std::size_t lane = 0; lane < n_lane; ++lane) {
      const std::uint32_t label = nr_label_from_axis(c.bits_per_symbol, sent[e * n_lane + lane]);
      for (int i = 0; i < c.bits_per_symbol; ++i) {
        const double l = factor * llr.get(lane, i, e), p = 1.0 / (1.0 + std::exp(l));
        sum += l * (((label >> (c.bits_per_symbol - 1 - i)) & 1u) - p);
        variance += l * l * p * (1.0 - p);
      }
    }
  return std::abs(sum) / std::sqrt(variance);
}

TEST_CASE("exact soft bits are calibrated against the bits sent") {
  for (std::string_view name : modulation_names()) {
    const Constellation c = make_constellation(name);
    const std::size_t n = 4000;
    std::vector<std::uint32_t> words(n * n_lane);
    RngStream(FrameId{22, 0, 0}, Purpose::bits).fill_u32(words);
    MatrixBatch x(n_lane, 1, n);
    RealBatch var(n_lane, 1, n), llr;
    std::vector<std::uint16_t> sent(n * n_lane);
    simd::kernels().map_symbols(words.data(), n, c.axis, x.block(0).data, sent.data());
    RngStream noise(FrameId{23, 0, 0}, Purpose::noise);
    std::vector<float> w(2 * n_lane);
    for (std::size_t e = 0; e < n; ++e) {
      noise.fill_normal(w, std::sqrt(0.5f));
      for (std::size_t lane = 0; lane < n_lane; ++lane) {
        const float v = (lane % 2 == 0 ? 0.5f : 4.f) / static_cast<float>(c.size());
        var.at(0, 0, e)[lane] = v;
        x.set(lane, 0, e, x.get(lane, 0, e) + std::sqrt(v) * std::complex<float>(w[lane], w[n_lane + lane]));
      }
    }
    soft_bits(SoftBitRule::exact, c, x, var, llr);
    // Bits of one axis share their noise, so the variance of the sum is at most bits-per-axis times the independent
    // one.
    const double root = std::sqrt(c.axis.bits);
    CHECK(calibration_score(c, llr, sent, 1.0) < 4.5 * root);
    CHECK(calibration_score(c, llr, sent, 0.8) > 4.5 * root);  // planted: belief 20 % too weak, and the wrong sign
    CHECK(calibration_score(c, llr, sent, -1.0) > 4.5 * root);
  }
}

TEST_CASE("batches: a plane for every bit, users in turn, blocks and unequal shapes") {
  const Constellation c = make_constellation("16qam");
  const std::size_t n_channel = 19, n_user = 3, n_vector = 5;
  MatrixBatch x(n_channel, n_user, n_vector);
  RealBatch var(n_channel, n_user, n_vector), llr;
  RngStream stream(FrameId{24, 0, 0}, Purpose::noise);
  for (std::size_t ch = 0; ch < n_channel; ++ch)
    for (std::size_t user = 0; user < n_user; ++user)
      for (std::size_t v = 0; v < n_vector; ++v) {
        x.set(ch, user, v, {static_cast<float>(stream.normal()), static_cast<float>(stream.normal())});
        var.at(ch / n_lane, user, v)[ch % n_lane] = static_cast<float>(0.1 + stream.uniform());
      }
  for (SoftBitRule rule : {SoftBitRule::max_log, SoftBitRule::exact}) {
    soft_bits(rule, c, x, var, llr);
    REQUIRE((llr.n_channel() == n_channel && llr.rows() == 4 * n_user && llr.cols() == n_vector));
    CHECK(llr.at(0, 1, 0) - llr.at(0, 0, 0) == static_cast<std::ptrdiff_t>(n_vector * n_lane));
    std::vector<float> expected(4);
    for (std::size_t ch = 0; ch < n_channel; ++ch)
      for (std::size_t user = 0; user < n_user; ++user)
        for (std::size_t v = 0; v < n_vector; ++v) {
          (rule == SoftBitRule::exact ? llr_exact : llr_max_log)(c, x.get(ch, user, v), var.get(ch, user, v), expected);
          for (std::size_t i = 0; i < 4; ++i)
            REQUIRE(llr.get(ch, 4 * user + i, v) == doctest::Approx(expected[i]).epsilon(1e-5).scale(10));
        }
  }
  std::string message;
  try {
    soft_bits(SoftBitRule::exact, c, x, RealBatch(n_channel, n_user, 1), llr);
  } catch (const std::invalid_argument& error) {
    message = error.what();
  }
  CHECK(message == "soft bits: var must have the shape of x, 19x3x5, got 19x3x1");
}

}  // namespace test_soft_bits
