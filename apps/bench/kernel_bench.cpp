#include "apps/bench/kernel_bench.hpp"

#include <fmt/format.h>

#include <armadillo>
#include <stdexcept>

#include "detector/detector.hpp"
#include "detector/linear.hpp"
#include "phy/simd/kernels.hpp"

namespace ohmimo {
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

// Per channel: Gram 4 U^2 B (Hermitian half counted once), matched filter 8 U B, factor and solves 4 U^3/3 + 8 U^2.
double gram_flops(double b, double u) {
  return 4 * u * u * b;
}
double detect_flops(double b, double u) {
  return gram_flops(b, u) + 8 * u * b + 4 * u * u * u / 3 + 8 * u * u;
}

struct Rival {
  std::vector<arma::cx_fmat> h;
  std::vector<arma::cx_fvec> y;
  arma::cx_fvec x;

  // The fastest Armadillo formulation: no condition estimate, symmetric positive definite assumed.
  void mmse(float noise_var) {
    for (std::size_t c = 0; c < h.size(); ++c) {
      arma::cx_fmat a = h[c].t() * h[c];
      a.diag() += noise_var;
      const arma::cx_fvec z = h[c].t() * y[c];
      arma::solve(x, a, z, arma::solve_opts::likely_sympd + arma::solve_opts::fast);
    }
  }
};

std::vector<BenchRow> bench_shape(int n_rx, int n_user, bool quick) {
  const MatrixBatch h = random_batch(n_rx, n_user, 1), y = random_batch(n_rx, 1, 2);
  MatrixBatch g, z;
  std::vector<Estimate> out(1);
  const auto mmse = make_linear(LinearKind::mmse);
  const auto detect = [&] {
    gram(h, g);
    matched_filter(h, y, z);
    mmse->prepare(g, 0.1f, FrameId{});
    mmse->detect(z, out);
  };
  Rival rival;
  for (std::size_t c = 0; c < n_lane; ++c) {
    rival.h.push_back(arma::conv_to<arma::cx_fmat>::from(h.matrix(c)));
    rival.y.push_back(arma::conv_to<arma::cx_fvec>::from(arma::cx_vec(y.matrix(c))));
  }
  // Same answer first: the rival's last channel, whose bias the unbiased estimate divides out.
  detect();
  rival.mmse(0.1f);
  const arma::cx_mat a =
      h.matrix(n_lane - 1).t() * h.matrix(n_lane - 1) + 0.1 * arma::eye<arma::cx_mat>(n_user, n_user);
  const arma::cx_mat inverse = arma::inv(a);
  for (int u = 0; u < n_user; ++u) {
    const auto biased = static_cast<float>(1.0 - 0.1 * inverse(u, u).real()) * out[0].x.get(n_lane - 1, u, 0);
    if (std::abs(biased - rival.x(u)) > 1e-4f * arma::norm(rival.x))
      throw std::runtime_error(fmt::format("bench: mmse {}x{} differs from Armadillo", n_rx, n_user));
  }
  const BenchRates rates = measure({peak_probe(),
                                    {[&] { gram(h, g); }, n_lane * gram_flops(n_rx, n_user)},
                                    {detect, static_cast<double>(n_lane)},
                                    {[&] { rival.mmse(0.1f); }, static_cast<double>(n_lane)}},
                                   quick ? 1 : 15, quick ? 0.002 : 0.02);
  const std::string size = fmt::format("{}x{}", n_rx, n_user);
  return {
      {"gram", size, rates.median[1] * 1e-9, "GFLOP/s", "", 0, 0, rates.median[1] / rates.median[0], rates.spread[1]},
      {"mmse, fresh channel per vector", size, rates.median[2] * 1e-6, "M channels/s", "Armadillo solve(sympd, fast)",
       rates.median[3] * 1e-6, rates.median[2] / rates.median[3],
       rates.median[2] * detect_flops(n_rx, n_user) / rates.median[0], rates.spread[2]}};
}

}  // namespace

std::vector<BenchRow> bench_kernels(bool quick) {
  std::vector<BenchRow> rows;
  const BenchRates peak = measure({peak_probe()}, quick ? 1 : 15, quick ? 0.002 : 0.02);
  rows.push_back({"multiply-add peak", "-", peak.median[0] * 1e-9, "GFLOP/s", "", 0, 0, 1.0, peak.spread[0]});
  for (auto [n_rx, n_user] : {std::pair{16, 4}, {64, 8}, {64, 16}, {128, 8}, {128, 16}, {256, 32}})
    for (BenchRow& row : bench_shape(n_rx, n_user, quick)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace ohmimo
