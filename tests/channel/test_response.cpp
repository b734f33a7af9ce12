// From paths to the channel over frequency.
#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "channel/response.hpp"
#include "phy/simd/kernels.hpp"

namespace test_response {

using namespace ohmimo;

PathSet random_paths(std::size_t n_rx, std::size_t n_user, std::size_t n_path, std::size_t n_time) {
  PathSet paths;
  paths.resize(n_rx, n_user, n_path, n_time);
  RngStream stream({5, 0, 0}, Purpose::channel);
  for (double& delay : paths.delay_s) delay = 1e-6 * stream.uniform();
  for (std::complex<float>& gain : paths.gain)
    gain = {static_cast<float>(stream.normal()), static_cast<float>(stream.normal())};
  return paths;
}

// The sum as it stands in paths.hpp.
std::complex<double> plain_sum(const PathSet& paths, std::size_t time, std::size_t rx, std::size_t user,
                               double frequency_hz) {
  std::complex<double> sum = 0.0;
  for (std::size_t p = 0; p < paths.n_path; ++p)
    sum += std::complex<double>(paths.gains(time, user, p)[rx]) *
           std::polar(1.0, -2.0 * std::numbers::pi * frequency_hz * paths.delay_s[paths.row(user, p)]);
  return sum;
}

TEST_CASE("the response is the sum over paths, for sizes that fill no tile, block or axis") {
  for (const auto& [n_rx, n_user, n_path, count] :
       {std::array{1, 1, 1, 1}, {3, 2, 5, 17}, {8, 1, 24, 16}, {13, 3, 7, 100}, {64, 2, 24, 36}}) {
    const PathSet paths = random_paths(n_rx, n_user, n_path, 2);
    const FrequencyAxis axis = {-5e6, 60e3, static_cast<std::size_t>(count)};
    FrequencyResponse response;
    response.prepare(paths, axis);
    // Per path |gain| is some 1.3, its phases are off by 3 roundings of 6e-8.
    const double tolerance = 4 * 6e-8 * 1.3 * n_path * std::sqrt(2.0);
    for (std::size_t first = 0; first < axis.count; first += 32) {
      MatrixBatch h(std::min<std::size_t>(32, axis.count - first), n_rx, n_user);
      response.evaluate(paths, 1, first, h);
      for (std::size_t c = 0; c < h.n_channel(); ++c)
        for (int rx = 0; rx < n_rx; ++rx)
          for (int u = 0; u < n_user; ++u)
            CHECK(std::abs(std::complex<double>(h.get(c, rx, u)) - plain_sum(paths, 1, rx, u, axis.at(first + c))) <
                  tolerance);
    }
  }
}

TEST_CASE("every instruction set gives the same bits") {
  const PathSet paths = random_paths(11, 1, 9, 1);
  std::vector<float> phase(9 * 2 * n_lane);
  RngStream stream({6, 0, 0}, Purpose::channel);
  for (float& value : phase) value = static_cast<float>(stream.normal());
  const float* gain = reinterpret_cast<const float*>(paths.gain.data());
  const auto response = [&](const simd::Kernels& kernels) {
    std::vector<float> turned(phase.size()), h(11 * 2 * n_lane);
    kernels.turn_phases(phase.data(), gain, 9, turned.data());
    kernels.path_response({gain, turned.data(), 9, 11}, h.data(), 2 * n_lane);
    return h;
  };
  const simd::Kernels* scalar = simd::kernels_of(simd::Isa::scalar);
  REQUIRE(scalar != nullptr);
  CHECK(response(simd::kernels()) == response(*scalar));
}

}  // namespace test_response
