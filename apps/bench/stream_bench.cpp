#include "apps/bench/stream_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/config/run.hpp"
#include "apps/stream/loopback.hpp"

namespace ohmimo::bench {
namespace {

using namespace stream;

struct Shape {
  int n_rx, n_user, n_prb;
};

Run run_of(const Shape& shape) {
  Config config;
  config.link.n_rx = shape.n_rx;
  config.link.n_user = shape.n_user;
  config.link.modulation = "64qam";
  config.link.snr = snr_grid_from_text("12");
  config.channel.model = "tdl-c";
  config.slot.grid.n_prb = shape.n_prb;
  config.slot.fronthaul = "bfp9";
  config.csi.model = "ls";
  config.csi.pilots.dmrs_symbols = shape.n_user > 4 ? 2 : 1;
  config.csi.noise_var = "estimated";
  config.detector.names = {"mmse"};
  return make_run(config);
}

class LoopbackCase {
 public:
  explicit LoopbackCase(const Shape& shape) : run_(run_of(shape)) {
    StreamShape stream;
    stream.format = {run_.link.words->iq, true, {}, shape.n_prb, 30};
    stream.n_rx = shape.n_rx;
    stream.plan = fronthaul::packet_plan(stream.format, 1500, fronthaul::IpVersion::v4);
    sender_.link = receiver_.crew.link = run_.link;
    sender_.shape = receiver_.crew.shape = stream;
    sender_.noise_var = receiver_.crew.noise_var = run_.noise_var(run_.snr_db.front());
    sender_.repeat = receiver_.crew.repeat = 8;
  }

  // A stream of so many seconds at a pace of real time.
  LoopbackReport run(double pace, double seconds) {
    sender_.pace = pace;
    sender_.n_slot = static_cast<std::uint64_t>(std::max(4.0, pace * seconds / slot_seconds(30)));
    receiver_.n_slot = sender_.n_slot;
    return run_loopback(sender_, receiver_, {}, never_, {.rate_hz = 20.0});
  }

  // Every packet came, every slot was detected, and the sender kept the pace.
  static bool holds(const LoopbackReport& r, double pace) {
    const Accounts& a = r.received.state.accounts;
    return a.skipped == 0 && a.incomplete == 0 && a.missed == 0 && a.kernel_drops == 0 && a.complete == r.sent.slots &&
           r.sent.real_time_factor > 0.97 * pace;
  }

  // The fastest pace that holds, to a tenth.
  double fastest(double seconds) {
    double low = 0.0, high = 0.002;
    while (high < 64 && holds(run(high, seconds), high)) {
      low = high;
      high *= 2;
    }
    while (high > 1.1 * low && low > 0) {
      const double middle = std::sqrt(low * high);
      (holds(run(middle, seconds), middle) ? low : high) = middle;
    }
    return low;
  }

 private:
  Run run_;
  SenderPlan sender_;
  ReceiverPlan receiver_;
  std::atomic<bool> never_{false};
};

// At 80 % of the fastest pace.
std::vector<BenchRow> bench_shape(const Shape& shape, bool quick) {
  LoopbackCase loopback(shape);
  const double pace = quick ? 0.005 : 0.8 * loopback.fastest(1.0);
  const LoopbackReport report = loopback.run(pace, quick ? 0.2 : 10.0);
  const Accounts& a = report.received.state.accounts;
  const double seconds = report.received.state.seconds;
  const LatencyHistogram& t = report.received.totals.latency;
  const std::string size = fmt::format("{}x{} {} PRB", shape.n_rx, shape.n_user, shape.n_prb);
  const auto row = [&](std::string name, double value, std::string unit) {
    return BenchRow{.name = std::move(name), .size = size, .value = value, .unit = std::move(unit)};
  };
  return {row("stream, at 80 % of the fastest pace", static_cast<double>(a.complete) / seconds, "slots/s"),
          row("  packets", 1e-3 * static_cast<double>(a.datagrams) / seconds, "kpacket/s"),
          row("  payload", 8e-9 * static_cast<double>(a.bytes) / seconds, "Gb/s"),
          row("  of real time", report.received.state.on_air_s / seconds, "x"),
          row("  latency p50", 1e-3 * t.percentile_us(0.5), "ms"),
          row("  latency p99", 1e-3 * t.percentile_us(0.99), "ms"),
          row("  latency p99.9", 1e-3 * t.percentile_us(0.999), "ms"),
          row("  lost or skipped", static_cast<double>(a.all_antennas().lost + a.kernel_drops + a.skipped), "")};
}

}  // namespace

std::vector<Benchmark> stream_benchmarks(bool quick) {
  std::vector<Shape> shapes = {{16, 4, 24}, {16, 4, 51}, {64, 8, 24}, {64, 8, 51}};
  if (quick) shapes.resize(1);
  std::vector<Benchmark> benchmarks;
  for (const Shape& shape : shapes) benchmarks.push_back([=] { return bench_shape(shape, quick); });
  return benchmarks;
}

}  // namespace ohmimo::bench
