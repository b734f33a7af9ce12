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

// Turns raw solutions z into the detector's contract: x(u, v) = scale[u] z(u, v), var(u, v) = variance[u]; where the
// lane is not valid or the value is not finite, x = 0 and var = +inf. z may be x.
static void finish(ConstBlockView z, const LinkSize& n, const float* valid, const EstimateBlock& out) {
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    const Vi lane_ok = load(valid + lane) > splat(0.5f);
    for (std::size_t u = 0; u < n.user; ++u) {
      const Vf scale = load(out.scale + u * n_lane + lane), variance = load(out.variance + u * n_lane + lane);
      for (std::size_t v = 0; v < n.vector; ++v) {
        const float* p = z.data + u * z.stride + v * entry + lane;
        float* q = out.x.data + u * out.x.stride + v * entry + lane;
        const Vf re = load(p) * scale, im = load(p + n_lane) * scale;
        const Vf zero = (re - re) + (im - im) + (variance - variance);
        const Vi ok = lane_ok & (zero == Vf{});
        store(q, select(ok, re, Vf{}));
        store(q + n_lane, select(ok, im, Vf{}));
        store(out.var + (u * n.vector + v) * n_lane + lane, select(ok, variance, splat(__builtin_inff())));
      }
    }
  }
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
