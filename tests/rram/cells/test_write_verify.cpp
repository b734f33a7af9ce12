#include <doctest/doctest.h>

#include "rram/cells/write_verify.hpp"
#include "tests/about.hpp"
#include "tests/rram/rram_case.hpp"

namespace test_write_verify {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

std::vector<double> written_S(const DeviceModel& device, std::size_t level, std::size_t count, WriteCount& pulses) {
  RngStream stream({21, 0, static_cast<std::uint32_t>(level)}, Purpose::device_program);
  std::vector<double> sample_S(count);
  for (double& g_S : sample_S) g_S = write_verify(device, level, stream, pulses);
  std::sort(sample_S.begin(), sample_S.end());
  return sample_S;
}

// Largest distance between the distribution functions of two sorted samples.
double two_sample_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double distance = 0.0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    a[i] <= b[j] ? ++i : ++j;
    distance = std::max(distance, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                           static_cast<double>(j) / static_cast<double>(b.size())));
  }
  return distance;
}

std::vector<double> drawn_S(const LevelLaw& law, std::size_t count) {
  RngStream stream({22, 0, 0}, Purpose::device_program);
  std::vector<double> sample_S(count);
  for (double& g_S : sample_S) g_S = law.conductance_S(stream.uniform());
  std::sort(sample_S.begin(), sample_S.end());
  return sample_S;
}

TEST_CASE("the write-verify loop leaves the distributions of Fig. 2c, as far as 50 cells a level can tell") {
  const DeviceModel& device = default_device();
  constexpr std::size_t count = 4000;
  // Fig. 2c shows about 50 cells per level, so the true distribution of the chip lies within the band of Dvoretzky,
  // Kiefer and Wolfowitz about it: 2 exp(-2 50 d^2) = 0.01 / 8 levels. To that come the two samples drawn here, at
  // 1e-9.
  const double experiment = std::sqrt(std::log(2.0 * 8 / 0.01) / (2.0 * 50));
  const double sampling = 2.0 * std::sqrt(std::log(2e9) / (2.0 * count));
  WriteCount pulses;
  double worst = 0.0;
  for (std::size_t level = 0; level < device.level.size(); ++level) {
    const LevelLaw& law = device.level[level];
    const std::vector<double> loop_S = written_S(device, level, count, pulses);
    CHECK(loop_S.front() >= law.quantile_S.front());
    CHECK(loop_S.back() <= law.quantile_S.back());
    const double distance = two_sample_distance(loop_S, drawn_S(law, count));
    CHECK(distance < experiment + sampling);
    worst = std::max(worst, distance);
    LevelLaw planted = law;  // a law half a window off is told apart
    for (double& g_S : planted.quantile_S) g_S += 0.5 * (law.quantile_S.back() - law.quantile_S.front());
    CHECK(two_sample_distance(loop_S, drawn_S(planted, count)) > experiment + sampling);
  }
  CHECK(pulses.failed == 0);
  MESSAGE("worst distance of loop and Fig. 2c: ", worst, ", allowed ", experiment + sampling);
}

TEST_CASE("pulses, time and energy add up") {
  const DeviceModel& device = default_device();
  const WritePulses& write = *device.write;
  constexpr std::size_t count = 1000;
  for (const std::size_t level : {0, 1, 7}) {
    WriteCount pulses;
    (void)written_S(device, level, count, pulses);
    CHECK(pulses.cells == count);
    const double n_pulse = static_cast<double>(pulses.set_pulses + pulses.reset_pulses);
    const std::uint64_t first =
        level == 0 ? count : 2 * count;  // strong reset, coarse SET; then each fine pulse is read
    CHECK(pulses.verifies == pulses.set_pulses + pulses.reset_pulses - first + count);
    const double time_s = n_pulse * write.pulse_s + static_cast<double>(pulses.verifies) * write.verify_s;
    CHECK(pulses.time_s == about(time_s, 1e-9));
    // No conductance above 12 uS beyond the highest window: with sigma 2.5 uS, 5 sigma of the coarse pulse.
    const double most_S = device.level[level].quantile_S.back() + 12e-6;
    CHECK(pulses.energy_J > 0.0);
    CHECK(pulses.energy_J < time_s * write.reset_V * write.reset_V * most_S);
    MESSAGE("level ", level, ": ", n_pulse / count, " pulses, ", pulses.time_s / count * 1e9, " ns, ",
            pulses.energy_J / count * 1e15, " fJ per cell");
  }
}

TEST_CASE("energy of a cell by hand: a reset to the lowest window, a SET to its own, one verify") {
  // V^2 t at the mean of the conductances before and after a pulse; the reset lands with half the width of its window.
  const DeviceModel& device = default_device();
  const WritePulses& write = *device.write;
  const auto centre_S = [&](std::size_t k) {
    return 0.5 * (device.level[k].quantile_S.front() + device.level[k].quantile_S.back());
  };
  const double width_S = device.level[0].quantile_S.back() - device.level[0].quantile_S.front();
  for (const std::size_t level : {0, 5}) {
    int at_once = 0;
    for (std::uint32_t k = 0; k < 40; ++k) {
      RngStream stream({24, 0, k}, Purpose::device_program), draws = stream;
      WriteCount pulses;
      const double reached_S = write_verify(device, level, stream, pulses);
      if (pulses.verifies != 1) continue;
      ++at_once;
      const double low_S = std::max(centre_S(0) + 0.5 * width_S * draws.normal(), 0.0);
      double energy_J = write.reset_V * write.reset_V * 0.5 * low_S * write.pulse_s;
      if (level > 0) {
        CHECK(reached_S == about(centre_S(level) + write.coarse_sigma_S * draws.normal()));
        energy_J += write.set_V * write.set_V * 0.5 * (low_S + reached_S) * write.pulse_s;
      } else {
        CHECK(reached_S == about(low_S));
      }
      energy_J += write.verify_V * write.verify_V * reached_S * write.verify_s;
      CHECK(pulses.energy_J == about(energy_J));
    }
    CHECK(at_once > 3);
  }
}

TEST_CASE("the step adapts: from far off a growing one needs fewer pulses, and a cell can be given up") {
  DeviceModel device = default_device();
  device.write->coarse_sigma_S = 10e-6;
  device.write->fine_step = 0.1;
  WriteCount adaptive, fixed, limited;
  (void)written_S(device, 5, 500, adaptive);
  device.write->grow = device.write->shrink = 1.0;
  (void)written_S(device, 5, 500, fixed);
  CHECK(2 * (adaptive.set_pulses + adaptive.reset_pulses) < fixed.set_pulses + fixed.reset_pulses);
  CHECK(adaptive.failed + fixed.failed == 0);
  device.write->limit = 1;
  const std::vector<double> sample_S = written_S(device, 5, 500, limited);
  const LevelLaw& law = device.level[5];
  const auto outside = std::count_if(sample_S.begin(), sample_S.end(), [&law](double g_S) {
    return g_S < law.quantile_S.front() || g_S > law.quantile_S.back();
  });
  CHECK(limited.failed == static_cast<std::uint64_t>(outside));
  CHECK(limited.failed > 0);
}

TEST_CASE("a solver whose cells are pulsed converges like one whose cells are drawn") {
  constexpr std::size_t count = 300;
  std::vector<double> drawn, pulsed;
  std::uint64_t cells = 0;
  for (std::uint32_t k = 0; k < count; ++k) {
    RngStream channel({23, 0, k}, Purpose::channel);
    const arma::mat a = random_gram(channel, 16, 4);
    SolverConfig config;
    config.fidelity = fidelity_from_name("device");
    RngStream stream = device_stream(k);
    const ProgrammedSystem by_law = program(a, config, stream);
    drawn.push_back(by_law.spectral_radius());
    CHECK(by_law.writing().cells == 0);
    config.cells.write_verify = true;
    stream = device_stream(k);
    const ProgrammedSystem by_pulses = program(a, config, stream);
    pulsed.push_back(by_pulses.spectral_radius());
    cells += by_pulses.writing().cells;
  }
  CHECK(cells == count * 16);  // 1 stage: one 4x4 array, which serves both halves of the real form
  std::sort(drawn.begin(), drawn.end());
  // The rank of one median within the other sample has a standard deviation of sqrt(count / 2); 5 of them.
  const auto half = static_cast<double>(count) / 2.0, spread = 5.0 * std::sqrt(half);
  const double middle = median(pulsed);
  MESSAGE("median rho: drawn ", drawn[count / 2], ", pulsed ", middle);
  CHECK(middle > drawn[static_cast<std::size_t>(half - spread)]);
  CHECK(middle < drawn[static_cast<std::size_t>(half + spread)]);
  CHECK_FALSE(2.0 * middle < drawn[static_cast<std::size_t>(half + spread)]);  // twice the rho would be seen
}

}  // namespace test_write_verify
