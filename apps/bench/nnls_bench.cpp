#include "apps/bench/nnls_bench.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

#include "rram/nnls/batch_nnls.hpp"
#include "rram/nnls/nnls_system.hpp"
#include "rram/nnls/planted_data.hpp"

namespace ohmimo::bench {
namespace {

constexpr arma::uword n_vector = 512;  // of one matrix

// One matrix of whole numbers 0 to 7 and right-hand sides of sparse x, with noise.
class NnlsCase {
 public:
  NnlsCase(arma::uword m, arma::uword k) : m_(m), k_(k), b_(m, n_vector) {
    rram::SplitMix64 draws(m);
    a_ = rram::planted_nnls(draws, m, k).a;
    for (arma::uword v = 0; v < n_vector; ++v) {
      arma::vec x = draws.uniform(k, 1);
      x.elem(arma::find(x < 0.5)).zeros();
      const arma::vec exact = a_ * x;
      const double sigma = 0.1 * arma::norm(exact) / std::sqrt(static_cast<double>(m));
      for (arma::uword i = 0; i < m; ++i) b_(i, v) = std::max(0.0, exact(i) + sigma * draws.normal());
      queries_.push_back({.b = b_.col(v)});
    }
    rram::NnlsConfig config;
    config.fidelity = rram::fidelity_from_name("converter");
    config.stability = false;
    RngStream device({1, 0, 0}, Purpose::device_program);
    system_ = std::make_unique<rram::NnlsSystem>(rram::program_nnls(a_, config, device));
    lawson_hanson();
    reference_ = x_;
  }

  // On one written matrix: 3-bit cells with their errors, converters of 8 bits.
  BenchRow circuit(bool quick) {
    simulate();
    require_near(x_.t(), 0.5);
    const BenchRates rates = measure({{[this] { simulate(); }, units()}, {[this] { lawson_hanson(); }, units()}},
                                     quick ? 1 : 9, quick ? 0.005 : 0.1);
    return against_rival(label("circuit, cells and converters", "Lawson-Hanson, exact, one by one"), rates);
  }

  BenchRow exact(bool quick) {
    batch();
    require_near(x_, 1e-10);
    const BenchRates rates = measure({{[this] { batch(); }, units()}, {[this] { lawson_hanson(); }, units()}},
                                     quick ? 1 : 9, quick ? 0.005 : 0.1);
    return against_rival(label("exact, in batches", "Lawson-Hanson, one by one"), rates);
  }

 private:
  static double units() { return static_cast<double>(n_vector) * 1e-6; }

  void simulate() {
    if (system_->solve(queries_, x_).status != rram::NnlsReport::Status::solved)
      throw std::runtime_error("bench: a non-negative circuit did not settle");
  }
  void batch() { x_ = rram::solve_nnls_batch(a_, b_).x; }
  void lawson_hanson() {
    x_.set_size(k_, n_vector);
    for (arma::uword v = 0; v < n_vector; ++v) x_.col(v) = rram::lawson_hanson(a_, b_.col(v)).x;
  }

  void require_near(const arma::mat& x, double tolerance) const {
    for (arma::uword v = 0; v < n_vector; ++v)
      if (!(arma::norm(x.col(v) - reference_.col(v)) <= tolerance * arma::norm(reference_.col(v))))
        throw std::runtime_error("bench: a non-negative solution is wrong");
  }

  BenchRow label(const std::string& name, const std::string& rival) const {
    BenchRow row;
    row.name = "NNLS " + name;
    row.size = fmt::format("{}x{}", m_, k_);
    row.unit = "M problems/s";
    row.rival = rival;
    return row;
  }

  arma::uword m_, k_;
  arma::mat a_, b_, x_, reference_;
  std::vector<rram::NnlsQuery> queries_;
  std::unique_ptr<rram::NnlsSystem> system_;
};

}  // namespace

std::vector<Benchmark> nnls_benchmarks(bool quick) {
  std::vector<Benchmark> all;
  for (const auto& [m, k] : {std::pair<arma::uword, arma::uword>{16, 4}, {64, 8}, {128, 16}})
    all.push_back([m = m, k = k, quick] {
      NnlsCase test(m, k);
      return std::vector<BenchRow>{test.circuit(quick), test.exact(quick)};
    });
  return all;
}

}  // namespace ohmimo::bench
