#include "apps/bench/kernel_bench.hpp"

#include <fmt/format.h>

#include <armadillo>
#include <stdexcept>

#include "apps/bench/openblas_mmse.hpp"
#ifdef OHMIMO_EIGEN
#include "apps/bench/eigen_mmse.hpp"
#endif
#include "detector/gram.hpp"
#include "detector/linear/linear.hpp"
#include "phy/simd/kernels.hpp"

namespace ohmimo::bench {
namespace {

MatrixBatch random_batch(std::size_t rows, std::size_t cols, std::uint32_t name) {
  MatrixBatch m(n_lane, rows, cols);
  RngStream stream(FrameId{1, name, 0}, Purpose::channel);
  for (std::size_t row = 0; row < rows; ++row)
    stream.fill_normal({m.block(0).data + row * m.block(0).stride, cols * 2 * n_lane}, 0.70710678f);
  return m;
}

BenchWork peak_probe() {
  const std::size_t n_step = 20000;
  static float sink;
  const double flops = simd::kernels().multiply_add_probe(n_step, &sink);
  return {[] { simd::kernels().multiply_add_probe(n_step, &sink); }, flops};
}

// Real operations per channel: Gram 4 U^2 B (Hermitian half counted once), product with U columns 8 U B per vector,
// factor 4 U^3/3, a solve 8 U^2 per vector. Complex products count as four real ones, however they are made.
struct Flops {
  double b, u;
  double gram() const { return 4 * u * u * b; }
  double filter(double n_vector) const { return 8 * u * b * n_vector; }
  double factor() const { return 4 * u * u * u / 3; }
  double solve(double n_vector) const { return 8 * u * u * n_vector; }
};

constexpr float noise_var = 0.1f;
constexpr int block_vectors = 12 * 14;  // one resource block of one slot: 12 subcarriers by 14 symbols

struct ArmadilloMmse {
  std::vector<arma::cx_fmat> h;
  std::vector<arma::cx_fvec> y;
  arma::cx_fvec x;

  ArmadilloMmse(const MatrixBatch& h_batch, const MatrixBatch& y_batch) {
    for (std::size_t c = 0; c < h_batch.n_channel(); ++c) {
      h.push_back(arma::conv_to<arma::cx_fmat>::from(h_batch.matrix(c)));
      y.push_back(arma::conv_to<arma::cx_fvec>::from(arma::cx_vec(y_batch.matrix(c))));
    }
  }

  // The fastest Armadillo formulation: no condition estimate, symmetric positive definite assumed.
  void detect() {
    for (std::size_t c = 0; c < h.size(); ++c) {
      arma::cx_fmat a = h[c].t() * h[c];
      a.diag() += noise_var;
      const arma::cx_fvec z = h[c].t() * y[c];
      arma::solve(x, a, z, arma::solve_opts::likely_sympd + arma::solve_opts::fast);
    }
  }
};

// The detector both ways: what the rivals compute, x = (G + N0 I)^-1 H^H y, and the estimate without bias with its
// variance, which takes the diagonal of the inverse besides.
struct OurMmse {
  const MatrixBatch &h, &y;
  std::unique_ptr<Detector> plain = make_linear_in_antenna_domain(LinearKind::mmse_biased, Output::x_only);
  std::unique_ptr<Detector> unbiased = make_linear_in_antenna_domain(LinearKind::mmse);
  std::vector<Estimate> x{1}, x_and_var{1};

  void detect() { plain->prepare_and_detect(h, y, {noise_var, FrameId{}}, x); }
  void detect_unbiased() { unbiased->prepare_and_detect(h, y, {noise_var, FrameId{}}, x_and_var); }

  // Throws unless both are the rival's answer; the unbiased one with its bias put back: x (1 - N0 d) with
  // var = N0 d/(1 - N0 d), that is x/(1 + var).
  void require_same(const OpenBlasMmse& rival) {
    detect();
    detect_unbiased();
    double error = 0.0, power = 0.0;
    for (std::size_t c = 0; c < n_lane; ++c)
      for (std::size_t u = 0; u < h.cols(); ++u)
        for (std::size_t v = 0; v < y.cols(); ++v) {
          const std::complex<float> expected = rival.x(c, u, v);
          const Estimate& estimate = x_and_var[0];
          error += std::norm(x[0].x.get(c, u, v) - expected);
          error += std::norm(estimate.x.get(c, u, v) / (1.f + estimate.var.get(c, u, v)) - expected);
          power += std::norm(expected);
        }
    if (!(error < 1e-8 * power)) throw std::runtime_error("bench: mmse differs from its rival");
  }
};

std::vector<BenchRow> bench_peak(bool quick) {
  const BenchRates peak = measure({peak_probe()}, quick ? 1 : 15, quick ? 0.002 : 0.02);
  return {{"multiply-add peak", "-", peak.median[0] * 1e-9, "GFLOP/s", "", 0, 0, 1.0, peak.spread[0]}};
}

// Our detector in a race: x alone is works[ours], the unbiased estimate the one after it, and all behind are rivals.
struct MmseRace {
  const char* name;
  std::string size;
  const char* unit;
  double unit_rate;  // per second
  double flops;
  std::size_t ours;
};

// x alone against every rival, and the unbiased estimate against the first.
void add_mmse_rows(const MmseRace& race, const std::vector<std::string>& rivals, const BenchRates& rates,
                   std::vector<BenchRow>& rows) {
  const auto add = [&](const std::string& name, std::size_t ours, std::size_t rival, const char* lacks) {
    const double rate = rates.median[ours], rival_rate = rates.median[race.ours + 2 + rival];
    rows.push_back({name, race.size, rate / race.unit_rate, race.unit, rivals[rival] + lacks,
                    rival_rate / race.unit_rate, rate / rival_rate, rate * race.flops / rates.median[0],
                    rates.spread[ours]});
  };
  for (std::size_t k = 0; k < rivals.size(); ++k) add(race.name, race.ours, k, "");
  add("  unbiased, with its variance", race.ours + 1, 0, ", neither");
}

// Gram, matched filter, and MMSE detection with a fresh channel per vector against Armadillo and OpenBLAS.
std::vector<BenchRow> bench_fresh(int n_rx, int n_user, bool quick) {
  const MatrixBatch h = random_batch(n_rx, n_user, 1), y = random_batch(n_rx, 1, 2);
  MatrixBatch g, z;
  OurMmse ours{h, y};
  ArmadilloMmse armadillo(h, y);
  OpenBlasMmse openblas(h, y);
  armadillo.detect();
  openblas.detect(noise_var);
  ours.require_same(openblas);
  if (std::abs(armadillo.x(0) - openblas.x(n_lane - 1, 0, 0)) > 1e-4f * arma::norm(armadillo.x))
    throw std::runtime_error("bench: the rivals differ");

  const Flops flops{static_cast<double>(n_rx), static_cast<double>(n_user)};
  const double mmse_flops = flops.gram() + flops.filter(1) + flops.factor() + flops.solve(1);
  constexpr auto channels = static_cast<double>(n_lane);
  std::vector<BenchWork> works = {peak_probe(),
                                  {[&] { gram(h, g); }, channels * flops.gram()},
                                  {[&] { gram_and_filter(h, y, g, z); }, channels * (flops.gram() + flops.filter(1))},
                                  {[&] { ours.detect(); }, channels},
                                  {[&] { ours.detect_unbiased(); }, channels}};
  std::vector<std::string> rivals;
  const auto add_rival = [&](const char* name, std::function<void()> detect_all) {
    rivals.push_back(name);
    works.push_back({std::move(detect_all), channels});
  };
  add_rival("Armadillo solve(sympd, fast)", [&] { armadillo.detect(); });
  add_rival("OpenBLAS cgemv, cpotrf, cpotrs", [&] { openblas.detect(noise_var); });
#ifdef OHMIMO_EIGEN
  EigenMmse eigen(h, y);
  eigen.detect(noise_var);
  if (std::abs(eigen.x(n_lane - 1, 0) - openblas.x(n_lane - 1, 0, 0)) > 1e-4f * arma::norm(armadillo.x))
    throw std::runtime_error("bench: the rivals differ");
  add_rival("Eigen LLT", [&] { eigen.detect(noise_var); });
#endif

  const BenchRates rates = measure(works, quick ? 1 : 15, quick ? 0.002 : 0.02);
  const std::string size = fmt::format("{}x{}", n_rx, n_user);
  const double* m = rates.median.data();
  std::vector<BenchRow> rows = {
      {"gram", size, m[1] * 1e-9, "GFLOP/s", "", 0, 0, m[1] / m[0], rates.spread[1]},
      {"gram and matched filter", size, m[2] * 1e-9, "GFLOP/s", "", 0, 0, m[2] / m[0], rates.spread[2]}};
  add_mmse_rows({"mmse, fresh channel per vector", size, "M channels/s", 1e6, mmse_flops, 3}, rivals, rates, rows);
  return rows;
}

// MMSE detection where one channel serves a resource block, against OpenBLAS; and the product F^H Y in it alone.
std::vector<BenchRow> bench_block(int n_rx, int n_user, bool quick) {
  const MatrixBatch h = random_batch(n_rx, n_user, 1), y = random_batch(n_rx, block_vectors, 2);
  MatrixBatch x;
  OurMmse ours{h, y};
  OpenBlasMmse openblas(h, y);
  struct Rival {
    const char* name;
    void (OpenBlasMmse::*detect)(float);
  };
  constexpr Rival rivals[] = {{"OpenBLAS ctrsm, cgemm (filter)", &OpenBlasMmse::detect_by_columns},
                              {"OpenBLAS cherk, cpotrs, cgemm (filter)", &OpenBlasMmse::detect_by_filter},
                              {"OpenBLAS cgemm, cpotrs (solve)", &OpenBlasMmse::detect}};
  constexpr auto channels = static_cast<double>(n_lane);
  const Flops flops{static_cast<double>(n_rx), static_cast<double>(n_user)};
  const double filter_flops = flops.filter(block_vectors);
  std::vector<BenchWork> works = {peak_probe(),
                                  {[&] { matched_filter(h, y, x); }, channels * filter_flops},
                                  {[&] { ours.detect(); }, channels},
                                  {[&] { ours.detect_unbiased(); }, channels}};
  std::vector<std::string> names;
  for (const Rival& rival : rivals) {
    names.push_back(rival.name);
    (openblas.*rival.detect)(noise_var);
    ours.require_same(openblas);
    works.push_back({[&openblas, &rival] { (openblas.*rival.detect)(noise_var); }, channels});
  }

  const BenchRates rates = measure(works, quick ? 1 : 15, quick ? 0.002 : 0.03);
  const std::string size = fmt::format("{}x{}x{}", n_rx, n_user, block_vectors);
  const double* m = rates.median.data();
  // By a filter of n_rx columns, as the detector does it at these sizes.
  const double all_flops = flops.gram() + flops.factor() + flops.solve(n_rx) + filter_flops;
  std::vector<BenchRow> rows = {
      {"filter of a coherence block", size, m[1] * 1e-9, "GFLOP/s", "", 0, 0, m[1] / m[0], rates.spread[1]}};
  add_mmse_rows({"mmse, coherence block", size, "k blocks/s", 1e3, all_flops, 2}, names, rates, rows);
  return rows;
}

}  // namespace

std::vector<Benchmark> kernel_benchmarks(bool quick) {
  std::vector<Benchmark> all = {[=] { return bench_peak(quick); }};
  constexpr std::pair<int, int> shapes[] = {{16, 4}, {64, 8}, {64, 16}, {128, 8}, {128, 16}, {256, 32}};
  for (const auto& shape : shapes) all.push_back([=] { return bench_fresh(shape.first, shape.second, quick); });
  for (const auto& shape : shapes) all.push_back([=] { return bench_block(shape.first, shape.second, quick); });
  return all;
}

}  // namespace ohmimo::bench
