#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "rram/cells/cell_effects.hpp"
#include "rram/cells/programming.hpp"
#include "tests/about.hpp"
#include "tests/rram/rram_case.hpp"

namespace test_relaxation {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

constexpr double uS = 1e-6;
constexpr double day_s = 86400.0;

struct Moments {
  double mean_S, sigma_S;
};

// Cells of one level, written and left to age.
std::vector<double> aged_S(const DeviceModel& device, const CellEffects& effects, std::size_t level,
                           std::size_t count) {
  RngStream stream({31, 0, 0}, Purpose::device_program);
  CellAging aging(device, effects, stream);
  CellWriter writer{.device = &device, .stream = stream, .aging = effects.change_cells() ? &aging : nullptr};
  std::vector<double> sample_S(count);
  for (double& g_S : sample_S) g_S = writer.conductance_S(level);
  return sample_S;
}

Moments moments(const std::vector<double>& sample_S) {
  const arma::vec sample(sample_S);
  return {arma::mean(sample), arma::stddev(sample)};
}

SolverConfig device_config(const char* table) {
  SolverConfig config;
  config.fidelity = fidelity_from_name("device");
  config.device = load_device(table);
  return config;
}

struct Solved {
  arma::mat x;
  double next_draw;  // of the device stream
};

Solved solved(const SolverConfig& config) {
  RngStream channel({32, 0, 0}, Purpose::channel), device = device_stream(4), read({1, 0, 4}, Purpose::device_read);
  const arma::mat a = random_gram(channel, 32, 4), b = random_mat(channel, 3, 8);
  Solved result;
  (void)program(a, config, device).solve(b, result.x, nullptr, &read);
  result.next_draw = device.uniform();
  return result;
}

TEST_CASE("relaxation and drift reach the spread and the shift of their sources") {
  constexpr std::size_t count = 20000;
  const double slack = 6.0 / std::sqrt(2.0 * count);  // 6 standard errors of a standard deviation, relative
  const DeviceModel neurram = with_levels(load_device("devices/neurram_wan2022.toml"), {9, 0.0, 40 * uS});
  // Level 4 is 20 uS. Its clamp at 0 lies 5 sigma away.
  for (const double age_s : {0.0, 1.0, day_s, 2 * day_s, 1e9}) {
    const Moments found = moments(aged_S(neurram, {.age_s = age_s}, 4, count));
    const auto& point = neurram.relaxation.point[age_s <= 1.0 ? 0 : age_s <= day_s ? 1 : 2];
    CHECK(std::abs(found.sigma_S / point.sigma.at(20 * uS) - 1.0) < slack);
    CHECK(std::abs(found.mean_S - 20 * uS) < 6.0 * found.sigma_S / std::sqrt(count));
  }
  CHECK(std::abs(moments(aged_S(neurram, {.age_s = day_s}, 4, count)).sigma_S / (2.0 * uS) - 1.0) > slack);
  // After a day: shift -1.0 uS and sigma 0.89 uS, the programming error of 0.09 uS beside it.
  const DeviceModel cmo = load_device("devices/cmo_hfox_ibm.toml");
  const Moments found = moments(aged_S(cmo, {.age_s = day_s}, 7, count));
  const double added_uS = 0.412 + 0.0420 * std::log(day_s), shift_uS = -0.0890 * std::log(day_s);
  CHECK(std::abs(added_uS - 0.89) < 0.005);
  CHECK(std::abs(shift_uS + 1.0) < 0.05);
  CHECK(std::abs(found.sigma_S / uS / std::hypot(added_uS, 0.00081 + 0.00107 * 88) - 1.0) < slack);
  CHECK(std::abs(found.mean_S / uS - 88 - shift_uS) < 6.0 * found.sigma_S / uS / std::sqrt(count));
}

TEST_CASE("between two times spread and shift are linear in ln t") {
  const RelaxationLaw cmo = load_device("devices/cmo_hfox_ibm.toml").relaxation;
  for (const double age_s : {1.0, 10.0, 3600.0, 1e6}) {
    CHECK(cmo.sigma_S(50 * uS, age_s) == about((0.412 + 0.0420 * std::log(age_s)) * uS, 1e-9));
    CHECK(std::abs(cmo.shift_S(age_s) + 0.0890 * std::log(age_s) * uS) < 1e-9 * uS);
  }
  const RelaxationLaw wan = load_device("devices/neurram_wan2022.toml").relaxation;
  const double first = wan.point[0].sigma.at(10 * uS), last = wan.point[1].sigma.at(10 * uS);
  const double middle = 0.5 * (first + last);  // at the geometric mean of 1 s and a day
  CHECK(wan.sigma_S(10 * uS, std::sqrt(day_s)) == about(std::sqrt(middle * middle - first * first)));
  CHECK(wan.sigma_S(10 * uS, 1.0) == 0.0);  // the spread at 1 s is the programming error itself
}

TEST_CASE("read noise follows its laws and never exceeds the conductance") {
  const ReadNoiseLaw cmo = load_device("devices/cmo_hfox_ibm.toml").read_noise;
  const double root = std::sqrt(std::log((day_s + 1e-6) / 2e-6));
  CHECK(cmo.sigma_S(10 * uS, day_s) == about(0.0277 * uS * root));
  CHECK(cmo.sigma_S(0.1 * uS, day_s) == about(0.1 * uS, 1e-12));  // 0.138 uS cut to the conductance
  CHECK(cmo.sigma_S(1 * uS, day_s) == 0.0);
  CHECK(cmo.sigma_S(0.0, day_s) == 0.0);
  CHECK(cmo.sigma_S(10 * uS, 0.0) == cmo.sigma_S(10 * uS, 1.0));
  const DeviceModel& taox = default_device();
  RngStream stream({33, 0, 0}, Purpose::device_read);
  CellReader reader{taox, 0.0, stream};
  constexpr std::size_t count = 20000;
  std::vector<double> sample_S(count);
  for (double& g_S : sample_S) g_S = reader.conductance_S(30 * uS);
  CHECK(std::abs(moments(sample_S).sigma_S / (0.3 * uS) - 1.0) < 6.0 / std::sqrt(2.0 * count));
}

TEST_CASE("stuck cells: their share, their conductances, and no other cell moves") {
  const DeviceModel& taox = default_device();
  constexpr std::size_t count = 20000;
  const std::vector<double> healthy = aged_S(taox, {}, 4, count);
  const std::vector<double> faulty = aged_S(taox, {.stuck_min = 0.02, .stuck_max = 0.09}, 4, count);
  double low = 0.0, high = 0.0;
  for (std::size_t k = 0; k < count; ++k) {
    low += faulty[k] == taox.min_S;
    high += faulty[k] == taox.max_S;
    if (faulty[k] != taox.min_S && faulty[k] != taox.max_S) CHECK(faulty[k] == healthy[k]);
  }
  CHECK(std::abs(low / count - 0.02) < 6.0 * std::sqrt(0.02 * 0.98 / count));
  CHECK(std::abs(high / count - 0.09) < 6.0 * std::sqrt(0.09 * 0.91 / count));
  for (const double g_S : aged_S(taox, {.stuck_max = 1.0, .zero_off = true}, 0, 10)) CHECK(g_S == 0.0);
}

TEST_CASE("a device wanders along one path: the same draws, scaled by the spread of the age") {
  const DeviceModel cmo = load_device("devices/cmo_hfox_ibm.toml");
  const std::vector<double> fresh = aged_S(cmo, {}, 5, 50);
  const std::vector<double> hour = aged_S(cmo, {.age_s = 3600.0}, 5, 50), day = aged_S(cmo, {.age_s = day_s}, 5, 50);
  const RelaxationLaw& law = cmo.relaxation;
  for (std::size_t k = 0; k < fresh.size(); ++k) {
    const double at_hour = (hour[k] - fresh[k] - law.shift_S(3600.0)) / law.sigma_S(0.0, 3600.0);
    const double at_day = (day[k] - fresh[k] - law.shift_S(day_s)) / law.sigma_S(0.0, day_s);
    CHECK(std::abs(at_hour - at_day) < 1e-9);  // differences of numbers near 100 uS, in units of 1 uS
  }
}

TEST_CASE("every effect is a switch of its own: off is the rung below bit for bit, on moves no programming draw") {
  const SolverConfig plain = device_config("devices/neurram_wan2022.toml");
  const Solved expected = solved(plain);
  SolverConfig config = plain;
  const auto differs = [&] {
    const Solved found = solved(config);
    CHECK(found.next_draw == expected.next_draw);
    const bool other = !same_bits(found.x, expected.x);
    config = plain;
    return other;
  };
  config.cells.age_s = day_s;
  CHECK(differs());
  config.cells.read_noise = true;
  CHECK(differs());
  config.cells.stuck_min = 0.5;
  CHECK(differs());
  config.cells.stuck_max = 0.5;
  CHECK(differs());
  config.cells.zero_off = true;
  CHECK(differs());
  config.cells.age_s = 1.0;  // adds nothing to the programming error of this device
  CHECK_FALSE(differs());
  config.hp_array.error_rate = 1.0;  // of a path that is not taken
  CHECK_FALSE(differs());
  for (const char* below : {"exact", "quantised"}) {  // all on, but no device rung
    SolverConfig off = plain;
    off.fidelity = fidelity_from_name(below);
    const Solved reference = solved(off);
    off.cells = {.age_s = day_s, .read_noise = true, .stuck_min = 0.5, .zero_off = true};
    CHECK(same_bits(solved(off).x, reference.x));
    CHECK(solved(off).next_draw == reference.next_draw);
  }
}

TEST_CASE("read noise: a call reads the arrays once; the next call finds them elsewhere; refinement still converges") {
  SolverConfig config = device_config("devices/taox_zuo2025.toml");
  for (const BlockProduct product : {BlockProduct::high, BlockProduct::low}) {
    config.block_product = product;
    config.cells.read_noise = true;
    config.cycles = 1;
    RngStream channel({34, 0, 0}, Purpose::channel), device = device_stream(1), read({1, 0, 1}, Purpose::device_read);
    const arma::mat a = random_gram(channel, 64, 4), one = random_mat(channel, 1, 8);
    const arma::mat b = arma::join_cols(one, one);
    const ProgrammedSystem system = program(a, config, device);
    arma::mat x, again;
    (void)system.solve(b, x, nullptr, &read);
    CHECK(same_bits(x.row(0), x.row(1)));
    (void)system.solve(b, again, nullptr, &read);
    CHECK_FALSE(same_bits(x, again));
    // 1 % of each cell of an operator of condition below 4 (64x4): the first cycle moves by a few per cent at most.
    CHECK(relative_error(again, x) < 0.1);
    config.cycles = 30;
    arma::mat refined;
    RngStream fresh = device_stream(1);
    (void)program(a, config, fresh).solve(b, refined, nullptr, &read);
    CHECK(relative_error(refined, solve_rows(a, b)) < 1e-5);  // 24-bit words: 6e-8 times the condition number
    CHECK_THROWS_WITH_AS((void)system.solve(b, x),
                         "solve must be given a read stream for read noise and read errors, got none",
                         std::invalid_argument);
  }
}

TEST_CASE("effects a device cannot have, and impossible numbers, are refused") {
  const DeviceModel& taox = default_device();
  const DeviceModel milo = load_device("devices/hfo2_milo2021.toml");
  DeviceModel silent = taox;
  silent.read_noise = {};
  const auto refused = [](const CellEffects& effects, const DeviceModel& device, const char* message) {
    CHECK_THROWS_WITH_AS(validate(effects, device), message, std::invalid_argument);
  };
  refused({.age_s = 0.5}, taox, "age must be 0 or >= 1 s, got 0.5");
  refused({.age_s = NAN}, taox, "age must be 0 or >= 1 s, got nan");
  refused({.age_s = 10.0}, taox, "age must be 0 s for a device without a relaxation law, got 10");
  refused({.read_noise = true}, silent, "read noise must be off for a device without a read noise law, got on");
  refused({.stuck_min = -0.1}, taox, "stuck-at-min share must be 0 to 1, got -0.1");
  refused({.stuck_max = 1.5}, taox, "stuck-at-max share must be 0 to 1, got 1.5");
  refused({.stuck_min = 0.75, .stuck_max = 0.5}, taox, "stuck shares must add up to at most 1, got 1.25");
  refused({.zero_off = true}, milo, "cells can be off only where 0 uS stands for zero, got 50");
  refused({.write_verify = true}, milo, "write-verify must be off for a device without write pulses, got on");
  CHECK_NOTHROW(validate(CellEffects{}, milo));
}

}  // namespace test_relaxation
