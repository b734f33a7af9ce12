// The answer of a study against closed forms.
#include <doctest/doctest.h>

#include <cmath>

#include "apps/theory/theory.hpp"
#include "tests/apps/studies/sweep/sweep_case.hpp"

namespace test_ranking {

using namespace ohmimo;
using namespace ohmimo::sweep;

const RankRow& row_of(const SweepCase& made, const std::vector<RankRow>& rows, const std::string& detector, int cycle) {
  for (const RankRow& row : rows) {
    const CurveId& curve = made.runs[row.member].curves[row.curve];
    if (curve.detector == detector && curve.cycle == cycle) return row;
  }
  FAIL("no such row");
  return rows.front();
}

// Es/N0 per user of zero forcing, exact.
double exact_db(int bits, int n_user, int n_rx, double target) {
  return required_es_n0_db(
      [&](double es_n0) { return ber_zf_rayleigh(bits, std::vector<double>(n_user, 1.0), n_rx, es_n0); }, target);
}

TEST_CASE("ranking: the SNR of zero forcing is that of the closed form, within its interval") {
  SweepCase made(
      "users = 4\nrx = 16\nmodulation = '16qam'\ndetector = ['zf', 'mmse', 'rram-zf']\ncycles = [1, 3]\n"
      "[study]\ntarget-ber = 1e-2\nrelative-error = 0.1\n");
  made.run();
  const std::vector<RankRow> rows = made.ranked();
  const RankRow& zf = row_of(made, rows, "zf", 0);
  CHECK(zf.status == RankStatus::reached);
  const double exact = exact_db(4, 4, 16, 1e-2);
  CHECK(std::abs(*zf.es_n0_user_db - exact) < 0.2);
  CHECK(*zf.snr_db - *zf.es_n0_user_db == doctest::Approx(10.0 * std::log10(4.0)));
  CHECK(*zf.low_db < *zf.snr_db);
  CHECK(*zf.snr_db < *zf.high_db);
  CHECK_FALSE(zf.penalty_db);

  // mmse on the same channels, bits and noise is better, and its interval knows it.
  const RankRow& mmse = row_of(made, rows, "mmse", 0);
  CHECK(mmse.paired);
  CHECK(*mmse.penalty_high_db < 0.0);
  CHECK(*mmse.penalty_high_db - *mmse.penalty_low_db < 0.5 * (*zf.high_db - *zf.low_db));
  CHECK(*row_of(made, rows, "rram-zf", 3).penalty_db < *row_of(made, rows, "rram-zf", 1).penalty_db);
  CHECK(rows.front().snr_db <= rows.back().snr_db);
}

TEST_CASE("ranking: a grid that holds the target, and targets above and below all points") {
  const auto zf_at = [](const std::string& target) {
    SweepCase made(
        "users = 2\nrx = 8\nmodulation = 'qpsk'\ndetector = 'zf'\nsnr = [-2, 0, 2, 4]\n[study]\nmode = 'grid'\n"
        "relative-error = 0.1\ntarget-ber = " +
        target);
    made.run();
    return made.ranked().front();
  };
  const RankRow inside = zf_at("1e-2");
  CHECK(inside.status == RankStatus::reached);
  CHECK(std::abs(*inside.es_n0_user_db - exact_db(2, 2, 8, 1e-2)) < 0.2);
  CHECK(zf_at("1e-5").status == RankStatus::above);
  CHECK(zf_at("0.4").status == RankStatus::below);
}

TEST_CASE("ranking: sorted and filtered; an unknown key is refused") {
  SweepCase made(
      "users = 2\ndetector = 'zf'\n[study]\ntarget-ber = 1e-2\nrelative-error = 0.3\n[axes]\nrx = [4, 8, 16]\n");
  made.run();
  CHECK(made.ranked({.key = "user-snr"}).front().member == 2);
  CHECK(made.ranked({.where = "rx < 10"}).size() == 2);
  CHECK_THROWS_WITH_AS(made.ranked({.key = "speed"}),
                       "by must be one of snr, user-snr, penalty, latency, energy, area, programming, got \"speed\"",
                       std::invalid_argument);
}

TEST_CASE("ranking: Pareto rows are those that nobody beats") {
  SweepCase made(
      "users = 2\ndetector = ['zf', 'rram-zf']\ncycles = [1, 2, 3]\nmodulation = 'qpsk'\n"
      "[study]\ntarget-ber = 1e-2\nrelative-error = 0.3\n[axes]\nrx = [8, 16]\n");
  made.run();
  HardwareBook book;
  for (const Member& member : made.study.members)
    for (const int cycle : {1, 2, 3}) {
      HardwareFigures& f = book[hardware_setting(member.config, cycle)];
      f.latency_us = cycle, f.nJ_per_vector = 100.0 * cycle, f.area_mm2 = 1.0;
      f.programming_us = 1000.0;
    }
  const std::vector<RankRow> rows = rank(made.study, made.runs, made.results(), book, {});
  for (const RankRow& row : rows) {
    if (!row.hardware) {
      CHECK_FALSE(row.pareto);
      continue;
    }
    bool beaten = false;  // all have the same area; energy goes with latency
    for (const RankRow& other : rows)
      if (other.hardware && other.es_n0_user_db && row.es_n0_user_db)
        beaten =
            beaten ||
            (*other.es_n0_user_db <= *row.es_n0_user_db && other.hardware->latency_us <= row.hardware->latency_us &&
             (*other.es_n0_user_db < *row.es_n0_user_db || other.hardware->latency_us < row.hardware->latency_us));
    CHECK(row.pareto == !beaten);
    // 1 ms of 423 / (2 pi f_D) us with f_D of 30 km/h at 3.5 GHz: 1.52 / (2 pi 97.3 Hz) = 2.49 ms
    CHECK(*row.programming_share == doctest::Approx(1e-3 / 2.4887e-3).epsilon(1e-3));
  }
}

}  // namespace test_ranking
