// Cholesky factor, solves and diagonal of the inverse for 16 Hermitian matrices side by side.
#pragma once
#include "phy/simd/tile.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// L L^H = G + ridge I, left-looking. The lower triangle of l receives L, its diagonal 1/L_jj (real). valid[lane] = 1
// where every pivot is finite and above the rounding noise n_user 2^-23 (G_jj + ridge), else 0.
static void cholesky(ConstBlockView g, float ridge, std::size_t n_user, BlockView l, float* valid) {
  const Vf noise = splat(static_cast<float>(n_user) * 0x1p-23f);
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    Vi ok = ~Vi{};
    for (std::size_t j = 0; j < n_user; ++j) {
      const float* row_j = l.data + j * l.stride + lane;
      const Vf diagonal = load(g.data + j * g.stride + j * entry + lane) + splat(ridge);
      Vf pivot = diagonal;
      for (std::size_t k = 0; k < j; ++k) {
        const Vf re = load(row_j + k * entry), im = load(row_j + k * entry + n_lane);
        pivot = fnma(im, im, fnma(re, re, pivot));
      }
      ok &= (pivot > diagonal * noise) & (pivot - pivot == Vf{});  // false for NaN and infinity
      const Vf inverse = splat(1.0f) / sqrt(pivot);
      store(l.data + j * l.stride + j * entry + lane, inverse);
      store(l.data + j * l.stride + j * entry + n_lane + lane, Vf{});
      for (std::size_t i = j + 1; i < n_user; ++i) {
        const float* row_i = l.data + i * l.stride + lane;
        Vf re = load(g.data + i * g.stride + j * entry + lane);
        Vf im = load(g.data + i * g.stride + j * entry + n_lane + lane);
        for (std::size_t k = 0; k < j; ++k) {  // minus L_ik conj(L_jk)
          const Vf a_re = load(row_i + k * entry), a_im = load(row_i + k * entry + n_lane);
          const Vf b_re = load(row_j + k * entry), b_im = load(row_j + k * entry + n_lane);
          re = fnma(a_im, b_im, fnma(a_re, b_re, re));
          im = fma(a_re, b_im, fnma(a_im, b_re, im));
        }
        store(l.data + i * l.stride + j * entry + lane, re * inverse);
        store(l.data + i * l.stride + j * entry + n_lane + lane, im * inverse);
      }
    }
    store(valid + lane, select(ok, splat(1.0f), Vf{}));
  }
}

// x = (L L^H)^-1 z for J vectors of one lane group: forward with L, backward with L^H.
template <std::size_t J>
static inline void solve_columns(const float* l, std::size_t l_stride, const float* z, std::size_t z_stride,
                                 std::size_t n_user, float* x, std::size_t x_stride) {
  for (std::size_t step = 0; step < 2 * n_user; ++step) {
    const bool forward = step < n_user;
    const std::size_t i = forward ? step : 2 * n_user - 1 - step;
    const float* source = forward ? z + i * z_stride : x + i * x_stride;
    Vf re[J], im[J];
    for (std::size_t j = 0; j < J; ++j) {
      re[j] = load(source + j * entry);
      im[j] = load(source + j * entry + n_lane);
    }
    const std::size_t first = forward ? 0 : i + 1, last = forward ? i : n_user;
    for (std::size_t k = first; k < last; ++k) {
      // forward: minus L_ik x_k; backward: minus conj(L_ki) x_k
      const float* factor = forward ? l + i * l_stride + k * entry : l + k * l_stride + i * entry;
      const Vf l_re = load(factor);
      const Vf l_im = forward ? load(factor + n_lane) : -load(factor + n_lane);
      for (std::size_t j = 0; j < J; ++j) {
        const Vf x_re = load(x + k * x_stride + j * entry), x_im = load(x + k * x_stride + j * entry + n_lane);
        re[j] = fma(l_im, x_im, fnma(l_re, x_re, re[j]));
        im[j] = fnma(l_im, x_re, fnma(l_re, x_im, im[j]));
      }
    }
    const Vf inverse = load(l + i * l_stride + i * entry);
    for (std::size_t j = 0; j < J; ++j) {
      store(x + i * x_stride + j * entry, re[j] * inverse);
      store(x + i * x_stride + j * entry + n_lane, im[j] * inverse);
    }
  }
}

static void cholesky_solve(ConstBlockView l, ConstBlockView z, std::size_t n_user, std::size_t n_vector, BlockView x) {
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    std::size_t v = 0;
    for (; v + 4 <= n_vector; v += 4)
      solve_columns<4>(l.data + lane, l.stride, z.data + v * entry + lane, z.stride, n_user, x.data + v * entry + lane,
                       x.stride);
    for (; v < n_vector; ++v)
      solve_columns<1>(l.data + lane, l.stride, z.data + v * entry + lane, z.stride, n_user, x.data + v * entry + lane,
                       x.stride);
  }
}

// d[user][16] = [(L L^H)^-1]_kk = sum_i |(L^-1)_ik|^2, column k of L^-1 by forward substitution. work holds one column,
// n_user entries.
static void inverse_diagonal(ConstBlockView l, std::size_t n_user, float* work, float* d) {
  for (std::size_t lane = 0; lane < n_lane; lane += width)
    for (std::size_t k = 0; k < n_user; ++k) {
      Vf sum{};
      for (std::size_t i = k; i < n_user; ++i) {
        Vf re = i == k ? splat(1.0f) : Vf{}, im{};
        for (std::size_t j = k; j < i; ++j) {
          const float* l_ij = l.data + i * l.stride + j * entry + lane;
          const Vf l_re = load(l_ij), l_im = load(l_ij + n_lane);
          const Vf w_re = load(work + j * entry), w_im = load(work + j * entry + n_lane);
          re = fma(l_im, w_im, fnma(l_re, w_re, re));
          im = fnma(l_im, w_re, fnma(l_re, w_im, im));
        }
        const Vf inverse = load(l.data + i * l.stride + i * entry + lane);
        re *= inverse;
        im *= inverse;
        store(work + i * entry, re);
        store(work + i * entry + n_lane, im);
        sum = fma(im, im, fma(re, re, sum));
      }
      store(d + k * n_lane + lane, sum);
    }
}

// Turns raw solutions into the detector's contract: x(u, v) *= scale[u], var(u, v) = variance[u]; where the lane is not
// valid or the value is not finite, x = 0 and var = +inf. var is [n_user][n_vector][16].
static void finish(BlockView x, const LinkSize& n, const float* valid, const float* scale, const float* variance,
                   float* var) {
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    const Vi lane_ok = load(valid + lane) > splat(0.5f);
    for (std::size_t u = 0; u < n.user; ++u) {
      const Vf s = load(scale + u * n_lane + lane), var_u = load(variance + u * n_lane + lane);
      for (std::size_t v = 0; v < n.vector; ++v) {
        float* p = x.data + u * x.stride + v * entry + lane;
        const Vf re = load(p) * s, im = load(p + n_lane) * s;
        const Vf zero = (re - re) + (im - im) + (var_u - var_u);
        const Vi ok = lane_ok & (zero == Vf{});
        store(p, select(ok, re, Vf{}));
        store(p + n_lane, select(ok, im, Vf{}));
        store(var + (u * n.vector + v) * n_lane + lane, select(ok, var_u, splat(__builtin_inff())));
      }
    }
  }
}

}  // namespace ohmimo::simd::OHMIMO_ISA
