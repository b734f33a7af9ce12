// One line of `ohmimo verify`: a number measured by this program against what it must be.
#pragma once
#include <armadillo>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "apps/results/table.hpp"
#include "apps/text/lines.hpp"

namespace ohmimo::verify {

struct Expectation {
  enum class Kind { near, at_most, at_least, between };
  Kind kind = Kind::near;
  double value = 0.0;  // between: the lower end
  double other = 0.0;  // near: the tolerance; between: the upper end

  static Expectation near(double value, double tolerance) { return {Kind::near, value, tolerance}; }
  static Expectation at_most(double value) { return {Kind::at_most, value, 0.0}; }
  static Expectation at_least(double value) { return {Kind::at_least, value, 0.0}; }
  static Expectation between(double low, double high) { return {Kind::between, low, high}; }

  bool holds(double measured) const;  // false for NaN
};

// A difference from the source that is understood: the measured value must then lie here, or the check fails after all.
struct KnownDifference {
  double low = 0.0, high = 0.0;
  std::string why;
};

// The larger of two; NaN stays NaN, so that no check passes for want of a number.
inline double worst_of(double a, double b) {
  return std::isnan(b) || b > a ? b : a;
}

// Largest |a - b| of two matrices; NaN unless they have one size.
double largest_difference(const arma::mat& a, const arma::mat& b);

struct Check {
  std::string name;
  double measured = 0.0;
  Expectation expected;
  std::string source;  // of the expectation: publication and figure, closed form, independent program
  std::optional<KnownDifference> difference = std::nullopt;
};

enum class CheckStatus { pass, differs, fail };  // differs: not as the source says, but as explained
CheckStatus check_status(const Check& check);

// The lines of one group as a table with the columns check, measured, expected, tolerance, source, status; explanations
// of differences below it.
std::string check_table(const std::string& group, const std::vector<Check>& checks, int line_width = unlimited_columns);

struct CheckGroupResult {
  std::string name;
  std::vector<Check> checks;
  double seconds = 0.0;
};

// One row of what verify --json writes.
struct CheckLine {
  const std::string& group;
  const Check& check;
};
Columns<CheckLine> check_columns();
Table checks_table(const std::vector<CheckGroupResult>& results);

// 1 if any check failed or there is none, else 0.
int check_exit_code(const std::vector<CheckGroupResult>& results);

}  // namespace ohmimo::verify
