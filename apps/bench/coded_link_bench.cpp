#include "apps/bench/coded_link_bench.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "apps/config/run.hpp"
#include "apps/link/coded_frame.hpp"
#include "channel/transmission.hpp"

namespace ohmimo::bench {
namespace {

// One coded link, step by step.
class CodedCase {
 public:
  CodedCase(int n_rx, int n_user, const std::string& modulation, double code_rate)
      : run_(run_of(n_rx, n_user, modulation, code_rate)),
        uplink_(run_.link.uplink, run_.link.constellation),
        bank_(run_.link),
        sender_(*run_.link.code, *run_.block, run_.link.constellation, n_user),
        receiver_(*run_.link.code, *run_.block, run_.link.constellation, 1),
        order_(CodedFrame(run_.link, 1, nullptr).order()) {}

  void encode(std::uint32_t number) {
    sender_.draw({1, 0, number}, static_cast<std::size_t>(run_.link.uplink.n_channel));
    sender_.send(0);
  }
  void draw(std::uint32_t number, double snr_db) {
    uplink_.draw({1, 0, number}, run_.noise_var(snr_db), drawn_.frame, drawn_.truth);
  }
  void transmit() {
    sender_.write(order_, drawn_.truth);
    ohmimo::transmit(drawn_.frame, drawn_.truth);
  }
  void detect() { bank_.detect(received_.frame, received_.frame.id); }
  void demap() { receiver_.hear(0, 0, bank_.estimate(0), order_); }
  void decode() {
    receiver_.begin(sender_.n_block());
    receiver_.decode(0, sender_);
  }

  // A frame to be detected and decoded, whatever is drawn after it.
  void receive(std::uint32_t number, double snr_db) {
    encode(number);
    draw(number, snr_db);
    transmit();
    received_ = drawn_;
    receiver_.begin(sender_.n_block());
    detect();
    demap();
    decode();
  }
  BlockCount count() const { return receiver_.count(0, 0, sender_.n_user(), sender_); }
  std::string size() const {
    return fmt::format("{}x{} {} {}/{}", run_.shape.n_rx, run_.shape.n_user, run_.config.link.modulation,
                       run_.block->segmentation.n_payload, run_.block->transmission.n_coded);
  }

 private:
  static Run run_of(int n_rx, int n_user, const std::string& modulation, double code_rate) {
    Config config;
    config.link.n_rx = n_rx, config.link.n_user = n_user, config.link.modulation = modulation;
    config.link.vectors_per_channel = 168;
    config.channel.exact_statistics = "off";
    config.detector.names = {"mmse"};
    config.code.code = "nr-ldpc", config.code.code_rate = code_rate;
    return make_run(config);
  }

  Run run_;
  Uplink uplink_;
  DetectorBank bank_;
  BlockSender sender_;
  BlockReceiver receiver_;
  ElementOrder order_;
  struct Frame {
    UplinkFrame frame;
    FrameTruth truth;
  };
  Frame drawn_, received_;
};

std::vector<BenchRow> bench_steps(CodedCase& c, double snr_db, bool quick) {
  c.receive(0, 30.0);
  const double n_block = static_cast<double>(c.count().blocks);
  if (c.count().block_errors > 0) throw std::runtime_error("bench: a coded link at 30 dB does not decode");
  c.receive(1, snr_db);
  const double bler = static_cast<double>(c.count().block_errors) / n_block;
  const BenchRates rates = measure({{[&] { c.encode(1); }, n_block},
                                    {[&] { c.detect(); }, n_block},
                                    {[&] { c.demap(); }, n_block},
                                    {[&] { c.decode(); }, n_block},
                                    {[&] { c.draw(1, snr_db); }, n_block},
                                    {[&] { c.transmit(); }, n_block}},
                                   quick ? 1 : 11, quick ? 0.01 : 0.05);
  double sum = 0.0;
  for (const double rate : rates.median) sum += 1.0 / rate;
  std::vector<BenchRow> rows;
  for (const char* step : {"encoding", "detection", "soft bits", "decoding", "random numbers", "channel y = Hx + w"}) {
    const std::size_t k = rows.size();
    rows.push_back({fmt::format("  {}, {:.0f} %", step, 100.0 / rates.median[k] / sum), c.size(), 1e6 / rates.median[k],
                    "us per block", "", 0, 0, 0, rates.spread[k]});
  }
  rows.insert(rows.begin(), {fmt::format("coded link mmse, {:g} dB, {:.0f} % wrong", snr_db, 100.0 * bler), c.size(),
                             1e6 * sum, "us per block"});
  return rows;
}

}  // namespace

std::vector<Benchmark> coded_link_benchmarks(bool quick) {
  std::vector<Benchmark> all;
  for (const double snr_db : {-1.6, 0.0})
    all.push_back([=] {
      CodedCase link(64, 8, "16qam", 0.48);
      return bench_steps(link, snr_db, quick);
    });
  return all;
}

}  // namespace ohmimo::bench
