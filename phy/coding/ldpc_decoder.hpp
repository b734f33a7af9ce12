// The LDPC decoder: layered, on signed bytes, lanes = the Z rows that one row of the base graph lifts to. Bytes, not
// single precision: measured with AVX2, they take a third of the time of fp32 min-sum less an offset, and lose less
// than its rule does (box_plus_rule.hpp).
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "phy/coding/box_plus_rule.hpp"
#include "phy/coding/decode_report.hpp"
#include "phy/coding/ldpc_kernels.hpp"
#include "phy/coding/segmentation.hpp"

namespace ohmimo::coding {

struct DecoderConfig {
  int max_iterations = 20;
  bool stop_early = true;  // as soon as all checks hold
};

// Throws std::invalid_argument for iterations outside 1 to 1000.
void check_decoder(const DecoderConfig& config);

// Rooms are whole ones of these, so that no register straddles two cache lines.
struct alignas(most_lanes) LaneRoom {
  std::int8_t lane[most_lanes] = {};
};

class LdpcDecoder {
 public:
  // Throws std::invalid_argument for a code or a configuration that there is not.
  LdpcDecoder(const CodeShape& code, const DecoderConfig& config, const LdpcKernels& kernels = ldpc_kernels());
  LdpcDecoder(LdpcDecoder&&) = default;  // state_ points into its own rooms

  // llr: ln P(0)/P(1) of the N coded bits, in natural units: 0 for what was not received, sums for what was received
  // more than once; those of fillers do not matter. Any number is a soft bit: NaN counts as 0. Bits from n_received on
  // were not received. info: becomes the K' hard decisions. crc: what ends them, if anything.
  // Throws std::invalid_argument for other lengths.
  DecodeReport decode(std::span<const float> llr, int n_received, std::optional<Crc> crc, std::span<std::uint8_t> info);

 private:
  bool is_used(const BaseGraph::Entry& entry) const;
  std::uint32_t shift_of(const BaseGraph::Entry& entry) const;
  void add_row(int r);
  void plan(int n_row);
  void load(std::span<const float> llr);
  bool decided() const;
  void decide(std::span<std::uint8_t> info) const;
  // Whether the core rows and the CRC hold. The parity bit of any other row is in no other check: received far off, it
  // stays wrong on bytes, and the row with it, where all that it protects is right.
  bool core_holds(Crc crc, std::span<std::uint8_t> info);
  std::int8_t* bank(std::size_t column, std::size_t which) { return llr_[(2 * column + which) * n_room_].lane; }
  const std::int8_t* column(std::size_t c) const { return llr_[(2 * c + bank_[c]) * n_room_].lane; }

  CodeShape code_;
  DecoderConfig config_;
  const LdpcKernels& kernels_;
  const BaseGraph& graph_;
  std::size_t z_, n_room_;  // n_room_: of a bank, one more than its lanes take
  float units_per_llr_ = 0.f, most_llr_ = 0.f;
  std::vector<DecoderRow> rows_;
  std::vector<DecoderEdge> edges_;
  std::vector<std::uint32_t> end_shift_;   // [column] of the row that writes it last in an iteration
  std::vector<std::uint32_t> last_shift_;  // of the row that wrote it last so far, while rows are planned
  std::vector<std::int8_t> quantised_;
  std::vector<LaneRoom> llr_, message_;
  std::vector<std::uint8_t> bank_;
  DecoderState state_;
};

}  // namespace ohmimo::coding
