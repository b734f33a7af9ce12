// OFDM over time against the shortcut over frequency.
#include <doctest/doctest.h>

#include <cmath>

#include "apps/studies/verify/waveform_checks.hpp"
#include "tests/about.hpp"

namespace test_waveform {

using namespace ohmimo;
using namespace ohmimo::verify;

TEST_CASE("inside the cyclic prefix y = H(f) x to the rounding of float") {
  for (const SlotGrid& grid : {SlotGrid{15, 6, 14}, SlotGrid{30, 20, 14}, SlotGrid{120, 51, 14}}) {
    // 9/128 of the symbol is the shortest prefix.
    std::size_t n_fft = 128;
    while (n_fft < static_cast<std::size_t>(grid.n_subcarrier())) n_fft *= 2;
    const std::size_t prefix = n_fft * 9 / 128;
    const WaveformLoss loss =
        waveform_loss(grid, {{0, {0.5, 0.5}}, {1, {-0.4, 0.1}}, {prefix / 2, {0.0, 0.5}}, {prefix, {0.3, -0.2}}}, 2, 3);
    CHECK(loss.closed_form == 0.0);
    CHECK(std::sqrt(loss.power) < 2e-6);  // some roundings of 6e-8 over log2 n steps
    // One sample more, and it is not.
    const WaveformLoss more = waveform_loss(grid, {{0, {0.5, 0.5}}, {prefix + 1, {0.3, -0.2}}}, 2, 3);
    CHECK(more.power > 1e-5);
  }
}

TEST_CASE("beyond the prefix the lost power is that of the closed form, and grows with delay and power") {
  const SlotGrid grid{30, 4, 14};
  double before = 0.0;
  for (const std::size_t delay : {10u, 12u, 20u, 40u, 100u}) {
    const WaveformLoss loss = waveform_loss(grid, {{0, {0.8, 0.0}}, {delay, {0.3, 0.4}}}, 100, 5);
    CAPTURE(delay);
    CHECK(std::abs(loss.power - loss.closed_form) < 4.0 * loss.standard_error);
    CHECK(loss.standard_error < 0.1 * loss.closed_form);
    CHECK(loss.closed_form > before);
    before = loss.closed_form;
  }
  // Twice the amplitude, four times the loss.
  const WaveformLoss one = waveform_loss(grid, {{20, {0.1, 0.0}}}, 1, 5),
                     two = waveform_loss(grid, {{20, {0.2, 0.0}}}, 1, 5);
  CHECK(two.power == about(4.0 * one.power, 1e-4));
  CHECK(two.closed_form == about(4.0 * one.closed_form));
}

TEST_CASE("two taps beyond the prefix meet in the same samples") {
  const SlotGrid grid{30, 4, 14};
  const SampleTap a = {40, {0.3, 0.4}}, b = {41, {0.2, 0.4}};
  const WaveformLoss both = waveform_loss(grid, {a, b}, 100, 5);
  CHECK(std::abs(both.power - both.closed_form) < 4.0 * both.standard_error);
  const double apart = waveform_loss(grid, {a}, 1, 5).closed_form + waveform_loss(grid, {b}, 1, 5).closed_form;
  CHECK(std::abs(both.closed_form - apart) > 20.0 * both.standard_error);
}

}  // namespace test_waveform
