#include "rram/nnls/digital_nnls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "rram/nnls/block_pivoting.hpp"
#include "rram/nnls/small_systems.hpp"

namespace ohmimo::rram {
namespace {

constexpr double kkt_tolerance = 1e-12;  // rounding leaves some 1e-15

// The problem with columns of norm 1 and b of norm 1; columns of zeros are left out.
struct UnitProblem {
  arma::mat a;
  arma::vec b;
  arma::uvec column;  // of the given matrix
  arma::vec factor;   // x = factor times the solution
  bool finite = false;

  UnitProblem(const arma::mat& given_a, const arma::vec& given_b) {
    if (given_a.n_rows != given_b.n_elem)
      throw std::invalid_argument(
          fmt::format("right-hand side must have {} elements, got {}", given_a.n_rows, given_b.n_elem));
    if (!given_a.is_finite() || !given_b.is_finite()) return;
    const double size = given_b.is_empty() ? 0.0 : arma::abs(given_b).max();
    b = size > 0.0 ? arma::vec(given_b / size) : given_b;
    const double norm = size > 0.0 ? arma::norm(b) : 1.0;
    b /= norm;
    std::vector<arma::uword> used;
    for (arma::uword j = 0; j < given_a.n_cols; ++j)
      if (arma::any(given_a.col(j) != 0.0)) used.push_back(j);
    column = arma::uvec(used);
    a = given_a.cols(column);
    factor.set_size(column.n_elem);
    for (arma::uword j = 0; j < a.n_cols; ++j) {
      const double largest = arma::abs(a.col(j)).max();
      a.col(j) /= largest;
      const double length = arma::norm(a.col(j));
      a.col(j) /= length;
      factor(j) = norm / length / largest * size;
    }
    finite = a.is_finite() && b.is_finite();
  }

  arma::vec expand(const arma::vec& y, arma::uword k) const {
    arma::vec x(k, arma::fill::zeros);
    x.elem(column) = y % factor;
    return x;
  }
};

// Least squares over some columns. False if they are dependent to working precision.
bool solve_columns(const arma::mat& a, const arma::vec& b, const arma::uvec& columns, arma::vec& y) {
  arma::mat q, r;
  if (columns.n_elem > a.n_rows || !arma::qr_econ(q, r, a.cols(columns))) return false;
  const double least = 0x1p-48 * std::sqrt(static_cast<double>(a.n_cols));
  if (!columns.is_empty() && arma::abs(r.diag()).min() < least) return false;
  return arma::solve(y, arma::trimatu(r), arma::vec(q.t() * b), arma::solve_opts::fast) && y.is_finite();
}

// The active-set search of Lawson and Hanson on unit columns.
class ActiveSet {
 public:
  explicit ActiveSet(const UnitProblem& problem) : k_(problem.column.n_elem), sides_(k_, Side::lower) {
    // One orthogonal transformation for all least squares problems: ||A y - b|| and ||R y - Q^T b|| differ by a
    // constant.
    arma::mat q;
    ready_ = arma::qr_econ(q, r_, problem.a);
    if (ready_) b_ = q.t() * problem.b;
    y_.zeros(k_);
  }
  const arma::vec& y() const { return y_; }
  int factorisations() const { return factorisations_; }

  // False: given up.
  bool search() {
    std::vector<bool> refused(k_, false);  // dependent on those that are in, or would not rise
    const int limit = 10 * static_cast<int>(k_) + 100;
    for (int entered = 0; ready_ && entered < limit; ++entered) {
      const arma::uword j = steepest(refused);
      if (j == k_) return true;
      if (!enter(j)) {
        refused[j] = true;
      } else {
        if (!settle()) return false;
        std::fill(refused.begin(), refused.end(), false);
      }
    }
    return false;
  }

 private:
  // The column outside that gains most; k if none does.
  arma::uword steepest(const std::vector<bool>& refused) const {
    const arma::vec w = r_.t() * (b_ - r_ * y_);
    const double rounding = 0x1p-46 * (1.0 + arma::accu(y_));
    arma::uword best = k_;
    for (arma::uword j = 0; j < k_; ++j)
      if (sides_[j] == Side::lower && !refused[j] && w(j) > rounding && (best == k_ || w(j) > w(best))) best = j;
    return best;
  }

  bool solve_free() {
    free_ = places_of(sides_, Side::free);
    ++factorisations_;
    return solve_columns(r_, b_, free_, goal_);
  }

  bool enter(arma::uword j) {
    sides_[j] = Side::free;
    if (solve_free() && goal_(static_cast<arma::uword>(std::ranges::find(free_, j) - free_.begin())) > 0.0) return true;
    sides_[j] = Side::lower;
    return false;
  }

  // Goes towards the least squares solution, and lets go of the column that reaches 0 first, until none does.
  bool settle() {
    while (true) {
      double part = 1.0;
      arma::uword blocker = k_;
      for (arma::uword p = 0; p < free_.n_elem; ++p) {
        const double from = y_(free_(p)), reach = from / (from - goal_(p));
        if (goal_(p) > 0.0 || (blocker != k_ && reach >= part)) continue;
        part = reach;
        blocker = free_(p);
      }
      y_.elem(free_) += part * (goal_ - arma::vec(y_.elem(free_)));
      if (blocker == k_) return true;
      y_(blocker) = 0.0;
      sides_[blocker] = Side::lower;
      if (!solve_free()) return false;
    }
  }

  arma::uword k_;
  arma::mat r_;
  arma::vec b_, y_, goal_;  // goal: least squares over the free columns
  arma::uvec free_;
  Sides sides_;
  bool ready_ = false;
  int factorisations_ = 0;
};

// Twice the normal equations: y of the free columns, corrected by the residual. The first solution is off by some eps
// times the condition of K, and the corrected one by some eps times its root, if the correction is small. False if it
// is not.
bool refine(const UnitProblem& problem, const arma::mat& k, const arma::uvec& free, const arma::vec& y,
            arma::vec& part) {
  const arma::vec left = problem.a.t() * (problem.b - problem.a * y);
  if (free.is_empty() || !solve_part(k, left, free, part)) return false;
  const double moved = arma::norm(part), size = arma::norm(y);
  part += y.elem(free);
  return moved <= 1e-10 * size;
}

DigitalNnls finish(const arma::mat& a, const arma::vec& b, const arma::vec& x, int factorisations, bool found) {
  DigitalNnls result{found ? NnlsStatus::solved : NnlsStatus::not_found, x, factorisations, {}};
  if (!x.is_finite()) {
    result.status = NnlsStatus::not_finite;
    result.x.zeros();
  }
  result.kkt = kkt_residual(a, result.x, b);
  return result;
}

DigitalNnls not_finite(arma::uword k) {
  return {NnlsStatus::not_finite, arma::vec(k, arma::fill::zeros), 0, {}};
}

DigitalNnls search(const arma::mat& a, const arma::vec& b, const UnitProblem& problem, int factorisations) {
  ActiveSet active(problem);
  const bool found = problem.column.is_empty() || active.search();
  factorisations += active.factorisations();
  DigitalNnls result = finish(a, b, problem.expand(active.y(), a.n_cols), factorisations, found);
  if (result.status == NnlsStatus::solved && !(result.kkt.largest() <= kkt_tolerance))
    result.status = NnlsStatus::not_found;
  if (result.status == NnlsStatus::not_found) result.x.zeros();
  return result;
}

}  // namespace

std::string_view status_name(NnlsStatus status) {
  switch (status) {
    case NnlsStatus::not_run:
      return "not run";
    case NnlsStatus::solved:
      return "solved";
    case NnlsStatus::not_finite:
      return "not finite";
    case NnlsStatus::not_found:
      return "not found";
  }
  return "?";
}

DigitalNnls solve_nnls(const arma::mat& a, const arma::vec& b) {
  const UnitProblem problem(a, b);
  if (!problem.finite) return not_finite(a.n_cols);
  if (problem.column.is_empty()) return finish(a, b, arma::vec(a.n_cols, arma::fill::zeros), 0, true);
  const int trial_limit = 20 + 2 * static_cast<int>(problem.column.n_elem);  // more of them means rounding
  const arma::mat k = problem.a.t() * problem.a;
  const PivotResult pivots = solve_lcp(k, problem.a.t() * problem.b, trial_limit);
  if (pivots.found) {
    const arma::uvec free = places_of(pivots.sides, Side::free);
    arma::vec y(problem.column.n_elem, arma::fill::zeros), part;
    if (refine(problem, k, free, pivots.trial.value, part) || solve_columns(problem.a, problem.b, free, part)) {
      y.elem(free) = arma::clamp(part, 0.0, arma::datum::inf);
      const DigitalNnls result = finish(a, b, problem.expand(y, a.n_cols), pivots.trials + 1, true);
      if (result.kkt.largest() <= kkt_tolerance) return result;
    }
  }
  return search(a, b, problem, pivots.trials);
}

DigitalNnls lawson_hanson(const arma::mat& a, const arma::vec& b) {
  const UnitProblem problem(a, b);
  if (!problem.finite) return not_finite(a.n_cols);
  return search(a, b, problem, 0);
}

DigitalNnls projected_gradient(const arma::mat& a, const arma::vec& b, int steps) {
  const UnitProblem problem(a, b);
  if (!problem.finite) return not_finite(a.n_cols);
  arma::vec y(problem.column.n_elem, arma::fill::zeros);
  if (!y.is_empty()) {
    const arma::mat k = problem.a.t() * problem.a;
    const arma::vec q = problem.a.t() * problem.b;
    const double size = arma::norm(k);
    for (int step = 0; step < steps; ++step) y = arma::clamp(arma::vec(y - (k * y - q) / size), 0.0, arma::datum::inf);
  }
  DigitalNnls result = finish(a, b, problem.expand(y, a.n_cols), 0, true);
  if (result.status == NnlsStatus::solved && !(result.kkt.largest() <= 1e-10)) result.status = NnlsStatus::not_found;
  return result;
}

}  // namespace ohmimo::rram
