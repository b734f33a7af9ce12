// Right-hand sides side by side: what they give one by one.
#include <doctest/doctest.h>

#include <cmath>

#include "rram/nnls/batch_nnls.hpp"
#include "rram/nnls/block_pivoting.hpp"
#include "rram/nnls/lane_lcp.hpp"
#include "rram/nnls/nnls_system.hpp"
#include "rram/nnls/planted_data.hpp"
#include "tests/about.hpp"

namespace test_lane_nnls {

using namespace ohmimo;
using namespace ohmimo::rram;

// 16 lanes of right-hand sides of either sign.
std::vector<Lanes> random_q(SplitMix64& draws, arma::uword n) {
  std::vector<Lanes> q(n);
  for (Lanes& one : q)
    for (double& value : one.at) value = draws.normal();
  return q;
}

TEST_CASE("complementarity problems in lanes equal those one by one; each lane stands alone") {
  SplitMix64 draws(1);
  int given_up = 0;
  for (const arma::uword n : {1u, 2u, 5u, 8u, 16u, 31u})
    for (int trial = 0; trial < 20; ++trial) {
      arma::mat a = draws.uniform(2 * n + 1, n);
      arma::mat k = a.t() * a;
      k += 0.01 * draws.uniform(n, n);  // not symmetric
      std::vector<Lanes> q = random_q(draws, n);
      LaneLcp lanes;
      solve_lcp(to_dense(k).view(), q, lanes);
      for (std::size_t l = 0; l < n_lane; ++l) {
        if (lanes.found.at[l] == 0.0) {
          ++given_up;
          continue;
        }
        arma::vec one(n), y(n);
        for (arma::uword j = 0; j < n; ++j) {
          one(j) = q[j].at[l];
          y(j) = lanes.y[j].at[l];
        }
        const PivotResult expected = solve_lcp(k, one);
        REQUIRE(expected.found);
        CHECK(arma::norm(y - expected.trial.value) <= 1e-9 * (1.0 + arma::norm(y)));
        CHECK(static_cast<int>(lanes.trials.at[l]) == expected.trials);
      }
      LaneLcp alone;
      std::vector<Lanes> other = random_q(draws, n);
      for (arma::uword j = 0; j < n; ++j) other[j].at[5] = q[j].at[5];
      solve_lcp(to_dense(k).view(), other, alone);
      for (arma::uword j = 0; j < n; ++j) CHECK(alone.y[j].at[5] == lanes.y[j].at[5]);
    }
  CHECK(given_up < 30);  // of 1920
}

TEST_CASE("a matrix without full rank is given up, not solved wrongly") {
  const arma::mat k = {{1.0, 1.0, 0.5}, {1.0, 1.0, 0.5}, {0.5, 0.5, 1.0}};
  std::vector<Lanes> q(3);
  for (Lanes& one : q)
    for (double& value : one.at) value = 1.0;
  LaneLcp lanes;
  solve_lcp(to_dense(k).view(), q, lanes);
  for (std::size_t l = 0; l < n_lane; ++l) CHECK(lanes.found.at[l] == 0.0);
}

TEST_CASE("a written matrix solves its right-hand sides side by side as one by one") {
  SplitMix64 draws(2);
  for (const auto& [m, k] : {std::pair<arma::uword, arma::uword>{16, 4}, {64, 8}, {20, 17}})
    for (const char* rung : {"exact", "quantised", "device", "converter"}) {
      CAPTURE(rung);
      arma::mat a = planted_nnls(draws, m, k).a;
      if (k == 8) a.col(3).zeros();
      arma::mat b = a * draws.uniform(k, 37) + 0.5 * draws.uniform(m, 37);
      b.col(7).zeros();
      b(2, 9) = -1.0;  // goes on alone
      NnlsConfig config;
      config.fidelity = fidelity_from_name(rung);
      RngStream device({1, 0, 0}, Purpose::device_program);
      const NnlsSystem system = program_nnls(a, config, device);
      arma::uvec all(m);
      for (arma::uword i = 0; i < m; ++i) all(i) = i;
      std::vector<NnlsQuery> together, alone;
      for (arma::uword v = 0; v < b.n_cols; ++v) {
        together.push_back({.b = b.col(v)});
        alone.push_back({.b = b.col(v), .rows = all});  // rows named: not for lanes
      }
      arma::mat x, expected;
      NnlsLog log;
      const NnlsReport report = system.solve(together, x, &log), one = system.solve(alone, expected);
      REQUIRE(log.x.size() == 1);
      CHECK(arma::approx_equal(log.x[0], x, "absdiff", 0.0));
      CHECK(report.status == NnlsReport::Status::solved);
      const double tolerance = config.fidelity.converter ? 2.0 / 255.0 : 1e-10;  // a code may fall the other way
      int other = 0;
      for (arma::uword v = 0; v < b.n_cols; ++v) {
        const double apart = arma::norm(x.row(v) - expected.row(v), "inf");
        CHECK(apart <= tolerance * (1e-300 + arma::norm(expected.row(v), "inf")));
        other += apart > 1e-10 ? 1 : 0;
        CHECK(report.kkt[v].largest() ==
              doctest::Approx(kkt_residual(a, x.row(v).t(), b.col(v)).largest()).epsilon(1e-6).scale(1e-9));
      }
      CHECK(other <= 1);
      CHECK(arma::accu(report.active != one.active) <= 1);
      CHECK(report.ops.analogue_solves == one.ops.analogue_solves);
      CHECK(report.ops.dac == one.ops.dac);
      CHECK(report.ops.adc == one.ops.adc);
      CHECK(report.ops.amplifiers == one.ops.amplifiers);
      CHECK(report.most_trials == one.most_trials);
    }
}

TEST_CASE("right-hand sides with rows of their own go side by side as one by one") {
  SplitMix64 draws(4);
  for (const char* rung : {"exact", "device", "converter"})
    for (const double ridge : {0.0, 0.3}) {
      CAPTURE(rung);
      CAPTURE(ridge);
      arma::mat a = planted_nnls(draws, 30, 6).a;
      a.col(2).zeros();
      NnlsConfig config;
      config.fidelity = fidelity_from_name(rung);
      RngStream device({1, 0, 0}, Purpose::device_program);
      const NnlsSystem system = program_nnls(a, config, device);
      NnlsConfig refined = config;
      refined.cycles = 2;  // not for lanes; cycle 1 is the same
      RngStream again({1, 0, 0}, Purpose::device_program);
      const NnlsSystem alone = program_nnls(a, refined, again);
      std::vector<NnlsQuery> queries;
      for (int v = 0; v < 40; ++v) {
        std::vector<arma::uword> rows;
        for (arma::uword i = 0; i < 30; ++i)
          if (draws.uniform() < 0.6) rows.push_back(i);
        NnlsQuery query{.b = 3.0 * draws.uniform(rows.size(), 1).as_col(), .rows = arma::uvec(rows), .ridge = ridge};
        if (v == 5) query.b.zeros();
        if (v == 7) query.b(0) = -1.0;  // goes on alone
        if (v == 9) query.rows = arma::uvec{}, query.b.reset();
        if (v == 11) query.rows = arma::uvec{3}, query.b = arma::vec{2.0};  // fewer rows than columns
        queries.push_back(query);
      }
      arma::mat x, after;
      NnlsLog log;
      const NnlsReport report = system.solve(queries, x), one = alone.solve(queries, after, &log);
      const double tolerance = config.fidelity.converter ? 2.0 / 255.0 : 1e-8;  // a code may fall the other way
      for (arma::uword v = 0; v < x.n_rows; ++v) {
        if (v == 11 && ridge == 0.0) continue;  // any of many solutions
        CAPTURE(v);
        const arma::rowvec expected = log.x[0].row(v);
        CHECK(arma::norm(x.row(v) - expected, "inf") <= tolerance * (1e-300 + arma::norm(expected, "inf")));
        CHECK(report.query_status[v] == NnlsReport::Status::solved);
        arma::mat used = a.rows(*queries[v].rows);
        arma::vec b = queries[v].b;
        if (b.is_empty()) continue;
        if (ridge > 0.0) {
          used = arma::join_cols(used, std::sqrt(ridge) * arma::eye(6, 6));
          b = arma::join_cols(b, arma::vec(6, arma::fill::zeros));
        }
        CHECK(report.kkt[v].largest() ==
              doctest::Approx(kkt_residual(used, x.row(v).t(), b).largest()).epsilon(1e-6).scale(1e-9));
      }
      CHECK(report.ops.analogue_solves == (ridge > 0.0 ? 40 : 39));  // without rows there is the ridge, or nothing
      CHECK(report.ops.amplifiers == one.ops.amplifiers);
    }
}

TEST_CASE("exact solutions in batches equal those one by one, on any matrix") {
  SplitMix64 draws(3);
  for (int trial = 0; trial < 120; ++trial) {
    const auto m = static_cast<arma::uword>(1 + 40 * draws.uniform()),
               k = static_cast<arma::uword>(1 + 36 * draws.uniform());
    arma::mat a = draws.uniform(m, k) - (trial % 3 == 0 ? 0.5 : 0.0);
    if (trial % 4 == 1) a.col(k / 2).zeros();
    if (trial % 4 == 2 && k > 1) a.col(0) = a.col(k - 1);                              // dependent
    if (trial % 5 == 3) a.each_row() %= arma::exp(20.0 * draws.uniform(1, k) - 10.0);  // columns of any size
    arma::mat b = draws.uniform(m, 20) - 0.3;
    b.col(4).zeros();
    const BatchNnls batch = solve_nnls_batch(a, b);
    for (arma::uword v = 0; v < b.n_cols; ++v) {
      const DigitalNnls one = solve_nnls(a, b.col(v));
      CHECK(batch.status[v] == one.status);
      CHECK(kkt_residual(a, batch.x.col(v), b.col(v)).largest() <= 1e-13);
      // x may not be unique, A x is.
      CHECK(arma::norm(a * (batch.x.col(v) - one.x)) <= 1e-10 * arma::norm(b.col(v)));
    }
  }
}

TEST_CASE("batches of numbers that are not finite, of none, and of sizes that do not fit") {
  arma::mat a = {{1.0, 2.0}, {3.0, 4.0}};
  CHECK(solve_nnls_batch(a, arma::mat(2, 0)).status.empty());
  CHECK_THROWS_WITH_AS(solve_nnls_batch(a, arma::mat(3, 1, arma::fill::ones)),
                       "right-hand sides must have 2 elements, got 3", std::invalid_argument);
  arma::mat b(2, 3, arma::fill::ones);
  b(0, 1) = NAN;
  const BatchNnls batch = solve_nnls_batch(a, b);
  CHECK(batch.status[0] == NnlsStatus::solved);
  CHECK(batch.status[1] == NnlsStatus::not_finite);
  CHECK(batch.status[2] == NnlsStatus::solved);
}

}  // namespace test_lane_nnls
