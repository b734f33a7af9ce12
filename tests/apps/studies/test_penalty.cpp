// The penalty in dB: its arithmetic by hand, its answers on planted penalties.
#include <doctest/doctest.h>

#include <cmath>

#include "apps/studies/penalty/crossing.hpp"
#include "apps/studies/penalty/curve_search.hpp"
#include "apps/theory/quantiles.hpp"
#include "apps/theory/theory.hpp"
#include "tests/about.hpp"
#include "tests/apps/config/config_case.hpp"
#include "tests/apps/studies/penalty_case.hpp"

namespace test_penalty {

using namespace ohmimo;
using namespace ohmimo::penalty;
using Status = PenaltyResult::Status;

constexpr PenaltyRule quick{.target_ber = 1e-2, .half_width_db = 0.02};

PenaltyResult measure(const PairModel& model, const PenaltyRule& rule = quick, int threads = 2) {
  PenaltyControl control;
  control.run.threads = threads;
  return measure_penalty(model, rule, control);
}

// Es/N0 of zero forcing at 1e-2, 16x4 16-QAM, as noise variance.
double noise_at_target() {
  const auto ber = [](double es_n0) { return ber_zf_rayleigh(4, std::vector<double>(4, 1.0), 16, es_n0); };
  return 1.0 / linear_from_db(required_es_n0_db(ber, quick.target_ber));
}

// Frames of alternating values about a mean.
PairedBer swinging(double exact, double mean, double swing, std::size_t n_frame) {
  PairedBer ber{exact, {}};
  for (std::size_t i = 0; i < n_frame; ++i) ber.counted.push_back(mean + (i % 2 == 0 ? swing : -swing));
  return ber;
}

TEST_CASE("penalty: crossing by hand") {
  // ln BER falls by ln 4 over 0.5 dB and the target is half of the first: x = 0.25 dB, u = 1/2.
  const PairedBer target{1e-3, {}};
  const Crossing plain = find_crossing({0.5, swinging(1e-3, 1e-3, 0.0, 16), swinging(0.0, 5e-4, 0.0, 16), target, 0.0});
  CHECK(plain.resolved);
  CHECK(plain.x_db == about(0.25));
  CHECK(plain.half_width_db < 1e-12);
  CHECK(plain.fall_per_db == about(std::log(4.0) / 0.5));
  // Swings of 1 % in both move a frame by scale (1/2 1 % + 1/2 1 %), scale = 0.5 / ln 4; n = 16 frames of +-s have a
  // mean with standard error s / sqrt(15).
  const double moved_db = 0.5 / std::log(4.0) * 0.01;
  const Crossing together =
      find_crossing({0.5, swinging(0.0, 2e-3, 2e-5, 16), swinging(0.0, 5e-4, 5e-6, 16), target, 0.0});
  CHECK(together.half_width_db == about(two_sided_t(0.95, 15) * moved_db / std::sqrt(15.0)));
  // The same swings in a counted target cancel.
  const Crossing paired = find_crossing(
      {0.5, swinging(0.0, 2e-3, 2e-5, 16), swinging(0.0, 5e-4, 5e-6, 16), swinging(0.0, 1e-3, 1e-5, 16), 0.0});
  CHECK(paired.x_db == about(0.25));
  CHECK(paired.half_width_db < 1e-12);
}

TEST_CASE("penalty: a crossing that cannot be told is not resolved") {
  const PairedBer target{1e-3, {}};
  CHECK_FALSE(find_crossing({0.5, swinging(0, 2e-3, 0, 7), swinging(0, 5e-4, 0, 7), target, 0.0}).resolved);
  CHECK_FALSE(find_crossing({0.5, swinging(0, 2e-3, 0, 16), swinging(0, 0.0, 0, 16), target, 0.0}).resolved);
  CHECK_FALSE(
      find_crossing({0.5, swinging(0, 1e-3, 0, 16), swinging(0, 1e-3, 0, 16), target, 0.0}).resolved);  // a floor
  // A fall of 1 % known to 1 % only: t 0.01 / sqrt(15) = 0.55 % is more than half of it.
  CHECK_FALSE(find_crossing({0.5, swinging(0, 1.01e-3, 1e-5, 16), swinging(0, 1e-3, 0, 16), target, 0.0}).resolved);
}

TEST_CASE("penalty: search finds the zero of a falling curve, or that there is none") {
  const SearchLimits limits{-20.0, 6.0};
  const auto line = [](double zero) { return [zero](double x) { return std::optional(1.3 * (zero - x)); }; };
  for (const double zero : {-7.3, -0.2, 0.0, 0.3, 4.9}) {
    const CurveZero found = find_zero(line(zero), 0.0, limits);
    REQUIRE(found.place == CurveZero::Place::found);
    CHECK(std::abs(found.x_db - zero) < 1e-9);
    CHECK(found.fall_per_db == about(1.3));
  }
  CHECK(find_zero(line(6.5), 0.0, limits).place == CurveZero::Place::above);
  CHECK(find_zero(line(-30.0), 0.0, limits).place == CurveZero::Place::unknown);
  CHECK(find_zero([](double) { return std::optional<double>(); }, 0.0, limits).place == CurveZero::Place::unknown);
}

TEST_CASE("penalty: planted 0.1 dB, with and without the closed form") {
  PairModel model = model_of(planted_pair(3, noise_louder_by(0.1)));
  const PenaltyResult exact = measure(model);
  CHECK(exact.status == Status::reached);
  CHECK(exact.stop == PenaltyResult::Stop::width);
  CHECK(exact.high_db - exact.low_db <= 0.04);
  CHECK(exact.penalty_db == about(0.1, 0.4));  // 0.04 dB: 4 standard errors of the widest interval allowed
  CHECK(exact.reference_ber == quick.target_ber);
  CHECK(1.0 / linear_from_db(exact.es_n0_db) == about(noise_at_target()));
  model.theory_is_exact = false;  // reference counted at the same place
  const PenaltyResult counted = measure(model);
  CHECK(counted.penalty_db == about(0.1, 0.4));
  CHECK(counted.reference_ber == about(quick.target_ber, 0.1));
  model.theory = nullptr;  // and the place found by counting
  const PenaltyResult searched = measure(model);
  CHECK(searched.penalty_db == about(0.1, 0.4));
  // Pilot of 100 errors: 10 %, 0.1 dB; twice that.
  CHECK(std::abs(searched.es_n0_db - exact.es_n0_db) < 0.2);
}

TEST_CASE("penalty: no difference is exactly none, a gain is negative") {
  const PenaltyResult none = measure(model_of(planted_pair(1, noise_louder_by(0.0))));
  CHECK(std::abs(none.penalty_db) < 2e-4);  // the closed form gives both points
  CHECK(none.high_db - none.low_db < 1e-9);
  const PenaltyResult gain = measure(model_of(planted_pair(1, noise_louder_by(-1.0))));
  CHECK(gain.penalty_db == about(-1.0, 0.04));
}

TEST_CASE("penalty: noise that does not fall with SNR costs -10 log10(1 - share), or is a floor") {
  for (const double share : {0.3, 0.6}) {
    const PenaltyResult r = measure(model_of(planted_pair(2, noise_raised_by(share * noise_at_target()))));
    const double known_db = -10.0 * std::log10(1.0 - share);  // 1.55 and 3.98 dB
    CHECK(r.status == Status::reached);
    CHECK(std::abs(r.penalty_db - known_db) < 2.0 * (r.high_db - r.low_db));  // 4 half widths
  }
  for (const double share : {0.9, 1.1}) {  // 10 dB, and never
    const PenaltyResult r = measure(model_of(planted_pair(2, noise_raised_by(share * noise_at_target()))));
    CHECK(r.status == Status::not_reached);
    CHECK(r.ber_at_limit > quick.target_ber);
    CHECK(r.low_db == 0.0);
    CHECK(r.high_db == 0.0);
  }
}

TEST_CASE("penalty: the interval holds the planted penalty in 19 of 20 runs") {
  // 60 runs: 95 % of them give 57 with a standard deviation of 1.7; 51 is more than 3 below.
  const auto planted = [](std::uint64_t seed) { return model_of(planted_pair(seed, noise_louder_by(0.1))); };
  const Coverage good = coverage(60, 0.1, {.target_ber = 1e-2, .half_width_db = 0.03}, planted);
  CHECK(good.reached == 60);
  CHECK(good.covered >= 51);
  // The check sees a penalty that is wrong by one half width: it is then missed in half of the runs.
  const Coverage wrong = coverage(60, 0.115, {.target_ber = 1e-2, .half_width_db = 0.015}, planted);
  CHECK(wrong.covered < 51);
}

// Without correlation one element of a TDL is CN(0, 1): the penalty is that over i.i.d. Rayleigh channels, within the
// intervals of both.
TEST_CASE("penalty: over 3GPP channels, of which it takes one element a slot") {
  const auto penalty_over = [](const std::string& channel) {
    Config config;
    config.link.n_rx = 8, config.link.n_user = 2, config.link.modulation = "16qam", config.solver.cycles = {1};
    config.channel.model = channel;
    return measure(link_pair(make_run(config)), {.target_ber = 3e-2, .half_width_db = 0.2}, 2);
  };
  const PenaltyResult rayleigh = penalty_over("rayleigh"), tdl = penalty_over("tdl-c");
  REQUIRE(rayleigh.status == Status::reached);
  REQUIRE(tdl.status == Status::reached);
  CHECK(rayleigh.penalty_db > 0.5);
  CHECK(tdl.low_db < rayleigh.high_db);
  CHECK(rayleigh.low_db < tdl.high_db);
}

TEST_CASE("penalty: words of a fronthaul, which need slots, are refused") {
  Config config;
  config.link.n_rx = 16, config.link.n_user = 4;
  config.slot.fronthaul = "bfp9";
  CHECK_THROWS_WITH_AS(measure(link_pair(make_run(config)), quick, 1),
                       "fronthaul must be none where frames are no slots (only ber and stream make slots)",
                       std::invalid_argument);
}

TEST_CASE("penalty: the same for 1, 2 and 5 threads") {
  Config config;
  config.link.n_rx = 16, config.link.n_user = 4, config.link.modulation = "16qam", config.solver.cycles = {2};
  const PenaltyResult one = measure(link_pair(make_run(config)), quick, 1);
  CHECK(one.status == Status::reached);
  for (const int threads : {2, 5}) {
    const PenaltyResult many = measure(link_pair(make_run(config)), quick, threads);
    CHECK(many.penalty_db == one.penalty_db);
    CHECK(many.low_db == one.low_db);
    CHECK(many.bits == one.bits);
    CHECK(many.frames == one.frames);
  }
  config.run.seed = 2;
  CHECK(measure(link_pair(make_run(config)), quick, 1).penalty_db != one.penalty_db);
}

TEST_CASE("penalty: ended by time or by the user it gives no number it has not earned") {
  const PairModel model = model_of(planted_pair(1, noise_louder_by(0.1)));
  PenaltyControl control;
  control.run.max_seconds = 0.0;
  PenaltyResult r = measure_penalty(model, quick, control);
  CHECK(r.status == Status::undecided);
  CHECK(r.stop == PenaltyResult::Stop::time);
  control.run.max_seconds = 10.0;
  const std::atomic<bool> interrupt = true;
  control.run.interrupt = &interrupt;
  r = measure_penalty(model, quick, control);
  CHECK(r.status == Status::undecided);
  CHECK(r.stop == PenaltyResult::Stop::interrupted);
  PenaltyRule few = quick;
  few.max_frames = 4;
  r = measure(model, few);
  CHECK(r.status == Status::undecided);
  CHECK(r.stop == PenaltyResult::Stop::frames);
}

TEST_CASE("penalty: what cannot be measured is refused") {
  Config config;
  config.detector.names = {"zf", "mmse"};
  CHECK(sentence_of([&] { link_pair(make_run(config)); }) == "detector must name rram-zf or rram-mmse, got zf,mmse");
  const PairModel model = model_of(planted_pair(1, noise_louder_by(0.1)));
  const auto refusal = [&](const PenaltyRule& rule) { return sentence_of([&] { measure(model, rule); }); };
  CHECK(refusal({.target_ber = 0.5}) == "target-ber must be from 1e-6 to 0.2, got 0.5");
  CHECK(refusal({.target_ber = NAN}) == "target-ber must be from 1e-6 to 0.2, got nan");
  CHECK(refusal({.half_width_db = 0.0}) == "half-width-db must be from 0.001 to 1 dB, got 0");
  CHECK(refusal({.max_penalty_db = 100.0}) == "max-penalty-db must be from 0.5 to 40 dB, got 100");
}

}  // namespace test_penalty
