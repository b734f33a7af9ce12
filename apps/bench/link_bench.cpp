#include "apps/bench/link_bench.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "apps/bench/armadillo_chain.hpp"
#include "apps/config/run.hpp"
#include "apps/link/link_frame.hpp"

namespace ohmimo::bench {
namespace {

// One size on one of the two paths.
struct LinkCase {
  LinkConfig link;
  LinkShape shape;
  double noise_var;
  double bits_per_frame;
  std::string path, size;

  LinkCase(int n_rx, int n_user, const char* exact_statistics) {
    Config config;
    config.link.n_rx = n_rx;
    config.link.n_user = n_user;
    config.detector.names = {"mmse"};
    config.channel.exact_statistics = exact_statistics;
    const Run run = make_run(config);
    link = run.link;
    shape = run.shape;
    noise_var = noise_var_from_snr_db(8.0, SnrKind::rx_antenna, shape);
    bits_per_frame = 1.0 * link.uplink.n_channel * n_user * link.constellation.bits_per_symbol;
    path = link.uplink.exact_statistics ? "exact statistics" : "every antenna";
    size = fmt::format("{}x{} {}", n_rx, n_user, config.link.modulation);
  }
};

// Both error rates estimate the same number; channels are independent, the errors of one channel are not: compare by
// the deviation of the mean of n channels with a design effect of 4, at 6 deviations.
void require_same_ber(std::uint64_t ours, double our_bits, std::uint64_t rival, double rival_bits) {
  const double p = static_cast<double>(ours) / our_bits, q = static_cast<double>(rival) / rival_bits;
  if (std::abs(p - q) > 6.0 * std::sqrt(4.0 * (p / our_bits + q / rival_bits)))
    throw std::runtime_error(fmt::format("bench: our BER {:.3e} and Armadillo's {:.3e} differ", p, q));
}

BenchRow bench_rate(const LinkCase& c, bool quick) {
  LinkFrame ours(c.link);
  ArmadilloChain rival(c.shape.n_rx, c.shape.n_user, c.link.constellation);
  const int n_rival = 64;
  const double rival_bits = c.bits_per_frame / c.link.uplink.n_channel * n_rival;
  FrameCount count;
  ErrorCount sum;
  for (std::uint32_t frame = 0; frame < 100; ++frame) {
    ours.run({1, 0, frame}, c.noise_var, count);
    sum += count.counts[0];
  }
  const std::uint64_t rival_errors = rival.run(20 * n_rival, c.noise_var);
  require_same_ber(sum.bit_errors, static_cast<double>(sum.bits), rival_errors, 20 * rival_bits);

  std::uint32_t frame = 0;
  const BenchRates rates = measure({{[&] {
                                       ours.run({1, 0, frame++}, c.noise_var, count);
                                     },
                                     c.bits_per_frame * 1e-6},
                                    {[&] { rival.run(n_rival, c.noise_var); }, rival_bits * 1e-6}},
                                   quick ? 1 : 11, quick ? 0.01 : 0.1);
  return against_rival({.name = "link mmse, " + c.path,
                        .size = c.size,
                        .unit = "Mbit/s per core",
                        .rival = "Armadillo, one matrix at a time"},
                       rates);
}

// The steps one by one, again and again on the same frame (y keeps growing, which no step minds): CPU time per vector.
std::vector<BenchRow> bench_steps(const LinkCase& c, bool quick) {
  LinkFrame frame(c.link);
  FrameCount count;
  std::uint32_t number = 0;
  frame.run({1, 0, number++}, c.noise_var, count);
  const double vectors = c.link.uplink.n_channel;
  const BenchRates rates = measure({{[&] {
                                       frame.draw({1, 0, number++}, c.noise_var);
                                     },
                                     vectors},
                                    {[&] { frame.transmit(); }, vectors},
                                    {[&] { frame.detect(); }, vectors},
                                    {[&] { frame.count(count); }, vectors}},
                                   quick ? 1 : 11, quick ? 0.01 : 0.05);
  std::vector<BenchRow> rows;
  for (const char* step : {"random numbers", "channel y = Hx + w", "detection", "counting"}) {
    const std::size_t k = rows.size();
    rows.push_back(
        {fmt::format("  {}", step), c.size, 1e9 / rates.median[k], "ns per vector", "", 0, 0, 0, rates.spread[k]});
  }
  return rows;
}

// The engine as `ohmimo ber` runs it, on the wall clock and, for machines that are not idle, per second of CPU.
std::vector<BenchRow> bench_threads(const LinkCase& c, bool quick) {
  const double seconds = quick ? 0.005 : 0.1;
  const auto frames =
      static_cast<std::uint64_t>(1 + seconds * (c.link.uplink.exact_statistics ? 4e8 : 6e7) / c.bits_per_frame);
  std::uint32_t point = 0;
  const auto work = [&](int threads) {
    return BenchWork{[&, threads] {
                       RunControl control;
                       control.threads = threads;
                       run_point(c.link, {1, point++, c.noise_var}, {~0ull, frames, 1e9}, control);
                     },
                     c.bits_per_frame * static_cast<double>(frames) * 1e-6};
  };
  std::vector<BenchRow> rows;
  for (BenchClock clock : {BenchClock::wall, BenchClock::process_cpu}) {
    const BenchRates rates = measure({work(2), work(1)}, quick ? 1 : 11, seconds, clock);
    const bool wall = clock == BenchClock::wall;
    rows.push_back(against_rival({.name = fmt::format("  engine, 2 threads{}", wall ? "" : ", efficiency"),
                                  .size = c.size,
                                  .unit = wall ? "Mbit/s" : "Mbit per CPU s",
                                  .rival = "the same, 1 thread"},
                                 rates));
  }
  return rows;
}

std::vector<BenchRow> bench_chain(int n_rx, int n_user, const char* exact_statistics, bool quick) {
  const LinkCase c(n_rx, n_user, exact_statistics);
  std::vector<BenchRow> rows = {bench_rate(c, quick)};
  for (BenchRow& row : bench_steps(c, quick)) rows.push_back(std::move(row));
  for (BenchRow& row : bench_threads(c, quick)) rows.push_back(std::move(row));
  return rows;
}

// A frame with a new channel for every vector, as the detector sees it.
struct NewChannels {
  LinkFrame frame;
  double vectors;

  static Run run_of(const Config& config, const char* detector) {
    Config named = config;
    named.detector.names = {detector};
    return make_run(named);
  }
  NewChannels(const Config& config, const char* detector) : NewChannels(run_of(config, detector)) {}
  explicit NewChannels(const Run& run) : frame(run.link), vectors(run.link.uplink.n_channel) {
    FrameCount count;
    frame.run({1, 0, 0}, noise_var_from_snr_db(10.0, SnrKind::rx_antenna, run.shape), count);
  }
  BenchWork detection() {
    return {[this] { frame.detect(); }, vectors};
  }
};

// What programming and the first solve of a channel take, against the digital detector on the same channels.
BenchRow bench_new_channels(int n_rx, int n_user, const char* fidelity, bool quick) {
  Config config;
  config.link.n_rx = n_rx;
  config.link.n_user = n_user;
  config.solver.fidelity = fidelity;
  NewChannels analogue(config, "rram-zf"), digital(config, "zf");
  const BenchRates rates = measure({analogue.detection(), digital.detection()}, quick ? 1 : 11, quick ? 0.01 : 0.05);
  return against_rival({.name = fmt::format("rram-zf, new channels, {}", fidelity),
                        .size = fmt::format("{}x{}", n_rx, n_user),
                        .unit = "vectors/s",
                        .rival = "zf on the same channels"},
                       rates);
}

}  // namespace

std::vector<Benchmark> link_benchmarks(bool quick) {
  std::vector<Benchmark> all;
  for (const std::pair<int, int>& shape : {std::pair{16, 4}, {64, 8}, {128, 8}})
    for (const char* exact_statistics : {"off", "on"})
      all.push_back([=] { return bench_chain(shape.first, shape.second, exact_statistics, quick); });
  for (const std::pair<int, int>& shape : {std::pair{128, 8}, {64, 16}, {128, 32}})
    for (const char* fidelity : {"converter", "circuit"})
      all.push_back([=] { return std::vector{bench_new_channels(shape.first, shape.second, fidelity, quick)}; });
  return all;
}

}  // namespace ohmimo::bench
