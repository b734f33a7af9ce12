#include "rram/nnls/batch_nnls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "rram/nnls/lane_kkt.hpp"
#include "rram/nnls/lane_lcp.hpp"

namespace ohmimo::rram {
namespace {

constexpr double most_kkt = 1e-14, small_step = 1e-8;

class Batch {
 public:
  explicit Batch(const arma::mat& a) : a_(a), scale_(a.n_cols), b_(a.n_rows), kkt_(a_) {
    arma::mat scaled = a;
    for (arma::uword j = 0; j < a.n_cols; ++j) {
      const double norm = arma::norm(a.col(j));
      scale_(j) = norm > 0.0 ? 1.0 / norm : 0.0;
      scaled.col(j) *= scale_(j);
    }
    turned_ = to_dense(scaled.t());
    arma::mat gram = scaled.t() * scaled;
    for (arma::uword j = 0; j < a.n_cols; ++j)
      if (scale_(j) == 0.0) gram(j, j) = 1.0;
    gram_ = to_dense(gram);
    q_.resize(a.n_cols);
    y_.resize(a.n_cols);
    x_.resize(a.n_cols);
  }

  // Columns first to end of b; those not solved here are left to solve_nnls().
  void solve(const arma::mat& b, arma::uword first, arma::uword end, BatchNnls& result) {
    for (std::size_t l = 0; l < n_lane; ++l) {
      const double* from = first + l < end ? b.colptr(first + l) : nullptr;
      for (std::size_t i = 0; i < b_.size(); ++i) b_[i].at[l] = from != nullptr ? from[i] : 0.0;
    }
    multiply(turned_.view(), b_.data(), q_.data());
    solve_lcp(gram_.view(), q_, lcp_);
    const Lanes trials = lcp_.trials, found = lcp_.found;
    y_ = lcp_.y;
    set_x();
    KktResidual kkt[n_lane];
    kkt_.judge(x_, b_, kkt);
    const Lanes step = refine();
    kkt_.judge(x_, b_, kkt);
    for (arma::uword v = first; v < end; ++v) {
      const std::size_t l = v - first;
      const double largest = kkt[l].largest();
      const bool here = found.at[l] > 0.0 && step.at[l] <= small_step && largest <= most_kkt;
      result.factorisations += static_cast<std::uint64_t>(trials.at[l]) + 1;
      if (here) {
        for (std::size_t j = 0; j < x_.size(); ++j) result.x(j, v) = x_[j].at[l];
        result.status[v] = NnlsStatus::solved;
        result.worst_kkt = std::max(result.worst_kkt, largest);
      } else {
        alone(b, v, result);
      }
    }
  }

  void alone(const arma::mat& b, arma::uword v, BatchNnls& result) const {
    const DigitalNnls one = solve_nnls(a_, b.col(v));
    result.x.col(v) = one.x;
    result.status[v] = one.status;
    result.factorisations += static_cast<std::uint64_t>(std::max(one.factorisations, 0));
    if (one.status == NnlsStatus::solved) result.worst_kkt = std::max(result.worst_kkt, one.kkt.largest());
  }

 private:
  void set_x() {
    for (std::size_t j = 0; j < x_.size(); ++j)
      for (std::size_t l = 0; l < n_lane; ++l) x_[j].at[l] = std::max(y_[j].at[l], 0.0) * scale_(j);
  }

  // y += K^-1 A^T (b - A x) over the free unknowns. Returns the largest step over the largest y.
  Lanes refine() {
    for (std::size_t j = 0; j < q_.size(); ++j)
      for (std::size_t l = 0; l < n_lane; ++l) q_[j].at[l] = -kkt_.slope()[j].at[l] * scale_(j);
    solve_free(gram_.view(), q_, lcp_);
    Lanes most_step{}, most_y{};
    for (std::size_t j = 0; j < y_.size(); ++j)
      for (std::size_t l = 0; l < n_lane; ++l) {
        most_y.at[l] = std::max(most_y.at[l], y_[j].at[l]);
        const double size = std::abs(lcp_.y[j].at[l]);
        most_step.at[l] = size > most_step.at[l] || std::isnan(size) ? size : most_step.at[l];
        y_[j].at[l] += lcp_.y[j].at[l];
      }
    set_x();
    for (std::size_t l = 0; l < n_lane; ++l)
      if (most_y.at[l] > 0.0) most_step.at[l] /= most_y.at[l];
    return most_step;
  }

  const arma::mat& a_;
  arma::vec scale_;  // [k] 1 / norm; 0 for a column of zeros
  Dense turned_, gram_;
  std::vector<Lanes> b_, q_, y_, x_;
  LaneLcp lcp_;
  LaneKkt kkt_;
};

}  // namespace

BatchNnls solve_nnls_batch(const arma::mat& a, const arma::mat& b) {
  if (a.n_rows != b.n_rows)
    throw std::invalid_argument(fmt::format("right-hand sides must have {} elements, got {}", a.n_rows, b.n_rows));
  BatchNnls result{.x = arma::mat(a.n_cols, b.n_cols, arma::fill::zeros),
                   .status = std::vector<NnlsStatus>(b.n_cols, NnlsStatus::not_run)};
  if (b.n_cols == 0) return result;
  Batch batch(a);
  const bool lanes = a.n_cols >= 1 && a.n_cols <= most_lane_columns && a.is_finite() && b.is_finite();
  for (arma::uword first = 0; first < b.n_cols; first += n_lane) {
    const arma::uword end = std::min<arma::uword>(first + n_lane, b.n_cols);
    if (lanes)
      batch.solve(b, first, end, result);
    else
      for (arma::uword v = first; v < end; ++v) batch.alone(b, v, result);
  }
  return result;
}

}  // namespace ohmimo::rram
