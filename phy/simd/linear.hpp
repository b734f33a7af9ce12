// From solutions to estimates, and linear detection of a block of 16 channels in one go.
#pragma once
#include "phy/simd/cholesky.hpp"
#include "phy/simd/gram.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// variance[user][16], and in place of d, the diagonal of (G + ridge I)^-1, scale[user][16]: with mse = N0 d, mse/(1 -
// mse) and 1/(1 - mse) if the bias is to be divided out, mse and 1 if not.
static void output_scaling(std::size_t n_user, const LinearRule& rule, float* d_to_scale, float* variance) {
  for (std::size_t k = 0; k < n_user * n_lane; k += width) {
    const Vf mse = load(d_to_scale + k) * splat(rule.noise_var);
    const Vf gain = rule.unbiased ? splat(1.0f) / (splat(1.0f) - mse) : splat(1.0f);
    store(d_to_scale + k, gain);
    store(variance + k, mse * gain);
  }
}

// One estimate: where the lane is not valid or the value or the variance is not finite, x = 0 and var = +inf.
static inline void store_estimate(const Complex& e, Vf variance, Vi lane_ok, float* x, float* var) {
  const Vf zero = (e.re - e.re) + (e.im - e.im) + (variance - variance);
  const Vi ok = lane_ok & (zero == Vf{});
  store_complex(x, {select(ok, e.re, Vf{}), select(ok, e.im, Vf{})});
  store(var, select(ok, variance, splat(__builtin_inff())));
}

// Turns raw solutions z into the detector's contract: x(u, v) = scale[u] z(u, v), var(u, v) = variance[u]
// where both can be used. z may be x.
static void finish(ConstBlockView z, const LinkSize& n, const float* valid, const EstimateBlock& out) {
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    const Vi lane_ok = load(valid + lane) > splat(0.5f);
    for (std::size_t u = 0; u < n.user; ++u) {
      const Vf scale = load(out.scale + u * n_lane + lane), variance = load(out.variance + u * n_lane + lane);
      for (std::size_t v = 0; v < n.vector; ++v) {
        const Complex x = scaled(load_complex(z.data + u * z.stride + v * entry + lane), scale);
        store_estimate(x, variance, lane_ok, out.x.data + u * out.x.stride + v * entry + lane,
                       out.var + (u * n.vector + v) * n_lane + lane);
      }
    }
  }
}

// The same rule where x is scaled already, for columns v..v+count of one lane group.
static inline void fill_variance(const LinkSize& n, std::size_t v, std::size_t count, Vi lane_ok,
                                 const EstimateBlock& out) {
  for (std::size_t u = 0; u < n.user; ++u) {
    float* x = out.x.data + u * out.x.stride + v * entry;
    float* var = out.var + (u * n.vector + v) * n_lane;
    const Vf variance = load(out.variance + u * n_lane);
    Vf zero = variance - variance;
    for (std::size_t k = 0; k < count; ++k) {
      const Vf re = load(x + k * entry), im = load(x + k * entry + n_lane);
      zero += (re - re) + (im - im);
      store(var + k * n_lane, variance);
    }
    if (!any_lane(~(lane_ok & (zero == Vf{})))) continue;
    for (std::size_t k = 0; k < count; ++k)
      store_estimate(load_complex(x + k * entry), variance, lane_ok, x + k * entry, var + k * n_lane);
  }
}

// x = F^H y with its variance, for the filter F [n_rx][n_user] = H (G + ridge I)^-1 times the scale of each column.
// Each panel of columns is finished while its last tiles are in the first-level cache.
static void apply_filter(const LinkBlock& link, const float* valid, const EstimateBlock& out) {
  const LinkSize& n = link.size;
  for_each_chunk(n.rx, [&](std::size_t b, std::size_t lane, const Rows& rows) {
    const Vi lane_ok = load(valid + lane) > splat(0.5f);
    const ConstBlockView f = from(link.h, b, lane), y = from(link.y, b, lane);
    const EstimateBlock e = {{out.x.data + lane, out.x.stride}, out.var + lane, nullptr, out.variance + lane};
    for (std::size_t v = 0; v < n.vector; v += wide_tile_j) {
      const std::size_t count = n.vector - v < wide_tile_j ? n.vector - v : wide_tile_j;
      product(f, {y.data + v * entry, y.stride}, rows, {n.user, count}, {e.x.data + v * entry, e.x.stride});
      if (b + rows.count == n.rx) fill_variance(n, v, count, lane_ok, e);
    }
  });
}

// From H and y to x [n_user][n_vector] and its variance in one go, while G stays in the cache. work is
// [n_user][2 n_user + n_vector]: G, beside it z, which the factorisation turns into R^-H z, and R^-H.
static void detect_linear(const LinkBlock& link, const LinearRule& rule, BlockView work, const EstimateBlock& out) {
  const LinkSize& n = link.size;
  const BlockView z = {work.data + n.user * entry, work.stride};
  const ConstBlockView r = {work.data, work.stride};
  alignas(64) float valid[n_lane];
  upper_gram_and_filter(link.h, link.y, n, work, z);
  cholesky(work, rule.ridge, {n.user, n.vector}, {valid, out.scale, {z.data + n.vector * entry, work.stride}});
  solve_upper(r, n.user, n.vector, z);
  output_scaling(n.user, rule, out.scale, out.variance);
  finish({z.data, z.stride}, n, valid, out);
}

}  // namespace ohmimo::simd::OHMIMO_ISA
