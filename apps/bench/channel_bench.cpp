#include "apps/bench/channel_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/bench/ray_sum_rival.hpp"
#include "apps/config/run.hpp"
#include "apps/link/link_frame.hpp"
#include "apps/link/workers.hpp"
#include "channel/response.hpp"
#include "phy/simd/kernels.hpp"

namespace ohmimo::bench {
namespace {

constexpr int n_rx = 64, n_user = 8, n_prb = 51;

// A slot of 51 PRB with moving users.
struct SlotCase {
  Config config;
  Run run;

  SlotCase(const std::string& channel, const std::string& granularity) : config(config_of(channel, granularity)) {
    run = make_run(config);
  }
  static Config config_of(const std::string& channel, const std::string& granularity) {
    Config config;
    config.link.n_rx = n_rx;
    config.link.n_user = n_user;
    config.channel.model = channel;
    config.scene.speed_kmh = 30.0;
    config.slot.grid.n_prb = n_prb;
    config.slot.granularity = granularity;
    config.detector.names = {"mmse"};
    return config;
  }
  const UplinkConfig& uplink() const { return run.link.uplink; }
  std::string size() const {
    return fmt::format("{}x{}, {} PRB, {} symbols", n_rx, n_user, n_prb, config.slot.grid.n_symbol);
  }
};

// All channels of slots, nothing else: paths, phases, and H of every channel of the granularity.
class ChannelsOfSlots {
 public:
  explicit ChannelsOfSlots(const UplinkConfig& config)
      : times_s_(config.slot->grid.symbol_times_s()), model_(path_model(config)), axis_(frequency_axis(*config.slot)) {
    if (config.slot->granularity != Granularity::resource_element) times_s_ = {times_s_[times_s_.size() / 2]};
  }

  void draw(std::uint32_t number) {
    model_->draw({1, 0, number}, times_s_, paths_);
    response_.prepare(paths_, axis_);
  }
  void respond() {
    for (std::size_t first = 0; first < axis_.count; first += piece)
      for (std::size_t t = 0; t < times_s_.size(); ++t) respond(first, t);
  }
  const MatrixBatch& respond(std::size_t first, std::size_t time) {
    h_.resize(std::min(piece, axis_.count - first), n_rx, n_user);
    response_.evaluate(paths_, time, first, h_);
    return h_;
  }
  const FrequencyAxis& axis() const { return axis_; }
  const std::vector<double>& times_s() const { return times_s_; }
  // Real multiply-adds of the products of paths and phases, of the channels asked for.
  double multiply_adds() const {
    return 4.0 * static_cast<double>(paths_.n_path * n_rx * n_user * axis_.count * times_s_.size());
  }

  static constexpr std::size_t piece = 2 * n_lane;

 private:
  std::vector<double> times_s_;
  std::unique_ptr<PathModel> model_;
  FrequencyAxis axis_;
  PathSet paths_;
  FrequencyResponse response_;
  MatrixBatch h_;
};

// rms difference over rms channel on resource elements over the whole slot.
void require_same_channel(ChannelsOfSlots& ours, const RaySumRival& rival) {
  double difference = 0.0, power = 0.0;
  for (std::size_t first = 0; first < ours.axis().count; first += 9 * ChannelsOfSlots::piece)
    for (std::size_t t = 0; t < ours.times_s().size(); t += 5) {
      const MatrixBatch& h = ours.respond(first, t);
      for (std::size_t u = 0; u < n_user; ++u) {
        const arma::cx_fvec theirs = rival.channel(u, ours.axis().at(first + 3), ours.times_s()[t]);
        for (std::size_t rx = 0; rx < n_rx; ++rx) {
          difference += std::norm(h.get(3, rx, u) - theirs(rx));
          power += std::norm(theirs(rx));
        }
      }
    }
  const double relative = std::sqrt(difference / power);
  if (!(relative < 1e-5)) throw std::runtime_error(fmt::format("bench: channels differ by {:.1e}", relative));
}

BenchRow against_ray_sum(const SlotCase& c, ChannelsOfSlots& ours, bool quick) {
  ours.draw(0);
  const RaySumRival rival(c.config.scene.resolved(), n_rx, n_user, {1, 0, 0});
  require_same_channel(ours, rival);
  const std::size_t n_sample = 64;  // resource elements of the rival: its time does not depend on which
  const double n_element = static_cast<double>(ours.axis().count * ours.times_s().size());
  std::uint32_t number = 0;
  const BenchRates rates = measure({{[&] {
                                       ours.draw(number++);
                                       ours.respond();
                                     },
                                     1.0},
                                    {[&] {
                                       for (std::size_t k = 0; k < n_sample; ++k)
                                         for (std::size_t u = 0; u < n_user; ++u)
                                           rival.channel(u, ours.axis().at(k), ours.times_s().back());
                                     },
                                     static_cast<double>(n_sample) / n_element}},
                                   quick ? 1 : 11, quick ? 0.01 : 0.2);
  return against_rival({.name = "channel cdl-c, every resource element",
                        .size = c.size(),
                        .unit = "slots/s per core",
                        .rival = "Armadillo, sum over rays"},
                       rates);
}

// MMSE detection of the first piece of a slot, again and again.
class PieceDetection {
 public:
  PieceDetection(const Run& run, double noise_var)
      : detector_(make_detector(run.link.detectors.front())), estimates_(detector_->n_estimate()) {
    SlotUplink uplink(run.link.uplink, run.link.constellation);
    uplink.begin({1, 0, 0}, noise_var);
    uplink.draw(uplink.pieces().front(), frame_, truth_);
    const SlotPiece& last = uplink.pieces().back();
    share_ = static_cast<double>(uplink.pieces().front().n) / static_cast<double>(last.first_channel + last.n);
  }
  void run() { detector_->prepare_and_detect(frame_.h, frame_.y, {frame_.noise_var, frame_.id}, estimates_); }
  double share() const { return share_; }  // of the channels of a slot

 private:
  std::unique_ptr<Detector> detector_;
  std::vector<Estimate> estimates_;
  UplinkFrame frame_;
  FrameTruth truth_;
  double share_ = 0.0;
};

// What a slot takes: paths and phases, the product of gains and phases, and beside it MMSE detection.
std::vector<BenchRow> bench_steps(const SlotCase& c, ChannelsOfSlots& ours, bool quick) {
  std::uint32_t number = 0;
  ours.draw(number++);
  LinkFrame link(c.run.link);
  FrameCount count;
  const double noise_var = c.run.noise_var(8.0);
  PieceDetection detection(c.run, noise_var);
  float sink = 0.f;
  const double probe_adds = 12.0 * static_cast<double>(simd::kernels().width) * 1e5;
  const BenchRates rates = measure({{[&] { ours.draw(number++); }, 1.0},
                                    {[&] { ours.respond(); }, 1.0},
                                    {[&] { simd::kernels().multiply_add_probe(100000, &sink); }, probe_adds},
                                    {[&] {
                                       link.run({1, 0, number++}, noise_var, count);
                                     },
                                     1.0},
                                    {[&] { detection.run(); }, detection.share()}},
                                   quick ? 1 : 11, quick ? 0.01 : 0.2);
  const auto milliseconds = [&](std::size_t k) { return 1e3 / rates.median[k]; };
  const double peak = ours.multiply_adds() * rates.median[1] / rates.median[2];
  return {{fmt::format("  {}: paths and phases", c.config.channel.model), c.size(), milliseconds(0), "ms per slot", "",
           0, 0, 0, rates.spread[0]},
          {"  gains times phases", c.size(), milliseconds(1), "ms per slot", "", 0, 0, peak, rates.spread[1]},
          {"  detection, mmse", c.size(), milliseconds(4), "ms per slot", "", 0, 0, 0, rates.spread[4]},
          {"  whole link with mmse", c.size(), milliseconds(3), "ms per slot", "", 0, 0, 0, rates.spread[3]}};
}

std::vector<BenchRow> bench_model(const std::string& channel, bool quick) {
  const SlotCase c(channel, "re");
  ChannelsOfSlots ours(c.uplink());
  std::vector<BenchRow> rows;
  if (channel == "cdl-c") rows.push_back(against_ray_sum(c, ours, quick));
  for (BenchRow& row : bench_steps(c, ours, quick)) rows.push_back(std::move(row));
  return rows;
}

// Fewer channels per slot.
std::vector<BenchRow> bench_granularity(const std::string& granularity, bool quick) {
  const SlotCase exact("cdl-c", "re"), c("cdl-c", granularity);
  ChannelsOfSlots all(exact.uplink()), fewer(c.uplink());
  std::uint32_t number = 0;
  const auto work = [&](ChannelsOfSlots& channels) {
    return BenchWork{[&] {
                       channels.draw(number++);
                       channels.respond();
                     },
                     1.0};
  };
  return {against_rival({.name = fmt::format("channel cdl-c, one per {}", granularity),
                         .size = c.size(),
                         .unit = "slots/s per core",
                         .rival = "every resource element"},
                        measure({work(fewer), work(all)}, quick ? 1 : 11, quick ? 0.01 : 0.2))};
}

// The engine as `ohmimo ber` runs it, on the wall clock. So many slots that the memory of a thread, which is fresh in
// every call, costs little.
std::vector<BenchRow> bench_threads(bool quick) {
  const SlotCase c("cdl-c", "re");
  const std::uint64_t frames = quick ? 4 : 48;
  std::uint32_t point = 0;
  const auto work = [&](int threads) {
    return BenchWork{[&, threads] {
                       RunControl control;
                       control.threads = threads;
                       run_point(c.run.link, {1, point++, c.run.noise_var(8.0)}, {~0ull, frames, 1e9}, control);
                     },
                     static_cast<double>(frames)};
  };
  return {against_rival(
      {.name = "  engine, 2 threads: cdl-c, mmse", .size = c.size(), .unit = "slots/s", .rival = "the same, 1 thread"},
      measure({work(2), work(1)}, quick ? 1 : 7, 0.1, BenchClock::wall))};
}

}  // namespace

std::vector<Benchmark> channel_benchmarks(bool quick) {
  return {[=] { return bench_model("cdl-c", quick); },     [=] { return bench_model("umi", quick); },
          [=] { return bench_model("tdl-c", quick); },     [=] { return bench_granularity("subcarrier", quick); },
          [=] { return bench_granularity("prb", quick); }, [=] { return bench_threads(quick); }};
}

}  // namespace ohmimo::bench
