// Transport blocks there and back: every public vector, retransmissions, and blocks that must fail.
#include <doctest/doctest.h>

#include <cmath>

#include "phy/coding/scrambling.hpp"
#include "phy/coding/transport_decoder.hpp"
#include "phy/coding/transport_encoder.hpp"
#include "phy/estimation/gold_sequence.hpp"
#include "phy/rng.hpp"
#include "tests/about.hpp"
#include "tests/phy/coding/public_vectors.hpp"

namespace test_transport_decoder {

using namespace ohmimo;
using namespace ohmimo::coding;

struct Link {
  Link(int n_payload, double code_rate, std::uint64_t seed)
      : segmentation(segment(n_payload, code_rate)),
        payload(splitmix_bits(seed, n_payload)),
        encoder(segmentation),
        decoder(segmentation, {}),
        decided(n_payload) {
    encoder.encode(payload);
  }

  // Noise of the size of 4 esn0 and of its square root; none at infinity.
  void send(const Transmission& t, double esn0_db, std::uint32_t frame) {
    std::vector<std::uint8_t> bits(t.n_coded);
    encoder.send(t, bits);
    const std::vector<std::uint8_t> sequence = gold_sequence(scrambling_c_init(77, 5), bits.size());
    scramble(sequence, bits);
    std::vector<float> llr(bits.size());
    const double esn0 = std::pow(10.0, std::min(esn0_db, 10.0) / 10.0);
    RngStream noise(FrameId{9, 0, frame}, Purpose::noise);
    for (std::size_t k = 0; k < bits.size(); ++k) {
      const double error = std::isinf(esn0_db) ? 0.0 : std::sqrt(0.5 / esn0) * noise.normal();
      llr[k] = static_cast<float>(4.0 * esn0 * ((bits[k] ? -1.0 : 1.0) + error));
    }
    descramble(sequence, llr);
    decoder.receive(t, llr);
  }
  bool decode() {
    const bool crc_ok = decoder.decode(decided).crc_ok;
    CHECK((!crc_ok || decided == payload));
    return crc_ok;
  }

  Segmentation segmentation;
  std::vector<std::uint8_t> payload;
  TransportEncoder encoder;
  TransportDecoder decoder;
  std::vector<std::uint8_t> decided;
};

TEST_CASE("the public transport blocks come back without noise") {
  for (const PublicVector& v : public_vectors) {
    CAPTURE(v.name);
    Link link(v.n_payload, v.code_rate, v.payload_seed);
    const Transmission first{v.n_coded, v.bits_per_symbol, v.n_layer, 0, v.n_ref};
    link.send(first, INFINITY, 0);
    CHECK(link.decode());
    CHECK(link.decided == link.payload);
    // The vector's own redundancy version on top of it.
    Transmission own = first;
    own.redundancy_version = v.redundancy_version;
    link.send(own, INFINITY, 1);
    CHECK(link.decode());
    link.decoder.clear();
    CHECK_FALSE(link.decode());
  }
}

TEST_CASE("redundancy versions 0 and 3 decode alone, 1 and 2 do not at rate 3/4") {
  for (const int rv : {0, 1, 2, 3}) {
    Link link(736, 0.75, 5);
    link.send({1008, 6, 1, rv, 0}, INFINITY, 0);
    CHECK(link.decode() == (rv == 0 || rv == 3));
  }
}

TEST_CASE("chase combining adds soft bits") {
  Link link(320, 0.5, 6);
  const Transmission t{672, 4, 1, 0, 0};
  link.send(t, 3.0, 0);
  const std::vector<float> once(link.decoder.soft_bits(0).begin(), link.decoder.soft_bits(0).end());
  link.send(t, 3.0, 0);
  for (std::size_t k = 0; k < once.size(); ++k) CHECK(link.decoder.soft_bits(0)[k] == 2.f * once[k]);
  int n_used = 0;
  for (const float x : once) n_used += x != 0.f;
  CHECK(n_used == 672);
}

TEST_CASE("retransmissions decode where one transmission does not") {
  // BG2, K' = 640, 960 bits sent in QPSK: Es/N0 of a bit is 3.01 dB below that of a symbol. One transmission reaches a
  // block error rate of 10 % at 3.2 dB a symbol, two equal ones 3.0 dB lower, redundancy versions 0 and 2 4.3 dB lower.
  int first = 0, chase = 0, redundant = 0;
  const int n_block = 60;
  for (int k = 0; k < n_block; ++k) {
    for (const int rv : {0, 2}) {
      Link link(624, 0.66, 100 + k);
      REQUIRE(link.segmentation.code.n_block() == 640);
      link.send({960, 2, 1, 0, 0}, -0.3 - 3.01, 2 * k);
      first += rv == 0 && link.decode();
      link.send({960, 2, 1, rv, 0}, -0.3 - 3.01, 2 * k + 1);
      (rv == 0 ? chase : redundant) += link.decode();
    }
  }
  CHECK(first == 0);
  // At -0.3 dB chase combining lies 0.5 dB below its 10 % point, incremental redundancy 0.8 dB above.
  CHECK(chase < n_block * 3 / 4);
  CHECK(redundant > n_block * 9 / 10);
}

TEST_CASE("repetition and a limited buffer") {
  Link repeated(40, 0.3, 7);
  repeated.send({2400, 2, 1, 0, 0}, -8.0, 3);
  CHECK(repeated.decode());
  Link limited(3752, 0.6, 8);
  const int n_ref = limited.segmentation.code.n_coded() / 2;
  for (const int rv : {0, 1, 2, 3}) limited.send({6600, 2, 1, rv, n_ref}, 0.0, 10 + rv);
  CHECK(limited.decode());
  const std::span<const float> soft = limited.decoder.soft_bits(0);
  for (int k = n_ref; k < limited.segmentation.code.n_coded(); ++k) REQUIRE(soft[k] == 0.f);
}

TEST_CASE("code blocks of two transport blocks are no transport block") {
  Link one(25104, 0.75, 1), two(25104, 0.75, 2);
  const Transmission t{33312, 8, 2, 0, 0};
  std::vector<std::uint8_t> bits(t.n_coded), other(t.n_coded);
  one.encoder.send(t, bits);
  two.encoder.send(t, other);
  std::copy(other.begin() + 2 * t.n_coded / 3, other.end(), bits.begin() + 2 * t.n_coded / 3);
  std::vector<float> llr;
  for (const std::uint8_t bit : bits) llr.push_back(bit ? -8.f : 8.f);
  one.decoder.receive(t, llr);
  const TransportReport& report = one.decoder.decode(one.decided);
  for (const DecodeReport& block : report.blocks) CHECK(block.crc_ok);
  CHECK_FALSE(report.crc_ok);
}

TEST_CASE("parity without the CRC is no block") {
  // A code word whose information does not end with its CRC.
  Link link(320, 0.5, 6);
  std::vector<std::uint8_t> info(link.segmentation.code.n_info(), 0), coded(link.segmentation.code.n_coded());
  info[0] = 1;
  LdpcEncoder(2, link.segmentation.code.lifting).encode(info, coded);
  const Transmission t{672, 4, 1, 0, 0};
  std::vector<std::uint8_t> selected, sent(672);
  for_ring_runs(link.segmentation.code, 0, 0, 672, [&](int first, int length) {
    selected.insert(selected.end(), coded.begin() + first, coded.begin() + first + length);
  });
  interleave(selected, 4, sent);
  std::vector<float> llr;
  for (const std::uint8_t bit : sent) llr.push_back(bit ? -8.f : 8.f);
  link.decoder.receive(t, llr);
  const TransportReport& report = link.decoder.decode(link.decided);
  CHECK(report.blocks.front().parity_ok);
  CHECK_FALSE(report.blocks.front().crc_ok);
  CHECK_FALSE(report.crc_ok);
}

TEST_CASE("lengths that do not fit are refused") {
  Link link(320, 0.5, 6);
  std::vector<std::uint8_t> few(319);
  std::vector<float> llr(671);
  CHECK_THROWS_WITH(link.encoder.encode(few), "payload must have 320 bits, got 319");
  CHECK_THROWS_WITH(link.decoder.decode(few), "payload must have 320 bits, got 319");
  CHECK_THROWS_WITH(link.encoder.send({672, 4, 1, 0, 0}, few), "coded must have 672 bits, got 319");
  CHECK_THROWS_WITH(link.decoder.receive({672, 4, 1, 0, 0}, llr), "llr must have 672 entries, got 671");
}

}  // namespace test_transport_decoder
