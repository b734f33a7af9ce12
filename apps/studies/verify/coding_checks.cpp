#include "apps/studies/verify/coding_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/theory/normal_approximation.hpp"
#include "phy/coding/ldpc_decoder.hpp"
#include "phy/coding/ldpc_encoder.hpp"
#include "phy/coding/rate_matching.hpp"
#include "phy/rng.hpp"
#include "phy/units.hpp"

namespace ohmimo::verify {
namespace {

// A code block without CRC, and the Eb/N0 in dB at which layered sum-product in double precision with 20 iterations
// misses one block in ten: an independent implementation, 300 blocks or more, to 0.05 dB.
struct AwgnCode {
  int graph, n_info;
  double rate;
  const char* rate_text;
  double sum_product_db;
  double allowed_db;  // what the best min-sum rule loses to it there, likewise
};
constexpr AwgnCode codes[] = {{1, 1056, 1.0 / 3.0, "1/3", 0.38, 0.3},  {1, 1056, 0.5, "1/2", 1.04, 0.15},
                              {1, 1056, 2.0 / 3.0, "2/3", 1.89, 0.15}, {1, 1056, 8.0 / 9.0, "8/9", 3.82, 0.06},
                              {2, 640, 0.2, "1/5", 0.02, 0.3},         {2, 640, 1.0 / 3.0, "1/3", 0.48, 0.3},
                              {2, 160, 1.0 / 3.0, "1/3", 0.97, 0.3}};
constexpr double doubt_db = 0.05;

coding::CodeShape shape_of(const AwgnCode& code) {
  const int n = code.n_info, columns = code.graph == 1 ? 22 : n > 640 ? 10 : n > 560 ? 9 : n > 192 ? 8 : 6;
  coding::CodeShape shape{code.graph, coding::smallest_lifting((n + columns - 1) / columns), 0};
  shape.n_filler = shape.n_info() - n;
  return shape;
}

// Blocks of one code, the same bits and the same unit noise at every SNR.
class AwgnBlocks {
 public:
  AwgnBlocks(const AwgnCode& code, std::uint64_t seed)
      : seed_(seed),
        shape_(shape_of(code)),
        n_sent_(static_cast<int>(std::lround(code.n_info / code.rate))),
        encoder_(shape_.graph, shape_.lifting),
        decoder_(shape_, {}),
        info_(shape_.n_info(), 0),
        coded_(shape_.n_coded()),
        decided_(shape_.n_block()),
        llr_(shape_.n_coded()) {}

  double error_rate(double eb_n0_db, int n_block) {
    int errors = 0;
    for (int k = 0; k < n_block; ++k) {
      receive(eb_n0_db, static_cast<std::uint32_t>(k));
      decoder_.decode(llr_, n_received_, {}, decided_);
      errors += !std::equal(decided_.begin(), decided_.end(), info_.begin());
    }
    return static_cast<double>(errors) / n_block;
  }
  int n_sent() const { return n_sent_; }

 private:
  void receive(double eb_n0_db, std::uint32_t number) {
    RngStream bits(FrameId{seed_, 0, number}, Purpose::bits), noise(FrameId{seed_, 0, number}, Purpose::noise);
    std::generate_n(info_.begin(), shape_.n_block(), [&] { return bits.uniform() < 0.5 ? 1 : 0; });
    encoder_.encode(info_, coded_);
    std::ranges::fill(llr_, 0.f);
    const double es_n0 = linear_from_db(eb_n0_db) * shape_.n_block() / n_sent_;
    coding::for_ring_runs(shape_, 0, 0, n_sent_, [&](int first, int length) {
      for (int k = first; k < first + length; ++k)
        llr_[k] += static_cast<float>(4.0 * es_n0 * (coded_[k] ? -1.0 : 1.0) + std::sqrt(8.0 * es_n0) * noise.normal());
      n_received_ = std::max(n_received_, first + length);
    });
  }

  std::uint64_t seed_;
  coding::CodeShape shape_;
  int n_sent_, n_received_ = 0;
  coding::LdpcEncoder encoder_;
  coding::LdpcDecoder decoder_;
  std::vector<std::uint8_t> info_, coded_, decided_;
  std::vector<float> llr_;
};

// Where one block in ten is missed; log error rates are taken as linear in dB between points 0.1 dB apart. NaN if not
// within 0.6 dB.
double found_db(AwgnBlocks& blocks, double near_db, int n_block) {
  double before = 1.0;
  for (double at_db = near_db - 0.2; at_db < near_db + 0.6; at_db += 0.1) {
    const double rate = blocks.error_rate(at_db, n_block);
    if (rate <= 0.1 && before > 0.1 && rate > 0.0) return at_db - 0.1 * std::log(0.1 / rate) / std::log(before / rate);
    if (rate <= 0.1) return NAN;
    before = rate;
  }
  return NAN;
}

std::vector<Check> awgn_checks(const VerifyOptions& options) {
  std::vector<Check> checks, distances;
  for (const AwgnCode& code : codes) {
    AwgnBlocks blocks(code, options.seed);
    const double at_db = found_db(blocks, code.sum_product_db, options.full ? 5000 : 700);
    const double best_db = normal_approximation_eb_n0_db(code.n_info, blocks.n_sent(), 0.1);
    const std::string name = fmt::format("BG{}, {} bits, rate {}", code.graph, code.n_info, code.rate_text);
    checks.push_back(
        {name + ", Eb/N0 [dB] at BLER 0.1", at_db,
         Expectation::between(code.sum_product_db - doubt_db, code.sum_product_db + code.allowed_db + doubt_db),
         fmt::format("sum-product of an independent program {} dB, and what the best min-sum rule loses",
                     code.sum_product_db)});
    distances.push_back({name + ", dB beyond the normal approximation", at_db - best_db, Expectation::between(0.0, 1.2),
                         fmt::format("Polyanskiy 2010: {:.2f} dB, which hardly any code passes", best_db)});
  }
  std::ranges::move(distances, std::back_inserter(checks));
  return checks;
}

}  // namespace

std::vector<CheckGroup> coding_check_groups() {
  return {{"LDPC decoder, 20 iterations, over additive white Gaussian noise", awgn_checks}};
}

}  // namespace ohmimo::verify
