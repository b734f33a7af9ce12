#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "phy/rng.hpp"
#include "rram/cells/device.hpp"
#include "rram/cells/programming.hpp"
#include "tests/about.hpp"

namespace test_device {

namespace test_device {

using namespace ohmimo;
using namespace ohmimo::rram;

constexpr double uS = 1e-6;

// Distribution function of a law, the inverse of conductance_S by bisection.
double distribution(const LevelLaw& law, double g_S) {
  double low = 0.0, high = 1.0;
  for (int k = 0; k < 60; ++k) {
    const double middle = 0.5 * (low + high);
    (law.conductance_S(middle) < g_S ? low : high) = middle;
  }
  return low;
}

// Largest distance of the empirical distribution from a law.
double kolmogorov_distance(std::vector<double> sample_S, const LevelLaw& law) {
  std::sort(sample_S.begin(), sample_S.end());
  const auto count = static_cast<double>(sample_S.size());
  double distance = 0.0;
  for (std::size_t k = 0; k < sample_S.size(); ++k) {
    const double f = distribution(law, sample_S[k]);
    distance = std::max({distance, f - static_cast<double>(k) / count, static_cast<double>(k + 1) / count - f});
  }
  return distance;
}

std::vector<double> programmed_S(const DeviceModel& device, int level, std::size_t count) {
  RngStream stream({3, 0, static_cast<std::uint32_t>(level)}, Purpose::device_program);
  CellWriter writer{.quantise = true, .device = &device, .stream = stream};
  std::vector<double> sample_S(count);
  for (double& g_S : sample_S) g_S = writer.write(level / 8.0) * n_level * device.step_S;
  return sample_S;
}

std::string table_text(const std::string& key, const std::string& value, int n_rows = 8) {
  std::string text = "law = \"quantiles\"\nstep_uS = 5.0\nmin_uS = 0.5\nmax_uS = 35.0\n";
  for (int k = 0; k < n_rows; ++k) {
    text += "[[level]]\n";
    double offset = -0.2;
    for (const char* name : {"min_uS", "p10_uS", "median_uS", "p90_uS", "max_uS"}) {
      const bool replaced = k == 3 && key == name;
      if (!replaced || !value.empty())
        text += std::string(name) + " = " + (replaced ? value : std::to_string(5.0 * k + 1.0 + offset)) + "\n";
      offset += 0.1;
    }
  }
  return text;
}

TEST_CASE("the TaOx table holds the digitised distribution of Fig. 2c") {
  const DeviceModel device = load_device("devices/taox_zuo2025.toml");
  CHECK(device.step_S == about(5 * uS));
  CHECK(device.level[0].conductance_S(0.5) == about(0.38 * uS));
  CHECK(device.level[7].conductance_S(1.0) == about(36.15 * uS));
  // Means digitised on their own from the same curves; reading error 0.05 uS on each, and five points for a curve: 0.1
  // uS.
  const double mean_uS[n_level] = {0.37, 4.93, 9.94, 14.98, 19.95, 24.92, 30.14, 34.96};
  for (std::size_t k = 0; k < n_level; ++k) {
    double sum_S = 0.0;
    for (int i = 0; i < 1000; ++i) sum_S += device.level[k].conductance_S((i + 0.5) / 1000.0);
    CHECK(std::abs(sum_S / 1000.0 / uS - mean_uS[k]) < 0.1);
  }
}

TEST_CASE("programmed cells follow the law of their level and stay within its bounds") {
  const DeviceModel& device = default_device();
  constexpr std::size_t count = 4000;
  // Dvoretzky-Kiefer-Wolfowitz: P(distance > d) <= 2 exp(-2 count d^2) = 1e-9.
  const double bound = std::sqrt(std::log(2e9) / (2.0 * count));
  for (int level = 0; level < n_level; ++level) {
    const std::vector<double> sample_S = programmed_S(device, level, count);
    const LevelLaw& law = device.level[static_cast<std::size_t>(level)];
    const auto [low, high] = std::minmax_element(sample_S.begin(), sample_S.end());
    CHECK(*low >= law.quantile_S.front() * (1.0 - 1e-12));  // the value went through a division by the step and back
    CHECK(*high <= law.quantile_S.back() * (1.0 + 1e-12));
    CHECK(kolmogorov_distance(sample_S, law) < bound);
    LevelLaw planted = law;  // a law 10 % of its width lower must be told apart
    for (double& g_S : planted.quantile_S) g_S -= 0.1 * (law.quantile_S.back() - law.quantile_S.front());
    CHECK(kolmogorov_distance(sample_S, planted) > bound);
  }
}

TEST_CASE("a cell is rounded to the nearest level, clipped at the ends, and counted") {
  RngStream stream({1, 0, 0}, Purpose::device_program);
  CellWriter writer{.quantise = true, .stream = stream};
  CHECK(writer.write(2.49 / 8) == 2.0 / 8);
  CHECK(writer.write(2.51 / 8) == 3.0 / 8);
  CHECK(writer.write(7.4 / 8) == 7.0 / 8);
  CHECK(writer.clipped == 0);
  CHECK(writer.write(7.6 / 8) == 7.0 / 8);
  CHECK(writer.write(-0.6 / 8) == 0.0);
  CHECK(writer.clipped == 2);
  CHECK(writer.written == 5);
  RngStream untouched({1, 0, 0}, Purpose::device_program);
  CHECK(stream.uniform() == untouched.uniform());  // without a device no draw is taken
}

TEST_CASE("a bad device table is refused by name, key and value") {
  CHECK_NOTHROW(parse_device(table_text("", ""), "good"));
  CHECK_NOTHROW(parse_device(table_text("", "", 7), "good"));
  CHECK_THROWS_WITH_AS(parse_device(table_text("p90_uS", ""), "t"), "device table t: level 3: p90_uS is missing",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(parse_device(table_text("p90_uS", "15.0"), "t"),
                       "device table t: level 3: p90_uS must not be below median_uS, got 15 uS", std::invalid_argument);
  CHECK_THROWS_WITH_AS(parse_device(table_text("min_uS", "-1.0"), "t"),
                       "device table t: level 3: min_uS must be a number >= 0, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(parse_device(table_text("", "", 1), "t"), "device table t: there must be 2 to 256 levels, got 1",
                       std::invalid_argument);
  CHECK_THROWS_AS(parse_device("step_uS = [", "t"), std::invalid_argument);
  try {  // the library quotes the end of the line in its complaint
    parse_device("\"o\"=t\nla=1", "t");
    FAIL("taken");
  } catch (const std::invalid_argument& error) {
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
  }
  CHECK_THROWS_AS(parse_device(table_text("max_uS", "nan"), "t"), std::invalid_argument);
  CHECK_THROWS_AS(load_device("devices/none.toml"), std::invalid_argument);
}

TEST_CASE("a bad fit is refused by name, key and value") {
  const std::string good =
      "law = \"gaussian\"\nmin_uS = 1\nmax_uS = 9\nvalid_min_uS = 1\nvalid_max_uS = 9\nlevels = 5\nsigma_uS = [0.5]\n";
  CHECK_NOTHROW(parse_device(good, "t"));
  const auto refused = [&good](const std::string& from, const std::string& to, const char* message) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    CHECK_THROWS_WITH_AS(parse_device(text, "t"), message, std::invalid_argument);
  };
  refused("\"gaussian\"", "\"normal\"", "device table t: law must be quantiles or gaussian, got 'normal'");
  refused("\"gaussian\"", "\"a\\nb\"", "device table t: law must be quantiles or gaussian, got 'a b'");
  refused("levels = 5", "levels = 1", "device table t: number of levels must be 2 to 256, got 1");
  refused("levels = 5", "levels = 2.5", "device table t: levels must be a whole number 2 to 256, got 2.5");
  refused("\nmax_uS = 9", "\nmax_uS = 10", "device table t: conductance range must lie in 1 to 9 uS, got 1 to 10");
  refused("[0.5]", "[]", "device table t: sigma_uS must hold 1 to 5 coefficients, got 0");
  refused("[0.5]", "[nan]", "device table t: sigma_uS must be from -1e+12 to 1e+12, got nan");
  refused("[0.5]", "[1, 2, 3e12]", "device table t: sigma_uS must be from -1e+12 to 1e+12, got 3000000000000");
  refused("[0.5]", "[1]\nsigma_unit_uS = 1e-99", "device table t: sigma_unit_uS must be >= 1e-12, got 1e-99");
  refused("\nmin_uS = 1", "\nmin_uS = 1e300", "device table t: min_uS must be <= 1000000000000, got 1e+300");
  refused("\nmin_uS = 1", "\nmin_uS = 9.5", "device table t: max_uS must not be below min_uS, got 9 below 9.5");

  refused("[0.5]", "[0.5]\n[write]\npulse_s = 1",
          "device table t: write needs law = \"quantiles\", whose ends are the windows");
  refused("[0.5]", "[0.5]\n[[relaxation]]\ntime_s = 5\nsigma_uS = [1]\n[[relaxation]]\ntime_s = 5\nsigma_uS = [1]",
          "device table t: relaxation 1: time_s must exceed 5 by a millionth of it, got 5");
  refused("[0.5]", "[0.5]\n[[relaxation]]\ntime_s = 1e-312\nsigma_uS = [1]",  // found by fuzzing: NaN
          "device table t: relaxation 0: time_s must be >= 1e-12, got 1e-312");
}

TEST_CASE("the fitted presets give the figures of their sources") {
  const DeviceModel hfo2 = load_device("devices/hfo2_milo2021.toml");
  CHECK(hfo2.level.size() == 8);
  CHECK(hfo2.level[0].sigma_S == about((4.782 - 0.009107 * 50) * uS));
  CHECK(hfo2.level[7].sigma_S == about((4.782 - 0.009107 * 225) * uS));
  CHECK(hfo2.sigma.at(600 * uS) == 0.0);  // the line has gone below zero
  // The source's rounded values at x = 0.5: 2.0, 3.9 and 3.9 uS.
  const DeviceModel neurram = load_device("devices/neurram_wan2022.toml");
  const double at_20_uS[] = {2.0, 3.9, 3.9};
  for (std::size_t k = 0; k < 3; ++k)
    CHECK(std::abs(neurram.relaxation.point[k].sigma.at(20 * uS) / uS - at_20_uS[k]) < 0.05);
  CHECK(neurram.sigma.at(20 * uS) == neurram.relaxation.point[0].sigma.at(20 * uS));
  const DeviceModel cmo = load_device("devices/cmo_hfox_ibm.toml");
  CHECK(cmo.level[7].sigma_S == about((0.00081 + 0.00107 * 88) * uS));
}

TEST_CASE("levels of a fitted device: 2 to 256 over a range, normal about their targets, never below zero") {
  const DeviceModel neurram = load_device("devices/neurram_wan2022.toml");
  for (const int count : {2, 16, 256}) {
    const DeviceModel device = with_levels(neurram, {count, 2 * uS, 32 * uS});
    CHECK(device.level.size() == static_cast<std::size_t>(count));
    CHECK(device.target_S(0) == about(2 * uS));
    CHECK(device.target_S(device.level.size() - 1) == about(32 * uS));
    RngStream stream({4, 0, static_cast<std::uint32_t>(count)}, Purpose::device_program);
    constexpr int n = 4000;
    const std::size_t k = device.level.size() / 2;
    double sum = 0.0, sum2 = 0.0, lowest = 1.0;
    for (int i = 0; i < n; ++i) {
      const double z = (device.programmed_S(k, stream) - device.target_S(k)) / device.level[k].sigma_S;
      sum += z;
      sum2 += z * z;
      lowest = std::min(lowest, device.programmed_S(0, stream));
    }
    CHECK(std::abs(sum / n) < 6.0 / std::sqrt(n));               // 6 standard errors of a mean
    CHECK(std::abs(sum2 / n - 1.0) < 6.0 * std::sqrt(2.0 / n));  // and of a variance
    CHECK(lowest >= 0.0);
    CHECK(lowest < device.target_S(0));
  }
  CHECK_THROWS_WITH_AS(with_levels(neurram, {257, 0.0, 40 * uS}), "number of levels must be 2 to 256, got 257",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(with_levels(neurram, {8, 0.0, 41 * uS}), "conductance range must lie in 0 to 40 uS, got 0 to 41",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(with_levels(neurram, {8, 5 * uS, 5 * uS}),
                       "conductance range must lie in 0 to 40 uS, got 5 to 5", std::invalid_argument);
  CHECK_THROWS_WITH_AS(with_levels(default_device(), {16, 0.0, 35 * uS}),
                       "a device with measured levels has just those 8, got levels 16", std::invalid_argument);
}

TEST_CASE("with any number of levels the highest is 7/8, and rounding errs by half a step") {
  RngStream stream({5, 0, 0}, Purpose::device_program);
  for (const int levels : {2, 4, 8, 16, 256}) {
    CellWriter writer{.quantise = true, .stream = stream, .levels = levels};
    const double step = 7.0 / 8 / (levels - 1);
    double worst = 0.0;
    for (int i = 0; i <= 1000; ++i) {
      const double wanted = 7.0 / 8 * i / 1000;
      worst = std::max(worst, std::abs(writer.write(wanted) - wanted));
    }
    CHECK(writer.clipped == 0);
    CHECK(writer.write(7.0 / 8) == about(7.0 / 8));
    CHECK(worst <= 0.5 * step * (1.0 + 1e-12));
    CHECK(worst > 0.4 * step);  // a finer grid would show; 1000 points reach at least 0.4 of a step with 256 levels
  }
}

TEST_CASE(
    "pairs of cells hold a matrix exactly where they are not rounded, its largest magnitude at the highest level") {
  RngStream stream({7, 0, 0}, Purpose::device_program);
  const arma::mat a = {{0.5, -2.0, 0.0}, {1.25, 0.0, -0.1}};
  CellWriter writer{.stream = stream};
  const CellPairs cells = write_pairs(to_dense(a).view(), writer);
  CHECK(writer.written == 12);
  CHECK(cells.negative(0, 1) == about(7.0 / 8));
  const arma::mat positive = to_arma(cells.positive), negative = to_arma(cells.negative);
  CHECK(arma::abs(cells.scale * (positive - negative) - a).max() < 1e-14);
  CHECK(arma::all(arma::vectorise(arma::min(positive, negative)) == 0.0));
  writer.quantise = true;
  CHECK(write_pairs(to_dense(arma::mat(2, 2, arma::fill::zeros)).view(), writer).positive(1, 1) == 0.0);
}

TEST_CASE("the lowest level of a device stands for zero, however much it conducts") {
  DeviceModel device = load_device("devices/hfo2_milo2021.toml");  // 50 to 225 uS
  for (LevelLaw& law : device.level) law.sigma_S = 0.0;
  RngStream stream({6, 0, 0}, Purpose::device_program);
  CellWriter writer{.quantise = true, .device = &device, .stream = stream};
  for (int k = 0; k < n_level; ++k) CHECK(std::abs(writer.write(k / 8.0) - k / 8.0) < 1e-14);  // a few roundings
}

}  // namespace test_device

}  // namespace test_device
