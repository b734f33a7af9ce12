#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "phy/rng.hpp"
#include "rram/device.hpp"
#include "rram/programming.hpp"

namespace {

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
  std::string text = "step_uS = 5.0\n";
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

}  // namespace

TEST_CASE("the TaOx table holds the digitised distribution of Fig. 2c") {
  const DeviceModel device = load_device("devices/taox_zuo2025.toml");
  CHECK(device.step_S == doctest::Approx(5 * uS));
  CHECK(device.level[0].conductance_S(0.5) == doctest::Approx(0.38 * uS));
  CHECK(device.level[7].conductance_S(1.0) == doctest::Approx(36.15 * uS));
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
  CHECK_THROWS_WITH_AS(parse_device(table_text("p90_uS", ""), "t"), "device table t: level 3: p90_uS is missing",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(parse_device(table_text("p90_uS", "15.0"), "t"),
                       "device table t: level 3: p90_uS must not be below median_uS, got 15 uS", std::invalid_argument);
  CHECK_THROWS_WITH_AS(parse_device(table_text("min_uS", "-1.0"), "t"),
                       "device table t: level 3: min_uS must be a number >= 0, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(parse_device(table_text("", "", 7), "t"), "device table t: there must be 8 levels, got 7",
                       std::invalid_argument);
  CHECK_THROWS_AS(parse_device("step_uS = [", "t"), std::invalid_argument);
  CHECK_THROWS_AS(parse_device(table_text("max_uS", "nan"), "t"), std::invalid_argument);
  CHECK_THROWS_AS(load_device("devices/none.toml"), std::invalid_argument);
}
