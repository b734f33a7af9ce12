// A small stream for tests: its configuration, its packets, and what a receiver makes of them.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "apps/config/run.hpp"
#include "apps/fronthaul/packet_plan.hpp"
#include "apps/stream/assembly.hpp"
#include "apps/stream/detection_crew.hpp"
#include "apps/stream/radio.hpp"
#include "apps/stream/slot_packets.hpp"

namespace ohmimo::stream {

struct StreamCase {
  Config config;
  Run run;
  StreamShape shape;
  double noise_var = 0.0;

  static Config small_config() {
    Config config;
    config.link.n_rx = 8;
    config.link.n_user = 2;
    config.link.modulation = "16qam";
    config.link.snr = snr_grid_from_text("8");
    config.channel.model = "tdl-c";
    config.slot.grid = {30, 5, 14};
    config.slot.fronthaul = "bfp9";
    config.csi.model = "lmmse";
    config.detector.names = {"mmse", "rram-mmse"};
    config.solver.cycles = {1, 2};
    return config;
  }

  explicit StreamCase(const Config& given = small_config(), int mtu = 1500) : config(given), run(make_run(given)) {
    shape.format = {run.link.words->iq, true, {}, config.slot.grid.n_prb, config.slot.grid.scs_khz};
    shape.n_rx = config.link.n_rx;
    shape.n_symbol = config.slot.grid.n_symbol;
    shape.plan = fronthaul::packet_plan(shape.format, mtu, fronthaul::IpVersion::v4);
    noise_var = run.noise_var(run.snr_db.front());
  }

  CrewPlan crew(int threads = 1) const {
    CrewPlan plan;
    plan.link = run.link;
    plan.shape = shape;
    plan.seed = run.id.seed;
    plan.noise_var = noise_var;
    plan.threads = threads;
    plan.live = false;
    return plan;
  }
};

using Packet = std::vector<std::uint8_t>;

// All packets of slots 0 .. n_slot - 1, in order.
inline std::vector<Packet> packets_of(const StreamCase& c, std::uint64_t n_slot, std::uint64_t first_slot = 0) {
  std::vector<Packet> packets;
  Radio radio(c.run.link, c.shape);
  SlotSamples samples(c.shape);
  SlotPackets pack(c.shape);
  for (std::uint64_t slot = first_slot; slot < first_slot + n_slot; ++slot) {
    radio.receive(c.run.id.seed, slot, c.noise_var, samples);
    for (int symbol = 0; symbol < c.shape.n_symbol; ++symbol)
      pack.symbol(samples, slot, symbol,
                  [&](std::span<const std::uint8_t> packet) { packets.emplace_back(packet.begin(), packet.end()); });
  }
  return packets;
}

inline const fronthaul::UdpAddress the_radio = fronthaul::v4_address({10, 0, 0, 1}, 5000);

inline Arrival arrival_at(std::int64_t time_ns, const fronthaul::UdpAddress& from = the_radio) {
  Arrival arrival;
  arrival.time_ns = time_ns;
  arrival.source = from;
  return arrival;
}

struct Outcome {
  Accounts accounts;
  FrameCount count;
};

// Everything through assembly and one detection thread; feed(take) hands the packets over, 1 us apart.
inline Outcome outcome_of(const StreamCase& c,
                          const std::function<void(const std::function<void(const Packet&)>&)>& feed,
                          AssemblyRules rules = {}) {
  rules.wait_for_places = true;
  SlotPool pool(c.shape, 6);
  Assembly assembly(c.shape, rules, pool);
  DetectionCrew crew(c.crew(), pool);
  std::int64_t time_ns = 0;
  feed([&](const Packet& packet) { assembly.take(packet, arrival_at(time_ns += 1000)); });
  assembly.finish();
  pool.end();
  crew.join();
  return {assembly.accounts(), crew.totals().count};
}

inline Outcome outcome_of(const StreamCase& c, const std::vector<Packet>& packets, const AssemblyRules& rules = {}) {
  return outcome_of(
      c,
      [&](const auto& take) {
        for (const Packet& packet : packets) take(packet);
      },
      rules);
}

}  // namespace ohmimo::stream
