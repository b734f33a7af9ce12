#include "apps/studies/verify/ber_checks.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "apps/theory/interval.hpp"
#include "apps/theory/quantiles.hpp"

namespace ohmimo::verify {
namespace {

// Of a right program, over all points together. The normal law is stretched at such a tail: with errors from 10,000
// units or more, as here, a skewed count fails at most three times as often. So all of them stay below 1 in 1,000.
constexpr double false_alarm_of_all = 1e-4;
constexpr double n_point = 9.0;

// The interference that MMSE leaves is no Gaussian, as its form has it: over 2e7 bits at loads up to a half the form
// was 0.1 to 0.3 % low.
constexpr double gaussian_form_error = 0.005;

BerPoint point_of(const char* detector, int rx, int users, const char* modulation, double snr_rx_db) {
  BerPoint point;
  point.config.detector.names = {detector};
  point.config.link.n_rx = rx;
  point.config.link.n_user = users;
  point.config.link.modulation = modulation;
  point.snr_rx_db = snr_rx_db;
  return point;
}

std::vector<Check> checks_of(std::vector<BerPoint> points, std::uint64_t bits, const VerifyOptions& options) {
  std::vector<Check> checks;
  for (BerPoint& point : points) {
    point.config.run.seed = options.seed;
    point.bits = options.full ? 10 * bits : bits;
    checks.push_back(ber_check(point, simulated_count(point), false_alarm_of_all / n_point));
  }
  return checks;
}

std::vector<Check> zero_forcing_checks(const VerifyOptions& options) {
  BerPoint spread = point_of("zf", 16, 4, "16qam", 9.0), fixed = point_of("zf", 16, 4, "64qam", 14.0);
  spread.config.channel.user_spread_db = 6.0;
  fixed.config.channel.fixed = true;
  fixed.config.link.vectors_per_channel = 1000;
  BerPoint block = point_of("zf", 128, 8, "64qam", 6.0);
  block.config.link.vectors_per_channel = 14;
  return checks_of({point_of("zf", 4, 2, "qpsk", 8.0), block, spread, fixed}, 4'000'000, options);
}

std::vector<Check> mmse_checks(const VerifyOptions& options) {
  BerPoint several = point_of("mmse", 16, 4, "64qam", 14.0), half_load = point_of("mmse", 4, 2, "qpsk", 8.0);
  several.form_error = half_load.form_error = gaussian_form_error;
  return checks_of({point_of("mmse", 8, 1, "16qam", 4.0), several, half_load}, 4'000'000, options);
}

std::vector<Check> solver_checks(const VerifyOptions& options) {
  BerPoint zf = point_of("rram-zf", 16, 4, "16qam", 6.0), mmse = point_of("rram-mmse", 16, 4, "16qam", 6.0);
  mmse.form_error = gaussian_form_error;
  for (BerPoint* point : {&zf, &mmse}) {
    point->config.solver.fidelity = "exact";
    point->config.solver.cycles = {1};
  }
  return checks_of({zf, mmse}, 1'000'000, options);
}

std::string point_name(const Run& run, double snr_rx_db) {
  const Config& config = run.config;
  std::string name = fmt::format("{}{} {}x{} {}, {:g} dB", config.detector.names.front(),
                                 run.curves.back().cycle > 0 ? ", fidelity " + config.solver.fidelity + "," : "",
                                 config.link.n_rx, config.link.n_user, config.link.modulation, snr_rx_db);
  if (config.channel.fixed) name += ", one channel";
  if (config.channel.user_spread_db > 0.0) name += fmt::format(", users {:g} dB apart", config.channel.user_spread_db);
  return name;
}

double noise_var(const Run& run, double snr_rx_db) {
  return noise_var_from_snr_db(snr_rx_db, SnrKind::rx_antenna, run.shape);
}

}  // namespace

ErrorCount simulated_count(const BerPoint& point) {
  const Run run = make_run(point.config);
  const StopRule stop = {
      .min_errors = UINT64_MAX, .max_frames = UINT32_MAX, .max_seconds = 1e9, .max_bits = point.bits};
  RunControl control;
  control.threads = run.threads;
  return run_point(run.link, {run.id.seed, 0, noise_var(run, point.snr_rx_db)}, stop, control).counts.back();
}

// Wilson's interval holds a rate where the rate seen lies within z standard deviations of it, taken at that rate.
Check ber_check(const BerPoint& point, const ErrorCount& count, double false_alarm) {
  const Run run = make_run(point.config);
  const std::optional<double> form = run.theory.back().ber(noise_var(run, point.snr_rx_db));
  if (!form) throw std::invalid_argument("a point to be checked must have a closed form, got none");
  const BerInterval interval = ber_interval(count);
  const double bits = static_cast<double>(count.bits);
  const double deviation = std::sqrt(*form * (1.0 - *form) * interval.design_effect / bits);
  const double tolerance = two_sided_z(1.0 - false_alarm) * deviation + point.form_error * *form;
  const double seen = count.unit_errors < trusted_bad_units ? NAN : interval.ber;
  return {point_name(run, point.snr_rx_db), seen, Expectation::near(*form, tolerance),
          fmt::format("closed form, {}; measured within {:.4g} .. {:.4g} (95 %)", run.theory.back().kind, interval.low,
                      interval.high)};
}

std::vector<CheckGroup> ber_check_groups() {
  return {
      {"zero forcing", zero_forcing_checks}, {"MMSE", mmse_checks}, {"RRAM solver with exact arrays", solver_checks}};
}

}  // namespace ohmimo::verify
