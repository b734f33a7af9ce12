#include "apps/stream/sender.hpp"

#include <chrono>
#include <cmath>
#include <exception>
#include <memory>
#include <thread>
#include <vector>

#include "apps/fronthaul/capture.hpp"
#include "apps/stream/radio.hpp"
#include "apps/stream/slot_packets.hpp"

namespace ohmimo::stream {

using Clock = std::chrono::steady_clock;

namespace {

// Slots in order: new ones, made by a thread of their own while those before are sent, or some made beforehand.
class SlotSource {
 public:
  explicit SlotSource(const SenderPlan& plan)
      : plan_(plan), radio_(plan.link, plan.shape, plan.repeat), pool_(plan.shape, 3) {
    if (plan.repeat > 0)
      make_all();
    else
      maker_ = std::jthread([this] { make(); });
  }
  ~SlotSource() { pool_.end(); }

  // nullptr where a slot could not be made.
  const SlotSamples* take(std::uint64_t slot) {
    if (plan_.repeat > 0) return kept_[slot % plan_.repeat].get();
    taken_ = pool_.take();
    if (taken_ == nullptr && error_) std::rethrow_exception(error_);
    return taken_;
  }
  void give_back() {
    if (taken_ != nullptr) pool_.give_back(taken_);
    taken_ = nullptr;
  }
  // What the radio says of itself, from any thread.
  std::uint64_t n_word() const { return n_word_; }
  std::uint64_t n_cut() const { return n_cut_; }
  double gain() const { return gain_; }

 private:
  void receive(std::uint64_t slot, SlotSamples& samples) {
    radio_.receive(plan_.seed, slot, plan_.noise_var, samples);
    n_word_ = radio_.n_word();
    n_cut_ = radio_.n_cut();
    gain_ = radio_.gain();
  }
  void make_all() {
    for (std::uint32_t k = 0; k < plan_.repeat; ++k) {
      kept_.push_back(std::make_unique<SlotSamples>(plan_.shape));
      receive(k, *kept_.back());
    }
  }
  void make() {
    try {
      for (std::uint64_t slot = 0; plan_.n_slot == 0 || slot < plan_.n_slot; ++slot) {
        SlotSamples* samples = pool_.wait_for_free();
        if (samples == nullptr) return;
        receive(slot, *samples);
        pool_.give(samples);
      }
    } catch (...) {
      error_ = std::current_exception();
      pool_.end();
    }
  }

  const SenderPlan& plan_;
  Radio radio_;
  SlotPool pool_;
  std::vector<std::unique_ptr<SlotSamples>> kept_;
  SlotSamples* taken_ = nullptr;
  std::atomic<std::uint64_t> n_word_{0}, n_cut_{0};
  std::atomic<double> gain_{1.0};
  std::exception_ptr error_;
  std::jthread maker_;
};

class Sending {
 public:
  Sending(const SenderPlan& plan, const SenderWatch& watch)
      : plan_(plan), watch_(watch), source_(plan), packets_(plan.shape), impairments_(plan.impairments, plan.seed) {
    if (plan.to) socket_.emplace(*plan.to);
    if (!plan.capture.empty()) capture_.emplace(plan.capture, "");
  }

  SenderReport run(const std::atomic<bool>& interrupt) {
    start_ = paced_from_ = last_report_ = Clock::now();
    for (std::uint64_t slot = 0; (plan_.n_slot == 0 || slot < plan_.n_slot) && !interrupt; ++slot) {
      send_slot(slot);
      if (watch_ && Clock::now() - last_report_ > std::chrono::seconds(1)) {
        last_report_ = Clock::now();
        watch_(report());
      }
    }
    impairments_.finish([this](std::span<const std::uint8_t> packet, double) { send(packet); });
    if (capture_) capture_->close();
    return report();
  }

 private:
  void send_slot(std::uint64_t slot) {
    const SlotSamples* samples = source_.take(slot);
    for (int symbol = 0; symbol < plan_.shape.n_symbol; ++symbol) {
      wait_for(slot, symbol);
      packets_.symbol(*samples, slot, symbol, [this](std::span<const std::uint8_t> packet) { impair(packet); });
    }
    source_.give_back();
    report_.slots += 1;
  }

  // Until a symbol is due. What is behind goes at once, but after a pause of 0.1 s the clock goes on from here.
  void wait_for(std::uint64_t slot, int symbol) {
    symbol_s_ = (static_cast<double>(slot) + symbol / 14.0) * slot_seconds(plan_.shape.format.scs_khz);
    if (plan_.pace <= 0) return;
    const std::chrono::duration<double> after(symbol_s_ / plan_.pace);
    const auto due = paced_from_ + std::chrono::duration_cast<Clock::duration>(after);
    const auto now = Clock::now();
    if (now - due > std::chrono::milliseconds(100)) paced_from_ += now - due;
    std::this_thread::sleep_until(due);
  }

  void impair(std::span<const std::uint8_t> packet) {
    if (!plan_.impairments.any()) return send(packet);
    impairments_.pass(packet, [this](std::span<const std::uint8_t> one, double wait_us) {
      if (wait_us > 0) std::this_thread::sleep_for(std::chrono::duration<double, std::micro>(wait_us));
      send(one);
    });
  }

  // A capture has the time on air, so that the same stream gives the same file.
  void send(std::span<const std::uint8_t> packet) {
    if (capture_)
      capture_->write(packet, static_cast<std::int64_t>(symbol_s_ * 1e9), captured_from_, plan_.captured_to);
    report_.packets += 1;
    report_.bytes += packet.size();
    if (!socket_ || socket_->send(packet)) return;
    report_.refused += 1;
    report_.refusal = socket_->last_refusal();
  }

  SenderReport report() const {
    SenderReport report = report_;
    report.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    const double on_air = static_cast<double>(report.slots) * slot_seconds(plan_.shape.format.scs_khz);
    report.real_time_factor = report.seconds > 0 ? on_air / report.seconds : 0.0;
    report.n_word = source_.n_word();
    report.n_cut = source_.n_cut();
    report.gain_db = 20 * std::log10(source_.gain());
    report.impairments = impairments_.counts();
    return report;
  }

  const SenderPlan& plan_;
  const SenderWatch& watch_;
  SlotSource source_;
  SlotPackets packets_;
  Impairments impairments_;
  std::optional<UdpSender> socket_;
  std::optional<fronthaul::CaptureWriter> capture_;
  fronthaul::UdpAddress captured_from_ = fronthaul::loopback_for(plan_.captured_to, 49152);
  SenderReport report_;
  Clock::time_point start_, paced_from_, last_report_;
  double symbol_s_ = 0.0;  // time on air of the symbol that is sent
};

}  // namespace

SenderReport send_stream(const SenderPlan& plan, const std::atomic<bool>& interrupt, const SenderWatch& watch) {
  return Sending(plan, watch).run(interrupt);
}

}  // namespace ohmimo::stream
