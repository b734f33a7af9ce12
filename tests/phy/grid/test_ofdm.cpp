// The OFDM modulator against a discrete Fourier transform written out.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "phy/grid/ofdm.hpp"
#include "phy/rng.hpp"
#include "tests/about.hpp"

namespace test_ofdm {

using namespace ohmimo;

using Complex = std::complex<float>;

std::vector<Complex> random_grid(const SlotGrid& grid) {
  std::vector<Complex> x(static_cast<std::size_t>(grid.n_symbol) * grid.n_subcarrier());
  RngStream stream({1, 0, 0}, Purpose::bits);
  for (Complex& value : x) value = {static_cast<float>(stream.normal()), static_cast<float>(stream.normal())};
  return x;
}

TEST_CASE("sizes: 2048 points and prefixes of 160 and 144 samples at 106 PRB of 15 kHz") {
  const Ofdm ofdm({15, 106, 14});
  CHECK(ofdm.n_fft() == 2048);
  CHECK(ofdm.prefix(0) == 160);
  CHECK(ofdm.prefix(1) == 144);
  CHECK(ofdm.prefix(7) == 160);
  CHECK(ofdm.n_sample() == 30720);  // 1 ms at 30.72 MHz
  CHECK(ofdm.sample_rate_hz() == 30.72e6);
  CHECK(Ofdm({30, 4, 14}).n_fft() == 128);
  CHECK(Ofdm({30, 4, 14}).prefix(0) == 11);  // 9 and 16/30.72 us
  CHECK(Ofdm({120, 264, 14}).n_fft() == 4096);
}

TEST_CASE("a symbol is the sum of its subcarriers, and its prefix its end") {
  const SlotGrid grid{30, 3, 4};
  Ofdm ofdm(grid);
  const std::vector<Complex> x = random_grid(grid);
  std::vector<Complex> samples(ofdm.n_sample());
  ofdm.modulate(x, samples);
  std::size_t start = 0;
  for (int l = 0; l < grid.n_symbol; ++l) {
    for (std::size_t t = 0; t < ofdm.prefix(l) + ofdm.n_fft(); ++t) {
      std::complex<double> sum = 0.0;
      const double time_s = (static_cast<double>(t) - static_cast<double>(ofdm.prefix(l))) / ofdm.sample_rate_hz();
      for (int k = 0; k < grid.n_subcarrier(); ++k)
        sum += std::complex<double>(x[l * grid.n_subcarrier() + k]) *
               std::polar(1.0, 2.0 * std::numbers::pi * grid.frequency_hz(k) * time_s);
      sum /= std::sqrt(static_cast<double>(ofdm.n_fft()));
      // A sum of 36 terms of size up to 0.4 in single precision.
      CHECK(std::abs(sum - std::complex<double>(samples[start + t])) < 1e-5);
    }
    start += ofdm.prefix(l) + ofdm.n_fft();
  }
}

TEST_CASE("what is sent is received") {
  for (const SlotGrid& grid : {SlotGrid{15, 1, 1}, SlotGrid{60, 51, 14}, SlotGrid{120, 20, 3}}) {
    Ofdm ofdm(grid);
    const std::vector<Complex> x = random_grid(grid);
    std::vector<Complex> samples(ofdm.n_sample()), y(x.size());
    ofdm.modulate(x, samples);
    ofdm.demodulate(samples, y);
    for (std::size_t k = 0; k < x.size(); ++k) CHECK(std::abs(x[k] - y[k]) < 1e-5f);
  }
}

}  // namespace test_ofdm
