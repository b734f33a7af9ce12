// Linear detectors against the double-precision reference, their limits, and their ways from H or G to estimates.
#include <cmath>

#include "detector/linear/linear.hpp"
#include "detector/linear/reference.hpp"
#include "tests/about.hpp"
#include "tests/detector/detector_case.hpp"

namespace test_linear {

using namespace ohmimo;
using namespace ohmimo::detector_test;

TEST_CASE("zf and mmse equal the double-precision reference") {
  for (int n_user : {1, 3, 8})
    for (int n_vector : {1, 5}) {
      const DrawnFrame s = scene({24, n_user, 35, n_vector, {}, 0.0, false}, 0.2);
      // 24 x 8: condition number of G below 30; single precision loses (n_rx + n_user) eps cond.
      const double bound = 4 * 32 * 0x1p-24 * 30;
      CHECK(worst_difference(run(named("zf"), s.frame)[0].x, run(named("reference"), s.frame)[0].x) < bound);
      CHECK(worst_difference(run(named("mmse"), s.frame)[0].x, run(named("reference-mmse"), s.frame)[0].x) < bound);
      const auto zf = run(named("zf"), s.frame), reference = run(named("reference"), s.frame);
      const auto mmse = run(named("mmse"), s.frame), reference_mmse = run(named("reference-mmse"), s.frame);
      for (int c = 0; c < 35; ++c)
        for (int u = 0; u < n_user; ++u) {
          CHECK(zf[0].var.get(c, u, 0) == about(reference[0].var.get(c, u, 0), bound));
          CHECK(mmse[0].var.get(c, u, 0) == about(reference_mmse[0].var.get(c, u, 0), bound));
        }
      CHECK(worst_difference(mmse[0].x, reference[0].x) >
            (n_user == 1 ? 0.0 : 10 * bound));  // the check can tell zf from mmse
    }
}

TEST_CASE("mmse tends to zf at high SNR and equals mrc for one user") {
  const DrawnFrame high = scene({16, 4, 16, 1, {}, 0.0, false}, 1e-7);
  CHECK(worst_difference(run(named("mmse"), high.frame)[0].x, run(named("zf"), high.frame)[0].x) < 1e-4);
  const DrawnFrame single = scene({16, 1, 16, 2, {}, 0.0, false}, 0.5);
  const auto mmse = run(named("mmse"), single.frame), mrc = run(named("mrc"), single.frame);
  CHECK(worst_difference(mmse[0].x, mrc[0].x) < 16 * 0x1p-22);
  CHECK(mmse[0].var.get(3, 0, 0) == about(mrc[0].var.get(3, 0, 0), 1e-5));
}

TEST_CASE("the biased mmse estimate is the unbiased one shrunk by 1 - N0 [(G + N0 I)^-1]_kk") {
  const DrawnFrame s = scene({12, 4, 16, 1, {}, 0.0, false}, 0.8);
  const auto biased = run(named("mmse-biased"), s.frame), unbiased = run(named("mmse"), s.frame);
  for (int c = 0; c < 16; ++c) {
    const arma::cx_mat h = s.frame.h.matrix(c);
    const arma::cx_mat inverse = arma::inv(h.t() * h + 0.8 * arma::eye<arma::cx_mat>(4, 4));
    for (int u = 0; u < 4; ++u) {
      const double gain = 1.0 - 0.8 * inverse(u, u).real();
      CHECK(std::abs(std::complex<double>(biased[0].x.get(c, u, 0)) -
                     gain * std::complex<double>(unbiased[0].x.get(c, u, 0))) < 1e-5);
      CHECK(biased[0].var.get(c, u, 0) == about(0.8 * inverse(u, u).real(), 1e-4));
    }
  }
}

TEST_CASE("zf with more users than antennas has no estimates, however rounding falls") {
  const DrawnFrame s = scene({4, 5, 8000, 1, {}, 0.0, false}, 0.1);
  std::vector<Estimate> antenna(1), gram_form(1), reference(1);
  make_linear_in_antenna_domain(LinearKind::zf)->prepare_and_detect(s.frame.h, s.frame.y, {0.1f, s.frame.id}, antenna);
  with_gram(make_linear(LinearKind::zf))->prepare_and_detect(s.frame.h, s.frame.y, {0.1f, s.frame.id}, gram_form);
  reference = run(named("reference"), s.frame);
  for (const Estimate* estimate : {&antenna[0], &gram_form[0], &reference[0]}) {
    std::size_t answered = 0;
    for (std::size_t c = 0; c < 8000; ++c)
      for (std::size_t u = 0; u < 5; ++u)
        answered += !std::isinf(estimate->var.get(c, u, 0)) || estimate->x.get(c, u, 0) != std::complex<float>();
    CHECK(answered == 0);
  }
}

TEST_CASE("where x is enough, linear detectors give the same x and leave the variance alone") {
  for (const LinearKind kind : {LinearKind::zf, LinearKind::mmse, LinearKind::mmse_biased})
    for (const auto& [n_rx, n_user, n_vector] : {std::tuple{16, 4, 1}, {24, 5, 16}, {24, 5, 20}, {24, 5, 30}}) {
      const DrawnFrame s = scene({n_rx, n_user, 19, n_vector, {}, 0.0, false}, 0.2);
      MatrixBatch y = s.frame.y, g, z;
      y.set(3, 7, 0, {INFINITY, 0.f});
      gram_and_filter(s.frame.h, y, g, z);
      std::vector<Estimate> x_and_var(1), x_only(1);
      for (const bool antennas : {false, true}) {
        const PrepareInput input{0.2f, s.frame.id};
        if (antennas) {
          make_linear_in_antenna_domain(kind)->prepare_and_detect(s.frame.h, y, input, x_and_var);
          make_linear_in_antenna_domain(kind, Output::x_only)->prepare_and_detect(s.frame.h, y, input, x_only);
        } else {
          make_linear(kind)->prepare_and_detect(g, z, input, x_and_var);
          make_linear(kind, Output::x_only)->prepare_and_detect(g, z, input, x_only);
        }
        CHECK(x_only[0].var.n_channel() == 0);
        for (int c = 0; c < 19; ++c)
          for (int u = 0; u < n_user; ++u)
            for (int v = 0; v < n_vector; ++v) CHECK(x_only[0].x.get(c, u, v) == x_and_var[0].x.get(c, u, v));
      }
    }
}

// Square channels at high SNR: rounding of G would be the larger noise on some of them, were they not solved anew.
TEST_CASE("linear detectors stay within a tenth of the noise's deviation of double precision") {
  struct Square {
    int n, n_vector;
    double noise_var;
  };
  for (const Square& square : {Square{4, 1, 1e-8}, {16, 1, 1e-6}, {32, 1, 1e-5}, {16, 20, 1e-6}})
    for (const bool regularised : {false, true}) {
      const int n = square.n, n_vector = square.n_vector;
      const double noise_var = square.noise_var;
      CAPTURE(n);
      const DrawnFrame s = scene({n, n, 480, n_vector, {}, 0.0, false}, noise_var);
      const Estimate expected = run(named(regularised ? "reference-mmse" : "reference"), s.frame)[0];
      const LinearKind kind = regularised ? LinearKind::mmse : LinearKind::zf;
      const auto noise = static_cast<float>(noise_var);
      MatrixBatch g, z;
      gram_and_filter(s.frame.h, s.frame.y, g, z);
      std::vector<Estimate> antennas(1), gram_form(1), alone(1);
      make_linear_in_antenna_domain(kind)->prepare_and_detect(s.frame.h, s.frame.y, {noise, s.frame.id}, antennas);
      make_linear(kind)->prepare_and_detect(g, z, {noise, s.frame.id, &s.frame.h, &s.frame.y}, gram_form);
      make_linear(kind)->prepare_and_detect(g, z, {noise, s.frame.id}, alone);
      const auto worst = [&](const Estimate& got) {  // in deviations of the noise
        double most = 0.0;
        for (int c = 0; c < 480; ++c)
          for (int u = 0; u < n; ++u)
            for (int v = 0; v < n_vector; ++v) {
              const double difference = std::abs(got.x.get(c, u, v) - expected.x.get(c, u, v));
              most = std::max(most, difference / std::sqrt(expected.var.get(c, u, v)));
            }
        return most;
      };
      CHECK(worst(antennas[0]) < 0.1);
      CHECK(worst(gram_form[0]) < 0.1);
      CHECK(worst(alone[0]) > 0.1);  // without H and y nothing can be solved anew: the test sees what it is for
    }
}

// Users that are almost parallel: solutions of zero forcing are all noise, which roundings of G move by their own
// share.
TEST_CASE("where noise is all that zf gives, estimates and variances are those of double precision") {
  for (const double correlation : {0.9999, 0.99999, 0.999999})
    for (const double noise_var : {1.0, 0.1, 1e-3})
      for (const int n_vector : {1, 20}) {
        CAPTURE(correlation);
        CAPTURE(noise_var);
        const DrawnFrame s =
            scene({20, 3, 320, n_vector, {"", exponential_rayleigh(correlation)}, 0.0, false}, noise_var);
        const Estimate expected = run(named("reference"), s.frame)[0];
        std::vector<Estimate> got(1);
        make_linear_in_antenna_domain(LinearKind::zf)
            ->prepare_and_detect(s.frame.h, s.frame.y, {static_cast<float>(noise_var), s.frame.id}, got);
        double worst_x = 0.0, worst_var = 0.0;
        for (int c = 0; c < 320; ++c)
          for (int u = 0; u < 3; ++u)
            for (int v = 0; v < n_vector; ++v) {
              const double var = expected.var.get(c, u, v);
              worst_x = std::max(worst_x, std::abs(got[0].x.get(c, u, v) - expected.x.get(c, u, v)) / std::sqrt(var));
              worst_var = std::max(worst_var, std::abs(got[0].var.get(c, u, v) / var - 1.0));
            }
        CHECK(worst_x < 0.1);
        CHECK(worst_var < 0.1);
      }
}

TEST_CASE("in the antenna domain, linear detectors agree with the Gram form on every path") {
  for (const LinearKind kind : {LinearKind::zf, LinearKind::mmse, LinearKind::mmse_biased})
    for (const int n_vector : {1, 15, 16, 17}) {  // detect() solves up to 15, then filters; both up to 16 in one go
      const DrawnFrame s = scene({24, 5, 19, n_vector, {}, 0.0, false}, 0.2);
      MatrixBatch y = s.frame.y, h = s.frame.h;
      y.set(3, 7, 0, {INFINITY, 0.f});
      for (int b = 0; b < 24; ++b) h.set(17, b, 2, {NAN, 0.f});
      std::vector<Estimate> gram_form(1), antenna(1), at_once(1);
      const auto expected = with_gram(make_linear(kind)), detector = make_linear_in_antenna_domain(kind);
      expected->prepare(h, 0.2f, s.frame.id);
      expected->detect(y, gram_form);
      detector->prepare(h, 0.2f, s.frame.id);
      detector->detect(y, antenna);
      make_linear_in_antenna_domain(kind)->prepare_and_detect(h, y, {0.2f, s.frame.id}, at_once);
      // Condition number of G below 30; single precision loses (n_rx + n_user) eps cond on each path.
      const double bound = 8 * 29 * 0x1p-24 * 30;
      for (const Estimate* estimate : {&antenna[0], &at_once[0]})
        for (int c = 0; c < 19; ++c)
          for (int u = 0; u < 5; ++u)
            for (int v = 0; v < n_vector; ++v) {
              const float var = gram_form[0].var.get(c, u, v);
              const bool lost = c == 17 || (c == 3 && v == 0);
              REQUIRE(std::isinf(var) == lost);
              if (lost) {
                CHECK(estimate->x.get(c, u, v) == std::complex<float>());
                CHECK(std::isinf(estimate->var.get(c, u, v)));
              } else {
                CHECK(std::abs(estimate->x.get(c, u, v) - gram_form[0].x.get(c, u, v)) < 4 * bound);  // |x| below 4
                CHECK(estimate->var.get(c, u, v) == about(var, bound));
              }
            }
    }
}

TEST_CASE("in the antenna domain, one prepare() serves few and many vectors in turn, and the next one forgets it") {
  struct Channels {
    int n_rx;
    float noise_var;
  };
  for (const LinearKind kind : {LinearKind::zf, LinearKind::mmse}) {
    const auto detector = make_linear_in_antenna_domain(kind);
    for (const Channels& of : {Channels{24, 0.2f}, {24, 0.7f}, {9, 0.7f}}) {
      const DrawnFrame few = scene({of.n_rx, 5, 19, 10, {}, 0.0, false}, 0.2),
                       many = scene({of.n_rx, 5, 19, 41, {}, 0.0, false}, 0.2);
      detector->prepare(few.frame.h, of.noise_var, few.frame.id);
      for (const DrawnFrame* s : {&few, &many, &few}) {
        const auto fresh = make_linear_in_antenna_domain(kind);
        std::vector<Estimate> expected(1), got(1);
        fresh->prepare(few.frame.h, of.noise_var, few.frame.id);
        fresh->detect(s->frame.y, expected);
        detector->detect(s->frame.y, got);
        std::size_t different = 0;
        for (std::size_t c = 0; c < 19; ++c)
          for (std::size_t u = 0; u < 5; ++u)
            for (std::size_t v = 0; v < s->frame.y.cols(); ++v)
              different += got[0].x.get(c, u, v) != expected[0].x.get(c, u, v) ||
                           got[0].var.get(c, u, v) != expected[0].var.get(c, u, v);
        CHECK(different == 0);
      }
    }
  }
}

TEST_CASE("mmse with more users than antennas and hardly any noise: the pseudoinverse, by the smaller matrix") {
  // N0 -> 0: (G + N0 I)^-1 H^H -> pinv(H), whose gain for user k is [pinv(H) H]_kk. N0 = 1e-16 moves that by 1e-13 at
  // most for these H; what is left is rounding of y and x to single precision.
  const DrawnFrame s = scene({4, 8, 35, 2, {}, 0.0, false}, 1e-16);
  for (const char* name : {"mmse", "mmse-biased", "reference-mmse"}) {
    const auto out = run(named(name), s.frame);
    for (int c = 0; c < 35; ++c) {
      const arma::cx_mat h = s.frame.h.matrix(c), inverse = arma::pinv(h), x = inverse * s.frame.y.matrix(c);
      const arma::vec gain = arma::real(arma::cx_vec(arma::cx_mat(inverse * h).diag()));
      for (int u = 0; u < 8; ++u) {
        const bool biased = std::string(name) == "mmse-biased";
        const double shrunk = biased ? 1.0 : gain(u);
        CHECK(std::abs(std::complex<double>(out[0].x.get(c, u, 1)) * shrunk - x(u, 1)) < 1e-5);
        CHECK(out[0].var.get(c, u, 1) == about((1.0 - gain(u)) / shrunk, 1e-5));
      }
    }
  }
}

}  // namespace test_linear
