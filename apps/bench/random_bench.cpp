#include "apps/bench/random_bench.hpp"

#include <fmt/format.h>

#include <armadillo>
#include <array>
#include <cmath>
#include <functional>
#include <random>
#include <stdexcept>

#include "phy/rng.hpp"
#include "phy/simd/kernels.hpp"
#if __has_include(<boost/random/normal_distribution.hpp>)
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#endif

namespace ohmimo::bench {
namespace {

struct Source {
  std::string name;
  std::function<void(arma::fvec&)> fill;
};

// One kernel of one instruction set with a state of its own.
Source own(const simd::Kernels& kernels) {
  std::array<std::uint32_t, 4 * n_lane> state;
  RngStream(FrameId{1, 0, 0}, Purpose::noise).fill_u32(state);
  return {fmt::format("normals, {}", kernels.isa), [&kernels, state](arma::fvec& out) mutable {
            kernels.fill_normal(state.data(), out.memptr(), out.n_elem / (2 * n_lane), 1.f);
          }};
}

template <class Engine, class Law>
Source drawn(const std::string& name) {
  return {name, [engine = Engine(1), law = Law()](arma::fvec& out) mutable {
            for (float& x : out) x = static_cast<float>(law(engine));
          }};
}

std::vector<Source> rivals() {
  std::vector<Source> all;
  all.push_back(drawn<std::mt19937_64, std::normal_distribution<double>>("std::mt19937_64 + normal_distribution"));
#ifdef BOOST_RANDOM_NORMAL_DISTRIBUTION_HPP
  all.push_back(drawn<boost::random::mt19937, boost::random::normal_distribution<float>>(
      "boost::random mt19937 + normal (ziggurat)"));
#else
  fmt::print("random: built without Boost's headers, so its rows are missing\n");
#endif
  all.push_back({"Armadillo randn", [](arma::fvec& out) { out.randn(); }});
  return all;
}

// Mean and mean square of n numbers, each within 6 standard deviations: 1/sqrt(n) and sqrt(2/n).
void require_standard_normal(const Source& source, arma::fvec& buffer) {
  const int n_fill = 64;
  double sum = 0.0, squares = 0.0;
  for (int k = 0; k < n_fill; ++k) {
    source.fill(buffer);
    for (double x : buffer) {
      sum += x;
      squares += x * x;
    }
  }
  const double n = n_fill * static_cast<double>(buffer.n_elem);
  if (std::abs(sum / n) > 6.0 / std::sqrt(n) || std::abs(squares / n - 1.0) > 6.0 * std::sqrt(2.0 / n))
    throw std::runtime_error(fmt::format("bench: {}: not standard normal", source.name));
}

std::vector<BenchRow> bench_random(bool quick) {
  std::vector<Source> sources;
  for (const simd::Isa isa : {simd::Isa::avx512, simd::Isa::avx2, simd::Isa::scalar})
    if (const simd::Kernels* kernels = simd::kernels_of(isa)) sources.push_back(own(*kernels));
  const std::size_t n_own = sources.size();
  for (Source& rival : rivals()) sources.push_back(std::move(rival));

  arma::fvec buffer(4096);
  std::vector<BenchWork> work;
  for (const Source& source : sources) {
    require_standard_normal(source, buffer);
    work.push_back({[&] { source.fill(buffer); }, 1e-6 * static_cast<double>(buffer.n_elem)});
  }
  const BenchRates rates = measure(work, quick ? 1 : 15, quick ? 0.002 : 0.02);
  std::vector<BenchRow> rows;
  for (std::size_t k = 0; k < n_own; ++k)
    for (std::size_t rival = n_own; rival < sources.size(); ++rival)
      rows.push_back({sources[k].name, "4096 floats", rates.median[k], "M samples/s", sources[rival].name,
                      rates.median[rival], rates.median[k] / rates.median[rival], 0, rates.spread[k]});
  return rows;
}

}  // namespace

std::vector<Benchmark> random_benchmarks(bool quick) {
  return {[=] { return bench_random(quick); }};
}

}  // namespace ohmimo::bench
