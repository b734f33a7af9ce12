// The audit of public claims: its arithmetic against the digitised points, its verdicts, its text.
#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "apps/compare/audit.hpp"
#include "apps/compare/benchmark_points.hpp"
#include "tests/about.hpp"

using namespace ohmimo;

namespace {

const SolverCosts& costs() {
  static const SolverCosts all = solver_costs(checked({}));
  return all;
}

std::vector<AuditClaim> claims() {
  return benchmark_claims({}, costs());
}

}  // namespace

TEST_CASE("published ratios follow from the digitised points") {
  const auto ratio = [](std::string_view figure, const BenchmarkCase& point, std::string_view reference) {
    return benchmark_point(figure, point) / digital_reference(figure, reference);
  };
  const BenchmarkCase headline{"assumed", true, 128}, built{"measured", false, 128};
  // Three digits each: half a unit of the last.
  CHECK(ratio("5c", headline, "H100 core") == about(664, 0.001));
  CHECK(ratio("5c", headline, "Vega 20 core") == about(1065, 0.001));
  CHECK(ratio("5c", headline, "ASIC") == about(1145, 0.001));
  CHECK(ratio("5c", built, "H100 core") == about(9.2, 0.006));
  CHECK(ratio("5c", built, "Vega 20 core") == about(14.7, 0.004));
  CHECK(ratio("5c", built, "ASIC") == about(15.8, 0.004));
  CHECK(ratio("5d", headline, "ASIC") == about(58, 0.01));
  CHECK(ratio("5d", headline, "Vega 20 core") == about(120, 0.005));
  CHECK(ratio("5c", headline, "H100 core") * 1.01 != about(664, 0.001));  // a digit typed wrong would show
  CHECK(equivalent_ops(128, 1.0) == about(128.0 * 128 * 128 / 3 + 2.5 * 128 * 128 + 128 / 6.0));
  CHECK(equivalent_ops(12, 1e12) == about(2.5 * 144 + 2 + 576e-12));
  CHECK_THROWS_AS(benchmark_point("5c", {"measured", false, 48}), std::invalid_argument);
  CHECK_THROWS_AS(benchmark_point("5c", {"hoped", false, 32}), std::invalid_argument);
}

TEST_CASE("claims on speed and energy: rows in order, verdicts from the numbers") {
  const std::vector<AuditClaim> all = claims();
  REQUIRE(all.size() == 5);
  for (const AuditClaim& claim : all) {
    CAPTURE(claim.title);
    CHECK(claim.verdict == Verdict::holds_only_if);
    CHECK_FALSE(claim.assumptions.empty());
    CHECK_FALSE(claim.reason.empty());
    for (const AuditRow& row : claim.rows) CHECK(row.values.size() == claim.columns.size());
  }
  const AuditClaim& fast = all[0];
  CHECK(fast.rows[0].values[0] == about(1145, 0.001));
  // 66.9 TFLOP/s and 132 multiprocessors.
  CHECK(fast.columns[3] == "H100 multiprocessor");
  CHECK(fast.rows[0].values[3] == about(2.13e12 / (66.9e12 / 132), 1e-12));
  CHECK(fast.rows[0].values[4] == about(2.13e12 / 66.9e12, 1e-12));
  // The factor of the digital side once for 168 vectors: 740,011 operations become 45,142.
  CHECK(fast.rows[1].values[0] / fast.rows[0].values[0] == about(45142.8 / 740010.7, 1e-4));
  // Programming can only slow the solver down; writing a row at once helps.
  CHECK(fast.rows[2].values[0] < fast.rows[3].values[0]);
  CHECK(all[4].rows[0].values[0] == about(4.25, 0.0012));
  CHECK(all[4].rows[0].values[1] == about(4.47, 0.0012));
}

TEST_CASE("programming included, by hand: n = 32, one vector per channel") {
  AuditOptions options;
  options.n_reuse = 1.0;
  const AuditClaim claim = benchmark_claims(options, costs())[2];
  const double cells = 32 * 32 * 17.0;  // one low-precision cell and 8 slices of both signs for each element
  const rram::WriteCount& writing = costs().work.writing;
  const double cell_s = writing.time_s / static_cast<double>(writing.cells);
  const double macs = 4.0 * 128 * 16 * 17 / 2, gram_s = macs / (256 * 500e6);
  const double solve_s = equivalent_ops(32, 1.0) / 8.72e9;
  const double expected =
      (equivalent_ops(32, 1.0) + 2 * macs) / (solve_s + cells * cell_s + gram_s) / digital_reference("5c", "ASIC");
  CHECK(claim.rows[2].values[0] == about(expected, 1e-9));
  CHECK(claim.verdict == Verdict::holds_only_if);
}

TEST_CASE("an audit in full: simulated claims, Markdown that names every verdict") {
  AuditOptions options;
  options.n_channel = 2;
  const AuditReport report = audit_zuo2025(options);
  REQUIRE(report.claims.size() == 8);
  CHECK(report.claims[6].rows[0].values[0] == 2);
  CHECK(report.claims[7].rows[0].values[0] == 3);
  CHECK(report.claims[7].verdict == Verdict::holds);
  CHECK(report.claims[6].reason.find("19.9 dB: 12 and 8 errors") != std::string::npos);
  const std::string text = audit_markdown(report);
  for (const AuditClaim& claim : report.claims) CHECK(text.find("## " + claim.title) != std::string::npos);
  CHECK(text.find("**Verdict: does not hold.**") != std::string::npos);
  options.n_channel = 0;
  CHECK_THROWS_WITH_AS(audit_zuo2025(options), "channels must be 1 to 100000, got 0", std::invalid_argument);
}
