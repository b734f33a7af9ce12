// The chain from payload to scrambled bits against public vectors, bit for bit.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "phy/coding/scrambling.hpp"
#include "phy/coding/transport_encoder.hpp"
#include "phy/estimation/gold_sequence.hpp"
#include "tests/phy/coding/public_vectors.hpp"
#include "tests/phy/coding/sha256.hpp"

namespace test_public_vectors {

using namespace ohmimo;
using namespace ohmimo::coding;

std::string text_of(std::span<const std::uint8_t> bits) {
  std::string text;
  for (const std::uint8_t bit : bits) text += bit ? '1' : '0';
  return text;
}

TEST_CASE("SHA-256 of texts that FIPS 180 gives") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("transport blocks equal the public vectors") {
  for (const PublicVector& v : public_vectors) {
    CAPTURE(v.name);
    const std::vector<std::uint8_t> payload = splitmix_bits(v.payload_seed, v.n_payload);
    CHECK(sha256(text_of(payload)) == v.payload_hash);

    const Segmentation s = segment(v.n_payload, v.code_rate);
    CHECK(s.code.graph == v.graph);
    CHECK(s.n_block == v.n_block);
    CHECK(s.code.n_block() == v.block_bits);
    CHECK(s.code.lifting.size == v.z);
    CHECK(s.code.lifting.set == v.set);
    CHECK(s.code.n_info() == v.n_info);
    CHECK(s.code.n_filler == v.n_filler);
    CHECK(crc_parity(s.transport_crc, payload) == v.transport_crc);

    const Transmission t{v.n_coded, v.bits_per_symbol, v.n_layer, v.redundancy_version, v.n_ref};
    const int ring = ring_size(s.code, t.n_ref);
    CHECK(ring == v.ring);
    CHECK(ring_start(s.code, ring, t.redundancy_version) == v.start);
    CHECK(sent_bits(s, t, 0) == v.first_sent);
    CHECK(sent_bits(s, t, s.n_block - 1) == v.last_sent);

    TransportEncoder encoder(s);
    encoder.encode(payload);
    std::string coded = text_of(encoder.block(0));
    const int filler_end = s.code.n_info() - s.code.n_punctured();
    std::fill(coded.begin() + filler_end - s.code.n_filler, coded.begin() + filler_end, 'N');
    CHECK(sha256(coded) == v.coded_block_hash);
    std::string selected;
    for_ring_runs(s.code, t.n_ref, t.redundancy_version, v.first_sent,
                  [&](int first, int length) { selected += coded.substr(first, length); });
    CHECK(sha256(selected) == v.selected_block_hash);

    std::vector<std::uint8_t> bits(t.n_coded);
    encoder.send(t, bits);
    const std::string text = text_of(bits);
    CHECK(text.substr(0, 64) == v.first_bits);
    CHECK(text.substr(text.size() - 64) == v.last_bits);
    CHECK(std::ranges::count(bits, 1) == v.ones);
    CHECK(sha256(text) == v.sent_hash);
    scramble(gold_sequence(scrambling_c_init(v.rnti, v.scrambling_id), bits.size()), bits);
    CHECK(sha256(text_of(bits)) == v.scrambled_hash);
  }
}

TEST_CASE("the parity of code blocks equals that of the public vectors") {
  for (const PublicVector& v : public_vectors) {
    if (v.n_block == 1) continue;
    const Segmentation s = segment(v.n_payload, v.code_rate);
    std::vector<std::uint8_t> checked = splitmix_bits(v.payload_seed, v.n_payload);
    checked.resize(s.n_checked());
    write_crc(s.transport_crc, checked);
    const std::span all(checked);
    CHECK(crc_parity(Crc::crc24b, all.first(s.n_carried())) == v.first_block_crc);
    CHECK(crc_parity(Crc::crc24b, all.last(s.n_carried())) == v.last_block_crc);
  }
}

TEST_CASE("the scrambling sequence of Sionna's test") {
  const std::vector<std::uint8_t> c = gold_sequence(scrambling_c_init(20001, 41), 32);
  CHECK(text_of(c) == "01111000010101110001110001100111");
  CHECK_THROWS_WITH(scrambling_c_init(65536, 0), "rnti must be from 0 to 65535, got 65536");
  CHECK_THROWS_WITH(scrambling_c_init(1, 1024), "scrambling_id must be from 0 to 1023, got 1024");
}

}  // namespace test_public_vectors
