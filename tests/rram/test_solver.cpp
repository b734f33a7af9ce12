#include <doctest/doctest.h>

#include <thread>

#include "tests/rram/rram_case.hpp"

namespace test_solver {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;
using Status = SolveReport::Status;

struct Case {
  arma::mat a, b;
};

Case random_case(arma::uword n_user, arma::uword n_vector) {
  RngStream channel({41, 0, static_cast<std::uint32_t>(n_user)}, Purpose::channel);
  Case result;
  result.a = random_gram(channel, 8 * n_user, n_user);
  result.b = random_mat(channel, n_vector, 2 * n_user);
  return result;
}

SolverConfig config_of(std::string_view fidelity, int stages = 1) {
  SolverConfig config;
  config.fidelity = fidelity_from_name(fidelity);
  config.stages = stages;
  return config;
}

arma::mat solution(const Case& c, const SolverConfig& config, std::uint32_t frame = 0) {
  RngStream device = device_stream(frame);
  arma::mat x;
  (void)program(c.a, config, device).solve(c.b, x);
  return x;
}

TEST_CASE("168 right-hand sides at once equal one by one, bit for bit") {
  for (const char* fidelity : {"exact", "quantised", "device", "converter"})
    for (const int stages : {0, 2}) {
      const Case c = random_case(8, 168);
      RngStream device = device_stream(1);
      const ProgrammedSystem system = program(c.a, config_of(fidelity, stages), device);
      arma::mat together, alone;
      const SolveReport report = system.solve(c.b, together);
      double worst = 0.0;
      for (arma::uword v = 0; v < c.b.n_rows; ++v) {
        worst = std::max(worst, system.solve(c.b.row(v), alone).relative_residual);
        CHECK(same_bits(alone, together.row(v)));
      }
      CHECK(report.relative_residual == worst);
      together(5, 2) = std::nextafter(together(5, 2), 1e9);
      CHECK_FALSE(same_bits(alone, together.row(5)));  // the comparison sees one last bit
    }
}

TEST_CASE("the slice-by-slice chip gives the solution of the integer path bit for bit") {
  const Case c = random_case(4, 5);
  for (const int word_bits : {12, 24})
    for (const int stages : {0, 1, 2}) {
      SolverConfig config = config_of("converter", stages);
      config.word_bits = word_bits;
      const arma::mat integers = solution(c, config);
      config.hp_path = HpPath::slices;
      CHECK(same_bits(integers, solution(c, config)));
    }
}

TEST_CASE("each rung is a switch of its own") {
  const Case c = random_case(4, 20);
  const arma::mat expected = solve_rows(c.a, c.b);
  SolverConfig config = config_of("exact");
  config.cycles = 60;
  CHECK(relative_error(solution(c, config), expected) < 1e-12);  // condition below 4: refined to double precision
  double last = 0.0;
  config.cycles = 1;
  for (const char* fidelity : {"exact", "quantised", "device", "converter"}) {
    config.fidelity = fidelity_from_name(fidelity);
    const arma::mat x = solution(c, config);
    CHECK(relative_error(x, expected) != last);  // every rung shows in the first cycle
    last = relative_error(x, expected);
  }
  // Perfect cells, in units where their division by the step is exact: the device rung changes no bit.
  config.fidelity = fidelity_from_name("device");
  config.device.step_S = 1.0;
  for (std::size_t k = 0; k < n_level; ++k) config.device.level[k].quantile_S.fill(static_cast<double>(k));
  CHECK(same_bits(solution(c, config), solution(c, config_of("quantised"))) == false);  // 1 cycle against 3
  config.cycles = 3;
  CHECK(same_bits(solution(c, config), solution(c, config_of("quantised"))));
  // 16-bit converters: six conversions per cycle of 2^-16 each, relative to the largest element of eight.
  SolverConfig fine = config_of("converter");
  fine.cycles = 1;
  fine.dac_bits = fine.adc_bits = 16;
  SolverConfig none = config_of("device");
  none.cycles = 1;
  CHECK(relative_error(solution(c, fine), solution(c, none)) < 6 * 0x1p-16 * 4);
}

TEST_CASE("device draws are taken only by the device rung, and name the result") {
  const Case c = random_case(4, 3);
  for (const char* fidelity : {"exact", "quantised"}) {
    RngStream used = device_stream(7), fresh = device_stream(7);
    (void)program(c.a, config_of(fidelity), used);
    CHECK(used.uniform() == fresh.uniform());
    CHECK(same_bits(solution(c, config_of(fidelity), 1), solution(c, config_of(fidelity), 2)));
  }
  CHECK(same_bits(solution(c, config_of("device"), 1), solution(c, config_of("device"), 1)));
  CHECK_FALSE(same_bits(solution(c, config_of("device"), 1), solution(c, config_of("device"), 2)));
}

TEST_CASE("one programmed system serves many threads and remembers nothing") {
  const Case c = random_case(8, 168);
  RngStream device = device_stream(2);
  const ProgrammedSystem system = program(c.a, config_of("converter", 2), device);
  arma::mat expected;
  (void)system.solve(c.b, expected);
  std::vector<arma::mat> x(4);
  std::vector<std::thread> threads;
  for (arma::mat& result : x)
    threads.emplace_back([&system, &c, &result] {
      for (int k = 0; k < 5; ++k) (void)system.solve(c.b, result);
    });
  for (std::thread& thread : threads) thread.join();
  for (const arma::mat& result : x) CHECK(same_bits(result, expected));
  arma::mat in_place = c.b;
  (void)system.solve(in_place, in_place);
  CHECK(same_bits(in_place, expected));
}

TEST_CASE("powers of two in A and b pass through exactly, to the ends of the range") {
  const Case c = random_case(4, 6);
  SolverConfig config = config_of("converter");
  const arma::mat expected = solution(c, config);
  for (const int exponent : {-900, -30, 1, 900}) {
    const double factor = std::ldexp(1.0, exponent);
    CHECK(same_bits(solution({c.a * factor, c.b}, config), expected / factor));
    CHECK(same_bits(solution({c.a, c.b * factor}, config), expected * factor));
  }
  CHECK_FALSE(same_bits(solution({c.a, c.b * 3.0}, config), expected * 3.0));  // only powers of two are exact
  config.mapping = {.kind = MappingKind::fixed, .m = 0.4, .n = 2.0, .scale = 0.5};
  const arma::mat with_scale = solution(c, config);
  config.mapping.scale = 2.0;  // the scale is in the units of A
  CHECK(same_bits(solution({c.a * 4.0, c.b}, config), with_scale / 4.0));
}

TEST_CASE("zero, non-finite, singular and overflowing inputs are reported, never guessed at") {
  Case c = random_case(4, 20);
  RngStream device = device_stream(0);
  for (const char* fidelity : {"exact", "quantised", "device", "converter"}) {
    const SolverConfig config = config_of(fidelity);
    const ProgrammedSystem system = program(c.a, config, device);
    arma::mat x, clean;
    SolveReport report = system.solve(arma::zeros(3, 8), x);
    CHECK(report.status == Status::converged);
    CHECK(report.relative_residual == 0.0);
    CHECK(arma::abs(x).max() == 0.0);

    (void)system.solve(c.b, clean);
    for (const double bad : {arma::datum::nan, arma::datum::inf, -arma::datum::inf}) {
      arma::mat b = c.b;
      b(4, 6) = bad;
      report = system.solve(b, x);
      CHECK(report.status == Status::not_finite);
      CHECK(arma::abs(x.row(4)).max() == 0.0);
      CHECK(same_bits(x.rows(5, 19), clean.rows(5, 19)));  // only that vector is lost
      CHECK(same_bits(x.rows(0, 3), clean.rows(0, 3)));
      CHECK(std::isfinite(report.relative_residual));
    }
    arma::mat nan_a = c.a;
    nan_a(1, 2) = arma::datum::nan;
    const arma::mat dependent = arma::ones(8, 1) * c.a.row(0);
    for (const arma::mat& a :
         {nan_a, arma::mat(8, 8, arma::fill::zeros), arma::mat(8, 8, arma::fill::ones), dependent}) {
      const ProgrammedSystem unusable = program(a, config, device);
      CycleLog log;
      log.keep = {2};
      report = unusable.solve(c.b, x, &log);
      CHECK(same_bits(log.residual[0], c.b));
      CHECK(arma::abs(log.x[0]).max() == 0.0);
      CHECK(report.status == Status::not_finite);
      CHECK(arma::size(x) == arma::size(c.b));
      CHECK(arma::abs(x).max() == 0.0);
      CHECK(std::isnan(unusable.spectral_radius()));
    }
    CycleLog log;
    log.keep = {1, 3};
    report = program(c.a * 1e-300, config, device).solve(c.b * 1e300, x, &log);  // x = 1e600
    CHECK(report.status == Status::not_finite);
    CHECK(arma::abs(log.x[0]).max() == 0.0);
    CHECK(arma::abs(x).max() == 0.0);
    report = system.solve(arma::mat(0, 8), x);
    CHECK(report.status == Status::not_run);
    CHECK(arma::size(x) == arma::size(arma::mat(0, 8)));
  }
}

TEST_CASE("an array whose block is singular though A is not, and an indefinite A") {
  RngStream device = device_stream(0);
  arma::mat x;
  const arma::mat swap = {{0.0, 1.0}, {1.0, 0.0}};
  for (const Schur schur : {Schur::reuse, Schur::exact}) {
    SolverConfig config = config_of("exact");
    config.schur = schur;
    CHECK(program(swap, config, device).solve(arma::mat{{1.0, 2.0}}, x).status == Status::not_finite);
    config.stages = 0;
    CHECK(program(swap, config, device).solve(arma::mat{{1.0, 2.0}}, x).relative_residual < 1e-15);
    CHECK(same_bits(x, {{2.0, 1.0}}));
  }
  const arma::mat indefinite = {{2.0, 0.3},
                                {0.3, -1.0}};  // static equations only: whether it settles is not asked here
  SolverConfig config = config_of("converter", 0);
  config.cycles = 12;
  const SolveReport report = program(indefinite, config, device).solve(arma::mat{{1.0, 2.0}}, x);
  CHECK(relative_error(x, solve_rows(indefinite, arma::mat{{1.0, 2.0}})) < 1e-6);  // 24-bit words
  CHECK(report.relative_residual < 1e-6);
}

TEST_CASE("an impossible configuration or shape is refused with the rule and the value") {
  const Case c = random_case(4, 2);
  RngStream device = device_stream(0);
  const auto refused = [&](const auto& change, const char* message) {
    SolverConfig config;
    change(config);
    CHECK_THROWS_WITH_AS((void)program(c.a, config, device), message, std::invalid_argument);
  };
  refused([](SolverConfig& s) { s.word_bits = 25; },
          "word bits must be 6 to 24 and a multiple of the slice bits, got 25");
  refused([](SolverConfig& s) { s.word_bits = 3; },
          "word bits must be 6 to 24 and a multiple of the slice bits, got 3");
  refused([](SolverConfig& s) { s.slice_bits = 0; }, "slice bits must be 1 to 8, got 0");
  refused([](SolverConfig& s) { s.stages = -1; }, "stages must be 0 to 16, got -1");
  refused([](SolverConfig& s) { s.cycles = 0; }, "cycles must be 1 to 10000, got 0");
  refused([](SolverConfig& s) { s.tolerance = -1e-3; }, "tolerance must be >= 0 and < 1, got -0.001");
  refused([](SolverConfig& s) { s.tolerance = NAN; }, "tolerance must be >= 0 and < 1, got nan");
  refused([](SolverConfig& s) { s.dac_bits = 1; }, "dac bits must be 2 to 16, got 1");
  refused([](SolverConfig& s) { s.adc_bits = 17; }, "adc bits must be 2 to 16, got 17");
  refused([](SolverConfig& s) { s.mapping.scale = 0.0; }, "mapping scale must be > 0, got 0");
  refused([](SolverConfig& s) { s.mapping = {.kind = MappingKind::fixed, .m = 3.0}; },
          "mapping n - m + 0.5 must be > 0 unless a scale is given, got -0.5");
  refused([](SolverConfig& s) { s.fidelity.device = true, s.device = {}; }, "device step must be > 0 S, got 0");
  CHECK_THROWS_WITH_AS((void)program(arma::mat(2, 3), {}, device), "matrix must be square and not empty, got 2x3",
                       std::invalid_argument);
  CHECK_THROWS_AS((void)program(arma::mat(), {}, device), std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      fidelity_from_name("perfect"),
      "fidelity must be exact, quantised, device, converter, circuit, wires or transient, got 'perfect'",
      std::invalid_argument);
  const ProgrammedSystem system = program(c.a, {}, device);
  arma::mat x;
  CHECK_THROWS_WITH_AS((void)system.solve(arma::mat(2, 7), x), "right-hand side must have 8 columns, got 7",
                       std::invalid_argument);
  for (const std::vector<int>& keep : {std::vector<int>{0}, {2, 1}, {2, 2}, {4}}) {
    CycleLog log;
    log.keep = keep;
    CHECK_THROWS_AS((void)system.solve(c.b, x, &log), std::invalid_argument);
  }
}

TEST_CASE("the spectral radius predicts the contraction of the quantised solver") {
  const Case c = random_case(4, 1);
  SolverConfig config = config_of("device");
  config.cycles = 30;
  config.report_spectral_radius = true;
  RngStream device = device_stream(4);
  const ProgrammedSystem system = program(c.a, config, device);
  CycleLog log;
  log.keep = {3, 6};
  arma::mat x;
  const SolveReport report = system.solve(c.b, x, &log);
  CHECK(report.spectral_radius == system.spectral_radius());
  CHECK(report.spectral_radius < 0.6);
  // Residuals shrink by rho per cycle up to the transient of a non-normal iteration: a factor 2 over three cycles.
  const double shrink = std::cbrt(arma::norm(log.residual[1]) / arma::norm(log.residual[0]));
  CHECK(shrink < report.spectral_radius * 1.26);
  CHECK(shrink > report.spectral_radius / 2.0);
}

}  // namespace test_solver
