// Cholesky factor and solves for 16 Hermitian matrices side by side, A = R^H R with R upper triangular.
//
// Four rows of R at a time: what the rows above subtract from them is a product of tile.hpp; then the four rows
// eliminate each other. In that step rows stay unscaled, and factors are made with 1/p of the pivot p; the chain from
// pivot to pivot so has one division and no square root. R is the row times sqrt(1/p). Division and square root are
// rounded correctly, hence the same on every instruction set.
#pragma once
#include "phy/simd/shape.hpp"
#include "phy/simd/tile.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

struct Complex {
  Vf re, im;
};
static inline Complex load_complex(const float* p) {
  return {load(p), load(p + n_lane)};
}
static inline void store_complex(float* p, const Complex& c) {
  store(p, c.re);
  store(p + n_lane, c.im);
}
static inline Complex scaled(const Complex& a, Vf s) {
  return {a.re * s, a.im * s};
}
static inline Complex minus_product(const Complex& c, const Complex& a, const Complex& b) {  // c - a b
  return {fma(a.im, b.im, fnma(a.re, b.re, c.re)), fnma(a.im, b.re, fnma(a.re, b.im, c.im))};
}
static inline Complex minus_conj_product(const Complex& c, const Complex& a, const Complex& b) {  // c - conj(a) b
  return {fnma(a.im, b.im, fnma(a.re, b.re, c.re)), fma(a.im, b.re, fnma(a.re, b.im, c.im))};
}
// power + the squared norm of a column
template <std::size_t J>
static inline Vf add_power(const Complex (&column)[J], Vf power) {
  for (std::size_t r = 0; r < J; ++r) power = fma(column[r].im, column[r].im, fma(column[r].re, column[r].re, power));
  return power;
}

// How J rows eliminate each other: conj(factor[s][r]) times the unscaled row s is subtracted from every row r > s; root
// then scales rows to R.
template <std::size_t J>
struct Pivots {
  Complex factor[J][J];
  Vf root[J];  // sqrt(1/p) = 1/R_jj
};

// Eliminates one column c[0..J) of the rows, zero above row `first`, and scales it.
template <std::size_t J>
static inline void eliminate(const Pivots<J>& pivots, Complex (&c)[J], std::size_t first = 0) {
  for (std::size_t s = first; s < J; ++s) {
    for (std::size_t r = s + 1; r < J; ++r) c[r] = minus_conj_product(c[r], pivots.factor[s][r], c[s]);
    c[s] = scaled(c[s], pivots.root[s]);
  }
}

// Compares pivots with the diagonal entries that they began as.
struct PivotCheck {
  Vf noise, doubt;
  Vi ok = ~Vi{};                        // lanes whose pivots are all finite and above noise times their first value
  Vf margin = splat(__builtin_inff());  // the least pivot - doubt times its first value

  void see(Vf pivot, Vf first) {
    ok &= (pivot > first * noise) & (pivot - pivot == Vf{});  // false for NaN and infinity
    margin = min(fnma(first, doubt, pivot), margin);
  }
};

// Replaces the J x J block of rows on the diagonal, of which the upper triangle is used, by its factor. On entry im of
// the diagonal holds the first value of each pivot.
template <std::size_t J>
static inline Pivots<J> factor_diagonal(BlockView a, PivotCheck& check) {
  Pivots<J> pivots;
  Complex u[J][J];
  for (std::size_t r = 0; r < J; ++r)
    for (std::size_t c = r; c < J; ++c) u[r][c] = load_complex(entry_of(a, r, c));
  for (std::size_t s = 0; s < J; ++s) {
    const Vf pivot = u[s][s].re;
    check.see(pivot, u[s][s].im);
    const Vf inverse = splat(1.0f) / pivot;
    for (std::size_t r = s + 1; r < J; ++r) {
      const Complex f = pivots.factor[s][r] = scaled(u[s][r], inverse);
      u[r][r].re = fnma(f.im, u[s][r].im, fnma(f.re, u[s][r].re, u[r][r].re));
      for (std::size_t c = r + 1; c < J; ++c) u[r][c] = minus_conj_product(u[r][c], f, u[s][c]);
    }
    pivots.root[s] = sqrt(inverse);
    store_complex(entry_of(a, s, s), {pivots.root[s], Vf{}});
    for (std::size_t c = s + 1; c < J; ++c) store_complex(entry_of(a, s, c), scaled(u[s][c], pivots.root[s]));
  }
  return pivots;
}

// The pivots of a finished factor.
template <std::size_t J>
static inline Pivots<J> load_pivots(ConstBlockView r) {
  Pivots<J> pivots;
  for (std::size_t s = 0; s < J; ++s) {
    pivots.root[s] = load(entry_of(r, s, s));
    for (std::size_t c = s + 1; c < J; ++c)
      pivots.factor[s][c] = scaled(load_complex(entry_of(r, s, c)), pivots.root[s]);
  }
  return pivots;
}

// Eliminates n_col columns of the rows; power[n_col][16], if given, gains the squared norm of each.
template <std::size_t J>
static inline void eliminate_columns(const Pivots<J>& pivots, BlockView c, std::size_t n_col, float* power = nullptr) {
  for (std::size_t k = 0; k < n_col; ++k) {
    Complex column[J];
    for (std::size_t r = 0; r < J; ++r) column[r] = load_complex(entry_of(c, r, k));
    eliminate(pivots, column);
    for (std::size_t r = 0; r < J; ++r) store_complex(entry_of(c, r, k), column[r]);
    if (power != nullptr) store(power + k * n_lane, add_power(column, load(power + k * n_lane)));
  }
}

// The same for the J columns of the unit matrix that begin in these rows; power is set.
template <std::size_t J>
static inline void eliminate_unit(const Pivots<J>& pivots, BlockView c, float* power) {
  for (std::size_t k = 0; k < J; ++k) {
    Complex column[J]{};
    column[k].re = splat(1.0f);
    eliminate(pivots, column, k);
    for (std::size_t r = 0; r < J; ++r) store_complex(entry_of(c, r, k), column[r]);
    store(power + k * n_lane, add_power(column, Vf{}));
  }
}

// Rows j..j+J of W = R^-H, lower triangular [n_user][n_user], from the rows above; power as above.
template <std::size_t J>
static inline void inverse_rows(const Pivots<J>& pivots, ConstBlockView r, std::size_t j, BlockView w, float* power) {
  for (std::size_t k = 0; k < j; k += 4) {
    const BlockView rows = {entry_of(w, j, k), w.stride};
    product<Into::negative>({entry_of(r, k, j), r.stride}, {entry_of(w, k, k), w.stride}, {j - k}, {J, 4}, rows);
    eliminate_columns(pivots, rows, 4, power + k * n_lane);
  }
  eliminate_unit(pivots, {entry_of(w, j, j), w.stride}, power + j * n_lane);
}

// One group of lanes of cholesky() below; returns valid.
static inline Vf factor(BlockView m, const FactorRule& rule, const FactorSize& n, float* d, BlockView inverse) {
  Vf largest{};
  for (std::size_t j = 0; j < n.user; ++j) {
    const Vf diagonal = load(entry_of(m, j, j)) + splat(rule.ridge);
    store_complex(entry_of(m, j, j), {diagonal, diagonal});
    largest = max(diagonal, largest);
  }
  PivotCheck check{splat(static_cast<float>(n.user) * 0x1p-23f),
                   largest * splat(rule.doubt) + splat(rule.doubt_relative)};
  for_each_tile<4>(n.user, [&]<std::size_t J>(std::size_t j) {
    const ConstBlockView above = {m.data + j * entry, m.stride};
    const BlockView block = {entry_of(m, j, j), m.stride}, right = {entry_of(m, j, j + J), m.stride};
    const std::size_t n_right = n.user + n.more - j - J;
    if (j > 0) {
      upper_product<Into::subtract, J>(above, {j}, block);
      product<Into::subtract>(above, {above.data + J * entry, m.stride}, {j}, {J, n_right}, right);
    }
    const Pivots<J> pivots = factor_diagonal<J>(block, check);
    eliminate_columns(pivots, right, n_right);
    if (d != nullptr) inverse_rows(pivots, m, j, inverse, d);
  });
  return select(check.ok, select(check.margin > Vf{}, splat(1.0f), splat(0.75f)), Vf{});
}

// Factors the first n.user columns of a, plus ridge on the diagonal, in place. The upper triangle is used and becomes
// R, with 1/R_jj on the diagonal. The n.more columns to its right, Z, become R^-H Z. valid[lane] is
//   0     where a pivot is not finite or not above the rounding noise n.user 2^-23 (a_jj + ridge)
//   0.75  where one is not above (doubt max_i (a_ii + ridge) + doubt_relative) (a_jj + ridge)
//   1     otherwise
// If asked for, R^-H and d[user][16] = [(R^H R)^-1]_kk = sum_i |(R^-H)_ik|^2 are made in the same pass, while the
// processor waits for the chain of pivots.
static void cholesky(BlockView a, const FactorRule& rule, const FactorSize& n, const FactorOutput& out) {
  for (std::size_t lane = 0; lane < n_lane; lane += width)
    store(out.valid + lane, factor({a.data + lane, a.stride}, rule, n, out.d == nullptr ? nullptr : out.d + lane,
                                   {out.inverse.data + lane, out.inverse.stride}));
}

// One group of lanes of x [n_user][n_vector] = R^-H x.
static inline void solve_lower(ConstBlockView r, std::size_t n_user, std::size_t n_vector, BlockView x) {
  for_each_tile<4>(n_user, [&]<std::size_t J>(std::size_t j) {
    const BlockView rows = {x.data + j * x.stride, x.stride};
    if (j > 0) product<Into::subtract>({r.data + j * entry, r.stride}, x, {j}, {J, n_vector}, rows);
    eliminate_columns(load_pivots<J>({entry_of(r, j, j), r.stride}), rows, n_vector);
  });
}

// x = R^-1 x for one column and its J rows from row j on, after those below.
template <std::size_t J>
static inline void solve_upper_rows(ConstBlockView r, std::size_t j, std::size_t n_user, BlockView x) {
  Complex sum[J];
  for (std::size_t i = 0; i < J; ++i) sum[i] = load_complex(entry_of(x, j + i, 0));
  for (std::size_t k = j + J; k < n_user; ++k) {
    const Complex x_k = load_complex(entry_of(x, k, 0));
    for (std::size_t i = 0; i < J; ++i) sum[i] = minus_product(sum[i], load_complex(entry_of(r, j + i, k)), x_k);
  }
  for (std::size_t i = J; i-- > 0;) {
    for (std::size_t k = i + 1; k < J; ++k)
      sum[i] = minus_product(sum[i], load_complex(entry_of(r, j + i, j + k)), sum[k]);
    sum[i] = scaled(sum[i], load(entry_of(r, j + i, j + i)));
    store_complex(entry_of(x, j + i, 0), sum[i]);
  }
}

// One group of lanes of x [n_user][n_vector] = R^-1 x.
static inline void solve_upper(ConstBlockView r, std::size_t n_user, std::size_t n_vector, BlockView x) {
  const std::size_t rest = n_user % 4;
  for (std::size_t v = 0; v < n_vector; ++v) {
    const BlockView column = {x.data + v * entry, x.stride};
    if (rest == 3) solve_upper_rows<3>(r, n_user - 3, n_user, column);
    if (rest == 2) solve_upper_rows<2>(r, n_user - 2, n_user, column);
    if (rest == 1) solve_upper_rows<1>(r, n_user - 1, n_user, column);
    for (std::size_t j = n_user - rest; j > 0; j -= 4) solve_upper_rows<4>(r, j - 4, n_user, column);
  }
}

// x [n_user][n_vector] = (R^H R)^-1 x.
static void cholesky_solve(ConstBlockView r, std::size_t n_user, std::size_t n_vector, BlockView x) {
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    const ConstBlockView factor = {r.data + lane, r.stride};
    const BlockView columns = {x.data + lane, x.stride};
    solve_lower(factor, n_user, n_vector, columns);
    solve_upper(factor, n_user, n_vector, columns);
  }
}

}  // namespace ohmimo::simd::OHMIMO_ISA
