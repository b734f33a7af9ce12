// Least squares: N0/Ep at pilots, straight lines, scale, noise estimate.
#include <doctest/doctest.h>

#include <stdexcept>

#include "tests/about.hpp"
#include "tests/phy/estimation/estimator_case.hpp"

namespace test_least_squares {

using namespace ohmimo;

const PilotCase cases[] = {{pilot_config(1, 1, 0), 1},
                           {pilot_config(1, 1, 0), 4},
                           {pilot_config(1, 2, 0), 8},
                           {pilot_config(2, 2, 0), 12},
                           {pilot_config(1, 1, 0, PilotKind::dft), 12},
                           {pilot_config(1, 2, 0, PilotKind::dft), 16}};

TEST_CASE("the error at pilots is N0/Ep for 1, 4, 8, 12 and 16 users, and so it is stated") {
  for (const PilotCase& c : cases) {
    const PilotGrid pilots({30, 2, 14}, c.config, c.n_user);
    const EstimateRun run = {pilots, flat_law(c.n_user, 1.0), EstimatorKind::ls, 0.1, 200};
    for (const SubcarrierRange& range : {SubcarrierRange{0, 1}, SubcarrierRange{23, 1}}) {  // nearest estimate
      const EstimateError error = estimate_error(run, pilots.symbols()[0], range);
      CHECK(error.reported == about(0.1 / pilots.energy(), 1e-6));
      CHECK(std::abs(error.mean - error.reported) < 4.0 * error.standard_error);
      CHECK(error.standard_error < 0.1 * error.mean);
    }
  }
}

TEST_CASE("between pilots and positions the stated error is that of the interpolation of noise") {
  const PilotGrid pilots({30, 2, 14}, pilot_config(1, 1, 1), 4);  // positions 2 and 11
  const EstimateRun run = {pilots, flat_law(4, 1.0), EstimatorKind::ls, 0.1, 100};
  for (const int symbol : {0, 2, 5, 8, 11, 13}) {
    const EstimateError error = estimate_error(run, symbol, {3, 4, 2});
    CHECK(std::abs(error.mean - error.reported) < 4.0 * error.standard_error);
  }
  // Half way between two estimates, at 1 and 5: a quarter of the noise of each.
  ChannelEstimator estimator(PilotGrid({30, 2, 14}, pilot_config(1, 1, 1), 1), EstimatorKind::ls);
  PilotsReceived silence;
  silence.resize(2, 24, 1);
  estimator.receive(silence, 0.4);
  MatrixBatch h;
  CHECK(estimator.estimate(2, {3, 1}, h) == about(0.4 / 4.0 / 2.0, 1e-6));
  CHECK(estimator.estimate(2, {1, 1}, h) == about(0.4 / 4.0, 1e-6));
}

TEST_CASE("a channel that is linear over frequency and time is found exactly") {
  // One user on a comb: what others send leaks where the channel varies between the subcarriers of a code.
  for (const PilotConfig& config : {pilot_config(1, 1, 1), pilot_config(2, 1, 1), pilot_config(1, 1, 3)}) {
    const SlotGrid grid{30, 3, 14};
    const PilotGrid pilots(grid, config, 1);
    const std::vector<double> times = grid.symbol_times_s();
    const auto h = [&](int symbol, int k) {
      return std::complex<double>(1.0 - 0.02 * k, 0.5 + 0.01 * k) * (1.0 + 500.0 * times[symbol]);
    };
    PilotsReceived received;
    received.resize(pilots.symbols().size(), 36, 1);
    for (std::size_t p = 0; p < received.n_pilot; ++p)
      for (int k = 0; k < 36; ++k) {
        const int symbol = pilots.symbols()[p];
        *received.at(p, k) = std::complex<float>(h(symbol, k) * std::complex<double>(pilots.value(0, symbol, k)));
      }
    ChannelEstimator estimator(pilots, EstimatorKind::ls);
    estimator.receive(received, 0.0);
    MatrixBatch h_hat;
    for (int symbol = pilots.symbols().front(); symbol <= pilots.symbols().back(); ++symbol) {
      CHECK(estimator.estimate(symbol, {6, 24}, h_hat) == 0.f);
      for (int k = 0; k < 24; ++k) {
        const std::complex<double> found = h_hat.get(k, 0, 0);
        CHECK(std::abs(found - h(symbol, k + 6)) < 4e-6);
      }
    }
    // Before the first and after the last position: the nearest.
    MatrixBatch first;
    estimator.estimate(0, {6, 24}, h_hat);
    estimator.estimate(pilots.symbols().front(), {6, 24}, first);
    for (int k = 0; k < 24; ++k) CHECK(h_hat.get(k, 0, 0) == first.get(k, 0, 0));
  }
}

TEST_CASE("estimates scale with the channel: 1e-6 of it gives 1e-6 of them") {
  for (const EstimatorKind kind : {EstimatorKind::ls, EstimatorKind::lmmse, EstimatorKind::lmmse_robust}) {
    const SlotGrid grid{30, 4, 14};
    PilotConfig config = pilot_config(1, 1, 1);
    config.estimate_noise = true;
    const PilotGrid pilots(grid, config, 4);
    PathLaw law = exponential_law(4, 100e-9, 50.0);
    RngStream stream = slot_stream(1);
    const DrawnChannel channel(law, 4, stream);
    PilotsReceived received = receive_pilots(pilots, channel, 0.01, stream);
    ChannelEstimator estimator(pilots, kind, 50.0), small(pilots, kind, 50.0);
    estimator.receive(received, 0.01, law.prior());
    const float scale = 0x1p-20f;  // exact in binary
    for (std::complex<float>& y : received.y) y *= scale;
    for (double& p : law.power) p *= static_cast<double>(scale) * scale;
    small.receive(received, 0.01 * scale * scale, law.prior());
    MatrixBatch h, h_small;
    const float error = estimator.estimate(7, {0, 48}, h), error_small = small.estimate(7, {0, 48}, h_small);
    CHECK(error_small == about(error * scale * scale, 1e-6));
    CHECK(small.noise_var() == about(estimator.noise_var() * scale * scale, 1e-12));
    for (int k = 0; k < 48; ++k)
      for (int u = 0; u < 4; ++u) CHECK(std::abs(h_small.get(k, 3, u) / scale - h.get(k, 3, u)) < 1e-6f);
  }
}

TEST_CASE("a range is the same subcarriers as the whole band, step by step; padding is zero") {
  const SlotGrid grid{30, 40, 14};
  for (const EstimatorKind kind : {EstimatorKind::ls, EstimatorKind::lmmse}) {
    const PilotGrid pilots(grid, pilot_config(1, 1, 1), 3);
    const PathLaw law = exponential_law(3, 100e-9, 0.0);
    RngStream stream = slot_stream(2);
    const DrawnChannel channel(law, 3, stream);
    ChannelEstimator estimator(pilots, kind);
    estimator.receive(receive_pilots(pilots, channel, 0.01, stream), 0.01, law.prior());
    MatrixBatch all, part, sparse;
    estimator.estimate(4, {0, 480}, all);
    estimator.estimate(4, {208, 35}, part);
    for (int k = 0; k < 35; ++k)
      for (int u = 0; u < 3; ++u)
        if (kind == EstimatorKind::ls || k < 32)  // the last block's window may start elsewhere
          CHECK(std::abs(part.get(k, 2, u) - all.get(k + 208, 2, u)) < 1e-5f);
    for (std::size_t lane = 3; lane < n_lane; ++lane) CHECK(part.block(2).data[lane] == 0.f);
    estimator.estimate(4, {6, 40, 12}, sparse);
    for (int k = 0; k < 40; ++k)
      for (int u = 0; u < 3; ++u)
        CHECK(std::abs(sparse.get(k, 1, u) - all.get(6 + 12 * k, 1, u)) < (kind == EstimatorKind::ls ? 1e-5f : 0.1f));
    CHECK_THROWS_AS(estimator.estimate(4, {0, 481}, all), std::invalid_argument);
    CHECK_THROWS_AS(estimator.estimate(4, {-1, 4}, all), std::invalid_argument);
    CHECK_THROWS_AS(estimator.estimate(4, {0, 20, 13}, all), std::invalid_argument);
    CHECK_THROWS_AS(estimator.estimate(4, {0, 0}, all), std::invalid_argument);
    CHECK_THROWS_AS(estimator.estimate(14, {0, 4}, all), std::invalid_argument);
  }
}

TEST_CASE("the noise estimate is unbiased, whatever users send") {
  for (const PilotCase& c : cases) {
    PilotConfig config = c.config;
    config.estimate_noise = true;
    config.additional = 1;
    const PilotGrid pilots({30, 4, 14}, config, c.n_user);
    for (const double noise_var : {1e-3, 10.0}) {
      const EstimateRun run = {pilots, flat_law(c.n_user, 1.0), EstimatorKind::ls, noise_var, 100};
      const EstimateError error = estimate_error(run, 0, {0, 1});
      CHECK(std::abs(error.noise_var - noise_var) < 4.0 * error.noise_standard_error);
      CHECK(error.noise_standard_error < 0.02 * noise_var);
    }
  }
}

TEST_CASE("noise 30 dB below a channel of 100 ns is estimated within a percent with DM-RS") {
  for (const PilotConfig& base : {pilot_config(1, 1, 1), pilot_config(2, 2, 1)}) {
    PilotConfig config = base;
    config.estimate_noise = true;
    const PilotGrid pilots({30, 8, 14}, config, 4);
    const EstimateRun run = {pilots, exponential_law(4, 100e-9, 0.0), EstimatorKind::ls, 1e-3, 40};
    const EstimateError error = estimate_error(run, 0, {0, 1});
    CHECK(std::abs(error.noise_var - 1e-3) < 4.0 * error.noise_standard_error + 1e-5);
  }
}

TEST_CASE("an estimator that cannot know the noise says so") {
  PilotConfig config = pilot_config(1, 1, 1, PilotKind::dft);
  config.estimate_noise = true;
  CHECK_THROWS_WITH_AS(ChannelEstimator(PilotGrid({30, 4, 14}, config, 48), EstimatorKind::ls),
                       doctest::Contains("noise-var must be known where pilots repeat less than twice"),
                       std::invalid_argument);
  const PilotGrid pilots({30, 4, 14}, pilot_config(1, 1, 1), 2);
  ChannelEstimator estimator(pilots, EstimatorKind::lmmse);
  PilotsReceived received;
  received.resize(2, 48, 1);
  CHECK_THROWS_AS(estimator.receive(received, 0.1), std::invalid_argument);  // no prior
  received.resize(1, 48, 1);
  CHECK_THROWS_AS(estimator.receive(received, 0.1, flat_law(2, 1.0).prior()), std::invalid_argument);
}

}  // namespace test_least_squares
