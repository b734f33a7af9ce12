// Known answers of Philox, the same numbers on every instruction set, and the law of the normals.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "phy/rng.hpp"
#include "phy/simd/kernels.hpp"

namespace test_rng {

using namespace ohmimo;

std::vector<const simd::Kernels*> available_kernels() {
  std::vector<const simd::Kernels*> all;
  for (const simd::Isa isa : simd::all_isas)
    if (const simd::Kernels* k = simd::kernels_of(isa)) all.push_back(k);
  return all;
}

TEST_CASE("Philox 4x32-10 gives the known answers of the Random123 distribution") {
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) ==
        std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}) ==
        std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a lane is xoshiro128++ seeded by Philox") {
  const FrameId id{0x0123456789abcdefu, 7, 9};
  RngStream stream(id, Purpose::noise, 3);
  std::vector<std::uint32_t> out(5 * n_lane);
  stream.fill_u32(out);
  for (std::uint32_t lane = 0; lane < n_lane; ++lane) {
    auto s = philox4x32({9, 7, static_cast<std::uint32_t>(Purpose::noise), 3 * 16 + lane}, {0x89abcdef, 0x01234567});
    const auto rotl = [](std::uint32_t x, int k) { return (x << k) | (x >> (32 - k)); };
    for (int k = 0; k < 5; ++k) {  // reference form of the generator
      CHECK(out[k * n_lane + lane] == rotl(s[0] + s[3], 7) + s[0]);
      const std::uint32_t t = s[1] << 9;
      s[2] ^= s[0];
      s[3] ^= s[1];
      s[1] ^= s[2];
      s[0] ^= s[3];
      s[2] ^= t;
      s[3] = rotl(s[3], 11);
    }
  }
}

TEST_CASE("words are the known answers of xoshiro128++ on every instruction set") {
  // Reference implementation started at 1, 2, 3, 4 (also the test vector of the Rust crate rand_xoshiro).
  const std::uint32_t known[] = {641,        1573767,    3222811527, 3517856514, 836907274,
                                 4247214768, 3867114732, 1355841295, 495546011,  621204420};
  for (const simd::Kernels* kernels : available_kernels()) {
    std::vector<std::uint32_t> state(64), out(10 * n_lane);
    for (std::uint32_t k = 0; k < 64; ++k) state[k] = 1 + k / n_lane;
    kernels->fill_u32(state.data(), out.data(), 10);
    for (std::size_t k = 0; k < out.size(); ++k) CHECK(out[k] == known[k / n_lane]);
  }
}

TEST_CASE("streams of different names differ") {
  const auto first = [](FrameId id, Purpose purpose, std::uint32_t index) {
    std::array<std::uint32_t, n_lane> out;
    RngStream(id, purpose, index).fill_u32(out);
    return out;
  };
  const FrameId id{1, 2, 3};
  const auto base = first(id, Purpose::bits, 0);
  CHECK(first(id, Purpose::bits, 0) == base);
  CHECK(first({2, 2, 3}, Purpose::bits, 0) != base);
  CHECK(first({1, 3, 3}, Purpose::bits, 0) != base);
  CHECK(first({1, 2, 4}, Purpose::bits, 0) != base);
  CHECK(first({1ull << 32 | 1, 2, 3}, Purpose::bits, 0) != base);
  CHECK(first(id, Purpose::channel, 0) != base);
  CHECK(first(id, Purpose::bits, 1) != base);
  CHECK_THROWS_AS(first(id, Purpose::bits, 1u << 28), std::invalid_argument);
}

TEST_CASE("words and normals are the same bits on every instruction set") {
  std::vector<std::vector<float>> normals;
  for (const simd::Kernels* kernels : available_kernels()) {
    std::vector<std::uint32_t> state(64);
    for (std::uint32_t lane = 0; lane < n_lane; ++lane) {
      const auto s = philox4x32({lane, 0, 0, 0}, {5, 6});
      for (int w = 0; w < 4; ++w) state[w * n_lane + lane] = s[w];
    }
    std::vector<float> out(32 * 4001);
    kernels->fill_normal(state.data(), out.data(), 4001, 0.7f);
    normals.push_back(out);
  }
  REQUIRE(!normals.empty());
  for (const auto& other : normals)
    CHECK(std::memcmp(other.data(), normals[0].data(), other.size() * sizeof(float)) == 0);
}

TEST_CASE("normals follow Box-Muller in double precision") {
  // The same words through libm: relative error of the radius ~ 2^-24 each from u, log, sqrt; of the angle 5e-8 pi/2.
  const FrameId id{3, 1, 4};
  const std::size_t n_pair = 2000;
  std::vector<std::uint32_t> words(2 * n_pair * n_lane);
  std::vector<float> out(2 * n_pair * n_lane);
  RngStream(id, Purpose::noise).fill_u32(words);
  RngStream(id, Purpose::noise).fill_normal(out, 2.0f);
  double worst = 0.0;
  for (std::size_t k = 0; k < n_pair; ++k)
    for (std::size_t lane = 0; lane < n_lane; ++lane) {
      const std::uint32_t x = words[2 * k * n_lane + lane], a = words[(2 * k + 1) * n_lane + lane];
      const double u = static_cast<float>(x >> 1) * 0x1p-31 + 0x1p-32;
      const double radius = 2.0 * std::sqrt(-2.0 * std::log(std::min(u, 1.0)));
      const double angle = M_PI_2 * static_cast<float>(static_cast<std::int32_t>(a)) * 0x1p-31;
      const double cosine = (a & 1 ? -1 : 1) * radius * std::cos(angle), sine = radius * std::sin(angle);
      worst = std::max(worst, std::abs(out[2 * k * n_lane + lane] - cosine));
      worst = std::max(worst, std::abs(out[(2 * k + 1) * n_lane + lane] - sine));
    }
  CHECK(worst < 2.0 * 6.66 * 8 * 0x1p-24);  // largest value times a few roundings
  CHECK(worst > 0.0);                       // single precision was really used
}

TEST_CASE("moments and tails of the normals") {
  const std::size_t n = 1u << 22;
  std::vector<float> out(n);
  RngStream(FrameId{11, 0, 0}, Purpose::noise).fill_normal(out, 1.0f);
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0, lag = 0;
  std::size_t above3 = 0, above4 = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double x = out[i];
    m1 += x;
    m2 += x * x;
    m3 += x * x * x;
    m4 += x * x * x * x;
    lag += x * out[(i + 32) % n];
    above3 += std::abs(x) > 3;
    above4 += std::abs(x) > 4;
  }
  // Each score is standard normal under the hypothesis; 4.5 sigma of 7 scores fail by chance once in 2e4 seeds.
  const double dn = static_cast<double>(n), root = std::sqrt(dn);
  CHECK(std::abs(m1 / root) < 4.5);
  CHECK(std::abs((m2 - dn) / (root * std::sqrt(2.0))) < 4.5);
  CHECK(std::abs(m3 / (root * std::sqrt(15.0))) < 4.5);
  CHECK(std::abs((m4 - 3 * dn) / (root * std::sqrt(96.0))) < 4.5);
  CHECK(std::abs(lag / root) < 4.5);
  const auto tail_score = [&](std::size_t seen, double p) { return std::abs(seen - dn * p) / std::sqrt(dn * p); };
  CHECK(tail_score(above3, std::erfc(3 / std::sqrt(2.0))) < 4.5);
  CHECK(tail_score(above4, std::erfc(4 / std::sqrt(2.0))) < 4.5);
  CHECK(tail_score(above3, 1.05 * std::erfc(3 / std::sqrt(2.0))) > 4.5);  // planted: a tail 5 % off is seen
}

TEST_CASE("root-gamma numbers have the law of Gamma(shape, 1) and the same bits on every instruction set") {
  for (float shape : {1.0f, 3.0f, 121.0f}) {
    std::vector<std::vector<float>> drawn;
    for (const simd::Kernels* kernels : available_kernels()) {
      std::vector<std::uint32_t> state(64);
      for (std::uint32_t lane = 0; lane < n_lane; ++lane) {
        const auto s = philox4x32({lane, 0, 0, 0}, {7, 8});
        for (int w = 0; w < 4; ++w) state[w * n_lane + lane] = s[w];
      }
      std::vector<float> out(n_lane * 6000);
      for (std::size_t k = 0; k < 6000; ++k) kernels->fill_root_gamma(state.data(), shape, out.data() + k * n_lane);
      drawn.push_back(out);
    }
    for (const auto& other : drawn) CHECK(std::memcmp(other.data(), drawn[0].data(), other.size() * 4) == 0);
    double m1 = 0, m2 = 0, log_sum = 0;
    const double n = static_cast<double>(drawn[0].size());
    for (float root : drawn[0]) {
      const double g = static_cast<double>(root) * root;
      m1 += g / n;
      m2 += g * g / n;
      log_sum += std::log(g) / n;
    }
    // Mean and variance of the mean: shape, shape/n; of the second moment: shape(shape+1) and E g^4 - (E g^2)^2.
    const double a = shape, fourth = a * (a + 1) * (a + 2) * (a + 3) - a * a * (a + 1) * (a + 1);
    CHECK(std::abs(m1 - a) < 4.5 * std::sqrt(a / n));
    CHECK(std::abs(m2 - a * (a + 1)) < 4.5 * std::sqrt(fourth / n));
    // E ln g = digamma(shape): -0.57721566 at 1, +1.5 at 3, ln a - 1/(2a) - 1/(12 a^2) at 121; variance trigamma
    // <= 1.6449.
    const double digamma = shape == 1.0f   ? -0.57721566
                           : shape == 3.0f ? 0.92278434
                                           : std::log(a) - 0.5 / a - 1 / (12 * a * a);
    CHECK(std::abs(log_sum - digamma) < 4.5 * std::sqrt((shape == 1.0f ? 1.6449 : 1.2 / a) / n));
  }
}

TEST_CASE("the squeeze of the root-gamma numbers accepts nothing that the exact rule refuses") {
  // In double precision on a grid of x and shape: smallest margin of the exact rule over the squeeze 1 - c^2 x^4 share.
  const auto margin = [](double share) {
    double smallest = 1.0;
    for (double shape : {1.0, 1.5, 4.0, 16.0, 128.0, 4096.0}) {
      const double d = shape - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
      for (double x = -6.7; x < 6.7; x += 0.01) {
        const double v = std::pow(1.0 + c * x, 3), squeeze = 1.0 - share * c * c * std::pow(x, 4);
        if (c * x < -0.5 || squeeze <= 0.0) continue;
        smallest = std::min(smallest, 0.5 * x * x + d * (1.0 - v + std::log(v)) - std::log(squeeze));
      }
    }
    return smallest;
  };
  CHECK(margin(1.0 / 6.0) > -1e-9);   // rounding of d (1 - v + ln v), d up to 4096
  CHECK(margin(1.0 / 13.0) < -1e-6);  // below 1/12, the first term of the series, it would
}

TEST_CASE("uniform numbers stay inside (0, 1) and use every lane") {
  RngStream stream(FrameId{1, 0, 0}, Purpose::device_program);
  std::array<std::uint32_t, n_lane> words;
  RngStream(FrameId{1, 0, 0}, Purpose::device_program).fill_u32(words);
  for (std::size_t k = 0; k < n_lane; ++k) CHECK(stream.uniform() == (words[k] + 0.5) / 4294967296.0);
  double sum = 0;
  for (int k = 0; k < 100000; ++k) {
    const double u = stream.uniform();
    REQUIRE((u > 0.0 && u < 1.0));
    sum += u;
  }
  CHECK(std::abs(sum - 5e4) < 4.5 * std::sqrt(1e5 / 12));
}

}  // namespace test_rng
