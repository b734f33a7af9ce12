#include "apps/studies/nnls/nnls_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/text/text.hpp"
#include "rram/nnls/planted_data.hpp"

namespace ohmimo::nnls {
namespace {

constexpr int most_rows = 65536, most_columns = 512, most_rhs = 100'000;

int whole(const std::string& field, const std::string& text, int most) {
  const int n = integer_from_text(field, text);
  if (n < 1 || n > most) throw std::invalid_argument(fmt::format("{} must be from 1 to {}, got {}", field, most, n));
  return n;
}

void require_size(const std::string& place, arma::uword m, arma::uword k) {
  if (m > most_rows || k > most_columns)
    throw std::invalid_argument(
        fmt::format("{} must have at most {} rows and {} columns, got {}x{}", place, most_rows, most_columns, m, k));
}

arma::mat real_file(const ProblemSpec& spec, const std::string& name, Problem& problem) {
  using matrix::DimensionOrder;
  matrix::FileMatrix file =
      matrix::read_matrix(name, spec.column_major ? DimensionOrder::column_row : DimensionOrder::row_column);
  if (file.is_complex)
    throw std::invalid_argument(fmt::format("{} must hold real numbers, got complex ones", in_quotes(name)));
  problem.notes.insert(problem.notes.end(), file.notes.begin(), file.notes.end());
  problem.order_unmarked = problem.order_unmarked || file.order_unmarked;
  return arma::real(file.value);
}

void make_a(const ProblemSpec& spec, rram::SplitMix64& draws, Problem& problem) {
  if (spec.file.empty() == spec.planted.empty())
    throw std::invalid_argument(
        fmt::format("one matrix is needed: FILE or --planted, got {}", spec.file.empty() ? "none" : "both"));
  if (!spec.file.empty()) {
    problem.a = real_file(spec, spec.file, problem);
    require_size(in_quotes(spec.file), problem.a.n_rows, problem.a.n_cols);
    if (problem.a.min() < 0.0)
      throw std::invalid_argument(fmt::format("{} must hold numbers >= 0, which conductances can be, got {:g}",
                                              in_quotes(spec.file), problem.a.min()));
    problem.name = spec.file;
    return;
  }
  const std::vector<std::string> size = split(spec.planted, 'x');
  if (size.size() != 2)
    throw std::invalid_argument("planted must be ROWSxCOLUMNS, such as 64x8, got " + in_quotes(spec.planted));
  const int m = whole("planted rows", size[0], most_rows), k = whole("planted columns", size[1], most_columns);
  problem.a = arma::floor(8.0 * draws.uniform(static_cast<arma::uword>(m), static_cast<arma::uword>(k)));
  problem.name = fmt::format("whole numbers 0 to 7, {}x{}", m, k);
}

// Of sparse x, with noise of a tenth of its rms, cut off below 0.
arma::mat planted_rhs(const arma::mat& a, int n_rhs, rram::SplitMix64& draws) {
  arma::mat b(a.n_rows, static_cast<arma::uword>(n_rhs));
  for (arma::uword v = 0; v < b.n_cols; ++v) {
    arma::vec x(a.n_cols);
    for (double& value : x) {
      const double u = draws.uniform();
      value = u > 0.5 ? u : 0.0;
    }
    if (!arma::any(x > 0.0)) x(0) = 1.0;
    const arma::vec exact = a * x;
    const double sigma = 0.1 * std::sqrt(arma::dot(exact, exact) / static_cast<double>(a.n_rows));
    for (arma::uword i = 0; i < a.n_rows; ++i) b(i, v) = std::max(0.0, exact(i) + sigma * draws.normal());
  }
  return b;
}

}  // namespace

Problem make_problem(const ProblemSpec& spec) {
  Problem problem;
  rram::SplitMix64 draws(spec.seed);
  make_a(spec, draws, problem);
  if (spec.rhs == "planted") {
    problem.b = planted_rhs(problem.a, spec.n_rhs.empty() ? 1 : whole("n-rhs", spec.n_rhs, most_rhs), draws);
  } else {
    if (!spec.n_rhs.empty())
      throw std::invalid_argument(fmt::format("n-rhs must go with rhs planted, got rhs {}", in_quotes(spec.rhs)));
    problem.b = real_file(spec, spec.rhs, problem);
    if (problem.b.n_rows != problem.a.n_rows)
      throw std::invalid_argument(fmt::format("{} must have {} rows, one for each of the matrix, got {}",
                                              in_quotes(spec.rhs), problem.a.n_rows, problem.b.n_rows));
    if (problem.b.n_cols > most_rhs)
      throw std::invalid_argument(
          fmt::format("{} must have at most {} columns, got {}", in_quotes(spec.rhs), most_rhs, problem.b.n_cols));
  }
  const arma::mat products = problem.a.t() * problem.b, gram = problem.a.t() * problem.a;
  if (!products.is_finite() || !gram.is_finite() || !std::isfinite(arma::accu(arma::square(problem.b))))
    throw std::invalid_argument(fmt::format("{} must have numbers whose products fit a double", problem.name));
  return problem;
}

}  // namespace ohmimo::nnls
