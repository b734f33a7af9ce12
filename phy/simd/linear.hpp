// From solutions to estimates, and linear detection of a block of 16 channels in one go.
#pragma once
#include "phy/simd/cholesky.hpp"
#include "phy/simd/gram.hpp"

#if defined(OHMIMO_SANITIZED)
#define OHMIMO_FLATTEN  // instrumented, such functions take minutes to compile
#else
#define OHMIMO_FLATTEN [[gnu::flatten]]
#endif

namespace ohmimo::simd::OHMIMO_ISA {

// With mse = N0 d and d from the diagonal of (G + ridge I)^-1: scale 1/(1 - mse) and variance mse/(1 - mse) if the bias
// is divided out, 1 and mse if not. Both are infinite for a user so weak that 1 - mse is mere rounding, n_user 2^-20 or
// less.
struct Scaling {
  Vf scale, variance;
};
static inline Scaling scaling_of(Vf d, std::size_t n_user, const LinearRule& rule) {
  const Vf mse = d * splat(rule.noise_var);
  if (!rule.unbiased) return {splat(1.0f), mse};
  const Vf gain = splat(1.0f) - mse, least = splat(static_cast<float>(n_user) * 0x1p-20f);
  const Vf scale = select(gain > least, splat(1.0f) / gain, splat(__builtin_inff()));
  return {scale, mse * scale};
}

// The same for all users: variance[user][16], and scale[user][16] in place of d.
static void output_scaling(std::size_t n_user, const LinearRule& rule, float* d_to_scale, float* variance) {
  for (std::size_t k = 0; k < n_user * n_lane; k += width) {
    const Scaling user = scaling_of(load(d_to_scale + k), n_user, rule);
    store(d_to_scale + k, user.scale);
    store(variance + k, user.variance);
  }
}

// One estimate: where the lane is not valid or the value or the variance is not finite, x = 0 and var = +inf.
static inline void store_estimate(const Complex& e, Vf variance, Vi lane_ok, float* x, float* var) {
  const Vf zero = (e.re - e.re) + (e.im - e.im) + (variance - variance);
  const Vi ok = lane_ok & (zero == Vf{});
  store_complex(x, {select(ok, e.re, Vf{}), select(ok, e.im, Vf{})});
  if (var != nullptr) store(var, select(ok, variance, splat(__builtin_inff())));
}

// The estimates of a block from user u on, or those of a group of lanes.
static inline EstimateBlock user_from(const EstimateBlock& out, std::size_t n_vector, std::size_t u) {
  return {{entry_of(out.x, u, 0), out.x.stride}, out.var == nullptr ? nullptr : out.var + u * n_vector * n_lane};
}
static inline EstimateBlock lanes_from(const EstimateBlock& out, std::size_t lane) {
  return {{out.x.data + lane, out.x.stride}, out.var == nullptr ? nullptr : out.var + lane};
}

// The estimates of one user from its solutions z[n_vector].
static inline void finish_user(const float* z, std::size_t n_vector, const Scaling& user, Vi lane_ok,
                               const EstimateBlock& out) {
  for (std::size_t v = 0; v < n_vector; ++v)
    store_estimate(scaled(load_complex(z + v * entry), user.scale), user.variance, lane_ok, out.x.data + v * entry,
                   out.var == nullptr ? nullptr : out.var + v * n_lane);
}

// Estimates from solutions z: x(u, v) = scale[u] z(u, v) and var(u, v) = variance[u] where both are usable. z may be x.
static void finish(ConstBlockView z, const LinkSize& n, const ChannelOutput& channel, const EstimateBlock& out) {
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    const Vi lane_ok = load(channel.valid + lane) > splat(0.5f);
    for (std::size_t u = 0; u < n.user; ++u)
      finish_user(z.data + u * z.stride + lane, n.vector,
                  {load(channel.scale + u * n_lane + lane), load(channel.variance + u * n_lane + lane)}, lane_ok,
                  user_from(lanes_from(out, lane), n.vector, u));
  }
}

// x = F^H y and its variance for several vectors; link.h is F, whose columns are scaled already. Estimates are checked
// one by one, which takes a tenth of 16x4x168, only if their total or the sum of the variances is not finite.
static void apply_filter(const LinkBlock& link, const ChannelOutput& channel, const EstimateBlock& out) {
  const LinkSize& n = link.size;
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    float total[width];
    filter_columns(link, lane, out.x, total);
    const Vi lane_ok = load(channel.valid + lane) > splat(0.5f);
    Vf sum = load(total);
    for (std::size_t u = 0; u < n.user; ++u) sum += load(channel.variance + u * n_lane + lane);
    const bool all_ok = !any_lane(~(lane_ok & (sum - sum == Vf{})));
    for (std::size_t u = 0; u < n.user; ++u) {
      const Vf variance = load(channel.variance + u * n_lane + lane);
      const EstimateBlock of_user = user_from(lanes_from(out, lane), n.vector, u);
      if (!all_ok)
        finish_user(of_user.x.data, n.vector, {splat(1.0f), variance}, lane_ok, of_user);
      else if (out.var != nullptr)
        for (std::size_t v = 0; v < n.vector; ++v) store(of_user.var + v * n_lane, variance);
    }
  }
}

// Estimates from G and, to its right, z, both in work.
static inline void detect_in(BlockView work, const LinkSize& n, const LinearRule& rule, const DetectOutput& out) {
  const bool with_diagonal = rule.unbiased || out.estimates.var != nullptr;
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    const BlockView a = {work.data + lane, work.stride}, z = {entry_of(a, 0, n.user), work.stride};
    float* d = with_diagonal ? entry_of(a, n.user, 0) : nullptr;
    const Vf valid = factor(a, rule.factor, {n.user, n.vector}, d, {entry_of(z, 0, n.vector), work.stride});
    const Vi ok = valid > splat(0.5f);
    store(out.valid + lane, valid);
    solve_upper(a, n.user, n.vector, z);
    for (std::size_t u = 0; u < n.user; ++u) {
      const Scaling user = with_diagonal ? scaling_of(load(d + u * n_lane), n.user, rule) : Scaling{splat(1.0f), Vf{}};
      finish_user(entry_of(z, u, 0), n.vector, user, ok, user_from(lanes_from(out.estimates, lane), n.vector, u));
    }
  }
}

static inline void from_antennas(const LinkBlock& in, const LinearRule& rule, BlockView work, const DetectOutput& out) {
  const LinkSize n = in.size;
  upper_gram_and_filter(in.h, in.y, n, work, {work.data + n.user * entry, work.stride});
  detect_in(work, n, rule, out);
}
static inline void from_gram(const GramBlock& in, const LinearRule& rule, BlockView work, const DetectOutput& out) {
  const LinkSize& n = in.size;
  for (std::size_t u = 0; u < n.user; ++u) {
    const auto copy = [&](ConstBlockView m, std::size_t first, std::size_t n_col, std::size_t to) {
      for (std::size_t k = 0; k < n_col * entry; k += width)
        store(entry_of(work, u, to) + k, load(entry_of(m, u, first) + k));
    };
    copy(in.g, u, n.user - u, u);
    copy(in.z, 0, n.vector, n.user);
  }
  detect_in(work, n, rule, out);
}

// The upper triangle of V [n_user][n_user] = (G + ridge I)^-1 = W^H W. W is lower triangular: for columns of V from j
// on its rows from j on are enough.
static inline void inverse_from_root(ConstBlockView w, std::size_t n_user, BlockView v) {
  for_each_tile<4>(n_user, [&]<std::size_t J>(std::size_t j) {
    const ConstBlockView rows = {entry_of(w, j, 0), w.stride}, block = {entry_of(w, j, j), w.stride};
    product<Into::replace>(rows, block, {n_user - j}, {j, J}, {entry_of(v, 0, j), v.stride});
    upper_product<Into::replace, J>(block, {n_user - j}, {entry_of(v, j, j), v.stride});
  });
}

// Replaces the upper triangle of V by all of conj(V), columns scaled.
static inline void scaled_conj(BlockView v, std::size_t n_user, const float* scale) {
  for (std::size_t i = 0; i < n_user; ++i)
    for (std::size_t j = i; j < n_user; ++j) {
      const Complex upper = load_complex(entry_of(v, i, j));
      store_complex(entry_of(v, j, i), scaled(upper, load(scale + i * n_lane)));
      store_complex(entry_of(v, i, j), scaled({upper.re, -upper.im}, load(scale + j * n_lane)));
    }
}

static inline void filter_from_antennas(const LinkBlock& in, const LinearRule& rule, BlockView work,
                                        const FilterOutput& out) {
  const std::size_t n_user = in.size.user;
  float* scale = entry_of(work, n_user, 0);
  const auto root = [&](std::size_t lane) { return BlockView{entry_of(work, 0, n_user) + lane, work.stride}; };
  upper_gram(in.h, in.size.rx, n_user, work);
  for (std::size_t lane = 0; lane < n_lane; lane += width)
    store(out.valid + lane,
          factor({work.data + lane, work.stride}, rule.factor, {n_user, 0}, scale + lane, root(lane)));
  output_scaling(n_user, rule, scale, out.variance);
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    const BlockView v = {work.data + lane, work.stride};
    inverse_from_root(root(lane), n_user, v);
    scaled_conj(v, n_user, scale + lane);
    // F = H V, so F^T = conj(V)^H H^T.
    product<Into::replace>(v, ConstTransposed{in.h.data + lane, in.h.stride}, {n_user}, {n_user, in.size.rx},
                           Transposed{out.f.data + lane, out.f.stride});
  }
}

// Calls way(in, ...), which is compiled with fixed sizes for 4 and for 8 users with n_vector vectors. More then stays
// in registers: one vector of 16x4 is 1.25 times as fast, of 64x8 1.05 times; 16 users gain nothing.
template <std::size_t n_user, std::size_t n_vector, auto way, class In, class Out>
OHMIMO_FLATTEN static void fixed_size(const In& in, const LinearRule& rule, BlockView work, const Out& out) {
  In fixed = in;
  fixed.size = {in.size.rx, n_user, n_vector};
  way(fixed, rule, work, out);
}
template <std::size_t n_vector, auto way, class In, class Out>
static inline void by_size(const In& in, const LinearRule& rule, BlockView work, const Out& out) {
  if (in.size.vector == n_vector && in.size.user == 4) return fixed_size<4, n_vector, way>(in, rule, work, out);
  if (in.size.vector == n_vector && in.size.user == 8) return fixed_size<8, n_vector, way>(in, rule, work, out);
  way(in, rule, work, out);
}

// From H and y to x [n_user][n_vector] and its variance in one go, while G stays in the cache. work
// [n_user + 1][2 n_user + n_vector] holds G, beside it z, which becomes R^-H z, and then R^-H. Its last row holds the
// diagonal of (G + ridge I)^-1; this takes a third of the factorisation and is left out where neither the variance nor
// unbiased estimates are asked for.
static void detect_linear(const LinkBlock& in, const LinearRule& rule, BlockView work, const DetectOutput& out) {
  by_size<1, from_antennas>(in, rule, work, out);
}

// The same from z and G, of which the upper triangle is used.
static void solve_linear(const GramBlock& in, const LinearRule& rule, BlockView work, const DetectOutput& out) {
  by_size<1, from_gram>(in, rule, work, out);
}

// From H to the filter F [n_rx][n_user] = H (G + ridge I)^-1 and the variance of x = F^H y. Columns of F are scaled as
// estimates are. in.size.vector is 0; work as above.
static void make_filter(const LinkBlock& in, const LinearRule& rule, BlockView work, const FilterOutput& out) {
  by_size<0, filter_from_antennas>(in, rule, work, out);
}

}  // namespace ohmimo::simd::OHMIMO_ISA
