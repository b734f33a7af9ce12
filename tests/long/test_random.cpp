// The law of the normal numbers at 3e8 samples, taken from 300 streams as frames use them; the same bits on every
// instruction set at length.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "phy/rng.hpp"
#include "phy/simd/kernels.hpp"

namespace long_test_random {

using namespace ohmimo;

constexpr std::size_t stream_size = std::size_t{1} << 20;

// Every score is standard normal if the numbers are independent and normal. 18 scores beyond 4.9 by chance: 18 times
// 9.6e-7 (the 180 numbers beyond 5 sigma are Poisson, whose upper tail there is four times that): below 3e-5.
constexpr double largest_score = 4.9;

struct Score {
  std::string name;
  double value;
};

// Sums over pairs (x, y) that ought to be independent: of x y, variance 1 each, and of (x^2 - 1)(y^2 - 1), variance 4.
struct PairSums {
  double product = 0.0, squares = 0.0, n = 0.0;

  void add(const float* x, const float* y, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      const double a = x[i], b = y[i];
      product += a * b;
      squares += (a * a - 1.0) * (b * b - 1.0);
    }
    n += static_cast<double>(size);
  }
  void scores(const std::string& name, std::vector<Score>& out) const {
    out.push_back({"correlation " + name, product / std::sqrt(n)});
    out.push_back({"correlation of squares " + name, squares / (2.0 * std::sqrt(n))});
  }
};

class Law {
 public:
  void add(const std::vector<float>& x, const std::vector<float>& previous) {
    for (float value : x) add(value);
    for (std::size_t k = 0; k < lags.size(); ++k) lagged_[k].add(x.data(), x.data() + lags[k], x.size() - lags[k]);
    if (!previous.empty()) between_.add(x.data(), previous.data(), x.size());
  }

  std::vector<Score> scores() const {
    const double root = std::sqrt(n_);
    // Moments of a standard normal: variances of x, x^2, x^3, x^4 are 1, 2, 15, 96.
    std::vector<Score> all = {{"mean", sum_[0] / root},
                              {"variance", (sum_[1] - n_) / (root * std::sqrt(2.0))},
                              {"third moment", sum_[2] / (root * std::sqrt(15.0))},
                              {"fourth moment", (sum_[3] - 3.0 * n_) / (root * std::sqrt(96.0))},
                              {"beyond 3", tail_score(0, 3.0)},
                              {"beyond 4", tail_score(1, 4.0)},
                              {"beyond 5", tail_score(2, 5.0)},
                              {"chi square", chi_square_score()}};
    const char* names[] = {"of neighbouring lanes", "of cosine and sine", "of draws in turn", "of draws two apart"};
    for (std::size_t k = 0; k < lags.size(); ++k) lagged_[k].scores(names[k], all);
    between_.scores("of streams in turn", all);
    return all;
  }

 private:
  // [cosine x16][sine x16] per draw of two words.
  static constexpr std::array<std::size_t, 4> lags = {1, n_lane, 2 * n_lane, 4 * n_lane};
  // 200 bins from -4 to 4 and both tails.
  static constexpr int n_bin = 202;
  static double edge(int bin) { return -4.0 + 0.04 * (bin - 1); }  // lower edge of bin 1 ... 201

  void add(double x) {
    const double square = x * x;
    sum_[0] += x;
    sum_[1] += square;
    sum_[2] += square * x;
    sum_[3] += square * square;
    for (int k = 0; k < 3; ++k) beyond_[k] += square > (k + 3) * (k + 3);
    ++bins_[x < -4.0 ? 0 : x >= 4.0 ? n_bin - 1 : 1 + static_cast<int>((x + 4.0) * 25.0)];
    n_ += 1.0;
  }
  double tail_score(int which, double sigma) const {
    const double expected = n_ * std::erfc(sigma / std::sqrt(2.0));
    return (beyond_[which] - expected) / std::sqrt(expected);
  }
  // The cube root of chi^2/dof is nearly normal (Wilson and Hilferty, PNAS 17, 1931).
  double chi_square_score() const {
    const auto below = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
    double chi_square = 0.0;
    for (int bin = 0; bin < n_bin; ++bin) {
      const double low = bin == 0 ? 0.0 : below(edge(bin)), high = bin == n_bin - 1 ? 1.0 : below(edge(bin + 1));
      const double expected = n_ * (high - low), excess = bins_[bin] - expected;
      chi_square += excess * excess / expected;
    }
    const double dof = n_bin - 1, spread = 2.0 / (9.0 * dof);
    return (std::cbrt(chi_square / dof) - (1.0 - spread)) / std::sqrt(spread);
  }

  double n_ = 0.0;
  std::array<double, 4> sum_ = {};
  std::array<double, 3> beyond_ = {};
  std::array<double, n_bin> bins_ = {};
  std::array<PairSums, lags.size()> lagged_;
  PairSums between_;
};

using Distortion = std::function<void(std::vector<float>&)>;

// Scores of n_stream streams, frames 0, 1, ... of one point, after a distortion; frame_step 0 repeats one frame.
std::vector<Score> scores(std::uint32_t n_stream, const Distortion& distort, std::uint32_t frame_step = 1) {
  Law law;
  std::vector<float> x(stream_size), previous;
  for (std::uint32_t k = 0; k < n_stream; ++k) {
    RngStream(FrameId{2024, 5, k * frame_step}, Purpose::noise).fill_normal(x, 1.f);
    distort(x);
    law.add(x, previous);
    previous = x;
  }
  return law.scores();
}

double score_of(const std::vector<Score>& all, const std::string& name) {
  for (const Score& score : all)
    if (score.name == name) return std::abs(score.value);
  FAIL("no score of this name: " << name);
  return 0.0;
}

TEST_CASE("3e8 normals: moments, tails, distribution, correlations") {
  const std::vector<Score> all = scores(300, [](std::vector<float>&) {});
  CHECK(all.size() == 18);
  for (const Score& score : all) {
    CAPTURE(score.name);
    CHECK(std::abs(score.value) < largest_score);
  }
}

TEST_CASE("planted: each kind of fault is seen by the score meant for it") {
  const auto seen = [](const char* name, std::uint32_t n_stream, const Distortion& distort, std::uint32_t step = 1) {
    return score_of(scores(n_stream, distort, step), name) > largest_score;
  };
  // Expected scores of 16 streams, n = 1.7e7: a scale off by 0.2 % gives 4e-3 sqrt(n/2) = 12, a mean of 3e-3 and a
  // correlation of 3e-3 give 3e-3 sqrt(n) = 12.
  const auto each = [](float (*change)(float)) {
    return [change](std::vector<float>& x) {
      for (float& value : x) value = change(value);
    };
  };
  CHECK(seen("variance", 16, each([](float x) { return 1.002f * x; })));
  CHECK(seen("chi square", 16, each([](float x) { return 1.005f * x; })));
  CHECK(seen("mean", 16, each([](float x) { return x + 0.003f; })));
  CHECK(seen("third moment", 16, each([](float x) { return x + 0.002f * (x * x - 1.f); })));
  CHECK(seen("fourth moment", 16, each([](float x) { return x + 0.002f * x * (x * x - 3.f); })));
  const auto mixed = [](std::size_t lag) {
    return [lag](std::vector<float>& x) {
      for (std::size_t i = x.size() - 1; i >= lag; --i) x[i] += 0.003f * x[i - lag];
    };
  };
  CHECK(seen("correlation of neighbouring lanes", 16, mixed(1)));
  CHECK(seen("correlation of cosine and sine", 16, mixed(n_lane)));
  CHECK(seen("correlation of draws in turn", 16, mixed(2 * n_lane)));
  CHECK(seen("correlation of draws two apart", 16, mixed(4 * n_lane)));
  // A radius that depends on the one before: uncorrelated numbers, correlated squares.
  CHECK(seen("correlation of squares of draws in turn", 16, [](std::vector<float>& x) {
    for (std::size_t i = x.size() - 1; i >= 2 * n_lane; --i)
      x[i] *= 1.f + 0.002f * x[i - 2 * n_lane] * x[i - 2 * n_lane];
  }));
  // The frame missing from the name of a stream.
  CHECK(seen(
      "correlation of streams in turn", 16, [](std::vector<float>&) {}, 0));
  // A tail that ends at 5 sigma, as of a generator with 20-bit uniforms: 180 numbers missing, a score of 13.
  CHECK(seen("beyond 5", 300, each([](float x) { return std::abs(x) > 5.f ? 5.f : x; })));
}

TEST_CASE("3e7 normals are the same bits on every instruction set") {
  const std::size_t n_pair = std::size_t{1} << 20;
  std::vector<float> expected(2 * n_lane * n_pair), got(expected.size());
  std::array<std::uint32_t, 4 * n_lane> start;
  RngStream(FrameId{2025, 0, 0}, Purpose::bits).fill_u32(start);
  auto state = start;
  simd::kernels_of(simd::Isa::scalar)->fill_normal(state.data(), expected.data(), n_pair, 0.8f);
  for (const simd::Isa isa : {simd::Isa::avx2, simd::Isa::avx512}) {
    const simd::Kernels* kernels = simd::kernels_of(isa);
    if (kernels == nullptr) {
      MESSAGE("not on this processor or not in this build: " << simd::isa_name(isa));
      continue;
    }
    state = start;
    kernels->fill_normal(state.data(), got.data(), n_pair, 0.8f);
    CHECK(std::memcmp(expected.data(), got.data(), got.size() * sizeof(float)) == 0);
  }
}

}  // namespace long_test_random
