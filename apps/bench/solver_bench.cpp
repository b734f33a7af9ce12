#include "apps/bench/solver_bench.hpp"

#include <fmt/format.h>

#include <armadillo>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "apps/bench/naive_reads.hpp"
#include "apps/config/run.hpp"
#include "detector/gram.hpp"
#include "detector/registry.hpp"
#include "phy/rng.hpp"
#include "rram/cells/mapping.hpp"
#include "rram/solver.hpp"

namespace ohmimo::bench {
namespace {

struct Case {
  int n_rx, n_user, n_vector;
  const char* fidelity;
  bool reads = false;  // the products are read slice by slice through ADCs
  int rows_per_read = 0, adc_bits = 8;
  double tolerance = 0.05;  // of the solution, relative
};

// What three cycles read of the whole matrix at least, line by line: one product with random words of 24 bits.
class LineByLine {
 public:
  LineByLine(const rram::SolverConfig& config, std::size_t n)
      : level_(2 * n_slice * n * n), draws_({2, 0, 0}, Purpose::channel), word_(n), sum_(n) {
    for (std::size_t element = 0; element < n * n; ++element) {
      const std::size_t sign = draws_.uniform() < 0.5 ? 0 : 1;
      for (std::size_t slice = 0; slice < n_slice; ++slice)
        level_[(2 * slice + sign) * n * n + element] = static_cast<std::uint8_t>(8.0 * draws_.uniform());
    }
    RngStream device({1, 0, 0}, Purpose::device_program);
    rram::CellWriter writer{.device = &config.device, .stream = device};
    const rram::SubArray whole{0, 0, n, n};
    rram::SliceReads slices({n_slice, n, n, 3}, level_,
                            {config.hp_array, config.fidelity.device ? &writer : nullptr, {}, {}});
    slices.prepare(whole);
    naive_ = naive_arrays(slices, level_, whole, config.hp_array);
    require_same(slices, whole);
  }

  void multiply() { count_ = naive_product(naive_, word_, sum_); }

 private:
  static constexpr std::size_t n_slice = 8;

  void require_same(const rram::SliceReads& slices, const rram::SubArray& whole) {
    std::vector<rram::Lanes> code(word_.size()), y(word_.size());
    for (rram::Lanes& element : code)
      for (double& value : element.at) value = std::round((2.0 * draws_.uniform() - 1.0) * 0x1p23);
    rram::HpReader reader;
    slices.multiply(whole, code.data(), reader, y.data());
    rram::ReadCount all;
    for (std::size_t l = 0; l < n_lane; ++l) {
      for (std::size_t j = 0; j < word_.size(); ++j) word_[j] = static_cast<std::int64_t>(code[j].at[l]);
      multiply();
      all += count_;
      for (std::size_t i = 0; i < sum_.size(); ++i)
        if (y[i].at[l] != static_cast<double>(sum_[i]))
          throw std::runtime_error("bench: the slices and the reading line by line give other products");
    }
    if (all.reads != reader.count.reads || all.wrong != reader.count.wrong || all.worst != reader.count.worst)
      throw std::runtime_error("bench: the slices and the reading line by line count other reads");
  }

  std::vector<std::uint8_t> level_;
  RngStream draws_;
  std::vector<std::int64_t> word_, sum_;
  NaiveArrays naive_;
  rram::ReadCount count_;
};

// 16 channels, each programmed anew and serving n_vector vectors: prepare and detect from G and z, 3 cycles.
class SolverCase {
 public:
  explicit SolverCase(const Case& shape) : shape_(shape) {
    Config config;
    config.link.n_rx = shape.n_rx;
    config.link.n_user = shape.n_user;
    config.solver.fidelity = shape.fidelity;
    config.solver.cycles = {3};
    if (shape.reads) config.solver.hp_path = "analogue";
    config.hardware.rows_per_read = shape.rows_per_read;
    config.hardware.hp_adc_bits = shape.adc_bits;
    const Run run = make_run(config);
    solver_ = run.solver();
    LinkConfig link = run.link;
    link.uplink.n_channel = n_lane;
    link.uplink.n_vector = shape.n_vector;
    UplinkFrame frame;
    FrameTruth truth;
    Uplink(link.uplink, link.constellation).generate({1, 0, 0}, 0.01, frame, truth);
    gram(frame.h, g_);
    matched_filter(frame.h, frame.y, z_);
    detector_ = make_gram_detector({"rram-zf", {3}, solver_});
    for (std::size_t c = 0; c < n_lane; ++c) {
      rival_g_.push_back(g_.matrix(c));
      rival_z_.push_back(z_.matrix(c));
    }
  }

  void ours() {
    detector_->prepare(g_, 0.01f, FrameId{1, 0, frame_++});
    detector_->detect(z_, out_);
  }

  void rival() {
    for (std::size_t c = 0; c < n_lane; ++c)
      arma::solve(x_, rival_g_[c], rival_z_[c], arma::solve_opts::likely_sympd + arma::solve_opts::fast);
  }

  // Three cycles leave about rho^3 of the solution, rho ~ 0.1 at 128x8 and 0.2 at 16x4: 5 % is generous. Where reads
  // go wrong, the case says how far.
  void require_solution() {
    ours();
    rival();
    const arma::cx_mat difference = out_[0].x.matrix(n_lane - 1) - x_;
    if (!(arma::norm(difference, "fro") < shape_.tolerance * arma::norm(x_, "fro")))
      throw std::runtime_error("bench: the analogue solver is far from the double-precision solution");
  }

  BenchRow measured(bool quick) {
    require_solution();
    const double vectors = static_cast<double>(n_lane) * shape_.n_vector * 1e-6;
    BenchWork other{[&] { rival(); }, vectors};
    std::optional<LineByLine> lines;
    if (shape_.reads) {
      lines.emplace(solver_, 2 * static_cast<std::size_t>(shape_.n_user));
      other = {[&] { lines->multiply(); }, 1e-6 / 3.0};
    }
    const BenchRates rates = measure({{[&] { ours(); }, vectors}, other}, quick ? 1 : 9, quick ? 0.005 : 0.1);
    BenchRow row;
    row.name = name();
    row.size = fmt::format("{}x{}x{}", shape_.n_rx, shape_.n_user, shape_.n_vector);
    row.value = rates.median[0];
    row.unit = "M vectors/s";
    row.rival = shape_.reads ? "line by line in double, 3 products alone" : "Armadillo double, digital solve";
    row.rival_value = rates.median[1];
    row.ratio = rates.median[0] / rates.median[1];
    row.spread = rates.spread[0];
    return row;
  }

 private:
  // Through ADCs the cells have the errors of devices unless it says "exact".
  std::string name() const {
    if (!shape_.reads) return fmt::format("rram-zf, 3 cycles, {}", shape_.fidelity);
    const std::string rows = shape_.rows_per_read > 0 ? fmt::format("{}", shape_.rows_per_read) : "all";
    const bool exact = shape_.fidelity == std::string_view("quantised");
    return fmt::format("rram-zf, {} rows, {}-bit ADC{}", rows, shape_.adc_bits, exact ? ", exact" : "");
  }

  Case shape_;
  rram::SolverConfig solver_;
  MatrixBatch g_, z_;
  std::unique_ptr<GramDetector> detector_;
  std::vector<Estimate> out_{1};
  std::uint32_t frame_ = 0;
  std::vector<arma::cx_mat> rival_g_, rival_z_;
  arma::cx_mat x_;
};

// One Gram matrix, of 16 antennas per user, written to arrays with device errors.
BenchRow bench_programming(int n_user, bool quick) {
  RngStream channel({1, 0, 0}, Purpose::channel);
  const auto n = static_cast<arma::uword>(n_user);
  arma::cx_mat h(16 * n, n);
  for (arma::cx_double& element : h) element = {channel.normal(), channel.normal()};
  const arma::mat a = rram::embed_complex(h.t() * h);
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name("converter");
  std::uint32_t frame = 0;
  const BenchRates rates = measure({{[&] {
                                       RngStream device({1, 0, frame++}, Purpose::device_program);
                                       (void)rram::program(a, config, device);
                                     },
                                     1e-3}},
                                   quick ? 1 : 9, quick ? 0.005 : 0.1);
  BenchRow row;
  row.name = "programming with device draws";
  row.size = fmt::format("{0}x{0}", 2 * n_user);
  row.value = rates.median[0];
  row.unit = "k matrices/s";
  row.spread = rates.spread[0];
  return row;
}

}  // namespace

std::vector<Benchmark> solver_benchmarks(bool quick) {
  std::vector<Benchmark> all;
  for (const Case& shape :
       {Case{16, 4, 168, "converter"}, Case{128, 8, 168, "converter"}, Case{128, 8, 1, "converter"},
        Case{128, 16, 168, "converter"}, Case{256, 32, 168, "converter"}, Case{128, 8, 168, "converter", true, 2},
        Case{128, 8, 168, "converter", true, 4}, Case{128, 8, 168, "quantised", true, 0, 5},
        Case{128, 8, 168, "converter", true, 0, 5, 0.2}, Case{128, 8, 168, "circuit"}, Case{128, 8, 168, "transient"}})
    all.push_back([=] { return std::vector{SolverCase(shape).measured(quick)}; });
  for (const int n_user : {8, 16, 32}) all.push_back([=] { return std::vector{bench_programming(n_user, quick)}; });
  return all;
}

}  // namespace ohmimo::bench
