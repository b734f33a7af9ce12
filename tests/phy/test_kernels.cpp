// Kernels against double-precision Armadillo and against the scalar instance, bit for bit.
#include <doctest/doctest.h>

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <cstring>
#include <utility>

#include "phy/batch.hpp"
#include "phy/rng.hpp"
#include "phy/simd/kernels.hpp"
#include "tests/about.hpp"

namespace test_kernels {

using namespace ohmimo;

MatrixBatch random_batch(std::size_t n_channel, std::size_t rows, std::size_t cols, std::uint32_t name) {
  MatrixBatch m(n_channel, rows, cols);
  RngStream stream(FrameId{99, name, 0}, Purpose::channel);
  for (std::size_t b = 0; b < m.n_block(); ++b)
    for (std::size_t row = 0; row < rows; ++row)
      stream.fill_normal({m.block(b).data + row * m.block(b).stride, cols * 2 * n_lane}, std::sqrt(0.5f));
  return m;
}

bool same_bits(const MatrixBatch& a, const MatrixBatch& b) {
  for (std::size_t block = 0; block < a.n_block(); ++block)
    for (std::size_t row = 0; row < a.rows(); ++row)
      if (std::memcmp(a.block(block).data + row * a.block(block).stride,
                      b.block(block).data + row * b.block(block).stride, a.cols() * 2 * n_lane * sizeof(float)) != 0)
        return false;
  return true;
}

double relative_error(const arma::cx_mat& got, const arma::cx_mat& expected) {
  return arma::norm(got - expected, "fro") / arma::norm(expected, "fro");
}

struct Shape {
  std::size_t n_rx, n_user, n_vector;
};
constexpr Shape shapes[] = {{1, 1, 1},  {5, 3, 2},   {16, 4, 1},  {17, 5, 6},   {33, 7, 5},  {64, 8, 1},
                            {64, 8, 4}, {128, 9, 1}, {40, 13, 9}, {50, 20, 14}, {72, 32, 1}, {90, 35, 3}};
constexpr double eps = 0x1p-24;

// Everything one instruction set computes for one shape, ridge and noise variance 0.25.
struct Results {
  MatrixBatch g, z, g_fused, z_fused, y, r, x;
  RealBatch d, valid;
  MatrixBatch x_unbiased, x_direct, x_solved;  // from G and z by the single steps, by detect_linear and solve_linear
  RealBatch var, var_direct, var_solved;
  MatrixBatch filter;
  RealBatch var_filter;
};

Results compute(const simd::Kernels& k, const MatrixBatch& h, const MatrixBatch& y_in, const MatrixBatch& x_in) {
  const simd::LinkSize n = {h.rows(), h.cols(), y_in.cols()};
  const std::size_t n_channel = h.n_channel();
  const MatrixBatch square(n_channel, n.user, n.user), vectors(n_channel, n.user, n.vector);
  const RealBatch per_user(n_channel, n.user, 1), per_vector(n_channel, n.user, n.vector);
  Results r{square,  vectors, square,  vectors,    y_in,       square,     vectors, per_user, {n_channel, 1, 1},
            vectors, vectors, vectors, per_vector, per_vector, per_vector, h,       per_user};
  MatrixBatch work(n_lane, n.user + 1, 2 * n.user + n.vector), inverse(n_lane, n.user, n.user);
  alignas(64) float valid[n_lane];
  const simd::LinearRule rule = {{0.25f, 0.f}, 0.25f, true};
  for (std::size_t b = 0; b < h.n_block(); ++b) {
    k.gram(h.block(b), n.rx, n.user, r.g.block(b));
    k.matched_filter(h.block(b), y_in.block(b), n, r.z.block(b));
    k.gram_and_filter(h.block(b), y_in.block(b), n, r.g_fused.block(b), r.z_fused.block(b));
    k.multiply_add(h.block(b), x_in.block(b), n, r.y.block(b));
  }
  r.r = r.g;
  r.x = r.z;
  for (std::size_t b = 0; b < h.n_block(); ++b) {
    k.cholesky(r.r.block(b), rule.factor, {n.user, 0}, {r.valid.at(b, 0, 0), r.d.at(b, 0, 0), inverse.block(0)});
    const ConstBlockView factor = std::as_const(r.r).block(b);
    k.cholesky_solve(factor, n.user, n.vector, r.x.block(b));
    RealBatch scale = r.d, variance = r.d;
    k.output_scaling(n.user, rule, scale.at(b, 0, 0), variance.at(b, 0, 0));
    k.finish(r.x.block(b), n, {r.valid.at(b, 0, 0), scale.at(b, 0, 0), variance.at(b, 0, 0)},
             {r.x_unbiased.block(b), r.var.at(b, 0, 0)});
    k.detect_linear({h.block(b), y_in.block(b), n}, rule, work.block(0),
                    {{r.x_direct.block(b), r.var_direct.at(b, 0, 0)}, valid});
    k.solve_linear({r.g.block(b), r.z.block(b), n}, rule, work.block(0),
                   {{r.x_solved.block(b), r.var_solved.at(b, 0, 0)}, valid});
    k.make_filter({h.block(b), {}, {n.rx, n.user, 0}}, rule, work.block(0),
                  {r.filter.block(b), valid, r.var_filter.at(b, 0, 0)});
  }
  return r;
}

TEST_CASE("kernels agree with Armadillo in double precision") {
  for (const Shape& s : shapes)
    for (std::size_t n_channel : {1u, 15u, 16u, 17u, 35u}) {
      const MatrixBatch h = random_batch(n_channel, s.n_rx, s.n_user, 1),
                        y = random_batch(n_channel, s.n_rx, s.n_vector, 2),
                        x = random_batch(n_channel, s.n_user, s.n_vector, 3);
      const Results r = compute(simd::kernels(), h, y, x);
      for (std::size_t c = 0; c < n_channel; c += 7) {
        const arma::cx_mat hc = h.matrix(c), g = hc.t() * hc, z = hc.t() * y.matrix(c);
        const arma::cx_mat a = g + 0.25 * arma::eye<arma::cx_mat>(s.n_user, s.n_user);
        // Sums of n products round by at most n eps of the sum of magnitudes, and those of three products
        // (tile.hpp) by up to 4 eps more; sqrt(n) in practice.
        CHECK(relative_error(r.g.matrix(c), g) < (s.n_rx + 4) * eps);
        CHECK(arma::norm(r.z.matrix(c) - z, "fro") <
              (s.n_rx + 4) * eps * arma::norm(hc, "fro") * arma::norm(y.matrix(c), "fro"));
        CHECK(relative_error(r.y.matrix(c), y.matrix(c) + hc * x.matrix(c)) < 4 * (s.n_user + 1) * eps);
        CHECK(r.g.matrix(c).is_hermitian(0.0));
        // Solving costs the condition number times the rounding of the matrix and of the right-hand side. That of the
        // 1-norm is no smaller than that of the 2-norm, for a is Hermitian, and needs no eigenvalues.
        const arma::cx_mat inverse = arma::inv(a);
        const double bound = 4 * (s.n_rx + s.n_user) * eps * arma::norm(a, 1) * arma::norm(inverse, 1);
        CHECK(relative_error(r.x.matrix(c), arma::solve(a, z)) <
              bound * arma::norm(hc, "fro") * arma::norm(y.matrix(c), "fro") / arma::norm(z, "fro"));
        const arma::vec d = arma::real(inverse.diag());
        for (std::size_t u = 0; u < s.n_user; ++u) CHECK(r.d.get(c, u, 0) == about(d(u), bound));
        CHECK(r.valid.get(c, 0, 0) == 1.f);
        CHECK(relative_error(r.x_direct.matrix(c), r.x_unbiased.matrix(c)) < bound);
        const arma::cx_mat filter = hc * inverse * arma::diagmat(arma::conv_to<arma::cx_vec>::from(1 / (1 - 0.25 * d)));
        CHECK(relative_error(r.filter.matrix(c), filter) < 2 * bound);
        for (std::size_t u = 0; u < s.n_user; ++u) {
          const double expected = 0.25 * d(u) / (1 - 0.25 * d(u));
          CHECK(r.var_filter.get(c, u, 0) == about(expected, bound));
          CHECK(r.var.get(c, u, 0) == about(expected, bound));
          CHECK(r.var_direct.get(c, u, 0) == about(expected, bound));
        }
      }
    }
}

TEST_CASE("every instruction set gives the bits of the scalar instance") {
  const simd::Kernels& oracle = *simd::kernels_of(simd::Isa::scalar);
  for (const simd::Isa isa : {simd::Isa::avx2, simd::Isa::avx512}) {
    const simd::Kernels* k = simd::kernels_of(isa);
    if (k == nullptr) {
      MESSAGE("not on this processor or not in this build: " << simd::isa_name(isa));
      continue;
    }
    for (const Shape& s : shapes) {
      const MatrixBatch h = random_batch(17, s.n_rx, s.n_user, 1), y = random_batch(17, s.n_rx, s.n_vector, 2),
                        x = random_batch(17, s.n_user, s.n_vector, 3);
      const Results a = compute(oracle, h, y, x), b = compute(*k, h, y, x);
      CHECK(same_bits(a.g, b.g));
      CHECK(same_bits(a.z, b.z));
      CHECK(same_bits(b.g, b.g_fused));
      CHECK(same_bits(b.z, b.z_fused));
      CHECK(same_bits(a.y, b.y));
      CHECK(same_bits(a.r, b.r));
      CHECK(same_bits(a.x, b.x));
      CHECK(same_bits(a.x_direct, b.x_direct));
      CHECK(same_bits(b.x_direct, b.x_solved));
      CHECK(same_bits(a.filter, b.filter));
      CHECK(std::memcmp(a.var_filter.at(0, 0, 0), b.var_filter.at(0, 0, 0), 2 * s.n_user * n_lane * sizeof(float)) ==
            0);
      CHECK(std::memcmp(a.d.at(0, 0, 0), b.d.at(0, 0, 0), 2 * s.n_user * n_lane * sizeof(float)) == 0);
      for (const RealBatch* var : {&b.var_direct, &b.var_solved})
        CHECK(std::memcmp(a.var_direct.at(0, 0, 0), var->at(0, 0, 0),
                          2 * s.n_user * s.n_vector * n_lane * sizeof(float)) == 0);
    }
  }
}

TEST_CASE("the bit comparison sees one changed bit") {
  MatrixBatch a = random_batch(3, 2, 2, 1), b = random_batch(3, 2, 2, 1);
  CHECK(same_bits(a, b));
  b.set(2, 1, 1, {b.get(2, 1, 1).real(), std::nextafter(b.get(2, 1, 1).imag(), 9.f)});
  CHECK(!same_bits(a, b));
}

TEST_CASE("singular and non-finite lanes are marked, the others are untouched") {
  MatrixBatch h = random_batch(16, 6, 3, 4);
  const MatrixBatch y = random_batch(16, 6, 2, 5), x = random_batch(16, 3, 2, 6);
  const Results clean = compute(simd::kernels(), h, y, x);
  for (std::size_t row = 0; row < 6; ++row) h.set(4, row, 2, h.get(4, row, 1));  // two equal users
  h.set(5, 0, 0, {NAN, 0.f});
  h.set(6, 0, 0, {INFINITY, 0.f});
  MatrixBatch g(16, 3, 3);
  MatrixBatch inverse(16, 3, 3);
  RealBatch valid(16, 1, 1), d(16, 3, 1);
  simd::kernels().gram(std::as_const(h).block(0), 6, 3, g.block(0));
  simd::kernels().cholesky(g.block(0), {0.f, 0.f}, {3, 0}, {valid.at(0, 0, 0), d.at(0, 0, 0), inverse.block(0)});
  for (std::size_t c = 0; c < 16; ++c) CHECK(valid.get(c, 0, 0) == (c >= 4 && c <= 6 ? 0.f : 1.f));
  MatrixBatch solved = clean.x;
  RealBatch ones(16, 3, 1), var(16, 3, 2);
  std::fill_n(ones.at(0, 0, 0), 3 * n_lane, 1.f);
  simd::kernels().finish(solved.block(0), {6, 3, 2}, {valid.at(0, 0, 0), ones.at(0, 0, 0), ones.at(0, 0, 0)},
                         {solved.block(0), var.at(0, 0, 0)});
  for (std::size_t c = 0; c < 16; ++c)
    for (std::size_t u = 0; u < 3; ++u) {
      const bool bad = c >= 4 && c <= 6;
      CHECK(solved.get(c, u, 1) == (bad ? std::complex<float>() : clean.x.get(c, u, 1)));
      CHECK(var.get(c, u, 1) == (bad ? INFINITY : 1.f));
    }
}

TEST_CASE("apply_filter is the matched filter with the variance beside it, on every instruction set") {
  for (const simd::Isa isa : simd::all_isas)
    for (const Shape& s : shapes) {
      const simd::Kernels* k = simd::kernels_of(isa);
      if (k == nullptr) continue;  // said above
      // A single vector is filtered with other sums.
      const std::size_t n_vector = s.n_vector + 1;
      MatrixBatch f = random_batch(16, s.n_rx, s.n_user, 1), y = random_batch(16, s.n_rx, n_vector, 2);
      MatrixBatch z(16, s.n_user, n_vector), x = z;
      y.set(3, s.n_rx - 1, n_vector - 1, {NAN, 0.f});
      for (std::size_t b = 0; b < s.n_rx; ++b) {  // channel 7: every estimate 1.5e38, together beyond the largest float
        for (std::size_t u = 0; u < s.n_user; ++u) f.set(7, b, u, 1.f);
        for (std::size_t v = 0; v < n_vector; ++v) y.set(7, b, v, 1.5e38f / static_cast<float>(s.n_rx));
      }
      RealBatch valid(16, 1, 1), var(16, s.n_user, n_vector), variance(16, s.n_user, 1);
      std::fill_n(valid.at(0, 0, 0), n_lane, 1.f);
      valid.at(0, 0, 0)[5] = 0.f;
      std::fill_n(variance.at(0, 0, 0), s.n_user * n_lane, 2.f);
      const simd::LinkSize n = {s.n_rx, s.n_user, n_vector};
      const ConstBlockView f_block = std::as_const(f).block(0), y_block = std::as_const(y).block(0);
      k->matched_filter(f_block, y_block, n, z.block(0));
      k->apply_filter({f_block, y_block, n}, {valid.at(0, 0, 0), nullptr, variance.at(0, 0, 0)},
                      {x.block(0), var.at(0, 0, 0)});
      std::size_t wrong = 0;
      for (std::size_t c = 0; c < 16; ++c)
        for (std::size_t u = 0; u < s.n_user; ++u)
          for (std::size_t v = 0; v < n_vector; ++v) {
            const bool bad = c == 5 || (c == 3 && v == n_vector - 1);
            wrong += x.get(c, u, v) != (bad ? std::complex<float>() : z.get(c, u, v));
            wrong += var.get(c, u, v) != (bad ? INFINITY : 2.f);
          }
      CHECK(wrong == 0);
    }
}

TEST_CASE("correlate_rows gives the exponential correlation") {
  const std::size_t n_rx = 6, n_block = 400;
  MatrixBatch h = random_batch(n_block * n_lane, n_rx, 2, 7);
  for (std::size_t b = 0; b < n_block; ++b) simd::kernels().correlate_rows(h.block(b), n_rx, 2, 0.7f);
  arma::cx_mat r(n_rx, n_rx, arma::fill::zeros);
  for (std::size_t c = 0; c < h.n_channel(); ++c) r += h.matrix(c) * h.matrix(c).t();
  r /= 2.0 * h.n_channel();
  // Entries of a sample covariance of N = 12800 vectors have a deviation of at most 1/sqrt(N).
  for (std::size_t i = 0; i < n_rx; ++i)
    for (std::size_t j = 0; j < n_rx; ++j)
      CHECK(std::abs(r(i, j) - std::pow(0.7, std::abs(static_cast<double>(i) - static_cast<double>(j)))) <
            5.0 / std::sqrt(2.0 * h.n_channel()));
}

}  // namespace test_kernels
