// The decoder on bytes: noiseless blocks, the same decisions on all instruction sets, hostile soft bits, fillers.
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "phy/coding/ldpc_decoder.hpp"
#include "phy/coding/reference_decoder.hpp"
#include "tests/phy/coding/coded_case.hpp"

namespace test_ldpc_decoder {

using namespace ohmimo;
using namespace ohmimo::coding;

TEST_CASE("a report says nothing before a block is decoded") {
  const DecodeReport report;
  CHECK(report.iterations == -1);
  CHECK_FALSE(report.parity_ok);
  CHECK_FALSE(report.crc_ok);
}

TEST_CASE("noiseless blocks of every lifting size, whole and with fillers") {
  for (const int graph : {1, 2})
    for (const Lifting lifting : liftings())
      for (const int n_filler : {0, 1, lifting.size, 3 * lifting.size / 2}) {
        CodeShape code{graph, lifting, n_filler};
        std::vector<std::uint8_t> info = splitmix_bits(lifting.size + n_filler, code.n_info());
        std::fill(info.begin() + code.n_block(), info.end(), 0);
        std::vector<std::uint8_t> coded(code.n_coded()), decided(code.n_block());
        LdpcEncoder(graph, lifting).encode(info, coded);
        std::vector<float> llr(code.n_coded());
        for (std::size_t k = 0; k < llr.size(); ++k) llr[k] = coded[k] ? -6.f : 6.f;
        // Soft bits of fillers do not matter.
        const int filler_end = code.n_info() - code.n_punctured();
        std::fill(llr.begin() + filler_end - n_filler, llr.begin() + filler_end, -9.f);
        const DecodeReport report = LdpcDecoder(code, {}).decode(llr, code.n_coded(), {}, decided);
        CAPTURE(graph);
        CAPTURE(lifting.size);
        CAPTURE(n_filler);
        CHECK(report.parity_ok);
        CHECK(report.iterations <= 4);
        CHECK(std::equal(decided.begin(), decided.end(), info.begin()));
      }
}

TEST_CASE("all instruction sets decide alike and take as many iterations") {
  int n_differ = 0;
  for (const auto& [graph, n_block, n_sent] :
       {std::array{1, 8448, 12672}, std::array{1, 752, 1008}, std::array{2, 336, 672}, std::array{2, 640, 3200},
        std::array{1, 990, 1110}}) {
    CodedCase block(graph, n_block, n_sent);
    for (std::uint32_t k = 0; k < 20; ++k) {
      block.draw(0.2 + 0.1 * k + (n_sent < 3 * n_block / 2 ? 2.0 : 0.0), k);
      std::vector<std::uint8_t> first(n_block), other(n_block);
      const DecodeReport expected = LdpcDecoder(block.code, {}, ldpc_kernels_of(simd::Isa::scalar))
                                        .decode(block.llr, block.n_received, {}, first);
      for (const simd::Isa isa : simd::all_isas) {
        if (!simd::runs_here(isa)) continue;
        const DecodeReport report =
            LdpcDecoder(block.code, {}, ldpc_kernels_of(isa)).decode(block.llr, block.n_received, {}, other);
        n_differ +=
            other != first || report.iterations != expected.iterations || report.parity_ok != expected.parity_ok;
      }
    }
  }
  CHECK(n_differ == 0);
}

TEST_CASE("encoder and quantiser are the same on all instruction sets") {
  const LdpcKernels& first = ldpc_kernels_of(simd::Isa::scalar);
  std::vector<float> llr;
  for (int k = -4000; k <= 4000; ++k) llr.push_back(0.01f * static_cast<float>(k));
  for (const float x : {INFINITY, -INFINITY, NAN, 1e30f, -1e30f, 1e-40f}) llr.push_back(x);
  std::vector<std::int8_t> expected(llr.size()), found(llr.size());
  first.quantise(llr.data(), llr.size(), 4.f, 28.f, expected.data());
  CHECK(expected[4000] == 0);
  CHECK(expected[4013] == 1);  // 0.13 of a quarter is nearest to 1
  CHECK(expected[4012] == 0);
  CHECK(expected.front() == -28);
  CHECK(expected[8001] == 28);
  CHECK(expected[8002] == -28);
  CHECK(expected[8003] == 0);
  const std::vector<std::uint8_t> bits = splitmix_bits(3, 640);
  std::vector<std::uint64_t> words(10), other_words(10);
  first.pack(bits.data(), 10, words.data());
  for (int k = 0; k < 640; ++k) REQUIRE((words[k / 64] >> k % 64 & 1) == bits[k]);
  for (const simd::Isa isa : simd::all_isas) {
    if (!simd::runs_here(isa)) continue;
    const LdpcKernels& kernels = ldpc_kernels_of(isa);
    kernels.quantise(llr.data(), llr.size(), 4.f, 28.f, found.data());
    CHECK(found == expected);
    kernels.pack(bits.data(), 10, other_words.data());
    CHECK(other_words == words);
    for (const std::size_t n_word : {1, 3, 6, 8}) {
      // Columns of 8 words and what terms reach beyond them.
      std::vector<std::uint64_t> columns(40), sum(8), other_sum(8);
      for (std::size_t k = 0; k < columns.size(); ++k) columns[k] = (k + 1) * 0x9e3779b97f4a7c15u;
      const RotatedColumn terms[] = {{columns.data(), 0}, {columns.data() + 3, 63}, {columns.data() + 9, 383}};
      first.add_rotated(terms, 3, n_word, sum.data());
      kernels.add_rotated(terms, 3, n_word, other_sum.data());
      CHECK(std::equal(sum.begin(), sum.begin() + n_word, other_sum.begin()));
    }
    std::vector<std::uint8_t> unpacked(640);
    kernels.unpack(words.data(), 10, unpacked.data());
    CHECK(unpacked == bits);
  }
}

TEST_CASE("hostile soft bits end, and are reported as what they are") {
  const float odd[] = {
      INFINITY, -INFINITY, NAN, 0.f, -0.f, 3e38f, -3e38f, 1e-45f, std::numeric_limits<float>::denorm_min(),
      1000.f,   -1000.f,   0.5f};
  const CodeShape code = CodedCase::shape_of(2, 40);
  LdpcDecoder decoder(code, {});
  std::vector<float> llr(code.n_coded());
  std::vector<std::uint8_t> decided(code.n_block());
  int n_run = 0, n_wrong_report = 0, n_crc = 0;
  for (std::uint64_t k = 0; k < 10000; ++k) {
    const std::vector<std::uint8_t> choice = splitmix_bits(k, static_cast<int>(4 * llr.size()));
    const std::size_t n_kind = 1 + k % 12;
    for (std::size_t i = 0; i < llr.size(); ++i) {
      const std::size_t c = choice[4 * i] + 2 * choice[4 * i + 1] + 4 * choice[4 * i + 2] + 8 * choice[4 * i + 3];
      llr[i] = odd[(k + c % n_kind) % 12];
    }
    const DecodeReport report = decoder.decode(llr, code.n_coded(), Crc::crc16, decided);
    n_run += report.iterations >= 1 && report.iterations <= 20;
    n_wrong_report += report.crc_ok && !report.parity_ok;
    // Nothing but positive ones are the word of zeros, which is a code word.
    n_crc += report.crc_ok && std::ranges::count(decided, 1) > 0;
  }
  CHECK(n_run == 10000);
  CHECK(n_wrong_report == 0);
  CHECK(n_crc == 0);
}

TEST_CASE("a block of which nothing was received is not decoded") {
  for (const int graph : {1, 2}) {
    const CodeShape code = CodedCase::shape_of(graph, 400);
    const std::vector<float> nothing(code.n_coded(), 0.f);
    std::vector<std::uint8_t> decided(400);
    for (const int n_received : {0, 500, code.n_coded()}) {
      const DecodeReport report = LdpcDecoder(code, {}).decode(nothing, n_received, Crc::crc16, decided);
      CHECK(report.iterations == 20);
      CHECK_FALSE(report.parity_ok);
      CHECK_FALSE(report.crc_ok);
    }
  }
}

TEST_CASE("rows whose parity was not received can be left out") {
  CodedCase block(2, 336, 672);
  for (std::uint32_t k = 0; k < 20; ++k) {
    block.draw(3.0, k);
    std::vector<std::uint8_t> few(336), all(336);
    CHECK(LdpcDecoder(block.code, {}).decode(block.llr, block.n_received, {}, few).parity_ok);
    LdpcDecoder(block.code, {}).decode(block.llr, block.code.n_coded(), {}, all);
    CHECK(block.right(few));
    CHECK(few == all);
  }
}

TEST_CASE("without an early end all iterations are run") {
  CodedCase block(2, 336, 672);
  block.draw(6.0, 0);
  std::vector<std::uint8_t> decided(336);
  const DecodeReport report = LdpcDecoder(block.code, {7, false}).decode(block.llr, block.n_received, {}, decided);
  CHECK(report.iterations == 7);
  CHECK(report.parity_ok);
  CHECK(LdpcDecoder(block.code, {7, true}).decode(block.llr, block.n_received, {}, decided).iterations < 7);
}

TEST_CASE("a decoder that has moved decodes") {
  CodedCase block(2, 336, 672);
  block.draw(6.0, 0);
  std::vector<std::uint8_t> decided(336);
  LdpcDecoder first(block.code, {});
  first.decode(block.llr, block.n_received, {}, decided);
  LdpcDecoder second(std::move(first));
  std::ranges::fill(decided, 2);
  CHECK(second.decode(block.llr, block.n_received, {}, decided).parity_ok);
  CHECK(block.right(decided));
}

TEST_CASE("wrong set-up is refused") {
  const auto refused = [](const CodeShape& code) { LdpcDecoder(code, {}); };
  CHECK_THROWS_WITH(refused({3, lifting_of(8), 0}), "base_graph must be 1 or 2, got 3");
  CHECK_THROWS_WITH(refused({1, {17, 0}, 0}), "lifting must be one of the 51 sizes of TS 38.212, got 17");
  CHECK_THROWS_WITH(refused({1, {8, 1}, 0}), "lifting set must be 0 for size 8, got 1");
  CHECK_THROWS_WITH(refused({2, lifting_of(8), 64}), "fillers must be from 0 to 63, got 64");
  CHECK_THROWS_WITH(refused({2, lifting_of(8), -1}), "fillers must be from 0 to 63, got -1");
  const CodeShape code = CodedCase::shape_of(2, 40);
  CHECK_THROWS_WITH(LdpcDecoder(code, {0, true}), "iterations must be from 1 to 1000, got 0");
  std::vector<std::uint8_t> decided(40);
  CHECK_THROWS_WITH(LdpcDecoder(code, {}).decode(std::vector<float>(349), 350, {}, decided),
                    "llr and info must have 350 and 40 entries, got 349 and 40");
}

TEST_CASE("LDPC decoder: parity bits that stay wrong do not fail a block whose core and CRC hold") {
  // Rate 1/2: 352 bits, CRC16 among them, in 704. Soft bits at the end of their range, one in 17 on the wrong side:
  // some parity bits outside the core stay there, as no other check says anything of them.
  CodedCase block(2, 352, 704);
  LdpcDecoder decoder(block.code, {});
  std::vector<std::uint8_t> decided(352);
  int n_stuck = 0;
  for (std::uint32_t k = 0; k < 300; ++k) {
    const std::vector<std::uint8_t> bits = splitmix_bits(100 + k, 352);
    std::copy(bits.begin(), bits.end(), block.info.begin());
    write_crc(Crc::crc16, std::span(block.info).first(352));
    block.encoder.encode(block.info, block.coded);
    std::fill(block.llr.begin(), block.llr.end(), 0.f);
    RngStream wrong(FrameId{3, 0, k}, Purpose::noise);
    for_ring_runs(block.code, 0, 0, 704, [&](int first, int length) {
      for (int i = first; i < first + length; ++i)
        block.llr[i] = (block.coded[i] ? -8.f : 8.f) * (wrong.uniform() < 1.0 / 17 ? -1.f : 1.f);
    });
    const DecodeReport report = decoder.decode(block.llr, block.n_received, Crc::crc16, decided);
    if (report.crc_ok) CHECK(block.right(decided));
    n_stuck += report.crc_ok && !report.parity_ok;
  }
  CHECK(n_stuck > 200);  // 247 of 300: the decoder sees such blocks
}

}  // namespace test_ldpc_decoder
