// The closed form of the paper's benchmark, by hand numbers; verify holds it against the 32 published points.
#include <doctest/doctest.h>

#include <stdexcept>

#include "apps/studies/verify/rram_checks.hpp"
#include "rram/cost/paper_cost.hpp"
#include "tests/about.hpp"

namespace test_cost {

using namespace ohmimo;
using namespace ohmimo::verify;

TEST_CASE("paper cost: one array of 32 rows by hand") {
  const rram::PaperCostModel model = rram::load_paper_cost("cost/zuo2025.toml", "measured");
  const rram::SolveCost cost = rram::paper_cost(model, 32, 32);
  CHECK(cost.latency_ns == about(8 * (120 + 60 + 2 * 6.65)));  // 1546.4 ns
  CHECK(cost.energy_pJ == about(8 * (32 * 362 + 1024 * 1.204)));
  CHECK(cost.equivalent_ops == about(32768 / 3.0 + 2560 + 32 / 6.0));
}

TEST_CASE("paper cost: two stages take 9 inversions and 30 products") {
  const rram::PaperCostModel model = rram::load_paper_cost("cost/zuo2025.toml", "assumed");
  const rram::SolveCost cost = rram::paper_cost(model, 128, 32);
  CHECK(cost.latency_ns == about(8 * (9 * 26.65 + 30 * 16.65)));  // 5914.8 ns
  CHECK(cost.energy_pJ == about(8 * (32 * 96.6 + 1024 * 0.199) * (9 * 0.036 + 30 * 0.964)));
}

TEST_CASE("paper cost: sizes and presets that do not exist are refused, published points are met") {
  const rram::PaperCostModel model = rram::load_paper_cost("cost/zuo2025.toml", "measured");
  for (auto [n, tile] : {std::pair{48, 32}, {16, 32}, {32, 0}})
    CHECK_THROWS_AS(rram::paper_cost(model, n, tile), std::invalid_argument);
  CHECK_THROWS_AS(rram::load_paper_cost("cost/zuo2025.toml", "hoped"), std::invalid_argument);
  for (const Check& check : cost_checks({})) {
    CHECK(check_status(check) == CheckStatus::pass);
    Check planted = check;
    planted.measured = 0.05;  // a constant 5 % off
    CHECK(check_status(planted) == CheckStatus::fail);
  }
}

TEST_CASE("paper cost: a second product makes a cycle take 1.34 times as long, whatever the stages") {
  rram::PaperCostModel model = rram::load_paper_cost("cost/zuo2025.toml", "measured");
  model.iterations = 1;
  for (int stages = 0; stages <= 4; ++stages) {
    model.residual_products = 1.0;
    const double one_ns = rram::paper_cost(model, 4 << stages, 4).latency_ns;
    model.residual_products = 2.0;
    const double two_ns = rram::paper_cost(model, 4 << stages, 4).latency_ns;
    CHECK(two_ns - one_ns == about(std::pow(4.0, stages) * (60.0 + 6.65)));
    CHECK(std::abs(two_ns / one_ns - 1.34) < 0.02);
  }
}

}  // namespace test_cost
