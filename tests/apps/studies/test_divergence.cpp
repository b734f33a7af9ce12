// What a run says where vectors diverged: a setting that converges on one of them.
#include <doctest/doctest.h>

#include "apps/config/run.hpp"
#include "apps/studies/ber/divergence.hpp"
#include "rram/remedy.hpp"

namespace test_divergence {

using namespace ohmimo;

SolverTally tally_of(const Run& run) {
  return run_point(run.link, {run.id.seed, 0, 1e-3}, {~0ull, 16, 60.0}, {}).tallies[0];
}

Run run_with_spread(double spread_db) {
  Config config;
  config.link.n_rx = 64;
  config.link.n_user = 8;
  config.channel.user_spread_db = spread_db;
  config.detector.names = {"rram-zf"};
  config.solver.cycles = {1, 3};
  return make_run(config);
}

TEST_CASE("a run with diverged vectors names a setting that converges on the first of them; others say nothing") {
  const Run near_far = run_with_spread(20.0);
  const SolverTally diverged = tally_of(near_far);
  REQUIRE(diverged.diverged > 0);
  REQUIRE(diverged.diverged_first);
  rram::SolverConfig solver = near_far.solver();
  solver.cycles = 3;
  CHECK_FALSE(rram::try_setting(*diverged.diverged_first, solver));  // the same devices: it diverges again
  const std::string advice = ber::divergence_advice(diverged, near_far.solver(), 3);
  CHECK(advice.starts_with("refinement diverged; --"));
  CHECK(advice.find("tried") != std::string::npos);
  solver.equilibrate = true;
  CHECK((advice.find("--equilibrate converges") != std::string::npos) ==
        rram::try_setting(*diverged.diverged_first, solver).has_value());
  const Run even = run_with_spread(0.0);
  CHECK(ber::divergence_advice(tally_of(even), even.solver(), 3) == "");
  // Sums keep the first of two.
  SolverTally sum;
  sum += tally_of(even);
  sum += diverged;
  CHECK(sum.diverged_first == diverged.diverged_first);
}

}  // namespace test_divergence
