// Rows of `ohmimo verify channel` on estimation and waveform: they pass, and a planted error fails.
#include <doctest/doctest.h>

#include "apps/studies/verify/estimation_checks.hpp"
#include "apps/studies/verify/waveform_checks.hpp"

namespace test_channel_checks {

using namespace ohmimo;
using namespace ohmimo::verify;

int failures(const std::vector<Check>& checks) {
  int count = 0;
  for (const Check& check : checks) {
    INFO(check.name << " measured " << check.measured << " +- " << check.expected.other);
    const bool failed = check_status(check) == CheckStatus::fail;
    CHECK_FALSE(failed);
    count += failed ? 1 : 0;
  }
  return count;
}

TEST_CASE("estimation and waveform rows pass") {
  const std::vector<Check> estimation = estimation_checks({});
  CHECK(estimation.size() == 20);  // five for each of 1, 4, 8 and 12 users
  CHECK(failures(estimation) == 0);
  const std::vector<Check> waveform = waveform_checks({});
  CHECK(waveform.size() == 4);
  CHECK(failures(waveform) == 0);
}

TEST_CASE("an estimator that is told a wrong noise or profile is not as good as its closed form") {
  PilotConfig config;
  config.additional = 0;
  const PilotGrid pilots({30, 2, 14}, config, 4);
  EstimateRun run = {pilots, exponential_law(4, 300e-9, 0.0), EstimatorKind::lmmse, 0.1, 100};
  const double right = dense_error({pilots, run.law, run.law, 0.1}, 7, {0, 3, 9});
  const PathLaw wrong = exponential_law(4, 1000e-9, 0.0);
  CHECK(dense_error({pilots, wrong, run.law, 0.1}, 7, {0, 3, 9}) > 1.05 * right);
  // Signals of 5 % less power, as from a wrong beta, would be seen: the interval is 4 standard errors.
  const EstimateError error = estimate_error(run, 7, {0, 3, 9});
  CHECK(4.0 * error.standard_error < 0.1 * error.mean);
}

}  // namespace test_channel_checks
