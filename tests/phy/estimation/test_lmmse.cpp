// LMMSE estimates against the dense formula over all pilots of a slot, and against themselves where windows are smaller
// than the band.
#include <doctest/doctest.h>

#include "tests/about.hpp"
#include "tests/phy/estimation/estimator_case.hpp"

namespace test_lmmse {

using namespace ohmimo;

const PilotCase cases[] = {{pilot_config(1, 1, 0), 1},
                           {pilot_config(1, 1, 0), 4},
                           {pilot_config(1, 2, 0), 8},
                           {pilot_config(2, 2, 0), 12},
                           {pilot_config(2, 1, 0), 5},
                           {pilot_config(1, 1, 0, PilotKind::dft), 8},
                           {pilot_config(1, 2, 0, PilotKind::dft), 9}};

// What the estimator says of its error for one user alone cannot be asked for: all users have the same law here.
double stated_error(const EstimateRun& run, int symbol, const SubcarrierRange& range) {
  ChannelEstimator estimator(run.pilots, run.kind, run.max_doppler_hz);
  PilotsReceived received;
  received.resize(run.pilots.symbols().size(), run.pilots.grid().n_subcarrier(), 1);
  estimator.receive(received, run.noise_var, run.law.prior());
  MatrixBatch h_hat;
  return estimator.estimate(symbol, range, h_hat);
}

TEST_CASE("the error is the trace of the error covariance: as stated and as measured") {
  for (const PilotCase& c : cases) {
    const PilotGrid pilots({30, 2, 14}, c.config, c.n_user);
    for (const double noise_var : {1e-3, 0.3}) {
      const EstimateRun run = {pilots, exponential_law(c.n_user, 300e-9, 0.0), EstimatorKind::lmmse, noise_var, 60};
      const SubcarrierRange range = {0, 3, 9};
      const double closed = closed_form(run, run.law, 7, range);
      const EstimateError error = estimate_error(run, 7, range);
      CHECK(error.reported == about(closed, 1e-5));
      CHECK(std::abs(error.mean - closed) < 4.0 * error.standard_error);
      CHECK(error.standard_error < 0.1 * closed);
    }
  }
}

TEST_CASE("users of different powers and places: the formula holds") {
  const PilotGrid pilots({15, 2, 14}, pilot_config(1, 1, 0), 3);
  PathLaw law = exponential_law(3, 500e-9, 0.0);
  for (std::size_t l = 0; l < law.power.size(); ++l) law.power[l] *= std::pow(10.0, -1.0 * (l / law.n_path));
  const EstimateRun run = {pilots, law, EstimatorKind::lmmse, 0.01, 100};
  const SubcarrierRange range = {2, 2, 12};
  const double closed = closed_form(run, law, 0, range);
  const EstimateError error = estimate_error(run, 0, range);
  CHECK(error.reported == about(closed, 1e-5));
  CHECK(std::abs(error.mean - closed) < 4.0 * error.standard_error);
}

TEST_CASE("users that stand still: two positions and more are used in full") {
  for (const int additional : {1, 3}) {
    const PilotGrid pilots({30, 1, 14}, pilot_config(1, 1, additional), 4);
    const EstimateRun run = {pilots, exponential_law(4, 100e-9, 0.0), EstimatorKind::lmmse, 0.1, 1};
    CHECK(stated_error(run, 7, {0, 12}) == about(closed_form(run, run.law, 7, {0, 12}), 1e-5));
  }
}

TEST_CASE("one position and a Doppler: time is used in full too") {
  const PilotGrid pilots({30, 1, 14}, pilot_config(1, 1, 0), 4);
  const EstimateRun run = {pilots, exponential_law(4, 100e-9, 400.0), EstimatorKind::lmmse, 0.05, 1};
  for (const int symbol : {2, 7, 13})
    CHECK(stated_error(run, symbol, {0, 12}) == about(closed_form(run, run.law, symbol, {0, 12}), 1e-5));
}

TEST_CASE("several positions and one Doppler: all pilots of a slot are used in full") {
  for (const double doppler_hz : {5.0, 200.0, 800.0})
    for (const double noise_var : {1e-3, 0.1, 1.0})
      for (const int additional : {1, 2, 3}) {
        const PilotGrid pilots({30, 1, 14}, pilot_config(1, 1, additional), 4);
        const EstimateRun run = {pilots, exponential_law(4, 100e-9, doppler_hz), EstimatorKind::lmmse, noise_var, 1};
        for (const int symbol : {0, 6})
          CHECK(stated_error(run, symbol, {0, 2, 7}) == about(closed_form(run, run.law, symbol, {0, 2, 7}), 1e-5));
      }
}

// What it costs that the two symbols of a position are averaged first, so that users of the other time code are heard
// where the channel changes between them: at N0 30 dB below a user a fifth of the error at 50 Hz and 5.4 dB at 200 Hz
// (-34.6 instead of -40 dB).
TEST_CASE("double symbols are averaged first, which costs little where the channel is slower than its noise") {
  struct Loss {
    double doppler_hz, noise_var, most;
  };
  for (const Loss& loss : {Loss{50.0, 1e-3, 1.3}, Loss{50.0, 0.1, 1.01}, Loss{200.0, 1e-3, 3.7}, Loss{200.0, 0.1, 1.06},
                           Loss{800.0, 0.1, 1.3}, Loss{800.0, 1.0, 1.1}}) {
    const PilotGrid pilots({30, 1, 14}, pilot_config(1, 2, 1), 8);
    const EstimateRun run = {pilots, exponential_law(8, 100e-9, loss.doppler_hz), EstimatorKind::lmmse, loss.noise_var,
                             1};
    for (const int symbol : {0, 6}) {
      const double best = closed_form(run, run.law, symbol, {0, 2, 7});
      const double stated = stated_error(run, symbol, {0, 2, 7});
      CAPTURE(loss.doppler_hz);
      CAPTURE(loss.noise_var);
      CHECK(stated > best * (1.0 - 1e-5));
      CHECK(stated < best * loss.most);
    }
  }
}

TEST_CASE("users of different Doppler: the stated error is the measured one") {
  const PilotGrid pilots({30, 2, 14}, pilot_config(1, 2, 1), 8);
  EstimateRun run = {pilots, exponential_law(8, 100e-9, 0.0), EstimatorKind::lmmse, 0.01, 100};
  for (std::size_t u = 0; u < 8; ++u) run.law.doppler_hz[u] = 100.0 * static_cast<double>(u % 3);
  const EstimateError error = estimate_error(run, 13, {0, 3, 9});
  CHECK(std::abs(error.mean - error.reported) < 4.0 * error.standard_error);
  CHECK(error.standard_error < 0.05 * error.mean);
}

TEST_CASE("with a Doppler the stated error is the measured one") {
  for (const PilotCase& c : {PilotCase{pilot_config(1, 1, 1), 4}, PilotCase{pilot_config(1, 2, 1), 8}}) {
    const PilotGrid pilots({30, 2, 14}, c.config, c.n_user);
    const EstimateRun run = {pilots, exponential_law(c.n_user, 100e-9, 300.0), EstimatorKind::lmmse, 0.01, 100};
    for (const int symbol : {0, 6, 13}) {
      const EstimateError error = estimate_error(run, symbol, {0, 3, 9});
      CHECK(std::abs(error.mean - error.reported) < 4.0 * error.standard_error);
      CHECK(error.standard_error < 0.05 * error.mean);
    }
  }
}

TEST_CASE("the robust estimator has the error of its mismatched filter, and states that of its own prior") {
  for (const PilotCase& c : {PilotCase{pilot_config(1, 1, 0), 4}, PilotCase{pilot_config(2, 2, 0), 12}}) {
    const PilotGrid pilots({30, 2, 14}, c.config, c.n_user);
    // 10 dB over N0: a whole number, to which the measured power is rounded.
    EstimateRun run = {pilots, exponential_law(c.n_user, 100e-9, 0.0), EstimatorKind::lmmse_robust, 0.1, 60};
    const SubcarrierRange range = {0, 3, 9};
    const PathLaw assumed = rectangular_law(pilots.grid(), std::vector<double>(c.n_user, 1.0));
    const EstimateError error = estimate_error(run, 7, range);
    CHECK(std::abs(error.mean - closed_form(run, assumed, 7, range)) < 4.0 * error.standard_error);
    // Stated: pilots of a channel of power 1 at every antenna, 10 dB over N0.
    run.law = assumed;
    ChannelEstimator estimator(pilots, EstimatorKind::lmmse_robust);
    PilotsReceived received;
    received.resize(pilots.symbols().size(), 24, 1);
    for (std::size_t p = 0; p < received.n_pilot; ++p)
      for (int k = 0; k < 24; ++k) {
        *received.at(p, k) = 0.f;
        for (int u = 0; u < c.n_user; ++u) *received.at(p, k) += pilots.value(u, pilots.symbols()[p], k);
      }
    estimator.receive(received, 0.1);
    MatrixBatch h_hat;
    CHECK(estimator.estimate(7, range, h_hat) == about(closed_form(run, assumed, 7, range), 1e-5));
  }
}

TEST_CASE("LMMSE is better than robust, and robust than least squares, where noise matters") {
  const PilotGrid pilots({30, 20, 14}, pilot_config(1, 1, 1), 4);
  EstimateRun run = {pilots, exponential_law(4, 100e-9, 20.0), EstimatorKind::lmmse, 0.3, 10};
  run.max_doppler_hz = 20.0;
  const SubcarrierRange range = {0, 24, 10};
  const double lmmse = estimate_error(run, 6, range).mean;
  run.kind = EstimatorKind::lmmse_robust;
  const double robust = estimate_error(run, 6, range).mean;
  run.kind = EstimatorKind::ls;
  const double ls = estimate_error(run, 6, range).mean;
  CHECK(lmmse < robust);
  CHECK(robust < ls);
}

TEST_CASE("a wide band is estimated through windows, with the stated error, at every subcarrier") {
  for (const PilotCase& c :
       {PilotCase{pilot_config(1, 1, 1), 3}, PilotCase{pilot_config(1, 1, 1, PilotKind::dft), 17}}) {
    const PilotGrid pilots({30, 40, 14}, c.config, c.n_user);
    const EstimateRun run = {pilots, exponential_law(c.n_user, 100e-9, 0.0), EstimatorKind::lmmse, 0.1, 12};
    for (const SubcarrierRange& range : {SubcarrierRange{0, 32}, SubcarrierRange{235, 16}, SubcarrierRange{448, 32}}) {
      const EstimateError error = estimate_error(run, 7, range);
      CHECK(std::abs(error.mean - error.reported) < 4.5 * error.standard_error);
    }
  }
}

// Of a channel of 100 ns; at 30 ns and N0 10 dB below a user it is 2.4 dB (a ratio of 1.73).
TEST_CASE("windows of 16 out of 48 PRB cost less than 1.5 dB of the estimation error") {
  const PilotGrid pilots({30, 48, 14}, pilot_config(1, 1, 0), 2);
  for (const double noise_var : {0.1, 1.0}) {
    const EstimateRun run = {pilots, exponential_law(2, 100e-9, 0.0), EstimatorKind::lmmse, noise_var, 1};
    for (const SubcarrierRange& range : {SubcarrierRange{0, 2}, SubcarrierRange{280, 2}}) {
      const double best = closed_form(run, run.law, 2, range), stated = stated_error(run, 2, range);
      CHECK(stated > best);
      CHECK(stated < 1.4 * best);
    }
  }
}

TEST_CASE("without noise few paths are found to rounding") {
  const SlotGrid grid{30, 4, 14};
  const PilotGrid pilots(grid, pilot_config(1, 1, 0), 4);
  const PathLaw law = exponential_law(4, 100e-9, 0.0);
  RngStream stream = slot_stream(3);
  const DrawnChannel channel(law, 2, stream);
  ChannelEstimator estimator(pilots, EstimatorKind::lmmse);
  estimator.receive(receive_pilots(pilots, channel, 0.0, stream), 0.0, law.prior());
  MatrixBatch h_hat;
  CHECK(estimator.estimate(2, {0, 48}, h_hat) < 1e-6f);
  CHECK(largest_error(channel, h_hat, grid, 2) < 1e-3);
}

TEST_CASE("filters are kept while the prior stays, and follow it when it changes") {
  const SlotGrid grid{30, 2, 14};
  const PilotGrid pilots(grid, pilot_config(1, 1, 0), 2);
  const PathLaw one = exponential_law(2, 100e-9, 0.0), other = exponential_law(2, 1000e-9, 0.0);
  ChannelEstimator kept(pilots, EstimatorKind::lmmse);
  for (const PathLaw* law : {&one, &other, &one}) {
    RngStream stream = slot_stream(4);
    const DrawnChannel channel(*law, 2, stream);
    const PilotsReceived received = receive_pilots(pilots, channel, 0.1, stream);
    ChannelEstimator fresh(pilots, EstimatorKind::lmmse);
    MatrixBatch a, b;
    kept.receive(received, 0.1, law->prior());
    fresh.receive(received, 0.1, law->prior());
    CHECK(kept.estimate(3, {0, 24}, a) == fresh.estimate(3, {0, 24}, b));
    for (int k = 0; k < 24; ++k) CHECK(a.get(k, 1, 1) == b.get(k, 1, 1));
  }
}

}  // namespace test_lmmse
