// The audit of public claims: its arithmetic against the digitised points, its verdicts, its text.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "apps/studies/audit/audit.hpp"
#include "apps/studies/audit/benchmark_points.hpp"
#include "apps/studies/audit/public_claims.hpp"
#include "apps/studies/compare/comparison.hpp"
#include "tests/about.hpp"
#include "tests/line_width.hpp"

namespace test_audit {

using namespace ohmimo;
using namespace ohmimo::audit;
using namespace ohmimo::compare;

const SolverCosts& costs() {
  static const SolverCosts all = solver_costs(checked({}));
  return all;
}

std::vector<AuditClaim> claims() {
  return benchmark_claims({}, costs());
}

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
  // Once factored, two triangular solves of n^2 operations remain, as zero forcing counts them: real form of n / 2
  // users.
  CHECK(equivalent_ops(12, 1e12) == about(2.0 * 144 + 650e-12));
  CHECK(equivalent_ops(12, 1e15) == about(zero_forcing_flops(1, 6).per_vector - 8.0 * 6, 1e-12));
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
  // The factor of the digital side once for 168 vectors. n = 128: 707,264 operations of the factor and 32,768 of the
  // solves, 740,032, become 36,977.9, a share of 0.049968; n = 32: 13,488 become 2,116.1, 0.156888. ASIC, H100 and Vega
  // core by hand, four digits.
  const auto check_row = [](const AuditRow& row, double asic, double h100, double vega) {
    CHECK(row.values[0] == about(asic, 2e-4));
    CHECK(row.values[1] == about(h100, 2e-4));
    CHECK(row.values[2] == about(vega, 2e-4));
  };
  check_row(fast.rows[1], 1145.16 * 0.049968, 663.551 * 0.049968, 1065.0 * 0.049968);
  check_row(fast.rows[7], 15.8065 * 0.049968, 9.15888 * 0.049968, 14.7 * 0.049968);
  check_row(all[2].rows[1], 4.68817 * 0.156888, 2.71651 * 0.156888, 4.36 * 0.156888);
  check_row(all[1].rows[1], 57.4757 * 0.049968, 88.3582 * 0.049968, 120.325 * 0.049968);
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
  const double gram_s = 2 * 4.0 * 128 * 16 * 17 / 2 / 1.86e9;  // of the ASIC, on both sides
  const double digital_s = 13488.0 / 1.86e9, solve_s = 13488.0 / 8.72e9;
  const double expected = (digital_s + gram_s) / (solve_s + cells * cell_s + gram_s);
  CHECK(claim.rows[2].values[0] == about(expected, 1e-9));
  CHECK(claim.verdict == Verdict::holds_only_if);
}

TEST_CASE(
    "energy with the channel's work, by hand: n = 128, measured circuits, both pay the reference's price for Gram") {
  const AuditClaim claim = benchmark_claims({}, costs())[1];
  const rram::WriteCount& writing = costs().work.writing;
  const double programming_J = 128 * 128 * 17.0 * writing.energy_J / static_cast<double>(writing.cells) / 168;
  const double solve_J = 740032.0 / 2.47e11;
  for (const auto& [column, ops_per_J] : {std::pair{0, 1.03e11}, {1, 6.7e10}, {2, 4.92e10}}) {
    const double gram_J = 2 * 4.0 * 128 * 64 * 65 / 2 / ops_per_J / 168;
    const double digital_J = (707264.0 / 168 + 32768) / ops_per_J;
    CHECK(claim.rows[8].values[column] == about((digital_J + gram_J) / (solve_J + programming_J + gram_J), 1e-9));
  }
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
  CHECK(text.find("Fig. 5d names its two GPU lines the other way round") != std::string::npos);
  CHECK(text.find("The Gram product is billed alike on both sides") != std::string::npos);
  for (const AuditClaim& claim : report.claims) CHECK(text.find("## " + claim.title) != std::string::npos);
  CHECK(text.find("**Verdict: does not hold.**") != std::string::npos);
  for (const int width : terminal_widths) {
    const std::string narrow = audit_text(report, width);
    CHECK(widest_line(narrow) <= static_cast<std::size_t>(width));
    CHECK(narrow.find("holds only if") != std::string::npos);
    CHECK(narrow.find('|') == std::string::npos);
  }
  options.n_channel = 0;
  CHECK_THROWS_WITH_AS(audit_zuo2025(options), "channels must be 1 to 100000, got 0", std::invalid_argument);
}

TEST_CASE("audit of the factorising chip: what is not public is said to be so, the rest follows by hand") {
  const AuditReport report = audit_sun2026({});
  REQUIRE(report.claims.size() == 6);
  const AuditClaim& speed = report.claims[0];
  CHECK(speed.verdict == Verdict::not_reproducible);
  CHECK(std::isnan(speed.rows[0].values[0]));
  // Netflix, rank 16: 2 nnz (k^2 + 3 k) + (m + n) 2.6 (k^3/3 + 2 k^2) operations; 120 ns a solve, 1 us a row written.
  const double solves = 480189.0 + 17770.0;
  const double flop = 2.0 * 99072112.0 * (256.0 + 48.0) + solves * 2.6 * (4096.0 / 3.0 + 512.0);
  const double card_s = flop / 6.69e12;
  CHECK(speed.rows[1].values[1] == about(card_s / (solves * 120e-9), 1e-9));
  CHECK(speed.rows[2].values[1] == about(card_s / (solves * 1120e-9), 1e-9));
  CHECK(speed.rows[1].values[2] == about(132.0 * speed.rows[1].values[1], 1e-9));
  CHECK(speed.rows[7].values[1] == 77);              // chains for 12 times, as another program has it
  CHECK(report.claims[3].rows[1].values[1] == 0.5);  // 64 x 64 at rank 16
  CHECK(report.claims[4].verdict == Verdict::does_not_hold);
  CHECK(report.claims[5].rows[0].values[5] == 2625);  // solves of MovieLens 100k
  const std::string text = audit_markdown(report);
  CHECK(text.find("**Verdict: not reproducible from public text.**") != std::string::npos);
  CHECK(text.find("| claim's own accounting | not public |") != std::string::npos);
}

TEST_CASE("audit of training: steps saved are the algorithm's, exact solves save as many or more") {
  const AuditReport report = audit_zhang2025({});
  REQUIRE(report.claims.size() == 4);
  for (const AuditClaim& claim : report.claims) CHECK(claim.verdict == Verdict::not_reproducible);
  const AuditClaim& adam = report.claims[1];
  CHECK(adam.rows[1].values[1] > 0.3);                           // exact K-FAC, ill-conditioned
  CHECK(adam.rows[1].values[1] >= adam.rows[2].values[1]);       // on arrays
  CHECK(adam.rows[1].values[1] > adam.rows[3].values[1] + 0.2);  // tame inputs
  // 32 rows, measured: 8 cycles of 120 + 60 + 2 x 6.65 ns over 32^3/3 + 2 32^2 operations at 6.69 TFLOP/s.
  const double digital_s = (32.0 * 32 * 32 / 3 + 2 * 32 * 32) / 6.69e12;
  CHECK(report.claims[2].rows[1].values[1] == about(digital_s / (8 * (120 + 60 + 2 * 6.65) * 1e-9), 1e-9));
}

TEST_CASE("tables of claims that are wrong are refused by name") {
  const auto refusal = [](const std::string& text) {
    try {
      parse_claims(text, "a.toml");
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  const std::string head = "paper = \"p\"\nnot_public = \"n\"\n",
                    claim = "[[claim]]\nid = \"a\"\ntext = \"t\"\nnumber = 2\n";
  const std::string assumed = "[assumed]\nrank = [1]\nwrite_pulses = 1\npulse_ns = 1\ntile_rows = 1\npeak_share = 1\n";
  CHECK(refusal(head + claim + "grade = \"press\"\nsource = \"s\"\n" + assumed) == "none");
  CHECK(refusal("paper = ").starts_with("claims a.toml: the file must be TOML"));
  CHECK(refusal("x = 1\n") == "claims a.toml: paper must be a text");
  CHECK(refusal(head + claim) == "claims a.toml: grade must be a text");
  CHECK(refusal(head + claim + "grade = \"rumour\"\nsource = \"s\"\n").find("got \"rumour\"") != std::string::npos);
  CHECK(refusal(head + claim + "grade = \"press\"\nsource = \"s\"\n") == "claims a.toml: assumed is missing");
}

}  // namespace test_audit
