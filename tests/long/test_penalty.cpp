// How often the 95 % interval of a penalty holds the known answer.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "apps/theory/theory.hpp"
#include "tests/apps/studies/penalty_case.hpp"

namespace long_test_penalty {

using namespace ohmimo;
using namespace ohmimo::penalty;

// The share of 600 runs that an honest interval covers is 95 % with a standard deviation of 0.9 %; looking more than
// once costs up to 2 %.
constexpr int n_run = 600;
constexpr double lowest_share = 0.92, highest_share = 0.985;

constexpr PenaltyRule rule{.target_ber = 1e-2, .half_width_db = 0.02};

void check_coverage(const std::string& what, const Coverage& coverage, double known_db) {
  MESSAGE(what << ": " << coverage.covered << " of " << coverage.runs << " intervals hold " << known_db << " dB, mean "
               << coverage.mean_db << " dB");
  CHECK(coverage.reached == coverage.runs);
  CHECK(coverage.share() >= lowest_share);
  CHECK(coverage.share() <= highest_share);
}

double noise_at_target(int bits, int n_user, int n_rx, double target) {
  const auto ber = [&](double es_n0) { return ber_zf_rayleigh(bits, std::vector<double>(n_user, 1.0), n_rx, es_n0); };
  return 1.0 / linear_from_db(required_es_n0_db(ber, target));
}

TEST_CASE("long penalty: coverage of a shift of 0.1 dB, closed form known") {
  const auto make = [](std::uint64_t seed) { return model_of(planted_pair(seed, noise_louder_by(0.1))); };
  check_coverage("closed form", coverage(n_run, 0.1, rule, make), 0.1);
  CHECK(coverage(n_run, 0.12, rule, make).share() < lowest_share);  // the check sees an answer off by one half width
}

TEST_CASE("long penalty: coverage of a shift of 0.1 dB, reference counted") {
  check_coverage("counted",
                 coverage(n_run, 0.1, rule,
                          [](std::uint64_t seed) {
                            PairModel model = model_of(planted_pair(seed, noise_louder_by(0.1)));
                            model.theory_is_exact = false;
                            return model;
                          }),
                 0.1);
}

TEST_CASE("long penalty: coverage of a shift of 0.1 dB on noise of its own") {
  check_coverage("unpaired",
                 coverage(n_run, 0.1, rule,
                          [](std::uint64_t seed) {
                            PlantedPair planted = planted_pair(seed, noise_louder_by(0.1));
                            planted.tested_seed = seed + 1'000'000;
                            return model_of(planted);
                          }),
                 0.1);
}

TEST_CASE("long penalty: coverage of 4 dB by noise that does not fall") {
  const double floor = 0.6 * noise_at_target(4, 4, 16, rule.target_ber), known_db = -10.0 * std::log10(0.4);
  check_coverage("floor",
                 coverage(n_run, known_db, rule,
                          [&](std::uint64_t seed) { return model_of(planted_pair(seed, noise_raised_by(floor))); }),
                 known_db);
}

TEST_CASE("long penalty: 0.1 dB at BER 1e-3 on 128x8 64-QAM within 0.02 dB") {
  PenaltyRule at_1e3 = rule;
  at_1e3.target_ber = 1e-3;
  check_coverage("128x8",
                 coverage(n_run / 2, 0.1, at_1e3,
                          [](std::uint64_t seed) {
                            PlantedPair planted = planted_pair(seed, noise_louder_by(0.1));
                            planted.config.link.n_rx = 128, planted.config.link.n_user = 8;
                            planted.config.link.modulation = "64qam";
                            return model_of(planted);
                          }),
                 0.1);
}

}  // namespace long_test_penalty
