#include "apps/stream/receiver.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "apps/fronthaul/capture.hpp"

namespace ohmimo::stream {

using Clock = std::chrono::steady_clock;

namespace {

std::int64_t steady_now_ns() {
  return std::chrono::nanoseconds(Clock::now().time_since_epoch()).count();
}

// Slots in memory, open ones and those that wait for detection: 12 of these, fewer where they would take more than
// 256 MB.
std::size_t places(const StreamShape& shape, const AssemblyRules& rules) {
  const std::size_t slot_bytes = 4 * shape.n_subcarrier() * static_cast<std::size_t>(shape.n_rx * shape.n_symbol);
  return static_cast<std::size_t>(rules.open_slots) + std::clamp<std::size_t>((256U << 20) / slot_bytes, 2, 12);
}

// Everything behind the source of packets. take(), pass() and finish() belong to one thread.
class Receiving {
 public:
  Receiving(const ReceiverPlan& plan, const AssemblyRules& rules)
      : plan_(plan),
        pool_(plan.crew.shape, places(plan.crew.shape, rules)),
        assembly_(plan.crew.shape, rules, pool_),
        crew_(plan.crew, pool_) {
    if (!plan.record.empty()) record_.emplace(plan.record, plan.record_comment);
    state_.accounts = assembly_.accounts();
  }

  void take(std::span<const std::uint8_t> datagram, const Arrival& arrival) {
    if (first_ns_ == 0) first_ns_ = arrival.time_ns;
    last_ns_ = arrival.time_ns;
    if (record_) record(datagram, arrival);
    assembly_.take(datagram, arrival);
    if (arrival.time_ns - told_ns_ > 20'000'000) tell();
  }
  void pass(std::int64_t now_ns) {
    assembly_.pass(now_ns);
    tell();
  }
  void finish() {
    assembly_.finish();
    pool_.end();
    tell();
    if (record_) record_->close();
  }
  const std::string& record_fault() const { return record_fault_; }
  bool is_done(std::int64_t now_ns) const {
    const bool enough = plan_.n_slot > 0 && n_slot() >= plan_.n_slot;
    const double limit_s = first_ns_ > 0 ? plan_.idle_s : plan_.wait_s;
    const double quiet_s = 1e-9 * static_cast<double>(now_ns - (first_ns_ > 0 ? last_ns_ : begun_ns_));
    return enough || (limit_s > 0 && quiet_s > limit_s) || crew_.failed();
  }

  ReceiverState state() const {
    const std::lock_guard lock(mutex_);
    return state_;
  }
  DetectionCrew& crew() { return crew_; }

  ReceiverReport report() {
    crew_.join();
    return {state(), crew_.totals(), crew_.earlier_totals()};
  }

 private:
  // A recording that cannot go on ends; the stream goes on.
  void record(std::span<const std::uint8_t> datagram, const Arrival& arrival) {
    try {
      record_->write(datagram, arrival.time_ns, arrival.source,
                     fronthaul::loopback_for(arrival.source, plan_.record_port));
    } catch (const std::runtime_error& error) {
      record_fault_ = error.what();
      record_.reset();
    }
  }
  std::uint64_t n_slot() const {
    const Accounts& a = assembly_.accounts();
    return a.complete + a.incomplete + a.skipped + a.missed;
  }
  void tell() {
    const std::lock_guard lock(mutex_);
    told_ns_ = last_ns_;
    state_.accounts = assembly_.accounts();
    state_.seconds = 1e-9 * static_cast<double>(last_ns_ - first_ns_);
    state_.on_air_s = static_cast<double>(n_slot()) * slot_seconds(plan_.crew.shape.format.scs_khz);
  }

  const ReceiverPlan& plan_;
  SlotPool pool_;
  Assembly assembly_;
  DetectionCrew crew_;
  std::optional<fronthaul::CaptureWriter> record_;
  std::string record_fault_;
  const std::int64_t begun_ns_ = steady_now_ns();
  std::int64_t first_ns_ = 0, last_ns_ = 0, told_ns_ = 0;
  mutable std::mutex mutex_;
  ReceiverState state_;
};

// Looks on from the calling thread until the work is over.
void look_on(Receiving& receiving, const ReceiverWatch& watch, const std::atomic<bool>& over) {
  while (!over) {
    std::this_thread::sleep_for(std::chrono::duration<double>(1.0 / watch.rate_hz));
    if (watch.look) watch.look(receiving.state(), receiving.crew());
  }
}

// What step() throws becomes a sentence, of which the first one counts: what was received stands.
void guarded(const std::function<void()>& step, std::string& fault) {
  try {
    step();
  } catch (const std::exception& error) {
    if (fault.empty()) fault = error.what();
  }
}

// Runs work() in a thread of its own, which ends with all slots detected.
ReceiverReport run(Receiving& receiving, const ReceiverWatch& watch, const std::function<void()>& work) {
  std::atomic<bool> over{false};
  std::string fault;
  std::jthread worker([&] {
    guarded(work, fault);
    guarded([&] { receiving.finish(); }, fault);
    over = true;
  });
  look_on(receiving, watch, over);
  worker.join();
  ReceiverReport report = receiving.report();
  report.fault = fault.empty() ? receiving.record_fault() : fault;
  if (watch.look) watch.look(report.state, receiving.crew());
  return report;
}

}  // namespace

ReceiverReport receive_stream(const ReceiverPlan& plan, const ListenPlan& listen, const std::atomic<bool>& interrupt,
                              const ReceiverWatch& watch) {
  PacketRing ring(std::max<std::size_t>(64, listen.ring_bytes / listen.datagram_bytes), listen.datagram_bytes);
  UdpReceiver socket(listen.at, listen.receive_buffer_bytes, ring);
  Receiving receiving(plan, plan.rules);
  if (watch.listening) watch.listening(socket.port(), socket.receive_buffer_bytes());
  std::jthread copying([&] { socket.run(); });
  struct Stop {  // whatever ends the rest
    UdpReceiver& socket;
    ~Stop() { socket.stop(); }
  } const stop{socket};
  ReceiverReport report = run(receiving, watch, [&] {
    while (!interrupt && !receiving.is_done(steady_now_ns())) {
      if (!ring.wait(std::chrono::milliseconds(20))) {
        receiving.pass(steady_now_ns());
        continue;
      }
      receiving.take(ring.front_bytes(), ring.front());
      ring.pop();
    }
  });
  report.state.receive_buffer_bytes = socket.receive_buffer_bytes();
  return report;
}

ReceiverReport receive_capture(const ReceiverPlan& plan, const std::string& path, std::uint16_t port,
                               const std::atomic<bool>& interrupt, const ReceiverWatch& watch) {
  fronthaul::CaptureReader reader(path);
  AssemblyRules rules = plan.rules;
  rules.wait_for_places = true;
  ReceiverPlan still = plan;
  still.crew.live = false;
  still.idle_s = still.wait_s = 0.0;  // its times are those of the capture
  Receiving receiving(still, rules);
  std::map<std::uint16_t, std::uint64_t> other_ports;
  ReceiverReport report = run(receiving, watch, [&] {
    fronthaul::CapturedDatagram datagram;
    while (!interrupt && !receiving.is_done(0) && reader.next(datagram)) {
      if (port != 0 && datagram.udp.to.port != port && datagram.udp.to.port != 0) {
        ++other_ports[datagram.udp.to.port];
        continue;
      }
      Arrival arrival;
      arrival.time_ns = datagram.time_ns;
      arrival.source = datagram.udp.from;
      arrival.length = static_cast<std::uint32_t>(datagram.udp.payload.size());
      arrival.cut = datagram.udp.cut;
      receiving.take(datagram.udp.payload, arrival);
    }
  });
  report.other_ports = std::move(other_ports);
  return report;
}

}  // namespace ohmimo::stream
