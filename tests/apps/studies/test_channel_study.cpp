// Numbers that ohmimo channel takes from channels, against channels whose numbers are known.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "apps/studies/channel/channel_figures.hpp"
#include "apps/studies/channel/channel_info.hpp"
#include "apps/studies/channel/delay_profile.hpp"
#include "apps/studies/channel/make_channel.hpp"
#include "apps/studies/channel/spatial.hpp"
#include "tests/about.hpp"

namespace test_channel_study {

using namespace ohmimo;
using namespace ohmimo::channel_study;

constexpr double pi = std::numbers::pi;

// Two paths of powers 0.8 and 0.2 from 30 and -20 degree at a line of 16 antennas; one user. Phases of slots so that
// the paths do not correlate.
ChannelRecord two_paths(double second_delay_s) {
  ChannelRecord record{.n_slot = 64, .n_rx = 16, .n_user = 1, .n_path = 2};
  for (std::size_t slot = 0; slot < record.n_slot; ++slot) {
    for (int path = 0; path < 2; ++path)
      for (std::size_t rx = 0; rx < record.n_rx; ++rx) {
        const double angle = path == 0 ? pi / 6 : -pi / 9, turn = path * 2.0 * pi * static_cast<double>(slot) / 64.0;
        record.gain.emplace_back(
            std::polar(std::sqrt(path == 0 ? 0.8 : 0.2), pi * std::sin(angle) * static_cast<double>(rx) + turn));
      }
    record.delay_s.insert(record.delay_s.end(), {0.0, second_delay_s});
  }
  return record;
}

TEST_CASE("delay spread of two paths, stored as paths and as subcarriers") {
  const double delay_s = 20.0 / (30e3 * 240);  // 20 bins of the grid
  const ChannelRecord paths = two_paths(delay_s);
  const Spectrum exact = *delay_spectrum(paths);
  CHECK(exact.mean == about(0.2 * delay_s, 1e-6));
  CHECK(exact.rms == about(0.4 * delay_s, 1e-6));  // sqrt(0.2 - 0.04)
  const ChannelRecord grid = over_grid(paths, {.scs_khz = 30, .n_prb = 20});
  // The window puts each path on three bins, whose variance is taken off: the rest is single precision.
  const Spectrum estimate = *delay_spectrum(grid);
  CHECK(estimate.resolution == about(1.0 / (30e3 * 240)));
  CHECK(estimate.mean == about(0.2 * delay_s, 1e-4));
  CHECK(estimate.rms == about(0.4 * delay_s, 1e-4));
  CHECK_FALSE(delay_spectrum(at_carrier(paths)));
}

TEST_CASE("paths over subcarriers are the sum of their phases") {
  const ChannelRecord paths = two_paths(333e-9), grid = over_grid(paths, {.scs_khz = 60, .n_prb = 3});
  CHECK(grid.n_subcarrier == 36);
  const double f_hz = (31 - 18) * 60e3;
  const std::complex<double> a(paths.gain[(5 * 2 + 0) * 16 + 7]), b(paths.gain[(5 * 2 + 1) * 16 + 7]);
  const std::complex<double> wanted = a + b * std::polar(1.0, -2.0 * pi * f_hz * 333e-9);
  CHECK(std::abs(std::complex<double>(grid.matrix(5 * 36 + 31)[7]) - wanted) < 2e-6);
}

TEST_CASE("spatial correlation and beams of two paths") {
  const ChannelRecord matrices = at_carrier(two_paths(0.0));
  const std::vector<double> correlation = spatial_correlation(matrices);
  for (std::size_t k = 0; k < 16; ++k) {
    const double x = static_cast<double>(k);
    const double wanted =
        std::abs(0.8 * std::polar(1.0, pi * std::sin(pi / 6) * x) + 0.2 * std::polar(1.0, -pi * std::sin(pi / 9) * x));
    CHECK(correlation[k] == doctest::Approx(wanted).epsilon(1e-5));
  }
  const std::vector<double> scan = beam_scan(matrices, 0, {30.0, -20.0, 60.0, -30.0});
  // A beam at a path takes its power, and what its sidelobes take of the other: below 0.06 of it.
  CHECK(scan[0] == doctest::Approx(0.8).epsilon(0.02));
  CHECK(scan[1] == doctest::Approx(0.2).epsilon(0.25));
  CHECK(scan[2] < 0.06);
  CHECK(scan[3] < 0.06);  // the sign of the angle counts
}

TEST_CASE("eigenvalues of the Gram matrix") {
  ChannelRecord record{.n_slot = 2, .n_rx = 3, .n_user = 2};
  record.h = {2.f, 0.f, 0.f, 1.f, 0.f, 0.f, 1.f, 1.f, 1.f, 1.f, 1.f, 1.f};  // diag(2, 1), then two users alike
  const GramSpread spread = gram_spread(record);
  CHECK(spread.condition.at(0) == about(4.0));
  CHECK(spread.eigenvalue[0][0] == about(1.6));  // 4 over the mean 2.5
  CHECK(std::isinf(spread.condition.at(1)));
  CHECK(user_powers(record)[0] == about((4.0 + 3.0) / 6));
}

TEST_CASE("Doppler of a channel that turns") {
  const double symbol_s = 0.5e-3 / 14, shift_hz = -700.0;
  ChannelRecord record{.n_slot = 1, .n_symbol = 14, .n_subcarrier = 1, .n_rx = 2, .n_user = 1, .scs_hz = 30e3};
  for (int l = 0; l < 14; ++l)
    for (int rx = 0; rx < 2; ++rx) record.h.emplace_back(std::polar(1.0, 2.0 * pi * shift_hz * symbol_s * l + rx));
  const Spectrum doppler = *doppler_spectrum(record);
  CHECK(doppler.mean == about(shift_hz, 1e-5));
  CHECK(doppler.rms < 3.0);  // sqrt of the rounding of single precision, over 2 pi T
  const std::size_t top = static_cast<std::size_t>(std::ranges::max_element(doppler.power) - doppler.power.begin());
  CHECK(std::abs(doppler.at[top] - shift_hz) <= doppler.at[1] - doppler.at[0]);
}

TEST_CASE("a made channel is what its model draws, and its pictures have what they need") {
  MakePlan plan{.channel = channel_spec("exp:0.5"), .shape = {4, 2}, .seed = 3, .n_slot = 100};
  const MadeChannel made = make_channel(plan, [](std::size_t) { return true; });
  CHECK(made.record.n_slot == 100);
  MatrixBatch h(64, 4, 2);
  plan.channel.law.make({4, 2})->draw({3, 0, 1}, h);
  CHECK(made.record.matrix(70)[3 * 2 + 1] == h.get(6, 3, 1));
  const MadeChannel stopped = make_channel(plan, [](std::size_t slot) { return slot < 64; });
  CHECK(stopped.record.n_slot == 64);
  const ChannelFigures figures = channel_figures(made.record, "a.h5");
  std::string drawn, skipped;
  for (const ChannelFigure& figure : figures.drawn) drawn += figure.name + " ";
  for (const SkippedFigure& figure : figures.skipped) skipped += figure.name + " ";
  CHECK(drawn == "correlation angle eigenvalues condition ");
  CHECK(skipped == "delay doppler ");
  CHECK(channel_info(made.record).find("100 slots x 1 symbol x 1 subcarrier x 4 antennas x 2 users") !=
        std::string::npos);
}

}  // namespace test_channel_study
