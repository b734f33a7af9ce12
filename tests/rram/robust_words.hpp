// The numbers a robustness case really computes with, made anew in long double: the system in the units and words of
// the controller, and the residual of what the solver delivered.
#pragma once
#include <cmath>
#include <vector>

#include "tests/rram/robust_case.hpp"

namespace ohmimo::rram_test {

using Wide = std::vector<long double>;

inline long double norm(const Wide& v) {
  long double sum = 0.0L;
  for (const long double value : v) sum += value * value;
  return std::sqrt(sum);
}

inline long double largest(const Wide& v) {
  long double most = 0.0L;
  for (const long double value : v) most = std::max(most, std::abs(value));
  return most;
}

// value 2^-shift with its largest magnitude in [0.5, 1); zeros stay.
inline int normalise(Wide& v) {
  int shift = 0;
  std::frexp(largest(v), &shift);
  for (long double& value : v) value = std::ldexp(value, -shift);
  return shift;
}

// Words of the given magnitude bits, ties to even, clipped; 0 bits: as they are. Gives how much a word may differ from
// the solver's, where a value lies within 1e-6 words of a tie and the solver computed it in double.
inline long double to_words(int bits, bool computed, Wide& v) {
  if (bits == 0) return 0.0L;
  int exponent = 0;
  std::frexp(largest(v), &exponent);
  const long double lsb = std::ldexp(1.0L, exponent - bits), most = std::ldexp(1.0L, bits) - 1.0L;
  long double unsure = 0.0L;
  for (long double& value : v) {
    const long double word = value / lsb;
    if (computed && std::abs(word - std::floor(word) - 0.5L) < 1e-6L) unsure += lsb;
    value = std::clamp(std::nearbyint(word), -most, most) * lsb;
  }
  return unsure;
}

struct WordSystem {
  std::size_t n = 0;
  int word_bits = 0;  // 0 = double
  Wide a = {};        // [n][n] of order 1: words of S A S 2^-exponent
  Wide factor = {};   // S, ones if not equilibrated
  bool equilibrated = false;
  int exponent = 0;
  long double norm_a = 0.0L;    // Frobenius
  long double unsure_a = 0.0L;  // what its words may differ by, summed
};

// S of equilibration: every diagonal element becomes 1 - 2^-24; none where that would leave an element above 1.
inline Wide equilibration(const Wide& a, std::size_t n) {
  Wide s;
  for (std::size_t i = 0; i < n; ++i) {
    if (!(a[i * n + i] > 0.0L)) return {};
    s.push_back(std::sqrt((1.0L - 0x1p-24L) / a[i * n + i]));
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (i != j && !(std::abs(a[i * n + j] * s[i] * s[j]) < 1.0L + 0x1p-20L)) return {};
  return s;
}

// c.a must be finite and not zero.
inline WordSystem word_system(const RobustCase& c) {
  WordSystem system{.n = c.a.n_rows, .word_bits = c.config.fidelity.quantise ? c.config.word_bits : 0};
  const std::size_t n = system.n;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) system.a.push_back(c.a(i, j));
  system.exponent = normalise(system.a);
  if (c.config.equilibrate) system.factor = equilibration(system.a, n);
  system.equilibrated = !system.factor.empty();
  if (!system.equilibrated) system.factor.assign(n, 1.0L);
  for (std::size_t i = 0; system.equilibrated && i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      system.a[i * n + j] = i == j ? 1.0L - 0x1p-24L : system.a[i * n + j] * system.factor[i] * system.factor[j];
  system.unsure_a = to_words(system.word_bits, system.equilibrated, system.a);
  system.norm_a = norm(system.a);
  return system;
}

// One right-hand side in the units of the system: b 2^-exponent.
struct WordVector {
  Wide b;
  int exponent = 0;
  long double unsure = 0.0L;
};

inline WordVector word_vector(const WordSystem& system, const arma::rowvec& b) {
  WordVector vector;
  for (std::size_t j = 0; j < system.n; ++j) vector.b.push_back(b(j) * system.factor[j]);
  vector.exponent = normalise(vector.b);
  // One bit less than A: the sign is part of the word.
  const int bits = system.word_bits > 0 ? system.word_bits - 1 : 0;
  vector.unsure = to_words(bits, system.equilibrated, vector.b);
  return vector;
}

// A solution in the units of the system.
inline Wide scaled_solution(const WordSystem& system, const WordVector& vector, const arma::rowvec& x) {
  Wide scaled;
  for (std::size_t j = 0; j < system.n; ++j)
    scaled.push_back(std::ldexp(static_cast<long double>(x(j)), system.exponent - vector.exponent) / system.factor[j]);
  return scaled;
}

// A residual in the units of the system.
inline Wide scaled_residual(const WordSystem& system, const WordVector& vector, const arma::rowvec& r) {
  Wide scaled;
  for (std::size_t j = 0; j < system.n; ++j)
    scaled.push_back(std::ldexp(static_cast<long double>(r(j)), -vector.exponent) * system.factor[j]);
  return scaled;
}

inline Wide multiply(const WordSystem& system, const Wide& x) {
  Wide product(system.n, 0.0L);
  for (std::size_t i = 0; i < system.n; ++i)
    for (std::size_t j = 0; j < system.n; ++j) product[i] += system.a[i * system.n + j] * x[j];
  return product;
}

inline Wide residual(const WordSystem& system, const WordVector& vector, const Wide& x) {
  Wide r = multiply(system, x);
  for (std::size_t i = 0; i < system.n; ++i) r[i] = vector.b[i] - r[i];
  return r;
}

}  // namespace ohmimo::rram_test
