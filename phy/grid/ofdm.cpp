#include "phy/grid/ofdm.hpp"

// liquid's C header needs <complex> first
#include <liquid/liquid.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace ohmimo {

struct Ofdm::Plan {
  Plan(std::vector<std::complex<float>>& in, std::vector<std::complex<float>>& out, int direction)
      : plan(fft_create_plan(static_cast<unsigned>(in.size()), in.data(), out.data(), direction, 0)) {}
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  ~Plan() { fft_destroy_plan(plan); }
  fftplan plan;
};

Ofdm::Ofdm(const SlotGrid& grid) : grid_(grid) {
  check_slot_grid(grid);
  const std::size_t n = std::bit_ceil(static_cast<unsigned>(std::max(grid.n_subcarrier(), 128)));
  buffer_.resize(n);
  spectrum_.resize(n);
  to_time_ = std::make_unique<Plan>(spectrum_, buffer_, LIQUID_FFT_BACKWARD);
  to_frequency_ = std::make_unique<Plan>(buffer_, spectrum_, LIQUID_FFT_FORWARD);
}

Ofdm::~Ofdm() = default;

std::size_t Ofdm::prefix(int symbol) const {
  return static_cast<std::size_t>(std::lround(grid_.prefix_s(symbol) * sample_rate_hz()));
}

std::size_t Ofdm::n_sample() const {
  std::size_t n = 0;
  for (int l = 0; l < grid_.n_symbol; ++l) n += prefix(l) + n_fft();
  return n;
}

std::size_t Ofdm::bin(int subcarrier) const {
  const int place = subcarrier - grid_.n_subcarrier() / 2;
  return place < 0 ? place + n_fft() : place;
}

void Ofdm::modulate(std::span<const std::complex<float>> x, std::span<std::complex<float>> samples) {
  const float scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(n_fft())));
  auto out = samples.begin();
  for (int l = 0; l < grid_.n_symbol; ++l) {
    std::ranges::fill(spectrum_, 0.f);
    for (int k = 0; k < grid_.n_subcarrier(); ++k) spectrum_[bin(k)] = scale * x[l * grid_.n_subcarrier() + k];
    fft_execute(to_time_->plan);
    out = std::copy(buffer_.end() - static_cast<std::ptrdiff_t>(prefix(l)), buffer_.end(), out);
    out = std::copy(buffer_.begin(), buffer_.end(), out);
  }
}

void Ofdm::demodulate(std::span<const std::complex<float>> samples, std::span<std::complex<float>> y) {
  const float scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(n_fft())));
  std::size_t start = 0;
  for (int l = 0; l < grid_.n_symbol; ++l) {
    start += prefix(l);
    std::ranges::copy(samples.subspan(start, n_fft()), buffer_.begin());
    fft_execute(to_frequency_->plan);
    for (int k = 0; k < grid_.n_subcarrier(); ++k) y[l * grid_.n_subcarrier() + k] = scale * spectrum_[bin(k)];
    start += n_fft();
  }
}

}  // namespace ohmimo
