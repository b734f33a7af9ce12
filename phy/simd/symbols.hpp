// Square Gray QAM of TS 38.211 clause 5.1 on 16 lanes. Per axis with r = 2^m levels: level index p = 0..r-1 from the
// lowest amplitude, amplitude (2p - (r-1)) scale, label = k ^ (k >> 1) ^ (r/2 - 1) with k = r-1-p (first bit most
// significant). A symbol label is (I label << 8) | Q label.
#pragma once
#include "phy/simd/tile.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

template <class Index>
static constexpr Index axis_label(Index p, int levels) {
  const Index k = (levels - 1) - p;
  return k ^ (k >> 1) ^ (levels / 2 - 1);
}

// n_entry symbols per lane from random words: the top bits of a word are the level index of I, the next ones that of Q.
static void map_symbols(const std::uint32_t* words, std::size_t n_entry, AxisScale axis, float* x,
                        std::uint16_t* labels) {
  const Vf scale = splat(axis.scale), low = splat(-static_cast<float>(axis.levels - 1));
  for (std::size_t e = 0; e < n_entry; ++e)
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      const Vu word = load(words + e * n_lane + lane);
      const Vi p_i = (Vi)(word >> (32 - axis.bits)), p_q = (Vi)((word << axis.bits) >> (32 - axis.bits));
      store(x + e * entry + lane, fma(to_float(p_i), splat(2.0f), low) * scale);
      store(x + e * entry + n_lane + lane, fma(to_float(p_q), splat(2.0f), low) * scale);
      const Vi label = (axis_label(p_i, axis.levels) << 8) | axis_label(p_q, axis.levels);
      store(labels + e * n_lane + lane, label);
    }
}

// Nearest level: p = floor(x/(2 scale) + r/2) clamped to 0..r-1.
static inline Vi nearest_level(Vf x, AxisScale axis) {
  const Vf top = splat(static_cast<float>(axis.levels - 1));
  const Vf t = fma(x, splat(0.5f / axis.scale), splat(0.5f * static_cast<float>(axis.levels)));
  return to_int(min(max(t, Vf{}), top));
}

static inline Vi slice_label(const float* x, AxisScale axis) {
  return (axis_label(nearest_level(load(x), axis), axis.levels) << 8) |
         axis_label(nearest_level(load(x + n_lane), axis), axis.levels);
}

// Hard decisions of n_entry symbols per lane.
static void slice(const float* x, std::size_t n_entry, AxisScale axis, std::uint16_t* labels) {
  for (std::size_t e = 0; e < n_entry; ++e)
    for (std::size_t lane = 0; lane < n_lane; lane += width)
      store(labels + e * n_lane + lane, slice_label(x + e * entry + lane, axis));
}

// Set bits of a value below 2^16.
static inline Vi popcount16(Vi v) {
  v = v - ((v >> 1) & 0x5555);
  v = (v & 0x3333) + ((v >> 2) & 0x3333);
  v = (v + (v >> 4)) & 0x0f0f;
  return (v + (v >> 8)) & 0xff;
}

// Compares decisions on x [n.user][n.vector] with labels [n.user][n.vector][16] and adds to the counts of each lane.
static void count_errors(ConstBlockView x, const std::uint16_t* labels, const LinkSize& n, AxisScale axis,
                         LaneErrors& errors) {
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    Vi bit_errors{}, symbol_errors{}, vector_errors{};
    VuLong squares{};
    for (std::size_t v = 0; v < n.vector; ++v) {
      Vi in_vector{};
      for (std::size_t u = 0; u < n.user; ++u) {
        const std::uint16_t* truth = labels + (u * n.vector + v) * n_lane + lane;
        const Vi wrong = popcount16(slice_label(x.data + u * x.stride + v * entry + lane, axis) ^ load(truth));
        in_vector += wrong;
        symbol_errors -= (Vi)(wrong > 0);
      }
      bit_errors += in_vector;
      squares += __builtin_convertvector((Vu)(in_vector * in_vector), VuLong);
      vector_errors -= (Vi)(in_vector > 0);
    }
    for (std::size_t k = 0; k < width; ++k) {
      errors.bit[lane + k] += static_cast<std::uint32_t>(bit_errors[k]);
      errors.symbol[lane + k] += static_cast<std::uint32_t>(symbol_errors[k]);
      errors.vector[lane + k] += static_cast<std::uint32_t>(vector_errors[k]);
      errors.vector_squares[lane + k] += squares[k];
    }
  }
}

}  // namespace ohmimo::simd::OHMIMO_ISA
