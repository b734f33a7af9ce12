#include <doctest/doctest.h>

#include "rram/refinement/conjugate_gradient.hpp"
#include "tests/rram/refinement/refinement_case.hpp"

namespace {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;
using Kind = RefinementKind;
using Status = SolveReport::Status;

// (x - x*)^T A (x - x*) of every kept cycle of one vector.
std::vector<double> energy_errors(const arma::mat& a, const arma::mat& b, const CycleLog& log) {
  const arma::mat expected = solve_rows(a, b);
  std::vector<double> energy;
  for (const arma::mat& x : log.x) energy.push_back(arma::as_scalar((x - expected) * a * (x - expected).t()));
  return energy;
}

bool never_grows(const std::vector<double>& values, double slack) {
  for (std::size_t k = 1; k < values.size(); ++k)
    if (values[k] > values[k - 1] * (1.0 + slack)) return false;
  return true;
}

}  // namespace

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
  CHECK(median(result.residual.back()) < 1e-4);
  CHECK(largest(result.residual.back()) < 0.2);
}

TEST_CASE("fcg: the energy of the error never grows, the delivered residual neither, and both are true") {
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
    std::vector<double> residual;
    for (std::size_t c = 0; c < 30; ++c) {
      residual.push_back(arma::norm(log.residual[c]));
      // A and b as the words hold them: 2^-24 max|A| per element of A, over 16 columns; 2^-23 of b.
      const double bound = 16 * 0x1p-24 * arma::abs(a).max() * arma::norm(log.x[c]) + 8 * 0x1p-23 * arma::abs(b).max();
      CHECK(arma::norm(log.residual[c] - (b - log.x[c] * a.t())) < bound);
    }
    CHECK(never_grows(residual, 0.0));
    // The energy of the error, down to what the words leave of it: (2^-24 n condition)^2 of the first.
    std::vector<double> energy = energy_errors(a, b, log);
    std::erase_if(energy, [first = energy[0]](double value) { return value < 1e-6 * first; });
    CHECK(energy.size() >= 3);
    CHECK(never_grows(energy, 1e-6));
  }
  CHECK_FALSE(never_grows({1.0, 0.5, 0.51}, 1e-9));
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
    CHECK(ops.hp_mvm == paper.hp_mvm);
    CHECK(ops.adc == paper.adc);
  }
  // Cycle k makes p.Ap, p.r and one dot product per kept direction, min(k - 1, 4) of them.
  const std::uint64_t dots = 5 * (2 + 3 + 4 + 5 + 6 + 6 + 6);
  CHECK(ops_of(Kind::fcg, false).digital_dot == dots);
  CHECK(ops_of(Kind::fcg, false).digital_axpy == dots);
  CHECK(ops_of(Kind::fcg, true).digital_axpy == dots + 2 * 5);
  CHECK(ops_of(Kind::chebyshev, false).digital_dot == 0);
  CHECK(ops_of(Kind::chebyshev, false).digital_axpy == 5 * 7);
  CHECK(conjugate_gradient_dots(2, 3) == 2 + 3 + 3);  // n = 2 keeps one direction
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
