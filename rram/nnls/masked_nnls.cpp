#include "rram/nnls/masked_nnls.hpp"

#include <algorithm>
#include <cmath>

#include "rram/numbers/converters.hpp"

namespace ohmimo::rram {
namespace {

// One row more: k [n][n] += second first^T, q [n] += second b.
struct RowTerms {
  const double *first, *second;
  double b;
};
[[gnu::always_inline]] inline void add_row(const RowTerms& row, std::size_t n, double* k, double* q) {
  for (std::size_t i = 0; i < n; ++i) {
    double* __restrict to = k + i * n;
    const double* __restrict first = row.first;
    const double second = row.second[i];
#pragma GCC ivdep
    for (std::size_t j = 0; j < n; ++j) to[j] += second * first[j];
    q[i] += second * row.b;
  }
}

}  // namespace

MaskedNnls::MaskedNnls(const RowsOfArrays& rows, const NnlsArrays& arrays, const NnlsConfig& config)
    : rows_(rows), arrays_(arrays), config_(config), answers_(n_lane) {
  const std::size_t n = arrays.column.n_elem;
  k_.resize(n * n);
  q_.resize(n);
  k_one_.resize(n * n);
  q_one_.resize(n);
  x_.resize(arrays.n_col);
}

void MaskedNnls::drive(std::span<const NnlsQuery* const> queries) {
  std::size_t most = 0;
  for (const NnlsQuery* query : queries) most = std::max<std::size_t>(most, query->b.n_elem);
  driven_.assign(most, Lanes{});
  for (std::size_t l = 0; l < queries.size(); ++l)
    for (std::size_t i = 0; i < queries[l]->b.n_elem; ++i) driven_[i].at[l] = queries[l]->b(i);
  if (config_.fidelity.converter) convert(driven_, (1 << config_.dac_bits) - 1, driven_.data());
}

void MaskedNnls::add_up(const NnlsQuery& query, std::size_t lane) {
  const std::size_t n = q_.size();
  std::ranges::fill(k_one_, 0.0);
  std::ranges::fill(q_one_, 0.0);
  for (std::size_t i = 0; i < query.b.n_elem; ++i) {
    const arma::uword row = (*query.rows)(i);
    simd::run_by_isa<add_row>(RowTerms{rows_.first.colptr(row), rows_.second.colptr(row), driven_[i].at[lane]}, n,
                              k_one_.data(), q_one_.data());
  }
  for (std::size_t j = 0; j < n; ++j) k_one_[j * n + j] += query.ridge / (arrays_.scale(j) * arrays_.scale(j));
  for (std::size_t p = 0; p < n * n; ++p) k_[p].at[lane] = k_one_[p];
  for (std::size_t j = 0; j < n; ++j) q_[j].at[lane] = q_one_[j];
}

std::span<const LaneAnswer> MaskedNnls::solve(std::span<const NnlsQuery* const> queries, arma::mat& x,
                                              arma::umat& active) {
  const std::size_t n = q_.size();
  drive(queries);
  for (Lanes& one : k_) one = Lanes{};
  for (Lanes& one : q_) one = Lanes{};
  for (std::size_t l = 0; l < queries.size(); ++l) add_up(*queries[l], l);
  solve_lcp(LaneMatrixView{k_.data(), n, n, n}, q_, lcp_);
  if (config_.fidelity.converter) convert(lcp_.y, (1 << config_.adc_bits) - 1, lcp_.y.data());
  for (Lanes& one : x_) one = Lanes{};
  for (std::size_t p = 0; p < n; ++p)
    for (std::size_t l = 0; l < n_lane; ++l)
      x_[arrays_.column(p)].at[l] = std::max(lcp_.y[p].at[l], 0.0) / arrays_.scale(p);
  for (std::size_t l = 0; l < queries.size(); ++l) {
    LaneAnswer& answer = answers_[l];
    answer.solved = lcp_.found.at[l] > 0.0;
    if (!answer.solved) continue;
    answer.kkt = judge(*queries[l], l);
    answer.solved = std::isfinite(answer.kkt.largest());  // else near the ends of double
    const bool driven = std::ranges::any_of(driven_, [l](const Lanes& one) { return one.at[l] != 0.0; });
    answer.trials = driven ? static_cast<int>(lcp_.trials.at[l]) : 0;
    for (arma::uword j = 0; j < x.n_cols; ++j) x(l, j) = x_[j].at[l];
    active.row(l).zeros();
    for (std::size_t p = 0; p < n; ++p) active(l, arrays_.column(p)) = driven && lcp_.free[p].at[l] > 0.0 ? 1 : 0;
  }
  return {answers_.data(), queries.size()};
}

// kkt_residual() over the rows used and those of the ridge.
KktResidual MaskedNnls::judge(const NnlsQuery& query, std::size_t lane) const {
  const arma::uword n = x_.size();
  arma::vec x(n), slope(n, arma::fill::zeros), squared(n, arma::fill::zeros);
  for (arma::uword j = 0; j < n; ++j) x(j) = x_[j].at[lane];
  double b_squared = 0.0;
  for (std::size_t i = 0; i < query.b.n_elem; ++i) {
    const double* a = rows_.a.colptr((*query.rows)(i));
    double residual = -query.b(i);
    for (arma::uword j = 0; j < n; ++j) residual += a[j] * x(j);
    for (arma::uword j = 0; j < n; ++j) {
      slope(j) += a[j] * residual;
      squared(j) += a[j] * a[j];
    }
    b_squared += query.b(i) * query.b(i);
  }
  slope += query.ridge * x;
  const arma::vec norm = arma::sqrt(squared + query.ridge);
  const double unit = std::sqrt(b_squared) + arma::dot(norm, x), per_unit = unit > 0.0 ? 1.0 / unit : 1.0;
  KktResidual worst{0.0, 0.0, 0.0};
  for (arma::uword j = 0; j < n; ++j) {
    if (norm(j) == 0.0) continue;
    const double down = slope(j) / norm(j) * per_unit, at = x(j) * norm(j) * per_unit;
    worst.negative_g = std::max(worst.negative_g, -down);
    worst.complementary = std::max(worst.complementary, std::abs(at * down));
    if (!std::isfinite(down) || !std::isfinite(at)) worst.negative_x = NAN;
  }
  return worst;
}

}  // namespace ohmimo::rram
