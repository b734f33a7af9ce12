// Random systems of every sort, good and bad, and the judgement of what the solver says about them: shared by the quick
// and the long robustness test.
#pragma once
#include <doctest/doctest.h>

#include <map>

#include "tests/rram_case.hpp"

namespace ohmimo::rram_test {

enum class Sort { positive, near_far, indefinite, general, singular, zero_row, nan, inf, count };

struct RobustCase {
  Sort sort = Sort::positive;
  arma::mat a, b;      // of size around 1
  int a_exponent = 0;  // solved are a 2^a_exponent and b 2^b_exponent
  int b_exponent = 0;
  rram::SolverConfig config;
};

inline int pick(RngStream& stream, int count) {
  return std::min(static_cast<int>(stream.uniform() * count), count - 1);
}

// Q = (I - 2 v v^T)(I - 2 w w^T) with random directions: orthogonal.
inline arma::mat random_rotation(RngStream& stream, arma::uword n) {
  arma::mat q = arma::eye(n, n);
  for (int k = 0; k < 2; ++k) {
    const arma::vec v = arma::normalise(random_mat(stream, n, 1));
    q -= 2.0 * v * (v.t() * q);
  }
  return q;
}

// Eigenvalues over condition numbers up to 1e6.
inline arma::vec random_spectrum(RngStream& stream, arma::uword n) {
  const double decades = 6.0 * stream.uniform();
  arma::vec value(n);
  for (double& v : value) v = std::pow(10.0, -decades * stream.uniform());
  value(0) = 1.0;
  if (n > 1) value(1) = std::pow(10.0, -decades);
  return value;
}

inline arma::mat random_matrix(RngStream& stream, Sort sort, arma::uword n) {
  const arma::mat q = random_rotation(stream, n);
  arma::vec spectrum = random_spectrum(stream, n);
  if (sort == Sort::indefinite) spectrum(n - 1) = -spectrum(n - 1);
  if (sort == Sort::singular) spectrum(n - 1) = 0.0;
  if (sort == Sort::general) return q * arma::diagmat(spectrum) * random_rotation(stream, n);
  if (sort == Sort::near_far) {
    arma::mat a = random_mat(stream, 4 * n, n);
    a = a.t() * a / static_cast<double>(4 * n);
    const double spread_db = 60.0 * stream.uniform();
    arma::vec amplitude(n);
    for (double& value : amplitude) value = std::pow(10.0, -0.05 * spread_db * stream.uniform());
    return arma::symmatu(arma::diagmat(amplitude) * a * arma::diagmat(amplitude));
  }
  arma::mat a = arma::symmatu(q * arma::diagmat(spectrum) * q.t());
  const arma::uword i = static_cast<arma::uword>(pick(stream, static_cast<int>(n)));
  if (sort == Sort::zero_row) a.row(i).zeros();
  if (sort == Sort::nan) a(i, 0) = NAN;
  if (sort == Sort::inf) a(0, i) = stream.uniform() < 0.5 ? INFINITY : -INFINITY;
  return a;
}

inline rram::SolverConfig random_config(RngStream& stream) {
  static const char* const fidelities[] = {"exact", "quantised", "device", "converter"};
  static const double tolerances[] = {0.0, 1e-2, 1e-4, 1e-6, 1e-10};
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name(fidelities[pick(stream, 4)]);
  config.refinement = static_cast<rram::RefinementKind>(pick(stream, 4));
  config.equilibrate = stream.uniform() < 0.5;
  config.stages = pick(stream, 4);
  config.schur = stream.uniform() < 0.5 ? rram::Schur::exact : rram::Schur::reuse;
  config.block_product = stream.uniform() < 0.8 ? rram::BlockProduct::high : rram::BlockProduct::low;
  config.word_bits = stream.uniform() < 0.7 ? 24 : 12;
  config.tolerance = tolerances[pick(stream, 5)];
  config.cycles = 1 + pick(stream, 30);
  return config;
}

inline RobustCase random_robust_case(std::uint32_t number) {
  RngStream stream({91, 0, number}, Purpose::channel);
  RobustCase c;
  // Half of the systems are positive definite or near-far, the rest of all sorts.
  c.sort = stream.uniform() < 0.4 ? static_cast<Sort>(pick(stream, 2))
                                  : static_cast<Sort>(pick(stream, static_cast<int>(Sort::count)));
  const arma::uword n = 1 + static_cast<arma::uword>(pick(stream, stream.uniform() < 0.8 ? 16 : 64));
  c.a = random_matrix(stream, c.sort, n);
  c.b = random_mat(stream, 1 + static_cast<arma::uword>(pick(stream, 20)), n);
  if (stream.uniform() < 0.3) c.b.row(0).zeros();
  if (stream.uniform() < 0.2) c.b(c.b.n_rows - 1, n - 1) = stream.uniform() < 0.5 ? NAN : INFINITY;
  c.a_exponent = pick(stream, 801) - 400;
  c.b_exponent = pick(stream, 801) - 400;
  c.config = random_config(stream);
  return c;
}

// The system whose norms the report speaks of: S A S, S b and x / S when equilibrated.
struct Judged {
  arma::mat a, b, x;
};

inline Judged judged(const RobustCase& c, const arma::mat& x) {
  Judged j{c.a, c.b, x};
  if (!c.config.equilibrate || c.a.diag().min() <= 0.0) return j;
  const arma::vec s = 1.0 / arma::sqrt(c.a.diag());
  const arma::mat scaled = arma::diagmat(s) * c.a * arma::diagmat(s);
  if (arma::abs(scaled).max() > 1.0 + 1e-6) return j;
  j.a = scaled;
  j.b.each_row() %= s.t();
  j.x.each_row() /= s.t();
  return j;
}

// What ||b - A x|| / ||b|| of one vector in double may differ by from the one the solver knows: the words of A, 2^-w of
// the power of two above max|A| per element at most, and those of b; and the rounding of some thousand double
// operations.
inline double plateau(const RobustCase& c, const Judged& j, arma::uword v) {
  const double n = static_cast<double>(j.a.n_rows);
  const double b = arma::norm(j.b.row(v)), x = arma::norm(j.x.row(v));
  const double rounding = 1e-13 * (1.0 + arma::norm(j.a, "fro") * x / b);
  if (!c.config.fidelity.quantise) return rounding;
  const double of_a = n * std::ldexp(2.0 * arma::abs(j.a).max(), -c.config.word_bits) * x;
  const double of_b = std::sqrt(n) * std::ldexp(2.0 * arma::abs(j.b.row(v)).max(), 1 - c.config.word_bits);
  return rounding + (of_a + of_b) / b;
}

// Whether the status of one vector is right, given the true relative residual (NaN: no vector to judge).
inline bool status_is_right(rram::SolveReport::Status status, double residual, double tolerance, double slack) {
  using Status = rram::SolveReport::Status;
  switch (status) {
    case Status::converged:
      return residual <= tolerance + slack;
    case Status::diverged:
      return residual <= 1.0 + slack;  // the best so far, x = 0 included
    case Status::cycle_limit:
      return std::isfinite(residual);
    default:
      return false;
  }
}

struct RobustTally {
  std::map<rram::SolveReport::Status, int> status;
  std::map<rram::RefinementKind, int> kind;
  int unusable = 0;
};

// Solves one case and checks all the solver says about it.
inline void check_robust(std::uint32_t number, RobustTally& tally) {
  using Status = rram::SolveReport::Status;
  const RobustCase c = random_robust_case(number);
  CAPTURE(number);
  CAPTURE(static_cast<int>(c.sort));
  CAPTURE(c.a.n_rows);
  const double a_factor = std::ldexp(1.0, c.a_exponent), b_factor = std::ldexp(1.0, c.b_exponent);
  RngStream device = device_stream(number);
  const rram::ProgrammedSystem system = rram::program(c.a * a_factor, c.config, device);
  arma::mat x;
  const rram::SolveReport report = system.solve(c.b * b_factor, x);
  REQUIRE(report.vector_status.size() == c.b.n_rows);
  REQUIRE(arma::size(x) == arma::size(c.b));
  CHECK(x.is_finite());
  CHECK(report.refinement != rram::RefinementKind::automatic);
  CHECK(report.status == *std::max_element(report.vector_status.begin(), report.vector_status.end()));
  ++tally.kind[report.refinement];
  const bool unusable = !system.realised_inverse().is_finite();
  tally.unusable += unusable;
  if (!c.a.is_finite()) CHECK(unusable);
  // Neither a clean positive definite matrix nor any of its blocks is singular; exact arrays lose nothing.
  const bool positive = c.sort == Sort::positive || c.sort == Sort::near_far;
  if (positive && !c.config.fidelity.quantise) CHECK_FALSE(unusable);
  const Judged j = judged(c, x * (a_factor / b_factor));
  if (report.refinement == rram::RefinementKind::fcg) {  // positive definite, to what the words change
    CHECK(c.a.is_symmetric());
    const double words = c.config.fidelity.quantise ? std::ldexp(2.0, -c.config.word_bits) : 1e-12;
    CHECK(arma::eig_sym(j.a).min() > -words * static_cast<double>(c.a.n_rows) * arma::abs(j.a).max());
  }
  double largest_residual = NAN, largest_slack = 0.0;
  for (arma::uword v = 0; v < c.b.n_rows; ++v) {
    const Status status = report.vector_status[v];
    ++tally.status[status];
    CAPTURE(v);
    if (unusable || !c.b.row(v).is_finite()) {
      CHECK(status == Status::not_finite);
      CHECK(arma::abs(x.row(v)).max() == 0.0);
      continue;
    }
    if (arma::abs(c.b.row(v)).max() == 0.0) {
      CHECK(status == Status::converged);
      CHECK(arma::abs(x.row(v)).max() == 0.0);
      continue;
    }
    const double residual = arma::norm(j.b.row(v) - j.x.row(v) * j.a.t()) / arma::norm(j.b.row(v));
    const double slack = plateau(c, j, v);
    CAPTURE(residual);
    CAPTURE(slack);
    CAPTURE(static_cast<int>(status));
    CHECK(status_is_right(status, residual, c.config.tolerance, slack));
    largest_residual = std::fmax(largest_residual, residual);
    largest_slack = std::max(largest_slack, slack);
  }
  if (!std::isnan(largest_residual)) {
    CAPTURE(largest_residual);
    CAPTURE(report.relative_residual);
    CHECK(std::abs(largest_residual - report.relative_residual) <= largest_slack);
  }
}

inline void check_robust_range(std::uint32_t first, std::uint32_t count) {
  RobustTally tally;
  for (std::uint32_t k = 0; k < count; ++k) check_robust(first + k, tally);
  using Status = rram::SolveReport::Status;
  using Kind = rram::RefinementKind;
  MESSAGE(count << " systems: " << tally.unusable << " unusable; vectors converged " << tally.status[Status::converged]
                << ", cycle limit " << tally.status[Status::cycle_limit] << ", diverged "
                << tally.status[Status::diverged] << ", not finite " << tally.status[Status::not_finite]
                << "; run as stationary " << tally.kind[Kind::stationary] << ", chebyshev "
                << tally.kind[Kind::chebyshev] << ", fcg " << tally.kind[Kind::fcg]);
  for (const Status status : {Status::converged, Status::cycle_limit, Status::diverged, Status::not_finite})
    CHECK(tally.status[status] > 0);
  for (const Kind kind : {Kind::stationary, Kind::chebyshev, Kind::fcg}) CHECK(tally.kind[kind] > 0);
}

}  // namespace ohmimo::rram_test
