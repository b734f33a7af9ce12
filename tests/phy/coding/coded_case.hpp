// Code blocks over additive white Gaussian noise, one real symbol a bit.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "phy/coding/ldpc_decoder.hpp"
#include "phy/coding/ldpc_encoder.hpp"
#include "phy/coding/rate_matching.hpp"
#include "phy/coding/reference_decoder.hpp"
#include "phy/rng.hpp"
#include "tests/phy/coding/public_vectors.hpp"

namespace ohmimo::coding {

// A code block of n_block bits without CRC, of which n_sent coded bits are sent from the start of the ring.
struct CodedCase {
  CodedCase(int graph, int n_block, int sent)
      : code(shape_of(graph, n_block)), n_sent(sent), encoder(code.graph, code.lifting), info(code.n_info(), 0) {
    coded.resize(code.n_coded());
    llr.resize(code.n_coded());
    for_ring_runs(code, 0, 0, sent, [&](int first, int length) { n_received = std::max(n_received, first + length); });
  }

  static CodeShape shape_of(int graph, int n_block) {
    const int counted = graph == 1 ? 22 : n_block > 640 ? 10 : n_block > 560 ? 9 : n_block > 192 ? 8 : 6;
    CodeShape code{graph, smallest_lifting((n_block + counted - 1) / counted), 0};
    code.n_filler = code.n_info() - n_block;
    return code;
  }

  // Block number `index`, as received at an Eb/N0; every bit of the block counts as information.
  void draw(double ebn0_db, std::uint32_t index) {
    const std::vector<std::uint8_t> bits = splitmix_bits(1 + index, code.n_block());
    std::copy(bits.begin(), bits.end(), info.begin());
    encoder.encode(info, coded);
    std::fill(llr.begin(), llr.end(), 0.f);
    const double esn0 = std::pow(10.0, ebn0_db / 10.0) * code.n_block() / n_sent, sigma = std::sqrt(0.5 / esn0);
    RngStream noise(FrameId{1, 0, index}, Purpose::noise);
    for_ring_runs(code, 0, 0, n_sent, [&](int first, int length) {
      for (int k = first; k < first + length; ++k)
        llr[k] += static_cast<float>(4.0 * esn0 * ((coded[k] ? -1.0 : 1.0) + sigma * noise.normal()));
    });
  }

  bool right(const std::vector<std::uint8_t>& decided) const {
    return std::equal(decided.begin(), decided.end(), info.begin());
  }

  CodeShape code;
  int n_sent, n_received = 0;
  LdpcEncoder encoder;
  std::vector<std::uint8_t> info, coded;
  std::vector<float> llr;
};

// Block errors of the decoder on bytes, and of sum-product in double precision, 20 iterations.
inline int byte_errors(CodedCase& block, double ebn0_db, int n) {
  LdpcDecoder decoder(block.code, {});
  std::vector<std::uint8_t> decided(block.code.n_block());
  int errors = 0;
  for (int k = 0; k < n; ++k) {
    block.draw(ebn0_db, k);
    decoder.decode(block.llr, block.n_received, {}, decided);
    errors += !block.right(decided);
  }
  return errors;
}
inline int reference_errors(CodedCase& block, const CheckRule& rule, int max_iterations, double ebn0_db, int n) {
  std::vector<std::uint8_t> decided(block.code.n_block());
  int errors = 0;
  for (int k = 0; k < n; ++k) {
    block.draw(ebn0_db, k);
    const std::vector<double> llr(block.llr.begin(), block.llr.end());
    decode_reference(block.code, rule, max_iterations, llr, block.n_received, {}, decided);
    errors += !block.right(decided);
  }
  return errors;
}

// A share of n draws against one of n_other, both of probability p, within 3.3 standard deviations: 1 in 1000 is
// beyond.
inline bool agrees(int errors, int n, double p, int n_other) {
  return std::abs(errors / static_cast<double>(n) - p) <= 3.3 * std::sqrt(p * (1 - p) * (1.0 / n + 1.0 / n_other));
}
// Whether a probability of at most p may give so many errors.
inline bool at_most(int errors, int n, double p) {
  return errors / static_cast<double>(n) <= p + 3.3 * std::sqrt(p * (1 - p) / n);
}

}  // namespace ohmimo::coding
