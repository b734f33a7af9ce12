#include "rram/nnls/nmf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <thread>
#include <vector>

#include "rram/nnls/block_pivoting.hpp"

namespace ohmimo::rram {
namespace {

using Half = NmfProblem::Half;

// A range of rows of a side, as one thread takes it.
template <typename Work>
void share_rows(arma::uword rows, int threads, const Work& work) {
  const arma::uword parts = std::max<arma::uword>(1, std::min<arma::uword>(static_cast<arma::uword>(threads), rows));
  std::vector<std::jthread> running;
  for (arma::uword p = 1; p < parts; ++p)
    running.emplace_back([&work, rows, parts, p] { work(rows * p / parts, rows * (p + 1) / parts); });
  work(0, rows / parts);
}

arma::uvec rated(const Half& side, arma::uword row) {
  const auto columns = side.sparse.columns(static_cast<std::uint32_t>(row));
  arma::uvec all(columns.size());
  std::ranges::copy(columns, all.begin());
  return all;
}

arma::vec ratings(const Half& side, arma::uword row) {
  const auto values = side.sparse.values(static_cast<std::uint32_t>(row));
  arma::vec all(values.size());
  std::ranges::copy(values, all.begin());
  return all;
}

// min over x >= 0 of x^T G x / 2 - q^T x, by one step of an algorithm from x.
void improve(const arma::mat& g, const arma::vec& q, NmfAlgorithm algorithm, arma::vec& x) {
  constexpr double least = 1e-12;  // keeps a division by 0 away
  switch (algorithm) {
    case NmfAlgorithm::anls: {
      const PivotResult pivots = solve_lcp(g, q);
      // Dependent columns: any of the solutions would do; sweeps find one.
      if (pivots.found)
        x = arma::clamp(pivots.trial.value, 0.0, arma::datum::inf);
      else
        for (int sweep = 0; sweep < 200; ++sweep) improve(g, q, NmfAlgorithm::hals, x);
      return;
    }
    case NmfAlgorithm::hals:
      for (arma::uword j = 0; j < x.n_elem; ++j)
        if (g(j, j) > 0.0) x(j) = std::max(0.0, x(j) + (q(j) - arma::dot(g.col(j), x)) / g(j, j));
      return;
    case NmfAlgorithm::multiplicative:
      x %= arma::clamp(q, 0.0, arma::datum::inf) / arma::clamp(arma::vec(g * x), least, arma::datum::inf);
      return;
    case NmfAlgorithm::projected_gradient: {
      const double size = arma::norm(g);
      if (size > 0.0) x = arma::clamp(arma::vec(x - (g * x - q) / size), 0.0, arma::datum::inf);
      return;
    }
  }
}

// Normal equations of one row of a side: G x = q with the fixed factor a [other][k] given as its transpose.
struct RowEquations {
  const Half& side;
  const arma::mat& columns;  // [k][other]
  double ridge;
  arma::mat g, q;  // whole = common to all rows: G without ridge; q [k] of the row at hand

  RowEquations(const Half& of, const arma::mat& fixed, double with_ridge)
      : side(of), columns(fixed), ridge(with_ridge) {
    if (!side.masked) common_ = columns * columns.t();
  }
  void set(arma::uword row) {
    double count = static_cast<double>(columns.n_cols);
    if (!side.dense.is_empty()) {
      g = common_;
      q = columns * side.dense.col(row);
    } else {
      const arma::mat used = columns.cols(rated(side, row));
      g = side.masked ? arma::mat(used * used.t()) : common_;
      q = used * ratings(side, row);
      if (side.masked) count = static_cast<double>(used.n_cols);
    }
    g.diag() += ridge * count;
  }

 private:
  arma::mat common_;
};

// x [k][rows of the side] of the fixed factor [k][other].
void exact_half(const Half& side, const arma::mat& fixed, const NmfSetting& setting, arma::mat& x) {
  share_rows(side.n_row, setting.threads, [&](arma::uword first, arma::uword end) {
    RowEquations equations(side, fixed, setting.ridge);
    for (arma::uword v = first; v < end; ++v) {
      equations.set(v);
      arma::vec one = x.col(v);
      improve(equations.g, equations.q, setting.algorithm, one);
      x.col(v) = one;
    }
  });
}

NnlsQuery query_of(const Half& side, arma::uword row, arma::uword others, double ridge) {
  NnlsQuery query;
  double count = static_cast<double>(others);
  if (!side.dense.is_empty()) {
    query.b = side.dense.col(row);
  } else if (side.masked) {
    query.rows = rated(side, row);
    query.b = ratings(side, row);
    count = static_cast<double>(query.b.n_elem);
  } else {
    query.b.zeros(others);
    query.b.elem(rated(side, row)) = ratings(side, row);
  }
  query.ridge = ridge * count;
  return query;
}

void analogue_half(const Half& side, const arma::mat& fixed, const NmfSetting& setting, AnalogueNnls& analogue,
                   arma::mat& x) {
  constexpr arma::uword batch = 64;  // bounds the memory of queries
  const NnlsSystem system = program_nnls(fixed.t(), analogue.config, analogue.device);
  std::vector<NnlsReport> reports((side.n_row + batch - 1) / batch);
  share_rows(reports.size(), setting.threads, [&](arma::uword first, arma::uword end) {
    for (arma::uword p = first; p < end; ++p) {
      std::vector<NnlsQuery> queries;
      for (arma::uword v = p * batch; v < std::min(side.n_row, (p + 1) * batch); ++v)
        queries.push_back(query_of(side, v, fixed.n_cols, setting.ridge));
      arma::mat found;
      reports[p] = system.solve(queries, found);
      x.cols(p * batch, p * batch + queries.size() - 1) = found.t();
    }
  });
  const std::uint64_t cells = system.arrays().cells;
  for (NnlsReport& report : reports) {
    report.ops.cells_programmed = 0;
    const std::uint64_t amplifiers = std::max(analogue.count.amplifiers, report.ops.amplifiers);
    analogue.count += report.ops;
    analogue.count.amplifiers = amplifiers;  // batches share them
    analogue.status = std::max(analogue.status, report.status);
  }
  analogue.count.cells_programmed += cells;
}

void validate(const NmfProblem& problem, const NmfSetting& setting, const NmfFactors& factors, bool analogue) {
  const arma::mat &w = factors.w, &h = factors.h;
  if (w.n_rows != problem.n_row() || h.n_cols != problem.n_col() || w.n_cols != h.n_rows || w.n_cols == 0)
    throw std::invalid_argument(fmt::format("factors must be {} x k and k x {}, got {} x {} and {} x {}",
                                            problem.n_row(), problem.n_col(), w.n_rows, w.n_cols, h.n_rows, h.n_cols));
  for (const arma::mat* factor : {&w, &h})
    if (!factor->is_finite() || factor->min() < 0.0)
      throw std::invalid_argument(
          fmt::format("factors must be finite and >= 0, got {}", factor->is_finite() ? factor->min() : NAN));
  if (!(setting.ridge >= 0.0) || !std::isfinite(setting.ridge))
    throw std::invalid_argument(fmt::format("ridge must be >= 0 and finite, got {}", setting.ridge));
  if (setting.threads < 1) throw std::invalid_argument(fmt::format("threads must be >= 1, got {}", setting.threads));
  if (analogue && setting.algorithm != NmfAlgorithm::anls)
    throw std::invalid_argument(
        fmt::format("algorithm must be anls on a circuit, got {}", word_of_value(nmf_words, setting.algorithm)));
}

}  // namespace

NmfProblem NmfProblem::dense(const arma::mat& r) {
  if (!r.is_finite()) throw std::invalid_argument("matrix must be finite");
  NmfProblem problem;
  problem.by_row_ = {.n_row = r.n_rows, .dense = r.t(), .sparse = {}};
  problem.by_col_ = {.n_row = r.n_cols, .dense = r, .sparse = {}};
  problem.squared_ = arma::accu(arma::square(r));
  return problem;
}

NmfProblem NmfProblem::zero_filled(const SparseRows& r) {
  NmfProblem problem;
  problem.by_row_ = {.n_row = r.n_row(), .dense = {}, .sparse = r};
  problem.by_col_ = {.n_row = r.n_col(), .dense = {}, .sparse = r.transposed()};
  for (std::uint32_t row = 0; row < r.n_row(); ++row)
    for (const float value : r.values(row)) problem.squared_ += static_cast<double>(value) * value;
  return problem;
}

NmfProblem NmfProblem::masked(const SparseRows& r) {
  NmfProblem problem = zero_filled(r);
  problem.by_row_.masked = problem.by_col_.masked = true;
  return problem;
}

double NmfProblem::squared_error(const NmfFactors& factors) const {
  if (!by_col_.dense.is_empty()) return arma::accu(arma::square(by_col_.dense - factors.w * factors.h));
  // Over what is known (r - p)^2; over the rest p^2 if it counts as 0, all of which add up to ||W H||^2.
  const arma::mat w = factors.w.t();
  double sum = by_row_.masked ? 0.0 : arma::accu((w * w.t()) % (factors.h * factors.h.t()));
  for (std::uint32_t row = 0; row < by_row_.sparse.n_row(); ++row) {
    const auto columns = by_row_.sparse.columns(row);
    const auto values = by_row_.sparse.values(row);
    for (std::size_t p = 0; p < columns.size(); ++p) {
      const double model = arma::dot(w.col(row), factors.h.col(columns[p])), value = values[p];
      sum += by_row_.masked ? (value - model) * (value - model) : value * (value - 2.0 * model);
    }
  }
  return std::max(sum, 0.0);
}

double NmfProblem::relative_error(const NmfFactors& factors) const {
  return std::sqrt(squared_error(factors) / squared_);
}

void nmf_iteration(const NmfProblem& problem, const NmfSetting& setting, NmfFactors& factors, AnalogueNnls* analogue) {
  validate(problem, setting, factors, analogue != nullptr);
  arma::mat w = factors.w.t();
  const auto half = [&](const Half& side, const arma::mat& fixed, arma::mat& x) {
    if (analogue != nullptr)
      analogue_half(side, fixed, setting, *analogue, x);
    else
      exact_half(side, fixed, setting, x);
  };
  if (setting.h_first) half(problem.by_col(), w, factors.h);
  half(problem.by_row(), factors.h, w);
  if (!setting.h_first) half(problem.by_col(), w, factors.h);
  factors.w = w.t();
}

double rating_rmse(const SparseRows& entries, const NmfFactors& factors, double low, double high) {
  const arma::mat w = factors.w.t();
  double sum = 0.0;
  for (std::uint32_t row = 0; row < entries.n_row(); ++row) {
    const auto columns = entries.columns(row);
    const auto values = entries.values(row);
    for (std::size_t p = 0; p < columns.size(); ++p) {
      const double model = std::clamp(arma::dot(w.col(row), factors.h.col(columns[p])), low, high);
      sum += (values[p] - model) * (values[p] - model);
    }
  }
  return std::sqrt(sum / static_cast<double>(entries.count()));
}

}  // namespace ohmimo::rram
