#include "rram/converters.hpp"

namespace ohmimo::rram {

OHMIMO_LANE_CLONES void convert(std::span<const Lanes> in, int codes, Lanes* out) {
  Lanes magnitude, step, per_step;
  largest(in.data(), in.size(), magnitude);
#pragma GCC ivdep
#pragma GCC unroll 1
  for (std::size_t l = 0; l < n_rhs_lane; ++l) {
    const double safe = magnitude.at[l] > 0x1p-900 ? magnitude.at[l] : 1.0;
    step.at[l] = safe / codes;
    per_step.at[l] = codes / safe;
  }
  for (std::size_t j = 0; j < in.size(); ++j) {
    const double* value = in[j].at;
    double* rounded = out[j].at;
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) rounded[l] = round_even(value[l] * per_step.at[l]) * step.at[l];
  }
}

OHMIMO_LANE_CLONES Words to_words(std::span<const Lanes> value, int word_bits, Lanes* code) {
  const double codes = static_cast<double>(std::int64_t{1} << (word_bits - 1));
  const double most = codes - 1.0, per_codes = 1.0 / codes;  // a power of two, so products with it are exact
  Lanes magnitude, lsb, per_lsb;
  largest(value.data(), value.size(), magnitude);
#pragma GCC ivdep
#pragma GCC unroll 1
  for (std::size_t l = 0; l < n_rhs_lane; ++l) {
    lsb.at[l] = power_of_two_above(magnitude.at[l]) * per_codes;
    per_lsb.at[l] = 1.0 / lsb.at[l];
  }
  for (std::size_t j = 0; j < value.size(); ++j) {
    Lanes words;  // value and code may be the same storage
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) {
      const double rounded = round_even(value[j].at[l] * per_lsb.at[l]);
      const double below = rounded < most ? rounded : most;
      words.at[l] = below > -most ? below : -most;
    }
    code[j] = words;
  }
  return {.code = code, .lsb = lsb};
}

OHMIMO_LANE_CLONES void scale(const Lanes& factor, std::size_t n, Lanes* a) {
  for (std::size_t j = 0; j < n; ++j) {
    double* __restrict value = a[j].at;
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) value[l] *= factor.at[l];
  }
}

}  // namespace ohmimo::rram
