// What is detected over a stream against the same frames without one.
#include <doctest/doctest.h>

#include <algorithm>
#include <armadillo>
#include <bit>

#include "apps/fronthaul/compression.hpp"
#include "apps/link/link_frame.hpp"
#include "apps/stream/impairments.hpp"
#include "apps/stream/slot_detection.hpp"
#include "tests/apps/stream/stream_case.hpp"

namespace test_stream_detection {

using namespace ohmimo;
using namespace ohmimo::stream;

FrameCount offline(const StreamCase& c, std::uint32_t n_slot) {
  LinkFrame frame(c.run.link);
  FrameCount sum, one;
  sum.counts.resize(c.run.curves.size());
  for (std::uint32_t k = 0; k < n_slot; ++k) {
    frame.run({c.run.id.seed, 0, k}, c.noise_var, one);
    for (std::size_t curve = 0; curve < sum.counts.size(); ++curve) sum.counts[curve] += one.counts[curve];
    sum.blocks.resize(one.blocks.size());
    for (std::size_t curve = 0; curve < one.blocks.size(); ++curve) sum.blocks[curve] += one.blocks[curve];
  }
  return sum;
}

// Slots as they left the radio, less the packets that are lost.
FrameCount offline_with_erasures(const StreamCase& c, std::uint64_t n_slot, const ImpairmentConfig& impairments) {
  PacketFates fates(impairments, 11);
  Radio radio(c.run.link, c.shape);
  SlotDetection detection(c.run.link, c.shape);
  SignalQuality quality(c.run.curves.size(), 2, c.run.link.constellation, {});
  SlotSamples slot(c.shape);
  FrameCount sum, one;
  sum.counts.resize(c.run.curves.size());
  for (std::uint64_t k = 0; k < n_slot; ++k) {
    radio.receive(c.run.id.seed, k, c.noise_var, slot);
    fronthaul::quantise(c.shape.format.iq, slot.words);
    slot.complete = true;
    for (PrbSet& arrived : slot.arrived) {
      arrived.reset();
      for (const fronthaul::PrbRange& range : c.shape.plan) {
        const bool lost = fates.next().lost;
        slot.complete = slot.complete && !lost;
        for (int prb = range.first; !lost && prb < range.first + range.count; ++prb) arrived.set(prb);
      }
    }
    for (std::size_t m = 0; m < slot.arrived.size(); ++m)
      for (std::size_t prb = 0; prb < 5; ++prb)
        if (!slot.arrived[m][prb]) std::fill_n(slot.words.begin() + 24 * (5 * m + prb), 24, std::int16_t{-1});
    detection.detect(slot, c.run.id.seed, c.noise_var, one, quality);
    for (std::size_t curve = 0; curve < sum.counts.size(); ++curve) sum.counts[curve] += one.counts[curve];
  }
  return sum;
}

TEST_CASE("A stream without loss: the integers of the offline evaluator, for every knowledge of the channel") {
  for (const std::string csi : {"perfect", "error:20", "ls", "lmmse", "lmmse-robust"})
    for (const std::string words : {"bfp9", "int16"}) {
      CAPTURE(csi);
      CAPTURE(words);
      Config config = StreamCase::small_config();
      config.csi.model = csi;
      config.csi.noise_var = csi.starts_with("l") && words == "bfp9" ? "estimated" : "known";
      config.slot.fronthaul = words;
      const StreamCase c(config);
      const FrameCount stream = outcome_of(c, packets_of(c, 4)).count, alone = offline(c, 4);
      CHECK(stream.counts == alone.counts);
      CHECK(stream.counts[0].bit_errors > 0);
      CHECK(stream.counts[0].units == 4);
    }
}

TEST_CASE("A coded stream without loss: the blocks of the offline evaluator") {
  Config config = StreamCase::small_config();
  config.csi.model = "ls";
  config.code.code = "nr-ldpc";
  config.code.mcs = 13;
  const StreamCase c(config);
  const FrameCount stream = outcome_of(c, packets_of(c, 8)).count, alone = offline(c, 8);
  CHECK(stream.counts == alone.counts);
  CHECK(stream.blocks == alone.blocks);
  REQUIRE(stream.blocks.size() == c.run.curves.size());
  CHECK(stream.blocks[0].blocks == 16);
  CHECK(stream.blocks[0].block_errors > 0);
  CHECK(stream.blocks[0].block_errors < 16);
}

TEST_CASE("Words of 16 bits change next to nothing, of 8 bits a little, and less headroom cuts") {
  const auto errors = [](const std::string& words, double headroom_db) {
    Config config = StreamCase::small_config();
    config.link.modulation = "256qam";
    config.link.snr = snr_grid_from_text("24");
    config.csi.model = "perfect";
    config.detector.names = {"mmse"};
    config.slot.fronthaul = words;
    config.slot.headroom_db = headroom_db;
    const StreamCase c(config);
    return offline(c, 12).counts[0].bit_errors;
  };
  const std::uint64_t exact = errors("int16", 18.0);
  CHECK(exact > 300);
  CHECK(errors("bfp14", 18.0) < 1.05 * exact);
  CHECK(errors("bfp8", 18.0) > 1.03 * exact);
  CHECK(errors("int16", 3.0) > 2 * exact);
}

TEST_CASE("With loss: the integers of offline erasures of the same packets, split symbols among them") {
  for (const int mtu : {1500, 576}) {
    CAPTURE(mtu);
    Config config = StreamCase::small_config();
    config.slot.fronthaul = "int16";  // 48 bytes a block: two packets a symbol at 576 with IP headers of 28
    const StreamCase c(config, mtu == 576 ? 200 : mtu);
    CHECK(c.shape.plan.size() == (mtu == 576 ? 2U : 1U));
    const ImpairmentConfig loss = {.loss = 0.03};
    Impairments impairments(loss, 11);
    const std::vector<Packet> packets = packets_of(c, 6);
    const Outcome stream = outcome_of(c, [&](const auto& take) {
      for (const Packet& packet : packets)
        impairments.pass(packet, [&](std::span<const std::uint8_t> one, double) { take({one.begin(), one.end()}); });
    });
    CHECK(impairments.counts().lost > 10);
    CHECK(stream.accounts.all_antennas().lost == impairments.counts().lost);
    const FrameCount erased = offline_with_erasures(c, 6, loss);
    CHECK(stream.count.counts == erased.counts);
    CHECK(stream.count.counts[0].bit_errors > offline(c, 6).counts[0].bit_errors);
  }
}

// Every resource element in double precision: rows of H and y that are not there left out, x = (H^H H + N0 I)^-1 H^H y.
TEST_CASE("Erased samples are rows of H and y left out") {
  Config config = StreamCase::small_config();
  config.csi.model = "perfect";
  config.detector.names = {"mmse"};
  const StreamCase c(config);
  Radio radio(c.run.link, c.shape);
  SlotSamples slot(c.shape);
  radio.receive(c.run.id.seed, 0, c.noise_var, slot);
  fronthaul::quantise(c.shape.format.iq, slot.words);
  PacketFates fates({.loss = 0.2}, 5);
  for (PrbSet& arrived : slot.arrived) {
    arrived.reset();
    for (std::size_t prb = 0; prb < 5; ++prb) arrived[prb] = !fates.next().lost;
  }
  slot.complete = false;
  SlotDetection detection(c.run.link, c.shape);
  SignalQuality quality(1, 2, c.run.link.constellation, {});
  FrameCount count;
  detection.detect(slot, c.run.id.seed, c.noise_var, count, quality);

  SlotUplink uplink(c.run.link.uplink, c.run.link.constellation);
  SampleWords words(*c.run.link.words, 2);
  words.set_noise_var(c.noise_var);
  uplink.begin({c.run.id.seed, 0, 0}, c.noise_var);
  UplinkFrame frame;
  FrameTruth truth;
  std::uint64_t wrong = 0, close = 0;
  for (const SlotPiece& piece : uplink.pieces()) {
    uplink.draw(piece, frame, truth);
    for (std::size_t k = 0; k < piece.n; ++k) {
      const std::size_t subcarrier = piece.first + k;
      std::vector<arma::uword> there;
      arma::cx_vec y(8);
      for (int rx = 0; rx < 8; ++rx) {
        if (arrived_of(slot, c.shape, static_cast<int>(piece.symbol), rx)[subcarrier / 12])
          there.push_back(static_cast<arma::uword>(rx));
        const auto iq = words_of(std::as_const(slot), c.shape, static_cast<int>(piece.symbol), rx);
        y(static_cast<arma::uword>(rx)) = {iq[2 * subcarrier] / words.gain(), iq[2 * subcarrier + 1] / words.gain()};
      }
      const arma::uvec rows(there);
      const arma::cx_mat h = arma::cx_mat(frame.h.matrix(k)).rows(rows);
      const arma::cx_mat a = h.t() * h + c.noise_var * arma::eye<arma::cx_mat>(2, 2);
      const arma::cx_vec z = h.t() * arma::cx_vec(y.elem(rows));
      const arma::cx_mat inverse = arma::inv(a);
      const arma::cx_vec biased = inverse * z;
      for (arma::uword u = 0; u < 2; ++u) {
        const double scale = 1.0 - c.noise_var * inverse(u, u).real();  // takes the bias off
        const std::complex<float> x(biased(u) / scale);
        const std::uint32_t sent = nr_label_from_axis(4, truth.symbols.at(k / n_lane, u, 0)[k % n_lane]);
        wrong += static_cast<std::uint64_t>(std::popcount(hard_decision(c.run.link.constellation, x) ^ sent));
        for (const float part : {x.real(), x.imag()})
          for (const double edge : {-0.6325, 0.0, 0.6325}) close += std::abs(part - edge) < 1e-4 ? 1 : 0;
      }
    }
  }
  CHECK(wrong > 300);
  CHECK(close < 20);  // decisions that single precision may turn round
  CHECK(std::abs(static_cast<double>(count.counts[0].bit_errors) - static_cast<double>(wrong)) <=
        static_cast<double>(close));
}

TEST_CASE("An antenna that misses a pilot is left out whole") {
  const StreamCase c;
  Radio radio(c.run.link, c.shape);
  SlotSamples slot(c.shape);
  radio.receive(c.run.id.seed, 0, c.noise_var, slot);
  fronthaul::quantise(c.shape.format.iq, slot.words);
  SlotDetection detection(c.run.link, c.shape);
  SignalQuality quality(c.run.curves.size(), 2, c.run.link.constellation, {});
  const auto errors = [&](const std::vector<int>& symbols_lost) {
    for (std::size_t m = 0; m < slot.arrived.size(); ++m) {
      slot.arrived[m].reset();
      for (std::size_t prb = 0; prb < 5; ++prb) slot.arrived[m].set(prb);
    }
    for (const int symbol : symbols_lost) slot.arrived[static_cast<std::size_t>(symbol) * 8 + 3].reset(4);
    slot.complete = symbols_lost.empty();
    FrameCount count;
    detection.detect(slot, c.run.id.seed, c.noise_var, count, quality);
    return count.counts;
  };
  const auto one_pilot = errors({2}), both_pilots = errors({2, 11}), none = errors({}), data = errors({5});
  CHECK(one_pilot == both_pilots);
  CHECK(one_pilot[0].bit_errors > none[0].bit_errors);
  CHECK(data[0].bit_errors != none[0].bit_errors);  // a resource block of one symbol: little, either way
  CHECK(data[0].bit_errors < one_pilot[0].bit_errors);
}

TEST_CASE("Threads of a crew change no integer") {
  const StreamCase c;
  const std::vector<Packet> packets = packets_of(c, 6);
  std::vector<std::vector<ErrorCount>> counts;
  for (const int threads : {1, 3}) {
    SlotPool pool(c.shape, 8);
    Assembly assembly(c.shape, {.wait_for_places = true}, pool);
    DetectionCrew crew(c.crew(threads), pool);
    for (const Packet& packet : packets) assembly.take(packet, arrival_at(0));
    assembly.finish();
    pool.end();
    crew.join();
    counts.push_back(crew.totals().count.counts);
  }
  CHECK(counts[0] == counts[1]);
}

}  // namespace test_stream_detection
