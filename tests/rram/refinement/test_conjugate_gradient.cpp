#include <doctest/doctest.h>

#include "rram/refinement/conjugate_gradient.hpp"
#include "tests/rram/refinement/definite_case.hpp"

namespace test_conjugate_gradient {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;
using Kind = RefinementKind;
using Status = SolveReport::Status;

bool never_grows(const std::vector<double>& values, double slack) {
  for (std::size_t k = 1; k < values.size(); ++k)
    if (values[k] > values[k - 1] * (1.0 + slack)) return false;
  return true;
}

TEST_CASE("32x16 Rayleigh, converters on: fcg reaches 1e-5 in 12 cycles, stationary is above 1e-3") {
  Study study{.n_rx = 32, .n_user = 16};
  for (const int stages : {3, 2, 1}) {
    study.config = refinement_config(Kind::stationary, stages, 12);
    const StudyResult paper = run_study(study);
    study.config.refinement = Kind::fcg;
    const StudyResult fcg = run_study(study);
    MESSAGE("32x16, " << stages << " stages, after 12 cycles: stationary median " << median(paper.residual.back())
                      << " worst " << largest(paper.residual.back()) << " diverged on " << paper.diverged
                      << "; fcg median " << median(fcg.residual.back()) << " worst " << largest(fcg.residual.back()));
    CHECK(fcg.diverged == 0);
    CHECK(fcg.chosen[static_cast<int>(Kind::fcg)] == 100);
    CHECK(median(paper.residual.back()) > 1e-3);
    CHECK(median(fcg.residual.back()) < 1e-5);
    CHECK_FALSE(median(paper.residual.back()) < 1e-5);  // the bound tells the two apart
  }
}

TEST_CASE("16x16 Rayleigh, converters on: stationary stands still, fcg goes on") {
  Study study{.n_rx = 16, .n_user = 16, .n_channel = 40};
  for (const int stages : {3, 2}) {
    study.config = refinement_config(Kind::stationary, stages, 40);
    const StudyResult paper = run_study(study);
    study.config.refinement = Kind::fcg;
    const StudyResult fcg = run_study(study);
    MESSAGE("16x16, " << stages << " stages, after 40 cycles: stationary median " << median(paper.residual.back())
                      << "; fcg median " << median(fcg.residual.back()));
    CHECK(median(paper.residual.back()) > 0.05);
    CHECK(median(fcg.residual.back()) < 1e-3);
  }
}

TEST_CASE("64x8 with 20 dB user spread: equilibrated fcg reaches 1e-9 on every channel, stationary blows up on some") {
  Study study{.spread_db = 20.0};
  for (const int stages : {2, 1, 0}) {
    study.config = refinement_config(Kind::stationary, stages, 12);
    const StudyResult paper = run_study(study);
    study.config.refinement = Kind::fcg;
    study.config.equilibrate = true;
    const StudyResult fcg = run_study(study);
    MESSAGE("64x8, 20 dB, " << stages << " stages, after 12 cycles: stationary diverged on " << paper.diverged
                            << " of 100, worst " << largest(paper.residual.back()) << "; equilibrated fcg median "
                            << median(fcg.residual.back()) << " worst " << largest(fcg.residual.back()));
    CHECK(paper.diverged > 0);
    CHECK(largest(paper.residual.back()) > 0.5);
    CHECK(fcg.diverged == 0);
    // The single array of 16x16 loses more to its 4-bit converters: one or two cycles more.
    CHECK(largest(fcg.residual.back()) < (stages > 0 ? 1e-9 : 2e-8));
    CHECK(median(fcg.residual.back()) < 1e-9);
  }
}

TEST_CASE("fcg converges for badly inverted positive definite matrices, where rho is far above 1") {
  Study study{.spread_db = 20.0, .n_channel = 20};
  study.config = refinement_config(Kind::fcg, 1, 100);  // the levels cannot hold the weak users: arrays of any sign
  const StudyResult result = run_study(study);
  MESSAGE("64x8, 20 dB, 8x8 arrays, not equilibrated, after 100 cycles: median "
          << median(result.residual.back()) << " worst " << largest(result.residual.back()));
  CHECK(median(result.residual.back()) < 1e-9);
  CHECK(largest(result.residual.back()) < 1e-6);
}

TEST_CASE("fcg: the energy of the error never grows, and the delivered residual is the true one") {
  RngStream channel({62, 0, 0}, Purpose::channel);
  for (std::uint32_t k = 0; k < 20; ++k) {
    const arma::mat a = random_gram(channel, 10, 8);  // condition number some hundreds
    const arma::mat b = random_mat(channel, 1, 16);
    const SolverConfig config = refinement_config(Kind::fcg, 2, 30);
    RngStream device = device_stream(k);
    CycleLog log;
    log.keep = cycles_to(30);
    arma::mat x;
    (void)program(a, config, device).solve(b, x, &log);
    for (std::size_t c = 0; c < 30; ++c) {
      // A and b as the words hold them: 2^-24 max|A| per element of A, over 16 columns; 2^-23 of b.
      const double bound = 16 * 0x1p-24 * arma::abs(a).max() * arma::norm(log.x[c]) + 8 * 0x1p-23 * arma::abs(b).max();
      CHECK(arma::norm(log.residual[c] - (b - log.x[c] * a.t())) < bound);
    }
    // Of A and b as the words hold them, down to the rounding of r and A in double.
    std::vector<double> energy = energies_of(a, log);
    std::erase_if(energy, [first = energy[0]](double value) { return value < 1e-12 * first; });
    CHECK(energy.size() >= 3);
    CHECK(never_grows(energy, 1e-6));
  }
  CHECK_FALSE(never_grows({1.0, 0.5, 0.51}, 1e-9));
}

TEST_CASE("fcg is never behind plain conjugate gradients in double precision: 60 random positive definite matrices") {
  const Race race = race_against_plain(60, 6.0);
  MESSAGE("behind on " << race.late << " of 60, worst ratio " << race.worst << ", not run " << race.not_run);
  CHECK(race.not_run == 0);
  CHECK(race.late == 0);
  CHECK(race.worst == 1.0);
  CHECK(behind({0.5, 0.05}, {0.05}, 1.0, 1e-3).cycles == 1);  // the measure sees one that is late
}

TEST_CASE("fcg ends at the words of a matrix of condition 1e4, whose small eigenvalues three bits do not hold") {
  RngStream draws({69, 0, 0}, Purpose::channel);
  for (std::uint32_t k = 0; k < 10; ++k) {
    arma::mat q, r;
    arma::qr(q, r, random_mat(draws, 8, 8));
    const arma::mat a = as_words(arma::symmatu(q * arma::diagmat(arma::logspace(-4, 0, 8)) * q.t()));
    const arma::mat b = as_words(random_mat(draws, 1, 8) * a);
    RngStream device = device_stream(k);
    arma::mat x;
    const SolveReport report = program(a, refinement_config(Kind::fcg, 2, 10), device).solve(b, x);
    CHECK(report.refinement == Kind::fcg);
    CHECK(relative_error(x, solve_rows(a, b)) < 1e-6);
  }
}

TEST_CASE("fcg runs as plain conjugate gradients where LP-INV is singular, and says so") {
  // All diagonal elements round to the same level as the others: the 3-bit copy is a matrix of ones.
  const arma::mat a = as_words({{0.9, 0.89}, {0.89, 0.9}});
  const arma::mat b = as_words({{0.5, 0.25}});
  for (const Kind kind : {Kind::fcg, Kind::automatic}) {
    SolverConfig config = refinement_config(kind, 0, 2);
    config.fidelity = fidelity_from_name("quantised");
    config.mapping = {.kind = MappingKind::fixed, .m = 0.0, .n = 0.0, .scale = 1.0};
    RngStream device = device_stream(0);
    const ProgrammedSystem system = program(a, config, device);
    arma::mat x;
    const SolveReport report = system.solve(b, x);
    CHECK(report.refinement == Kind::fcg);
    CHECK(report.status == Status::cycle_limit);
    CHECK(report.refinement_reason == "LP-INV is singular or unstable: plain conjugate gradients without it");
    CHECK(relative_error(x, solve_rows(a, b)) < 1e-5);  // two cycles for two unknowns; condition 179
    CHECK(report.ops.lp_inv == 0);
    CHECK(report.ops.hp_mvm == 2);
    CHECK(std::isnan(system.spectral_radius()));
    config.refinement = Kind::stationary;
    RngStream again = device_stream(0);
    CHECK(program(a, config, again).solve(b, x).status == Status::not_finite);
  }
}

TEST_CASE("fcg: with 24-bit words x ends 22 bits and more from the solution, with 12-bit words 12 bits earlier") {
  std::vector<double> error24, error12;
  RngStream channel({63, 0, 0}, Purpose::channel);
  for (std::uint32_t k = 0; k < 40; ++k) {
    const arma::mat a = random_gram(channel, 64, 4);
    const arma::mat b = random_mat(channel, 1, 8);
    for (const int word_bits : {24, 12}) {
      SolverConfig config = refinement_config(Kind::fcg, 1, 12);
      config.word_bits = word_bits;
      RngStream device = device_stream(k);
      arma::mat x;
      (void)program(a, config, device).solve(b, x);
      (word_bits == 24 ? error24 : error12).push_back(relative_error(x, solve_rows(a, b)));
    }
  }
  const double bits24 = -std::log2(median(error24)), bits12 = -std::log2(median(error12));
  MESSAGE("fcg ends at " << bits24 << " bits with 24-bit words, " << bits12 << " with 12-bit words");
  CHECK(bits24 > 22.0);
  CHECK(bits24 < 24.5);
  CHECK(std::abs(bits24 - bits12 - 12.0) < 0.7);
}

TEST_CASE("fcg: neighbours, threads of lanes and the slice path change no bit") {
  RngStream channel({64, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(channel, 32, 4);
  const arma::mat b = random_mat(channel, 37, 8);
  for (const Kind kind : {Kind::fcg, Kind::chebyshev}) {
    SolverConfig config = refinement_config(kind, 1, 6);
    config.equilibrate = true;
    config.tolerance = 1e-4;
    RngStream device = device_stream(1);
    const ProgrammedSystem system = program(a, config, device);
    arma::mat together, alone, slices;
    const SolveReport report = system.solve(b, together);
    CHECK(report.refinement == kind);
    CHECK(report.status == Status::converged);
    for (arma::uword v = 0; v < b.n_rows; ++v) {
      (void)system.solve(b.row(v), alone);
      CHECK(same_bits(alone, together.row(v)));
    }
    config.hp_path = HpPath::slices;
    RngStream again = device_stream(1);
    (void)program(a, config, again).solve(b.rows(0, 4), slices);
    CHECK(same_bits(slices, together.rows(0, 4)));
    config.cycles = 2;
    config.tolerance = 0.0;
    RngStream third = device_stream(1);
    CycleLog log;
    log.keep = {2};
    (void)program(a, config, third).solve(b, alone, &log);
    CHECK(same_bits(log.x[0], alone));
    CHECK_FALSE(same_bits(alone, together));
  }
}

TEST_CASE("fcg needs a symmetric positive definite matrix: otherwise stationary runs and says why") {
  RngStream channel({65, 0, 0}, Purpose::channel);
  const arma::mat gram = random_gram(channel, 64, 4);
  const arma::mat b = random_mat(channel, 3, 8);
  arma::mat skewed = gram, indefinite = gram;
  skewed(1, 2) += 0.01;
  indefinite(3, 3) = -1.0;
  const auto kind_of = [&](const arma::mat& a, Kind kind) {
    RngStream device = device_stream(0);
    arma::mat x;
    return program(a, refinement_config(kind, 0, 12), device).solve(b, x);
  };
  CHECK(kind_of(gram, Kind::fcg).refinement == Kind::fcg);
  CHECK(kind_of(gram, Kind::fcg).refinement_reason == "");
  SolveReport report = kind_of(skewed, Kind::fcg);
  CHECK(report.refinement == Kind::stationary);
  CHECK(report.refinement_reason == "A is not symmetric");
  CHECK(report.relative_residual < 1e-5);
  report = kind_of(indefinite, Kind::fcg);
  CHECK(report.refinement == Kind::stationary);
  CHECK(report.refinement_reason == "A is not positive definite");
  CHECK(kind_of(gram, Kind::stationary).refinement_reason == "");
}

TEST_CASE("the digital operations of each kind are counted, those of the arrays are the same") {
  RngStream channel({66, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(channel, 64, 4);
  const arma::mat b = random_mat(channel, 5, 8);
  const auto ops_of = [&](Kind kind, bool equilibrate) {
    SolverConfig config = refinement_config(kind, 1, 7);
    config.equilibrate = equilibrate;
    RngStream device = device_stream(0);
    arma::mat x;
    return program(a, config, device).solve(b, x).ops;
  };
  const OperationCount paper = ops_of(Kind::stationary, false);
  CHECK(paper.digital_dot == 0);
  CHECK(paper.digital_axpy == 0);
  for (const Kind kind : {Kind::fcg, Kind::chebyshev}) {
    const OperationCount ops = ops_of(kind, false);
    CHECK(ops.lp_inv == paper.lp_inv);
    // fcg makes a second product a cycle, of 2 x 2 tiles.
    CHECK(ops.hp_mvm == paper.hp_mvm + (kind == Kind::fcg ? 5 * 7 * 4 : 0));
    CHECK(ops.adc == paper.adc);
  }
  // Cycle k + 1 finds k plain and 2 k joint directions. Twice each, q is made conjugate to the former and then to the
  // latter, and z to 2 k + 1: a dot product and a sum per direction, and another sum where the product of q follows.
  // Three steps take 2 dot products each and, one for r_plain, two for r and x, 5 sums; lengths take 4 dot products.
  std::uint64_t dots = 0, sums = 0;
  for (std::uint64_t k = 0; k < 7; ++k) {
    dots += 5 * (2 * (k + 2 * k + 2 * k + 1) + 3 * 2 + 4);
    sums += 5 * (2 * (k + 2 * 2 * k + 2 * k + 1) + 5);
  }
  CHECK(ops_of(Kind::fcg, false).digital_dot == dots);
  CHECK(ops_of(Kind::fcg, false).digital_axpy == sums);
  CHECK(ops_of(Kind::fcg, true).digital_axpy == sums + 2 * 5);
  CHECK(ops_of(Kind::chebyshev, false).digital_dot == 0);
  CHECK(ops_of(Kind::chebyshev, false).digital_axpy == 5 * 7);
  CHECK(conjugate_gradient_count(2, 1, false).dot == 3 * 2);  // two steps, two lengths
  // n = 2 keeps two plain and four joint directions: as many dot products in cycle 4 as in cycle 3.
  CHECK(conjugate_gradient_count(2, 4, true).dot - conjugate_gradient_count(2, 3, true).dot ==
        2 * (2 + 4 + 4) + 3 * 2 + 4);
}

TEST_CASE("fcg from one to five unknowns") {
  RngStream channel({67, 0, 0}, Purpose::channel);
  for (arma::uword n = 1; n <= 5; ++n) {
    const arma::mat half = random_mat(channel, 3 * n, n);
    const arma::mat a = half.t() * half;
    const arma::mat b = random_mat(channel, 20, n);
    RngStream device = device_stream(static_cast<std::uint32_t>(n));
    arma::mat x;
    const SolveReport report = program(a, refinement_config(Kind::fcg, 1, 20), device).solve(b, x);
    CHECK(report.refinement == Kind::fcg);
    CHECK(relative_error(x, solve_rows(a, b)) < 1e-5);  // words and a condition number below 20
  }
}

TEST_CASE("chebyshev: the residual is the Chebyshev polynomial of A LP-INV on its interval") {
  // r_k = p_k(A LP-INV) b, p_k(t) = T_k((c - t) / h) / T_k(c / h) with c and h the middle and half width.
  RngStream channel({66, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(channel, 32, 4), b = random_mat(channel, 1, 8);
  SolverConfig config = refinement_config(Kind::chebyshev, 1, 6);
  config.fidelity = {};
  RngStream device = device_stream(0);
  const ProgrammedSystem system = program(a, config, device);
  CycleLog log;
  log.keep = cycles_to(6);
  arma::mat x;
  REQUIRE(system.solve(b, x, &log).refinement == Kind::chebyshev);
  const arma::mat operation = a * system.realised_inverse();
  const EigenvalueInterval interval = eigenvalue_interval(operation);
  const double c = 0.5 * (interval.highest + interval.lowest), h = 0.5 * (interval.highest - interval.lowest);
  const arma::mat shifted = (c * arma::eye(8, 8) - operation) / h;
  arma::vec before = b.t(), now = shifted * before;  // T_k(shifted) b
  double before_c = 1.0, now_c = c / h;              // T_k(c / h)
  for (std::size_t k = 0; k < 6; ++k) {
    CHECK(relative_error(log.residual[k], now.t() / now_c) < 1e-9);  // double, and residuals down to 1e-4 of b
    const arma::vec next = 2.0 * shifted * now - before;
    const double next_c = 2.0 * c / h * now_c - before_c;
    before = now, now = next, before_c = now_c, now_c = next_c;
  }
}

TEST_CASE("chebyshev: converges on its interval, faster than stationary; refused without one") {
  Study study{.n_rx = 32, .n_user = 16, .n_channel = 30};
  study.config = refinement_config(Kind::stationary, 3, 12);
  const double paper = median(run_study(study).residual.back());
  study.config.refinement = Kind::chebyshev;
  const StudyResult chebyshev = run_study(study);
  MESSAGE("32x16, 3 stages, after 12 cycles: chebyshev median " << median(chebyshev.residual.back()) << ", stationary "
                                                                << paper);
  CHECK(chebyshev.diverged == 0);
  CHECK(chebyshev.chosen[static_cast<int>(Kind::chebyshev)] == 30);
  CHECK(median(chebyshev.residual.back()) < 0.02 * paper);
  RngStream device = device_stream(0);
  arma::mat x;
  const arma::mat a = {{1.0, 3.0}, {3.0, 1.0}};  // reuse: an eigenvalue of A LP-INV is 1 - 9
  const SolveReport report = program(a, refinement_config(Kind::chebyshev, 1, 5), device).solve({{1.0, 0.3}}, x);
  CHECK(report.refinement == Kind::stationary);
  CHECK(report.refinement_reason == "the eigenvalues of A LP-INV do not lie near an interval of positive numbers");
}

}  // namespace test_conjugate_gradient
