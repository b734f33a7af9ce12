#include "apps/theory/qam_ber.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace ohmimo {

// P_M = (1/m) sum_{k=1..m} P_k,  r = sqrt(M), m = log2 r, q = 2^(k-1),
// P_k = (1/r) sum_{i=0}^{(1-2^-k) r - 1} (-1)^{floor(i q / r)} [q - floor(i q / r + 1/2)] erfc((2i+1) sqrt(3 g / (2
// (M-1))))
std::vector<ErfcTerm> qam_ber_terms(int bits_per_symbol) {
  if (bits_per_symbol < 2 || bits_per_symbol > 10 || bits_per_symbol % 2 != 0)
    throw std::invalid_argument(fmt::format("bits per symbol must be 2, 4, 6, 8 or 10, got {}", bits_per_symbol));
  const int m = bits_per_symbol / 2;
  const int r = 1 << m;
  std::vector<int> weight(r, 0);  // of erfc((2i+1) ...), times m r
  for (int k = 1; k <= m; ++k) {
    const int q = 1 << (k - 1);
    for (int i = 0; i < r - (r >> k); ++i) {
      const int sign = (i * q / r) % 2 == 0 ? 1 : -1;
      weight[i] += sign * (q - (2 * i * q + r) / (2 * r));
    }
  }
  std::vector<ErfcTerm> terms;
  for (int i = 0; i < r; ++i) {
    const double odd = 2.0 * i + 1.0;
    if (weight[i] != 0) terms.push_back({weight[i] / double(m * r), odd * odd * 1.5 / (double(r) * r - 1.0)});
  }
  return terms;
}

double ber_qam_awgn(int bits_per_symbol, double es_n0) {
  return ber_given_sinr(bits_per_symbol, {&es_n0, 1});
}

double ber_given_sinr(int bits_per_symbol, std::span<const double> sinr) {
  const std::vector<ErfcTerm> terms = qam_ber_terms(bits_per_symbol);
  if (sinr.empty()) throw std::invalid_argument("ber given sinr needs at least one value, got none");
  double sum = 0.0;
  for (const double g : sinr) {
    if (!(g >= 0.0)) throw std::invalid_argument(fmt::format("symbol SNR must be >= 0, got {}", g));
    for (const ErfcTerm& term : terms) sum += term.weight * std::erfc(std::sqrt(term.scale * g));
  }
  return sum / double(sinr.size());
}

}  // namespace ohmimo
