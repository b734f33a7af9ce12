#include "phy/modulation/constellation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>
#include <stdexcept>
// liquid's C header needs <complex> first
#include <liquid/liquid.h>

namespace ohmimo {
namespace {

constexpr std::string_view names[] = {"qpsk", "16qam", "64qam", "256qam", "1024qam"};

// Mean power of the odd integers +-1 .. +-(r-1) on both axes is 2 (r^2 - 1)/3.
double axis_norm(int levels) {
  return std::sqrt(2.0 * (levels * levels - 1) / 3.0);
}

// Even (I) or odd (Q) bits of a label as one number, first bit most significant.
std::uint32_t every_second_bit(int bits_per_symbol, std::uint32_t label, int first) {
  std::uint32_t axis = 0;
  for (int i = first; i < bits_per_symbol; i += 2) axis = (axis << 1) | ((label >> (bits_per_symbol - 1 - i)) & 1u);
  return axis;
}

// Clause 5.1: (1-2b0)[2^(m-1) - (1-2b2)[2^(m-2) - ... (1-2b_last)]] for the m bits of one axis, first bit most
// significant.
int nested_amplitude(int bits, std::uint32_t axis) {
  int value = 0;
  for (int k = 0; k < bits; ++k) {  // from the innermost bit outwards
    const int sign = 1 - 2 * static_cast<int>((axis >> k) & 1u);
    value = sign * ((1 << k) - value);
  }
  return value;
}

std::vector<std::complex<float>> liquid_points(int bits_per_symbol) {
  const modulation_scheme scheme = bits_per_symbol == 2   ? LIQUID_MODEM_QAM4
                                   : bits_per_symbol == 4 ? LIQUID_MODEM_QAM16
                                   : bits_per_symbol == 6 ? LIQUID_MODEM_QAM64
                                                          : LIQUID_MODEM_QAM256;
  modemcf modem = modemcf_create(scheme);
  if (modem == nullptr) throw std::runtime_error("liquid-dsp cannot make a QAM modem");
  const int m = bits_per_symbol / 2;
  const std::uint32_t ones = (1u << bits_per_symbol) - 1u;
  std::vector<std::complex<float>> points(std::size_t{1} << bits_per_symbol);
  for (std::uint32_t label = 0; label < points.size(); ++label) {
    const std::uint32_t word =
        (every_second_bit(bits_per_symbol, label, 0) << m) | every_second_bit(bits_per_symbol, label, 1);
    modemcf_modulate(modem, word ^ ones, &points[label]);
  }
  modemcf_destroy(modem);
  return points;
}

// Made once: liquid prepares soft demodulation with every modem, which takes 20 ms for 256-QAM.
const std::vector<std::complex<float>>& liquid_points_once(int bits_per_symbol) {
  static std::array<std::once_flag, 4> made;
  static std::array<std::vector<std::complex<float>>, 4> points;
  const std::size_t k = static_cast<std::size_t>(bits_per_symbol) / 2 - 1;
  std::call_once(made[k], [&] { points[k] = liquid_points(bits_per_symbol); });
  return points[k];
}

// Exponents -|x - level|^2/var of one axis, by axis label.
void axis_exponents(const simd::AxisScale& axis, double x, double var, std::vector<double>& exponent) {
  exponent.resize(axis.levels);
  for (int label = 0; label < axis.levels; ++label) {
    const double d = x - nested_amplitude(axis.bits, label) * static_cast<double>(axis.scale);
    exponent[label] = -d * d / var;
  }
}

double log_sum_exp(std::span<const double> exponent, int bit, bool one) {
  double top = -std::numeric_limits<double>::infinity(), sum = 0.0;
  const auto counts = [&](std::size_t label) { return (((label >> bit) & 1u) != 0) == one; };
  for (std::size_t label = 0; label < exponent.size(); ++label)
    if (counts(label)) top = std::max(top, exponent[label]);
  for (std::size_t label = 0; label < exponent.size(); ++label)
    if (counts(label)) sum += std::exp(exponent[label] - top);
  return top + std::log(sum);
}

double largest(std::span<const double> exponent, int bit, bool one) {
  double top = -std::numeric_limits<double>::infinity();
  for (std::size_t label = 0; label < exponent.size(); ++label)
    if ((((label >> bit) & 1u) != 0) == one) top = std::max(top, exponent[label]);
  return top;
}

using Combine = double (*)(std::span<const double>, int bit, bool one);

void soft_bits(const Constellation& c, std::complex<float> x, float var, std::span<float> llr, Combine combine) {
  if (llr.size() != static_cast<std::size_t>(c.bits_per_symbol))
    throw std::invalid_argument("llr: needs one element per bit of the symbol");
  const auto usable = [](float part) { return std::abs(part) < simd::soft_bit_largest_x; };
  if (!(var < std::numeric_limits<float>::infinity()) || !usable(x.real()) || !usable(x.imag())) {
    std::fill(llr.begin(), llr.end(), 0.f);
    return;
  }
  std::vector<double> exponent;
  for (int first : {0, 1}) {
    axis_exponents(c.axis, first == 0 ? x.real() : x.imag(), std::max(var, simd::soft_bit_least_var), exponent);
    for (int k = 0; k < c.axis.bits; ++k) {
      const int bit = c.axis.bits - 1 - k;  // first bit is most significant
      llr[2 * k + first] = static_cast<float>(combine(exponent, bit, false) - combine(exponent, bit, true));
    }
  }
}

}  // namespace

std::span<const std::string_view> modulation_names() {
  return names;
}

Constellation make_constellation(std::string_view name) {
  const auto* found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names))
    throw std::invalid_argument("modulation must be qpsk, 16qam, 64qam, 256qam or 1024qam, got '" + std::string(name) +
                                "'");
  Constellation c;
  c.name = name;
  c.bits_per_symbol = 2 * static_cast<int>(found - std::begin(names) + 1);
  const int m = c.bits_per_symbol / 2;
  c.axis = {m, 1 << m, static_cast<float>(1.0 / axis_norm(1 << m))};
  if (c.bits_per_symbol <= 8) {
    c.points = liquid_points_once(c.bits_per_symbol);
  } else {
    for (std::uint32_t label = 0; label < static_cast<std::uint32_t>(c.size()); ++label)
      c.points.emplace_back(nr_point(c.bits_per_symbol, label));
  }
  return c;
}

std::complex<double> nr_point(int bits_per_symbol, std::uint32_t label) {
  const int m = bits_per_symbol / 2;
  const double norm = axis_norm(1 << m);
  return {nested_amplitude(m, every_second_bit(bits_per_symbol, label, 0)) / norm,
          nested_amplitude(m, every_second_bit(bits_per_symbol, label, 1)) / norm};
}

std::uint32_t axis_label_from_nr(int bits_per_symbol, std::uint32_t nr_label) {
  return (every_second_bit(bits_per_symbol, nr_label, 0) << 8) | every_second_bit(bits_per_symbol, nr_label, 1);
}

std::uint32_t nr_label_from_axis(int bits_per_symbol, std::uint32_t axis_label) {
  std::uint32_t nr = 0;
  for (int k = bits_per_symbol / 2 - 1; k >= 0; --k)
    nr = (nr << 2) | (((axis_label >> (8 + k)) & 1u) << 1) | ((axis_label >> k) & 1u);
  return nr;
}

std::uint32_t hard_decision(const Constellation& c, std::complex<float> x) {
  const auto level = [&](float value) {
    const double t = std::floor(0.5 * value / c.axis.scale + 0.5 * c.axis.levels);
    return t > 0 ? static_cast<std::uint32_t>(std::min(t, c.axis.levels - 1.0)) : 0u;
  };
  const auto axis_label = [&](std::uint32_t p) {
    const std::uint32_t k = c.axis.levels - 1 - p;
    return k ^ (k >> 1) ^ (c.axis.levels / 2 - 1);
  };
  return nr_label_from_axis(c.bits_per_symbol, (axis_label(level(x.real())) << 8) | axis_label(level(x.imag())));
}

void llr_exact(const Constellation& c, std::complex<float> x, float var, std::span<float> llr) {
  soft_bits(c, x, var, llr, log_sum_exp);
}

void llr_max_log(const Constellation& c, std::complex<float> x, float var, std::span<float> llr) {
  soft_bits(c, x, var, llr, largest);
}

}  // namespace ohmimo
