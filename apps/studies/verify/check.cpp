#include "apps/studies/verify/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/text/text_columns.hpp"

namespace ohmimo::verify {
namespace {

std::string_view status_text(CheckStatus status) {
  switch (status) {
    case CheckStatus::pass:
      return "pass";
    case CheckStatus::differs:
      return "differs";
    case CheckStatus::fail:
      break;
  }
  return "FAIL";
}

std::string expected_text(const Expectation& expected) {
  switch (expected.kind) {
    case Expectation::Kind::at_most:
      return fmt::format("<= {:.4g}", expected.value);
    case Expectation::Kind::at_least:
      return fmt::format(">= {:.4g}", expected.value);
    case Expectation::Kind::between:
      return fmt::format("{:.4g} .. {:.4g}", expected.value, expected.other);
    case Expectation::Kind::near:
      break;
  }
  return fmt::format("{:.4g}", expected.value);
}

std::string tolerance_text(const Expectation& expected) {
  return expected.kind == Expectation::Kind::near ? fmt::format("+-{:.2g}", expected.other) : std::string("limit");
}

}  // namespace

double largest_difference(const arma::mat& a, const arma::mat& b) {
  return arma::size(a) == arma::size(b) ? arma::abs(a - b).max() : NAN;
}

bool Expectation::holds(double measured) const {
  switch (kind) {
    case Kind::near:
      return std::abs(measured - value) <= other;
    case Kind::at_most:
      return measured <= value;
    case Kind::at_least:
      return measured >= value;
    case Kind::between:
      return measured >= value && measured <= other;
  }
  return false;
}

CheckStatus check_status(const Check& check) {
  if (check.expected.holds(check.measured)) return CheckStatus::pass;
  if (!check.difference || check.difference->why.empty()) return CheckStatus::fail;
  const bool as_explained = check.measured >= check.difference->low && check.measured <= check.difference->high;
  return as_explained ? CheckStatus::differs : CheckStatus::fail;
}

std::string check_table(const std::string& group, const std::vector<Check>& checks, int line_width) {
  const std::vector<TextColumn> columns = {{"check", 62, '<', 0, 18},  {"measured", 10, '>', 2},
                                           {"expected", 16, '>', 3},   {"tolerance", 9, '>', 4},
                                           {"source", 34, '<', 5, 16}, {"status", 7, '<', 1}};
  std::vector<std::vector<std::string>> rows;
  std::string notes;
  for (const Check& check : checks) {
    const CheckStatus status = check_status(check);
    rows.push_back({check.name, fmt::format("{:.4g}", check.measured), expected_text(check.expected),
                    tolerance_text(check.expected), check.source, std::string(status_text(status))});
    if (status == CheckStatus::pass || !check.difference) continue;
    notes += fmt::format("  * {}: {} (known range {:.4g} .. {:.4g})\n", check.name, check.difference->why,
                         check.difference->low, check.difference->high);
  }
  return group + "\n" + text_table(columns, rows, line_width, "  ") + notes;
}

Columns<CheckLine> check_columns() {
  Columns<CheckLine> columns;
  columns.add({.name = "group"}, [](const CheckLine& line) { return line.group; });
  columns.add({.name = "check"}, [](const CheckLine& line) { return line.check.name; });
  columns.add({.name = "measured", .format = ".17g"}, [](const CheckLine& line) { return line.check.measured; });
  columns.add({.name = "expected"}, [](const CheckLine& line) { return expected_text(line.check.expected); });
  columns.add({.name = "tolerance"}, [](const CheckLine& line) { return tolerance_text(line.check.expected); });
  columns.add({.name = "source", .help = "of the expectation"},
              [](const CheckLine& line) { return line.check.source; });
  columns.add({.name = "status", .help = "pass, differs as explained, or FAIL"},
              [](const CheckLine& line) { return status_text(check_status(line.check)); });
  columns.add({.name = "explanation"}, [](const CheckLine& line) {
    return line.check.difference ? std::optional(line.check.difference->why) : std::nullopt;
  });
  return columns;
}

Table checks_table(const std::vector<CheckGroupResult>& results) {
  std::vector<CheckLine> lines;
  for (const CheckGroupResult& group : results)
    for (const Check& check : group.checks) lines.push_back({group.name, check});
  return check_columns().table(lines);
}

int check_exit_code(const std::vector<CheckGroupResult>& results) {
  std::size_t count = 0;
  for (const CheckGroupResult& group : results) {
    count += group.checks.size();
    if (std::ranges::any_of(group.checks, [](const Check& c) { return check_status(c) == CheckStatus::fail; }))
      return 1;
  }
  return count == 0 ? 1 : 0;
}

}  // namespace ohmimo::verify
