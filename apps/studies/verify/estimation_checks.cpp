#include "apps/studies/verify/estimation_checks.hpp"

#include <fmt/format.h>

#include <cmath>

#include "phy/estimation/channel_estimator.hpp"

namespace ohmimo::verify {
namespace {

constexpr std::size_t n_rx = 16;

struct Moments {
  std::vector<double> values;
  double mean() const { return arma::mean(arma::vec(values)); }
  double standard_error() const {
    return arma::stddev(arma::vec(values)) / std::sqrt(static_cast<double>(values.size()));
  }
};

double square_error(const DrawnChannel& channel, const MatrixBatch& h_hat, const SlotGrid& grid, int symbol,
                    const SubcarrierRange& range) {
  const arma::cx_mat gains = channel.gains(grid.symbol_times_s()[symbol]);
  double sum = 0.0;
  for (int c = 0; c < range.n; ++c) {
    const arma::cx_mat h = channel.at(grid.frequency_hz(range.first + c * range.step), gains);
    sum += arma::mean(arma::vectorise(arma::square(arma::abs(h_hat.matrix(c) - h))));
  }
  return sum / range.n;
}

// The smallest DM-RS that holds so many users.
PilotGrid pilots_for(int n_user, int additional, bool estimate_noise = false) {
  PilotConfig config;
  config.dmrs_type = n_user > 8 ? 2 : 1;
  config.dmrs_symbols = n_user > 4 ? 2 : 1;
  config.additional = additional;
  config.estimate_noise = estimate_noise;
  return PilotGrid({30, 2, 14}, config, n_user);
}

Check ratio(std::string name, double measured, double value, double standard_error, std::string source) {
  return {std::move(name), measured / value, Expectation::near(1.0, 4.0 * standard_error / value), std::move(source)};
}

Check least_squares_check(int n_user, const VerifyOptions& options) {
  const PilotGrid pilots = pilots_for(n_user, 0);
  const EstimateRun run = {pilots, flat_law(n_user, 1.0),     EstimatorKind::ls,
                           0.1,    options.full ? 1000 : 100, options.seed};
  const EstimateError error = estimate_error(run, pilots.symbols()[0], {0, 1});
  return ratio(fmt::format("least squares at a pilot, {} user(s): error over N0/Ep", n_user), error.mean,
               run.noise_var / pilots.energy(), error.standard_error, "closed form");
}

std::vector<Check> lmmse_checks(int n_user, const VerifyOptions& options) {
  const PilotGrid pilots = pilots_for(n_user, 0);
  const EstimateRun run = {
      pilots, exponential_law(n_user, 300e-9, 0.0), EstimatorKind::lmmse, 0.1, options.full ? 400 : 40, options.seed};
  const SubcarrierRange range = {0, 3, 9};
  const EstimateError error = estimate_error(run, 7, range);
  const double closed = dense_error({pilots, run.law, run.law, run.noise_var}, 7, range);
  return {ratio(fmt::format("LMMSE, {} user(s): error over closed form", n_user), error.mean, closed,
                error.standard_error, "trace of the error covariance"),
          {fmt::format("LMMSE, {} user(s): stated error over closed form", n_user), error.reported / closed,
           Expectation::near(1.0, 1e-5), "trace of the error covariance"}};
}

// Powers over N0 are 10 dB: a whole number, to which the estimator rounds what it measures.
Check robust_check(int n_user, const VerifyOptions& options) {
  const PilotGrid pilots = pilots_for(n_user, 0);
  const EstimateRun run = {
      pilots,      exponential_law(n_user, 100e-9, 0.0), EstimatorKind::lmmse_robust, 0.1, options.full ? 400 : 40,
      options.seed};
  const SubcarrierRange range = {0, 3, 9};
  const EstimateError error = estimate_error(run, 7, range);
  const PathLaw assumed = rectangular_law(pilots.grid(), std::vector<double>(n_user, 1.0));
  return ratio(fmt::format("robust LMMSE, {} user(s): error over mismatched closed form", n_user), error.mean,
               dense_error({pilots, assumed, run.law, run.noise_var}, 7, range), error.standard_error, "closed form");
}

Check noise_check(int n_user, const VerifyOptions& options) {
  const EstimateRun run = {pilots_for(n_user, 1, true), exponential_law(n_user, 30e-9, 0.0),
                           EstimatorKind::ls,           0.01,
                           options.full ? 400 : 40,     options.seed};
  const EstimateError error = estimate_error(run, 0, {0, 1});
  return ratio(fmt::format("noise estimated from pilots, {} user(s): over N0", n_user), error.noise_var, run.noise_var,
               error.noise_standard_error, "N0 as drawn");
}

}  // namespace

EstimateError estimate_error(const EstimateRun& run, int symbol, const SubcarrierRange& range) {
  ChannelEstimator estimator(run.pilots, run.kind, run.max_doppler_hz);
  Moments square, noise, reported;
  MatrixBatch h_hat;
  for (int slot = 0; slot < run.n_slot; ++slot) {
    RngStream stream({run.seed, 0, static_cast<std::uint32_t>(slot)}, Purpose::channel);
    const DrawnChannel channel(run.law, n_rx, stream);
    estimator.receive(receive_pilots(run.pilots, channel, run.noise_var, stream), run.noise_var, run.law.prior());
    reported.values.push_back(estimator.estimate(symbol, range, h_hat));
    square.values.push_back(square_error(channel, h_hat, run.pilots.grid(), symbol, range));
    noise.values.push_back(estimator.noise_var());
  }
  return {square.mean(), square.standard_error(), reported.mean(), noise.mean(), noise.standard_error()};
}

std::vector<Check> estimation_checks(const VerifyOptions& options) {
  std::vector<Check> checks;
  for (const int n_user : {1, 4, 8, 12}) {
    checks.push_back(least_squares_check(n_user, options));
    for (Check& check : lmmse_checks(n_user, options)) checks.push_back(std::move(check));
    checks.push_back(robust_check(n_user, options));
    checks.push_back(noise_check(n_user, options));
  }
  return checks;
}

}  // namespace ohmimo::verify
