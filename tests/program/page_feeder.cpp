// Shows made-up states on the live page, for tests of the page alone: page_feeder [--users N] [--antennas N]
// [--page PORT]
// [--control] [--seconds S]. Prints the address; ends after S seconds (60) or at Ctrl-C. Words it does not know are
// left to the program that it stands for (tests/program/live_page).
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <complex>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "apps/stream/page/live_page.hpp"
#include "apps/stream/page/live_state.hpp"

namespace {

using namespace ohmimo::stream;
using Clock = std::chrono::steady_clock;

struct FeederOptions {
  int n_user = 8;
  int n_rx = 64;
  double seconds = 60.0;
  bool control = false;
  std::uint16_t port = 0;
};

FeederOptions options_of(int argc, char** argv) {
  FeederOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--control") options.control = true;
    if (i + 1 == argc) continue;
    if (word == "--users") options.n_user = std::atoi(argv[i + 1]);
    if (word == "--antennas") options.n_rx = std::atoi(argv[i + 1]);
    if (word == "--page") options.port = static_cast<std::uint16_t>(std::atoi(argv[i + 1]));
    if (word == "--seconds") options.seconds = std::atof(argv[i + 1]);
  }
  return options;
}

LiveRun run_of(const FeederOptions& options) {
  LiveRun run;
  run.title = "made-up states";
  run.n_rx = options.n_rx;
  run.n_user = options.n_user;
  run.modulation = "64-QAM";
  run.snr_db = 14.0;
  run.channel = "rayleigh";
  run.csi = "lmmse";
  run.format = "bfp9";
  run.version = "0";
  run.seed = 18446744073709551615U;
  run.config_hash = "0123456789abcdef";
  run.control = options.control;
  run.available = {{"mrc", "MRC", {}}, {"zf", "ZF", {}}, {"mmse", "MMSE", {}}, {"analogue", "analogue MMSE", {1}}};
  run.detectors = {{"mmse", "MMSE", {}}, {"analogue", "analogue MMSE", {1, 2, 3, 5}}};
  for (int i = 0; i < 64; ++i) {
    run.ideal.emplace_back((2.0F * (i % 8) - 7.0F) / std::sqrt(42.0F), (2.0F * (i / 8) - 7.0F) / std::sqrt(42.0F));
  }
  return run;
}

class Feeder {
 public:
  explicit Feeder(const FeederOptions& options) : run_(run_of(options)) { fill_flows(); }

  // What the next 200 ms bring.
  LiveState next() {
    time_s_ += 0.2;
    LiveState state;
    state.run = run_;
    state.time_s = time_s_;
    state.notice = notice_;
    slots_.done += 400;
    slots_.skipped += time_s_ > 2.0 && std::fmod(time_s_, 7.0) < 0.2 ? 3 : 0;
    state.slots = slots_;
    const double wave = 1.0 + 0.3 * std::sin(time_s_ / 3.0);
    state.real_time_factor = 1.0;
    state.rate_mbps = 812.4 * wave;
    state.packets_per_s = 71680.0 * wave;
    state.latency = {210.0 * wave, 480.0 * wave, 900.0 * wave * wave, 2100.0};
    add_packets();
    state.packets = packets_;
    state.flows = flows_;
    for (const LiveDetector& detector : run_.detectors) {
      if (detector.cycles.empty()) state.curves.push_back(curve(detector.name, 0, wave));
      for (int cycle : detector.cycles) state.curves.push_back(curve(detector.name, cycle, wave));
    }
    return state;
  }

  void obey(const ControlRequest& request) {
    std::vector<LiveDetector> chosen;
    for (const std::string& name : request.detectors) {
      const auto known = std::ranges::find(run_.available, name, &LiveDetector::name);
      if (known == run_.available.end()) {
        notice_ = fmt::format("There is no detector {}.", name);
        return;
      }
      chosen.push_back(*known);
      if (!known->cycles.empty() && !request.cycles.empty()) chosen.back().cycles = request.cycles;
    }
    run_.detectors = chosen;
    notice_ = "Detectors changed.";
  }

 private:
  void fill_flows() {
    for (int i = 0; i < run_.n_rx; ++i) flows_.push_back({.eaxc = i});
  }

  void add_packets() {
    for (LiveFlow& flow : flows_) {
      const std::uint64_t lost = flow.eaxc % 9 == 4 && time_s_ > 1.0 ? random_() % 30 : 0;
      flow.received += 224 - lost;
      flow.lost += lost;
      packets_.received += 224 - lost;
      packets_.lost += lost;
    }
    packets_.reordered += 2;
    packets_.late += random_() % 2;
  }

  LiveCurve curve(const std::string& detector, int cycle, double wave) {
    const double spread = 0.05 * wave * (cycle == 0 ? 1.0 : 1.0 + 4.0 / (cycle * cycle));
    LiveCurve curve;
    curve.detector = detector;
    curve.cycle = cycle;
    curve.bits = static_cast<std::uint64_t>(time_s_ * 2.7e7);
    curve.recent_ber = 0.3 * std::erfc(0.154 / (spread * std::sqrt(2.0)));
    if (curve.recent_ber < 1e-6) curve.recent_ber = 0.0;
    curve.bit_errors = static_cast<std::uint64_t>(curve.recent_ber * static_cast<double>(curve.bits));
    curve.ber = curve.recent_ber;
    curve.ber_low = 0.8 * curve.ber;
    curve.ber_high = 1.2 * curve.ber + 3.0 / static_cast<double>(curve.bits);
    curve.evm_db = 20.0 * std::log10(spread * std::sqrt(2.0));
    if (cycle > 0) curve.energy_nj = 12.5 + 30.0 * cycle * wave;
    for (int i = -8; i <= 8; ++i) curve.llr.edges.push_back(5.0 * i);
    curve.llr.counts.emplace_back(16, 0);
    for (int i = 0; i < 3000; ++i) {
      const double llr = (random_() % 2 == 0 ? 1.0 : -1.0) * 14.0 + normal_(random_) * 6.0 / wave;
      curve.llr.counts[0][static_cast<std::size_t>(std::clamp((llr + 40.0) / 5.0, 0.0, 15.0))] += 1;
    }
    for (int user = 0; user < run_.n_user; ++user) {
      curve.evm_percent.push_back(100.0 * spread * std::sqrt(2.0) * (1.0 + 0.05 * user));
      std::vector<std::complex<float>> points;
      for (int i = 0; i < 200; ++i) {
        const std::complex<float> noise(normal_(random_), normal_(random_));
        points.push_back(run_.ideal[random_() % run_.ideal.size()] +
                         static_cast<float>(spread * (1.0 + 0.05 * user)) * noise);
      }
      curve.points.push_back(std::move(points));
    }
    return curve;
  }

  LiveRun run_;
  std::string notice_;
  double time_s_ = 0.0;
  LiveSlots slots_;
  LivePackets packets_;
  std::vector<LiveFlow> flows_;
  std::mt19937 random_;
  std::normal_distribution<float> normal_;
};

volatile std::sig_atomic_t interrupted = 0;

}  // namespace

int main(int argc, char** argv) {
  const FeederOptions options = options_of(argc, argv);
  std::signal(SIGINT, [](int) { interrupted = 1; });
  LivePageOptions page_options;
  page_options.port = options.port;
  page_options.control = options.control;
  LivePage page(page_options);
  fmt::print("page: {}\n", page.url());
  std::fflush(stdout);
  Feeder feeder(options);
  LiveState state;
  const Clock::time_point end =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.seconds));
  while (interrupted == 0 && Clock::now() < end) {
    while (const std::optional<ControlRequest> request = page.take_request()) feeder.obey(*request);
    state = feeder.next();
    page.publish(to_json(state));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  state.ended = true;
  page.publish(to_json(state));
}
