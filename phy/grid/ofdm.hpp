// OFDM of a slot in the time domain (TS 38.211, 5.3.1): what the grid's shortcut y = H(f) x stands for.
#pragma once
#include <complex>
#include <memory>
#include <span>
#include <vector>

#include "phy/grid/slot_grid.hpp"

namespace ohmimo {

// Both directions are unitary on the used subcarriers; the FFT has 2^n >= n_subcarrier points, 128 at least, so that
// cyclic prefixes are whole samples.
class Ofdm {
 public:
  explicit Ofdm(const SlotGrid& grid);
  ~Ofdm();

  std::size_t n_fft() const { return buffer_.size(); }
  double sample_rate_hz() const { return static_cast<double>(n_fft()) * grid_.scs_khz * 1e3; }
  std::size_t prefix(int symbol) const;  // samples
  std::size_t n_sample() const;          // of the slot

  // x, y [symbol][subcarrier]; samples [n_sample]. A symbol's useful part is read where it was sent: a delay up to its
  // prefix is a phase over subcarriers.
  void modulate(std::span<const std::complex<float>> x, std::span<std::complex<float>> samples);
  void demodulate(std::span<const std::complex<float>> samples, std::span<std::complex<float>> y);

 private:
  struct Plan;
  std::size_t bin(int subcarrier) const;

  SlotGrid grid_;
  std::vector<std::complex<float>> buffer_, spectrum_;  // [n_fft]
  std::unique_ptr<Plan> to_time_, to_frequency_;
};

}  // namespace ohmimo
