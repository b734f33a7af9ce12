// Square Gray QAM of 3GPP TS 38.211 clause 5.1: QPSK, 16/64/256/1024-QAM, unit mean power, hard decisions and soft
// bits.
//
// A label holds the bits b(0) b(1) ... of one symbol with b(0) most significant; even bits lie on the I axis, odd bits
// on Q. Inside frames symbols travel in axis order, (I bits << 8) | Q bits (frame.hpp); the two orders differ only by
// interleaving.
#pragma once
#include <complex>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phy/simd/shape.hpp"

namespace ohmimo {

struct Constellation {
  std::string name;  // qpsk, 16qam, 64qam, 256qam, 1024qam
  int bits_per_symbol = 0;
  std::vector<std::complex<float>> points;  // by label in the order of TS 38.211
  simd::AxisScale axis;                     // levels per axis and half their distance

  int size() const { return 1 << bits_per_symbol; }
};

std::span<const std::string_view> modulation_names();

// Throws std::invalid_argument on an unknown name. Points up to 256-QAM come from liquid-dsp, relabelled (liquid orders
// the word [I bits][Q bits], each complemented); 1024-QAM, which liquid lacks, from the formula of clause 5.1.6.
Constellation make_constellation(std::string_view name);

// Point of a label by the nested formula of clause 5.1: an independent route to the same points.
std::complex<double> nr_point(int bits_per_symbol, std::uint32_t label);

std::uint32_t axis_label_from_nr(int bits_per_symbol, std::uint32_t nr_label);
std::uint32_t nr_label_from_axis(int bits_per_symbol, std::uint32_t axis_label);

// Label (TS 38.211 order) of the nearest point.
std::uint32_t hard_decision(const Constellation& c, std::complex<float> x);

// Soft bits of one symbol by search over the levels in double precision: the reference of phy/soft_bits.hpp, for tests
// and benchmarks. llr[i] = ln P(b(i) = 0 | x) / P(b(i) = 1 | x), natural units, positive for 0, with x = s + CN(0, var)
// and equal priors. var is the whole complex error variance of that stream, |x - s|^2/var the exponent. Exact sums over
// all levels of the axis; max-log keeps the largest term of each sum. 0 where var is infinite or NaN or x unusable,
// variances floored: limits in phy/simd/shape.hpp. Throws std::invalid_argument unless llr.size() is bits_per_symbol.
void llr_exact(const Constellation& c, std::complex<float> x, float var, std::span<float> llr);
void llr_max_log(const Constellation& c, std::complex<float> x, float var, std::span<float> llr);

}  // namespace ohmimo
